"""Findings from what was found: the numbers of a shift, its strength and its confidence."""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import NamedTuple, TypeVar

import numpy as np

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.drift import Fit
from crackle_cli.detectors.phase_transition.ends import End
from crackle_cli.detectors.phase_transition.findings import Change, Drift, Pace, Placed
from crackle_cli.detectors.phase_transition.levels import Split
from crackle_cli.detectors.phase_transition.place import Span, centres, span
from crackle_cli.detectors.phase_transition.series import Series
from crackle_cli.statistics.intervals import correlation_low, dominance, dominance_low, shifted_low
from crackle_cli.statistics.noise import inflation, persistence, scale, variogram
from crackle_cli.table.arrays import Floats

WINDOW = 64  # blocks on each side within which the place of a shift is refined
# A curve is told where it makes all but 2 % of its way, if what is left out is a tenth of the
# values or more, and flat: half of it within a tenth of those 2 %.
ALL_BUT, FLAT_FOR, FLAT = 0.02, 0.1, 0.002
UNEVEN = 0.7  # of its way in half of the time

PlacedT = TypeVar("PlacedT", bound=Placed)


class Measured(NamedTuple):
    """Two sides of a change, and what it is in their own unit and in units of noise."""

    before: float
    after: float
    noise: float

    @property
    def change_pct(self) -> float | None:
        """Per cent of the level before; None where that is zero, or next to it."""
        if not self.before:
            return None
        change = 100.0 * ((self.after - self.before) / abs(self.before))
        return change if isfinite(change) else None

    @property
    def noise_units(self) -> float | None:
        """Robust standard deviations; None where there is no noise."""
        return (self.after - self.before) / self.noise if self.noise else None

    def raised(self, level: float) -> "Measured":
        return Measured(self.before + level, self.after + level, self.noise)

    def change(self, unit: float) -> Change:
        """The change of a metric that is still without a name, in its own `unit`."""
        own = Measured(self.before * unit, self.after * unit, self.noise * unit)
        return Change("", own.before, own.after, own.change_pct, own.noise_units)


def spans(values: Floats, splits: Sequence[Split], width: int) -> list[Span]:
    """The place of each split of blocks among the values, with its interval."""
    edges = [0, *(split.at * width for split in splits), values.size]
    found: list[Span] = []
    for i in range(1, len(edges) - 1):
        left = found[-1].at if found else 0
        low = max(left, edges[i] - WINDOW * width)
        high = min(edges[i + 1], edges[i] + WINDOW * width)
        here = span(values[low:high], edges[i] - low)
        found.append(Span(here.at + low, here.low + low, here.high + low))
    return found


def step(values: Floats, edges: tuple[int, int, int], z: float) -> tuple[Measured, float, float]:
    """The two sides values[a:b] and values[b:c], the strength of their difference and its low end.

    Strength is the dominance of one side over the other: how surely a task of the one side
    differs from one of the other, 0 … 1, whatever the distribution. Its low end is the better of
    what the two sides alone show, and what they show if the noise is the same on both.
    """
    left, right = values[edges[0] : edges[1]], values[edges[1] : edges[2]]
    before, after = centres(left, right)
    residuals = np.concatenate([left - before, right - after])
    delta = dominance(left, right)
    often = inflation(persistence(variogram(residuals))) ** 2
    sizes = max(1.0, left.size / often), max(1.0, right.size / often)
    low = max(
        dominance_low(delta, *sizes, z), shifted_low(residuals, abs(after - before), sizes, z)
    )
    return Measured(before, after, scale(residuals)), abs(delta), min(low, abs(delta))


