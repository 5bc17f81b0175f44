"""Where a shift lies: what two levels explain best, and with what probability they lie elsewhere.

The posterior of the place under normal noise and a flat prior; Bayes estimates of a place are more
precise than the likeliest one (Ibragimov, Hasminskii, 1981, ch. VII). O(n).
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.seeded import FEWEST
from crackle_cli.statistics.noise import CLIP, inflation, persistence, scale, variogram
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

ROUNDS = 3  # of taming outliers around two levels, and of placing the levels; they settle in two
# An error of more than five tasks is simply wrong (the margin of van den Burg, Williams, 2020);
# up to there it costs its square.
MARGIN = 5
TAIL = 0.025  # of the posterior, beyond each end of the 95 % interval


class Span(NamedTuple):
    """First value after the shift, and the first and last it may be (95 %)."""

    at: int
    low: int
    high: int


def centres(left: Floats, right: Floats) -> tuple[float, float]:
    """The medians of both sides; the means where the medians agree, and of two-valued metrics."""
    low, high = median(left), median(right)
    least, most = min(left.min(), right.min()), max(left.max(), right.max())
    if low == high or all(((side == least) | (side == most)).all() for side in (left, right)):
        return float(left.mean()), float(right.mean())
    return low, high


def best_split(values: Floats, guess: int) -> int:
    """The split of `values` (n,), n >= 4, into the two levels that explain most of them.

    Outliers are drawn in to three sigmas from the levels that `guess`, 1 … n - 1, implies.
    """
    at = guess
    for _ in range(ROUNDS):
        gains = _gains(_tamed(values, at))
        best = FEWEST + int(gains.argmax())
        if best == at:
            break
        at = best
    return at


def span(values: Floats, guess: int) -> Span:
    """The place of the shift near `guess` with its 95 % interval, for autocorrelated noise too."""
    at = best_split(values, guess)
    tamed = _tamed(values, at)
    gains = _gains(tamed)
    residuals = np.concatenate([part - part.mean() for part in (tamed[:at], tamed[at:])])
    often = inflation(persistence(variogram(residuals))) ** 2
    variance = float(residuals.var()) * often
    if variance <= 0 or not np.isfinite(variance):
        return Span(at, at, at)
    odds = np.exp((gains - gains.max()) / (2.0 * variance))
    odds /= odds.sum()
    low = int(np.searchsorted(np.cumsum(odds), TAIL))
    high = odds.size - 1 - int(np.searchsorted(np.cumsum(odds[::-1]), TAIL))
    worth = 1.0 - (np.arange(-MARGIN, MARGIN + 1) / (MARGIN + 1)) ** 2
    best = int(np.convolve(odds, worth)[MARGIN:-MARGIN].argmax())
    return Span(FEWEST + best, FEWEST + min(low, best), FEWEST + max(high, best))


def _tamed(values: Floats, at: int) -> Floats:
    """`values` (n,) within three sigmas of the levels on both sides of a split."""
    low, high = centres(values[:at], values[at:])
    level = np.where(np.arange(values.size) < at, low, high)
    residuals = values - level
    limit = CLIP * scale(residuals)
    # Between the levels nothing is an outlier: the split itself may be wrong.
    floor, ceiling = min(low, high) - limit, max(low, high) + limit
    tamed: Floats = np.clip(values, floor, ceiling)
    return tamed


def _gains(values: Floats) -> Floats:
    """Sum of squares that a split at FEWEST … n - FEWEST explains."""
    n = values.size
    lefts = np.arange(FEWEST, n - FEWEST + 1)
    sums = np.cumsum(values - values.mean())[lefts - 1]
    gains: Floats = sums**2 * (n / (lefts * (n - lefts)))
    return gains
