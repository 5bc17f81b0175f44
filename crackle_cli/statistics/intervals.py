"""Lower ends of confidence intervals for effects between 0 and 1."""

from math import atanh, sqrt, tanh

import numpy as np

from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats

MEDIAN_ERROR = 1.2533  # standard error of a median of normal values over that of their mean
NORMAL_95 = 1.96  # standard deviations to either side that 95 % of normal values are within
MOST_COMPARED = 4096  # values of each side; more do not change the second decimal


def dominance(left: Floats, right: Floats) -> float:
    """P(right > left) - P(right < left) of two samples, in [-1, 1] (Cliff, 1993). O(n log n)."""
    few = [side[:: -(-side.size // MOST_COMPARED)] for side in (left, right)]
    count = few[0].size
    shared = ranks(np.concatenate(few))[count:].sum()
    wins = float(shared) - few[1].size * (few[1].size + 1) / 2
    return 2.0 * wins / (count * few[1].size) - 1.0


def dominance_low(delta: float, left: float, right: float, z: float) -> float:
    """The least |dominance| that leaves `delta` within z standard errors, in [0, 1].

    `left`, `right`: numbers of independent values, >= 1. A score interval (Newcombe, 2006), so a
    perfect separation of few values is not certainty; variance after Hanley and McNeil (1982).
    """
    area = (1.0 + abs(delta)) / 2.0
    low, high = 0.5, area
    for _ in range(40):  # halvings: far below any printed digit
        middle = (low + high) / 2.0
        inside = area - middle <= z * _area_error(middle, left, right)
        low, high = (low, middle) if inside else (middle, high)
    return max(0.0, 2.0 * low - 1.0)


def shifted_low(residuals: Floats, shift: float, sizes: tuple[float, float], z: float) -> float:
    """The least dominance of noise over itself when it moves by `shift`, in [0, 1].

    `residuals`: (n,) of both sides around their medians, taken for the same noise; `shift` >= 0;
    `sizes`: numbers of independent values of the sides, >= 1. The shift is at least its estimate
    less z standard errors of two medians; what of the noise that overlaps is known from all of it,
    however few of its values one side has: from the pairs that overlap, or from its variance.
    """
    error = MEDIAN_ERROR * scale(residuals) * sqrt(1.0 / sizes[0] + 1.0 / sizes[1])
    least = shift - z * error
    if least <= 0:
        return 0.0
    every = sizes[0] + sizes[1]
    by_pairs = dominance_low(dominance(residuals, residuals + least), every / 2, every / 2, z)
    return max(by_pairs, _beyond_variance(residuals, least, every))


def _beyond_variance(residuals: Floats, shift: float, independent: float) -> float:
    """The least dominance that a shift has over noise of that variance, in [0, 1].

    Two values differ by `shift` or more with a chance of at most variance / shift² (Bienaymé, 1853,
    halved, as the difference of two is symmetric). The variance is the largest that its 95 %
    interval holds (Wilson, Hilferty, 1931), and a kind of value that none of those seen shows is
    taken to be as frequent as it may be (Wilson, 1927).
    """
    free = independent - 2.0
    if free <= 0:
        return 0.0
    spread = 2.0 / (9.0 * free)
    share = max(0.0, 1.0 - spread - NORMAL_95 * sqrt(spread)) ** 3  # of the variance, at the least
    overlap = 2.0 * float(residuals @ residuals) / (residuals.size - 2) / shift**2
    unseen = NORMAL_95**2 / (independent + NORMAL_95**2)
    return max(0.0, 1.0 - max(2.0 * unseen, overlap / share)) if share else 0.0


def _area_error(area: float, left: float, right: float) -> float:
    one, two = area / (2.0 - area), 2.0 * area**2 / (1.0 + area)
    spread = area * (1 - area) + max(0.0, right - 1) * (one - area**2)
    spread += max(0.0, left - 1) * (two - area**2)
    return sqrt(max(0.0, spread) / (left * right))


def correlation_low(r: float, n: float, z: float) -> float:
    """The lower end of |r| by Fisher's z (1915) of n independent pairs, in [0, 1)."""
    if n <= 3:
        return 0.0
    return max(0.0, tanh(atanh(min(abs(r), 1.0 - 1e-12)) - z / sqrt(n - 3)))
