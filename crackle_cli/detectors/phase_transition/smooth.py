"""A curve in place of shifts: where it explains what they would be the staircase of. O(n)."""

from typing import Literal

import numpy as np

from crackle_cli.detectors.phase_transition.curves import (
    MOST_SHAPES,
    Curve,
    curve,
    levels_cost,
)
from crackle_cli.detectors.phase_transition.drift import Fit, levels_only
from crackle_cli.detectors.phase_transition.null import (
    CURVE_AT_1_PERCENT,
    CURVE_SHAPES,
    WORST_AT_1_PERCENT,
)
from crackle_cli.detectors.phase_transition.statistic import deviation, over_noise
from crackle_cli.statistics.noise import (
    CLIP,
    MEAN_DEVIATION_TO_SIGMA,
    from_neighbours,
    inflation,
    persistence,
    scale,
    variogram,
)
from crackle_cli.statistics.ranks import medians
from crackle_cli.table.arrays import Floats

FEWEST = 16  # values; fewer do not tell a curve from a walk
CURVE_TO_LINE = WORST_AT_1_PERCENT / CURVE_AT_1_PERCENT  # heights that are as sure
SURER = 14.0  # by how much cheaper a curve must be than steps: e^7 times as likely
NEIGHBOURS = 2  # on each side, whose median an outlier is far from
STEEPER = 5.0  # times as steep, at most, a curve is at its end as beside it
AROUND = 15  # values on each side over which the noise is averaged
QUIETEST = 0.1  # of the mean noise: what a value without any noise weighs
# Standard errors of a jump between two lines. Steps by which levels follow a curve hardly ever have
# 2.5; where all of them have 4, no curve is sought.
JUMP, CERTAIN_JUMP = 2.5, 4.0
BESIDE, FEWEST_BESIDE = 30, 3  # values on each side that the lines are drawn through


def smooth(values: Floats, splits: tuple[int, ...], most: int = MOST_SHAPES) -> Fit | None:
    """A curve and as few of the splits as it needs; None where the splits alone do as well.

    `values`: (n,) finite; `most`: shapes of the curve. Steps that stand against bends at their
    places are not doubted.
    """
    if values.size < FEWEST:
        return None
    noise = _noise(values)
    weights = noise.mean() / noise
    tamed = _tamed(values, noise)
    if splits and all(_jump(tamed, at, splits) >= CERTAIN_JUMP for at in splits):
        return None
    found, free = _best(tamed, splits, weights, most)
    if found is None:
        return None
    left = tamed - found.trend
    jumps = tuple(at for at in found.splits if _jump(left, at, found.splits) >= JUMP)
    if jumps != found.splits:
        found = curve(tamed, jumps, weights, free) or found
    if splits and len(found.splits) == len(splits):
        return None
    surely = not splits or found.cost + SURER < levels_cost(tamed, splits, weights, free)
    return _fit(values, found) if surely else None


def _best(
    values: Floats, splits: tuple[int, ...], weights: Floats, most: int
) -> tuple[Curve | None, float]:
    """The curve, and of how many independent values it is: as a curve of few shapes leaves them."""
    free = _free(weights * (values - levels_only(values, splits).fitted))
    first = curve(values, splits, weights, float(values.size), CURVE_SHAPES)
    if first:
        free = max(free, _free(weights * _left(values, first)))
    return curve(values, splits, weights, free, most), free


def _left(values: Floats, found: Curve) -> Floats:
    left: Floats = values - found.trend
    return left - levels_only(left, found.splits).fitted


def _free(left: Floats) -> float:
    return float(left.size / inflation(persistence(variogram(left))) ** 2)


def _fit(values: Floats, found: Curve) -> Fit:
    fitted = levels_only(values - found.trend, found.splits).fitted + found.trend
    fit = Fit(found.splits, found.trend, fitted, smooth=True)
    parameters = round(found.parameters) + len(found.splits) + 1
    left = _clipped(values, fit)
    phi = persistence(variogram(left))
    sigma = float(deviation(left[None], parameters)[0]) * inflation(phi)
    raw = _straight(fit) / sigma if sigma > 0 else float("inf")
    sure = over_noise(_straight(fit), left, parameters)
    return fit._replace(height=max(sure, raw * CURVE_TO_LINE), raw=raw)


def _straight(fit: Fit) -> float:
    """The size of the straight part of a trend."""
    assert fit.trend is not None
    time = np.arange(fit.trend.size) - (fit.trend.size - 1) / 2.0
    return abs(float(time @ fit.trend)) / float(np.sqrt(time @ time))


def _clipped(values: Floats, fit: Fit) -> Floats:
    left = values - fit.fitted
    limit = CLIP * scale(left)
    clipped: Floats = np.clip(left, -limit, limit)
    return clipped


def _jump(values: Floats, at: int, splits: tuple[int, ...]) -> float:
    """Between two lines that may bend at a split, in standard errors; inf where it has no room."""
    low = max([0, at - BESIDE, *(s for s in splits if s < at)])
    high = min([values.size, at + BESIDE, *(s for s in splits if s > at)])
    if min(at - low, high - at) < FEWEST_BESIDE:
        return float("inf")
    time = np.arange(low, high) - at + 0.5
    after = time > 0
    columns = np.column_stack([np.ones(time.size), time, time * after, after])
    part = values[low:high]
    inverse = np.linalg.inv(columns.T @ columns)
    weights = inverse @ columns.T @ part
    left = part - columns @ weights
    return over_noise(abs(float(weights[3])) / float(np.sqrt(inverse[3, 3])), left, 4)


def _tamed(values: Floats, noise: Floats) -> Floats:
    """Values far from their neighbours, drawn in to three sigmas of them.

    An end has neighbours on one side, which a curve may be leaving: a few times as fast as there.
    """
    near = medians(_windows(values, NEIGHBOURS, "odd"))
    limit = CLIP * noise
    tamed: Floats = near + np.clip(values - near, -limit, limit)
    for end, beside, next_one in ((0, 1, 2), (-1, -2, -3)):
        reach = limit[end] + STEEPER * abs(tamed[beside] - tamed[next_one])
        tamed[end] = np.clip(tamed[end], tamed[beside] - reach, tamed[beside] + reach)
    return tamed


def _noise(values: Floats) -> Floats:
    """The noise (n,) at each value, by its distance from the middle of its neighbours."""
    sizes = from_neighbours(values)
    typical = float(sizes.mean())
    sizes = np.minimum(sizes, CLIP * typical)
    around = min(AROUND, values.size // 6)
    noise = _windows(sizes, around).mean(axis=1)
    if not typical:
        return np.ones(values.size)
    noise = np.maximum(noise, QUIETEST * noise.mean())
    return np.asarray(MEAN_DEVIATION_TO_SIGMA * noise, dtype=np.float64)


def _windows(values: Floats, around: int, mirrored: Literal["even", "odd"] = "even") -> Floats:
    """Each value (n,) with so many on each side: (n, 2 around + 1).

    The ends are mirrored, in their own value too where that is "odd": a slope goes on.
    """
    padded = np.pad(values, around, mode="reflect", reflect_type=mirrored)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * around + 1)
