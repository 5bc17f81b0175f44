"""Where a change point lies: what two levels explain best, and with what probability elsewhere.

The posterior of the place under normal noise and a flat prior; Bayes estimates of a place are more
precise than the likeliest one (Ibragimov, Hasminskii, 1981, ch. VII). O(n).
"""

from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.persistence import inflation, persistence
from crackle_cli.statistics.noise import CLIP, scale
from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.shares import log_hypergeometric_tail
from crackle_cli.table.arrays import Floats

ROUNDS = 3  # of taming outliers around two levels, and of placing the levels; they settle in two
# An error of more than five tasks is simply wrong (the margin of van den Burg, Williams, 2020);
# up to there it costs its square.
MARGIN = 5
WORTH = 1.0 - (np.arange(-MARGIN, MARGIN + 1) / (MARGIN + 1)) ** 2
WINDOW = 12  # blocks on each side; a step that is sure is placed within one or two
TAIL = 0.025  # of the posterior, beyond each end of the 95 % interval


class Span(NamedTuple):
    """First value after a change, and the first and last it may be (95 %)."""

    at: int
    low: int
    high: int

    def moved(self, by: int) -> "Span":
        return Span(self.at + by, self.low + by, self.high + by)


def best_split(values: Floats, guess: int, fewest: int) -> int:
    """The split of `values` (n,) into the two levels that explain most of them, near a `guess`.

    At least `fewest` values on each side. Outliers are drawn in to three sigmas from the levels.
    """
    return _settled(values, guess, fewest)[0]


def place(values: Floats, guess: int, fewest: int, inflated: float, noise: float) -> Span:
    """The change point of `values` (n,) near `guess` with its 95 % interval.

    `inflated`: long-run over ordinary variance of the noise; `noise`: its standard deviation
    where the values around are too few to tell, a lower bound of what they tell.
    """
    at, tamed, gains = _settled(values, guess, fewest)
    residuals = np.concatenate([part - part.mean() for part in (tamed[:at], tamed[at:])])
    free = max(1.0, values.size - 2.0)
    variance = max(float(residuals @ residuals) / free, noise * noise) * inflated
    if variance <= 0 or not np.isfinite(variance):
        return Span(at, at, at)
    return span_of(gains / (2.0 * variance), fewest)


def refined(values: Floats, guess: int) -> Span:
    """The step of `values` (n,), n >= 4, near a `guess` of blocks, its noise as it is around it."""
    largest = float(np.abs(values).max()) or 1.0
    values = values / largest
    left = np.concatenate([side - median(side) for side in (values[:guess], values[guess:])])
    inflated = inflation(values.size, persistence(left, 2))
    return place(values, guess, min(2, guess, values.size - guess), inflated, 0.0)


def _settled(values: Floats, guess: int, fewest: int) -> tuple[int, Floats, Floats]:
    """The best split, the values tamed around it, and what each split of these explains."""
    at = guess
    for last in range(ROUNDS + 1):
        tamed = _tamed(values, at)
        gains = _gains(tamed, fewest)
        best = fewest + int(gains.argmax())
        if best == at or last == ROUNDS:
            break
        at = best
    return at, tamed, gains


def span_of(logs: Floats, first: int) -> Span:
    """The place and its 95 % interval by log likelihoods (s,) of the splits from `first` on."""
    odds = np.exp(logs - logs.max())
    odds /= odds.sum()
    low = int(np.searchsorted(np.cumsum(odds), TAIL))
    high = odds.size - 1 - int(np.searchsorted(np.cumsum(odds[::-1]), TAIL))
    best = int(np.convolve(odds, WORTH)[MARGIN:-MARGIN].argmax())
    return Span(first + best, first + min(low, best), first + max(high, best))


def _tamed(values: Floats, at: int) -> Floats:
    """`values` (n,) within three sigmas of the levels on both sides of a split."""
    low, high = median(values[:at]), median(values[at:])
    residuals = values.copy()
    residuals[:at] -= low
    residuals[at:] -= high
    limit = CLIP * scale(residuals) or np.inf
    # Between the levels nothing is an outlier: the split itself may be wrong.
    np.minimum(values, max(low, high) + limit, out=residuals)
    return np.maximum(residuals, min(low, high) - limit, out=residuals)


def _gains(values: Floats, fewest: int) -> Floats:
    return contrasts(values - values.sum() / values.size, fewest)


def contrasts(centred: Floats, fewest: int) -> Floats:
    """Sum of squares that a split of values (n,) of mean 0 at `fewest` … n - `fewest` explains."""
    n = centred.size
    found: Floats = np.cumsum(centred)[fewest - 1 : n - fewest]
    found *= found
    found *= _weights(n, fewest)
    return found


@lru_cache(maxsize=256)
def _weights(n: int, fewest: int) -> Floats:
    lefts = np.arange(float(fewest), n - fewest + 1.0)
    weights: Floats = n / (lefts * (n - lefts))
    return weights


def is_step(values: Floats, at: int) -> bool:
    """Whether `values` (n,) step at `at`, rather than that they are a line (Schwarz, 1978).

    Two levels take one number more than a line, a step beside a line two. Normal noise, missing
    values left out, outliers drawn in to three sigmas from the levels.
    """
    present = ~np.isnan(values)
    at, values = int(present[:at].sum()), values[present]
    n = values.size
    if not 0 < at < n:
        return False
    tamed = _tamed(values, at)
    apart = tamed - tamed.mean()
    along, step = (v - v.mean() for v in (np.arange(float(n)), np.arange(n) >= at))
    line = _without(apart, along)
    left = [line, _without(apart, step), _without(line, _without(step, along))]
    float_error = float(np.finfo(float).eps * (apart @ apart) + np.finfo(float).tiny)
    of_line, of_levels, of_both = (n / 2.0 * log(float(one @ one) + float_error) for one in left)
    return min(of_levels + log(n) / 2.0, of_both + log(n)) <= of_line


def _without(values: Floats, direction: Floats) -> Floats:
    """What is left of `values` (n,) of mean 0 beside a direction (n,) of mean 0."""
    square = float(direction @ direction)
    return values - direction * (float(direction @ values) / square) if square > 0 else values


def beyond_log_p(left: Floats, right: Floats) -> float:
    """log p of as many values beyond the middle between both medians, on its side (Fisher, 1935).

    left (m,), right (k,), at least one value each.
    """
    lower, upper = sorted((left, right), key=median)
    middle = (median(lower) + median(upper)) / 2.0
    hits, others = int((upper > middle).sum()), int((lower > middle).sum())
    n = left.size + right.size
    return log_hypergeometric_tail(n, hits + others, upper.size, hits)
