"""What is told of a trend, of a season and of what wanders."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp, log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.findings import Pace
from crackle_cli.detectors.phase_transition.model import Model
from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.persistence import HARD, inflation
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import (
    Drift,
    Repeat,
    Sides,
    Sureness,
    Turn,
    Wander,
    within,
)
from crackle_cli.detectors.phase_transition.season import Season, phases
from crackle_cli.detectors.phase_transition.turns import in_values
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.normal import Z_95
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

GONE_BACK = 0.25  # of the range of a trend: by which the way back is seen at a glance
AROUND = 2  # values on each side of a turn: of the five that make one, as where spikes are tamed
WANDERING = 40  # values: of fewer, φ may be anything


def drift_result(
    whole: Series, model: Model, residuals: Floats, turned: Sequence[Turn] = ()
) -> Drift:
    """Of a series of which the turns among its blocks are known."""
    assert model.trend_p is not None
    n, width = whole.means.size, whole.width
    edges = [0, *model.cuts, n]
    start, stop = max(pairwise(edges), key=lambda e: e[1] - e[0])
    trend, fitted = model.fit.trend[start:stop], model.fit.fitted
    seen = whole.means[start:stop]
    ends = within(seen, (float(fitted[start]), float(fitted[stop - 1])))
    noise = scale(residuals)
    moved, left = float(np.var(model.fit.trend)), float(np.var(whole.means - fitted))
    r = sqrt(moved / (moved + left)) if moved + left > 0 else 0.0
    free = max(4.0, n / inflation(n, min(model.phi, 0.95)))
    low = r * max(0.0, 1.0 - Z_95 / (sqrt(free) * max(r, 1e-9) / sqrt(max(1e-9, 1 - r * r))))
    knots = tuple(k * width for k in model.fit.knots)
    stop_value = whole.values.size if stop == n else stop * width
    sure = Sureness(r, min(r, low), log(max(SMALLEST, model.trend_p)))
    back = [turn for turn in turned if turn.back]
    inner = [knot for knot in model.fit.knots if start < knot < stop - 1]
    tops = tuple(_around(whole.means, turn.span.at) for turn in back) or tuple(
        within(seen, (top, top))[0] for top in _tops(fitted[[start, *inner, stop - 1]].tolist())
    )
    sides = Sides(*ends, noise)
    return Drift(
        start * width, stop_value, sides, sure, _pace(trend), knots, _in_values(back, whole), tops
    )


def _tops(corners: Sequence[float]) -> list[float]:
    """The inner corners of a bent line at which it goes back by a good part of its range."""
    least = GONE_BACK * (max(corners) - min(corners))
    kept = [corners[0]]  # of each way the farthest corner, until one goes back that far
    for corner in corners[1:]:
        if len(kept) > 1 and (corner - kept[-1]) * (kept[-1] - kept[-2]) >= 0:
            kept[-1] = corner
        elif abs(corner - kept[-1]) >= least:
            kept.append(corner)
    return kept[1:-1]


def _in_values(turned: Sequence[Turn], whole: Series) -> tuple[Turn, ...]:
    """Turns among the blocks of a series, among its values."""
    width, n = whole.width, whole.values.size
    return tuple(turn._replace(span=in_values(turn.span, width, n)) for turn in turned)


def _around(values: Floats, at: int) -> float:
    """The level of `values` (n,) at a turn: no odd one of them, and none of far away."""
    return median(values[max(0, at - AROUND) : at + AROUND + 1])


def _pace(trend: Floats) -> Pace:
    way = trend - trend[0]
    if not way[-1]:
        return "even"
    half = float(way[way.size // 2] / way[-1])
    if 0.3 < half < 0.7:
        return "even"
    return "levelling off" if half > 0.5 else "ever faster"


def wanders(cuts: int, phi: float, n: int) -> bool:
    """Whether n values of that φ, without cuts or trend, are told to wander."""
    return not cuts and phi >= HARD and n >= WANDERING


def may_turn(model: Model, n: int) -> bool:
    """Whether the trend of n values may go up and down: it bends, or what is left wanders."""
    return not model.cuts and n >= WANDERING and (bool(model.fit.knots) or model.phi >= HARD)


def wander_result(whole: Series, residuals: Floats, turned: Sequence[Turn]) -> Wander:
    """Of a series of which the turns among its blocks are known."""
    means = whole.means
    p_value = wander_p(means)
    low, high = float(means.min()), float(means.max())
    r = float(np.corrcoef(means[1:], means[:-1])[0, 1])
    sure = Sureness(abs(r), max(0.0, abs(r) - 2.0 * sqrt((1 - r * r) / means.size)), log(p_value))
    return Wander(low, high, scale(residuals), sure, _in_values(turned, whole))


def wander_p(values: Floats) -> float:
    """p of the lag-one autocorrelation of the ranks of `values` (n,) in a random order."""
    n = values.size
    r = float(np.corrcoef(values[1:], values[:-1])[0, 1])
    return max(SMALLEST, exp(-n * r * r / 2.0))


def repeat_result(means: Floats, flat: Floats, repeats: Season) -> Repeat:
    low, high = within(
        means,
        (float(repeats.values.min()) + median(flat), float(repeats.values.max()) + median(flat)),
    )
    left, moved = float(np.var(flat)), float(np.var(repeats.values))
    share = moved / (moved + left) if moved + left > 0 else 1.0
    n = means.size
    log_p = max(
        log(SMALLEST), n / 2.0 * log(max(1e-12, 1 - share)) + phases(repeats.period) * log(n) / 2
    )
    strength = sqrt(share)
    sure = Sureness(strength, max(0.0, strength - 2.0 / sqrt(n)), min(0.0, log_p))
    return Repeat(repeats.period, low, high, scale(flat - median(flat)), sure)
