"""How large a change is: the shift or ratio of Hodges and Lehmann (1963) with its interval.

The median of the differences of all pairs of tasks, of logarithms where all values are above 0:
then it is a ratio. Where many values are equal, the difference of means. O(pairs) a metric.
"""

from functools import lru_cache
from math import exp, log
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import distinct, median
from crackle_cli.statistics.ranks import quantiles as quantiles_of
from crackle_cli.statistics.student import quantiles
from crackle_cli.table.arrays import Floats

MOST_VALUES = 150  # of a side; quantiles stand for more, to a hundredth of the interval
MOST_TIED = 0.1  # share of the values that are equal to another one; of more, medians jump
SMALL = 20  # tasks of the smaller side, under which ranks lose too much
POWER_80 = 0.8416  # normal quantile of .8
WIDER = 1.3  # of a critical t by its own error: .8 of noncentral t, fitted for 4 to 60 degrees
LARGEST_LOG = 700.0  # float64 has no e^710


class Estimate(NamedTuple):
    """A value, and the ends of its interval."""

    value: float
    low: float
    high: float


class Size(NamedTuple):
    """A change from base to new.

    before, after  the levels: medians, or means where many values are equal
    change         after - before, as Hodges and Lehmann have it
    ratio          after / before; None where a value is not above 0
    error          standard error of the logarithm of the ratio, else of the change
    """

    before: float
    after: float
    change: Estimate
    ratio: Estimate | None
    error: float


class Doubt(NamedTuple):
    """What makes an interval wide.

    tail       chance to lie outside of it
    inflation  of the variance of a mean by dependence
    freedom    degrees of freedom
    """

    tail: float
    inflation: float
    freedom: float

    @property
    def t(self) -> float:
        """Standard errors on each side."""
        return _quantile(self.tail, self.freedom)


@lru_cache(maxsize=1024)  # most metrics of a table have as many values as the others
def _quantile(tail: float, freedom: float) -> float:
    return float(quantiles(np.array(tail), np.array(freedom)))


def size(base: Floats, new: Floats, doubt: Doubt) -> Size:
    """The size of a change between values (n,) and (k,), finite, n and k >= 1."""
    everything = np.concatenate([base, new])
    positive = bool((everything > 0).all())
    if 1.0 - distinct(everything).size / everything.size > MOST_TIED:
        return _of_means(base, new, doubt, positive)
    before, after = median(base), median(new)
    change, error = _of_pairs(base, new, doubt)
    if not positive:
        return Size(before, after, change, None, error)
    of_logs, error = _of_pairs(np.log(base), np.log(new), doubt)
    return Size(before, after, change, _ratio(of_logs), error)


def smallest_seen(error: float, critical: float, freedom: float) -> float:
    """The change that is told in 80 of 100 cases, on the scale of its standard error.

    critical: the t that it must have to be told.
    """
    spread = (1.0 + WIDER * critical**2 / max(freedom, 1.0)) ** 0.5
    return float(error * (critical + POWER_80 * spread))


def _ratio(of_logs: Estimate) -> Estimate:
    return Estimate(*(exp(max(-LARGEST_LOG, min(LARGEST_LOG, end))) for end in of_logs))


def _around(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half)


def _of_means(base: Floats, new: Floats, doubt: Doubt, positive: bool) -> Size:
    before, after = float(base.mean()), float(new.mean())
    errors = _errors(base, new, doubt)
    error = (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    change = _around(after - before, doubt.t * error)
    if not positive:
        return Size(before, after, change, None, error)
    in_logs = ((errors[0] / before) ** 2 + (errors[1] / after) ** 2) ** 0.5
    of_logs = _around(log(after / before), doubt.t * in_logs)
    return Size(before, after, change, _ratio(of_logs), in_logs)


def _of_pairs(base: Floats, new: Floats, doubt: Doubt) -> tuple[Estimate, float]:
    """The median of the differences of pairs with its interval, and the standard error.

    Of small sides by Student's t: ranks know too few intervals.
    """
    n, k = base.size, new.size
    some = [_at_most(side) for side in (base, new)]
    pairs = np.sort((some[1][None] - some[0][:, None]).ravel())
    middle = float(pairs[(pairs.size - 1) // 2] + pairs[pairs.size // 2]) / 2.0
    if min(n, k) < SMALL:
        errors = _errors(base, new, doubt)
        error = (errors[0] ** 2 + errors[1] ** 2) ** 0.5
        return _around(middle, doubt.t * error), error
    share = doubt.t * ((n + k + 1) * doubt.inflation / (12.0 * n * k)) ** 0.5
    low, high = _at(pairs, 0.5 - share), _at(pairs, 0.5 + share)
    return Estimate(middle, low, high), (high - low) / (2.0 * doubt.t)


def _errors(base: Floats, new: Floats, doubt: Doubt) -> tuple[float, float]:
    """Standard errors of the two means; of small sides by the spread that they share."""
    n, k = base.size, new.size
    spread = float(base.var()), float(new.var())
    if min(n, k) < SMALL:
        shared = (spread[0] * n + spread[1] * k) / max(1, n + k - 2)
        spread = shared, shared
    else:
        spread = spread[0] * n / (n - 1), spread[1] * k / (k - 1)
    wider = doubt.inflation
    return (spread[0] * wider / n) ** 0.5, (spread[1] * wider / k) ** 0.5


def _at_most(side: Floats) -> Floats:
    if side.size <= MOST_VALUES:
        return side
    places = (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES
    return quantiles_of(side, places.tolist())


def _at(ascending: Floats, share: float) -> float:
    place = min(max(share, 0.0), 1.0) * ascending.size - 0.5
    return float(np.interp(place, np.arange(ascending.size), ascending))