def drifted(fit: Fit, values: Floats, z: float) -> tuple[Measured, float, float]:
    """First and last value of the trend, and its correlation with the values, shifts taken out.

    Of the longest `stretch` without a shift, within the values there: what was never seen is not
    told. The low end is the better of what the correlation shows, and what is left of it if the
    slope is less by its own error, as of `grown`.
    """
    assert fit.trend is not None
    residuals = values - fit.fitted
    moved = float(np.var(fit.trend))
    r = (moved / (moved + float(residuals.var()))) ** 0.5
    free = values.size / inflation(persistence(variogram(residuals))) ** 2
    start, stop = stretch(fit, values.size)
    seen = values[start:stop]
    ends = np.clip(fit.fitted[[start, stop - 1]], seen.min(), seen.max())
    measured = Measured(float(ends[0]), float(ends[1]), scale(residuals))
    low = max(correlation_low(r, free, z), r * max(0.0, 1.0 - z / fit.height))
    return measured, r, min(r, low)


def stretch(fit: Fit, n: int) -> tuple[int, int]:
    """Where a drift is told of n values: the first, and the first one after it.

    The longest part without a split; of a curve less what is flat before and after it.
    """
    start, stop = max(pairwise((0, *fit.splits, n)), key=lambda edge: edge[1] - edge[0])
    if not fit.smooth:
        return start, stop
    way = _way(fit, start, stop)
    first = int((way > ALL_BUT).argmax())
    last = way.size - 1 - int((way[::-1] < 1.0 - ALL_BUT).argmax())
    if first < FLAT_FOR * way.size or way[first // 2] > FLAT:
        first = 0
    if way.size - last < FLAT_FOR * way.size or way[(last + way.size) // 2] < 1.0 - FLAT:
        last = way.size - 1
    return start + max(0, first - 1), start + min(way.size, last + 2)


def pace(fit: Fit, n: int) -> Pace:
    """How a drift goes: evenly, levelling off or ever faster."""
    way = _way(fit, *stretch(fit, n))
    half = float(way[way.size // 2])
    if not fit.smooth or 1.0 - UNEVEN < half < UNEVEN:
        return "even"
    return "levelling off" if half > 0.5 else "ever faster"


def _way(fit: Fit, start: int, stop: int) -> Floats:
    """The share of its way that a trend has made at each value of a stretch."""
    assert fit.trend is not None
    trend = fit.trend[start:stop] - fit.trend[start]
    return trend / trend[-1] if trend[-1] else np.linspace(0.0, 1.0, trend.size)


def grown(values: Floats, height: float, z: float) -> tuple[Measured, float, float]:
    """First and last value of what accumulates. Strength is how well the order tells it.

    Its low end is lessened as the mean step is, whose error is one part in `height`.
    """
    time = np.arange(float(values.size))
    r = abs(float(np.corrcoef(time, values)[0, 1]))
    steps = np.diff(values)
    measured = Measured(float(values[0]), float(values[-1]), scale(steps - steps.mean()))
    return measured, r, r * max(0.0, 1.0 - z / height)


def ended(end: End, values: Floats) -> tuple[Measured, float, float]:
    """The end against what came before; strength is the share of it that noise does not reach."""
    low, high = centres(values[: -end.count][-100:], values[-end.count :])
    strength = max(0.0, 1.0 - end.usual / abs(end.distance))
    noise = scale(values[: -end.count][-100:] - low)
    return Measured(low, high, noise), strength, strength


def placed(
    form: type[PlacedT],
    series: Series,
    measured: tuple[Measured, float, float],
    p_value: float,
    where: Span,
    until: int | None = None,
) -> PlacedT:
    """A change at one task of the metric of `series`, still without the name of the metric.

    `until`: first value after the next change of this form; what came back is not part of it.
    """
    sides, strength, low = measured
    return form(
        metrics=(),
        rows=series.rows[where.at : until],
        strength=strength,
        confidence=low,
        p_value=p_value,
        changes=(sides.change(series.unit),),
        place=Place(*(int(series.rows[at]) for at in (where.at, where.low, where.high))),
    )


def drift(series: Series, measured: tuple[Measured, float, float], p_value: float) -> Drift:
    """A drift of the metric of `series` along the order, still without the name of the metric."""
    sides, strength, low = measured
    return Drift(
        metrics=(),
        rows=series.rows,
        strength=strength,
        confidence=low,
        p_value=p_value,
        changes=(sides.change(series.unit),),
    )
