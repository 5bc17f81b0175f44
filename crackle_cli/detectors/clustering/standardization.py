"""Metrics on scales that can be compared: logarithm, dither and quartiles."""

from math import ceil, log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.noise import HIGH, LAGS, MOST_PERSISTENT, persistence, variogram
from crackle_cli.statistics.ranks import quantiles
from crackle_cli.table.arrays import Floats

QUARTILES_TO_SIGMA = 1.349  # of normal values
FURTHEST = 1e15  # standard deviations; the squares of such distances are float32, and add up
# Three quartile ranges beyond a quartile (Tukey, 1977), in standard deviations.
FAR_OUT = 3.0 * QUARTILES_TO_SIGMA + 0.6745
SKEWED = 0.3  # quantile skewness (Bowley, 1920) of the deciles; an exponential has .47
MANY_TIES = 0.9  # distinct values per value under which a metric counts as discrete
COMMON = 5  # equal values that are more than a coincidence among values that all differ
NEAREST = 0.05  # share of the other values; where in a quarter of the distance to them, ...
LEAST_GAP = 0.25  # ... there is none, a common value lies apart
LEAST_PRESENT = 0.5  # share of the tasks that must have a metric
REMEMBERED = 0.4  # correlation under which tasks count as independent
ENOUGH = 16_384  # consecutive values that tell how long noise lasts


class Standardization(NamedTuple):
    """What makes a metric comparable: value -> (log value - middle) / spread.

    step     between discrete values, over which a dither spreads them: a tie is no group; else 0
    common   of values that else differ the one that many tasks have, a default or a limit, where
             it lies among the others: no group, and no value to compare by; else NaN
    spacing  every so-manieth task counts as independent of the one before
    """

    name: str
    logarithm: bool
    step: float
    common: float
    middle: float
    spread: float
    spacing: int

    def dithered(self, values: Floats, order: Floats) -> Floats:
        """`of` values (n,), equal discrete ones spread over their step in the order of `order`.

        Evenly in scaled units: what chance or the logarithm makes thinner would look like a valley.
        """
        if not self.step:
            return self.of(np.where(values == self.common, np.nan, values))
        reach = self.of(values + self.step / 2) - self.of(values - self.step / 2)
        return self.of(values) + reach * _spread(values, order)

    def of(self, values: Floats) -> Floats:
        """Values (n,) in robust standard deviations; NaN stay, and what has no logarithm."""
        known = values
        if self.logarithm:
            known = np.log(values, out=np.full(values.size, np.nan), where=values > 0)
        return np.clip((known - self.middle) / self.spread, -FURTHEST, FURTHEST)


def scale(name: str, values: Floats, sample: Floats) -> Standardization | None:
    """The scale of a metric (n,), read from a sample (m,) of it; None where that is constant.

    Also None where it is missing in more than half of the sample, or where the largest difference
    between its values is no float64.
    """
    known = sample[np.isfinite(sample)]
    if known.size < max(2, LEAST_PRESENT * sample.size):
        return None
    half_range = float(known.max() / 2 - known.min() / 2)
    if not np.finfo(float).tiny <= half_range <= np.finfo(float).max / 2:
        return None
    step, common = _ties(known)
    skewed = known.min() > step / 2 and _is_less_skewed_as_logarithm(known)
    if skewed:
        known = np.log(known)
    low, middle, high = quantiles(known, [0.25, 0.5, 0.75])
    spread = float(high - low) / QUARTILES_TO_SIGMA or float(known.std())
    return Standardization(name, skewed, step, common, float(middle), spread, spacing_of(values))


def _spread(values: Floats, order: Floats) -> Floats:
    """(n,) in (-1/2, 1/2): equal values evenly, by `order`. O(n log n)."""
    rows = np.lexsort([order, values])
    ascending = values[rows]
    first = np.searchsorted(ascending, ascending, side="left")
    count = np.searchsorted(ascending, ascending, side="right") - first
    found = np.empty(values.size)
    found[rows] = (np.arange(values.size) - first + 0.5) / count - 0.5
    return found


def _is_less_skewed_as_logarithm(known: Floats) -> bool:
    skewness = _skewness(known)
    return skewness > SKEWED and abs(_skewness(np.log(known))) < skewness


def _skewness(known: Floats) -> float:
    low, middle, high = quantiles(known, [0.1, 0.5, 0.9])
    return float((high - middle) - (middle - low)) / float(high - low) if high > low else 0.0


def _ties(known: Floats) -> tuple[float, float]:
    """The step of discrete values (n,), 0 of others; and of those the common value among the rest.

    A common value apart from the rest is a step too: over its width the tasks that have it spread.
    """
    ascending = np.sort(known)
    firsts = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
    values, counts = ascending[firsts], np.diff(firsts, append=known.size)
    most = int(counts.argmax())
    many = int(counts[most])
    if many < COMMON:
        many = 1  # as any other
    if values.size - 1 >= MANY_TIES * (known.size - many):
        if many == 1:
            return 0.0, np.nan
        if not _is_apart(values, most):
            return 0.0, float(values[most])
    steps = np.diff(values)
    exact = 1e-9 * (values[-1] - values[0])  # decimals are not exact in binary
    return float(steps[steps > exact].min()), np.nan


def _is_apart(values: Floats, most: int) -> bool:
    """Whether there is none of the ascending values near the one at `most`."""
    away = np.sort(np.abs(values - values[most]))
    near = max(COMMON, int(NEAREST * values.size))
    return bool(near >= away.size or away[1] >= LEAST_GAP * away[near])


def lasts(values: Floats) -> bool:
    """Whether values (n,), finite, are like the ones before them: more than by chance."""
    return _memory(values) > 0.0


def spacing_of(values: Floats) -> int:
    """Tasks from one to the next that has forgotten it, from differences (von Neumann, 1941).

    Differences see a jump between two groups of tasks once, and noise that lasts in every task.
    """
    first = max(0, (values.size - ENOUGH) // 2)
    known = values[first : first + ENOUGH]
    phi = _memory(known[np.isfinite(known)])
    return max(1, ceil(log(REMEMBERED) / log(min(phi, MOST_PERSISTENT)))) if phi else 1


def _memory(known: Floats) -> float:
    """φ in [0, 1) of noise like an AR(1); 0 where it is no more than that of white noise."""
    if known.size < 2 * LAGS:
        return 0.0
    known = known / (float(np.abs(known).max()) or 1.0)  # squares of 1e160 are beyond float64
    phi = persistence(variogram(known, clip=True))
    if phi <= 2.0 / sqrt(known.size):  # two standard errors of white noise
        return 0.0
    apart = min(LAGS, known.size // (5 * LAGS))
    if phi >= HIGH and apart > 1:
        phi = max(phi, persistence(variogram(known, True, apart)) ** (1.0 / apart))
    return phi
