"""How far a few values lie beyond the tail that the others have.

The gaps between the furthest values of one side, each in units of the gap that is expected of
normal values, are σ i^-γ Exp(1) inside of the i-th furthest (Rényi, 1953): γ = 0 for normal values,
more for a heavier tail and less for a bounded one. So a gap is tested against the gaps further
inside, over all γ as they and the other tails of the table make them likely. O(n log n) a metric.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import comb, exp, log1p
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.normal import normal_quantiles
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Indices

FEWEST_VALUES = 40  # fewer show no tail
FEWEST_DISTINCT = 8
MOST_COMMON = 0.15  # share of the values that one may have; more are a default, and no tail
DEEPEST = 12  # values of a side that may be odd together
GAPS = 160  # further inside that a gap is compared with: they tell γ to ± .08
VALUES_PER_GAP = 3.5  # independent values for each of those; twice as many gaps are half a side
NEAREST_GAPS = 20  # that must say the same: a mixture has another γ outside than in its body
BODY = (0.75, 0.88)  # quantiles whose distances from the median say how much distances are bent
BODY_OF_NORMAL = 1.7420  # the ratio of those of normal values
SHAPES = np.linspace(-1.0, 2.0, 41)  # γ, in steps of what GAPS tell it to
# Of the shapes of a table: those of uniform to Cauchy values are within these, ...
CENTRES = np.linspace(-0.75, 0.5, 26)
SPREADS = np.array([0.05, 0.1, 0.2, 0.4])  # ... and how far they are from it
BISECTIONS = 40  # of a logarithm within ± 20: to 1 part in 10^10
SEED = 0  # of the order of equal values
NEXT_TO_NOTHING = 1e-300


class Tail(NamedTuple):
    """One side of a metric.

    gaps         (g,) between its furthest values, the outermost first, in units of those of normal
                 values
    independent  how many of all values count as independent of each other
    furthest     (g + 1,) those values
    middle       the median of all
    """

    gaps: Floats
    independent: float
    furthest: Floats
    middle: float

    def compared(self, most: int) -> int:
        """The gaps further inside that one is compared with, at most so many."""
        return max(1, min(most, int(self.independent / VALUES_PER_GAP), self.gaps.size - 1))


def tails(values: Floats, spacing: int = 1, deepest: int = DEEPEST) -> tuple[Tail, Tail] | None:
    """The lower and the upper tail of values (n,), NaN where missing; None of too few values.

    A value that many have is left out. spacing: every so-manieth value counts as independent.
    deepest: the innermost gap that will be tested, counted from outside.
    """
    ascending = _without_common(np.sort(values[np.isfinite(values)]))
    if ascending is None:
        return None
    scale = float(np.abs(ascending[[0, -1]]).max())
    scaled = ascending / scale  # differences of 1e308 are infinite
    middle = median(scaled)
    many = min(ascending.size // 2, deepest + GAPS + 1)
    expected = _expected(many, ascending.size)
    independent = ascending.size / spacing

    def tail(distances: Floats, furthest: Floats) -> Tail:
        return Tail(_gaps(distances, many, expected), independent, furthest[:many], middle * scale)

    return tail(middle - scaled, ascending), tail((scaled - middle)[::-1], ascending[::-1])


def shapes(every: Sequence[Tail], deepest: int = DEEPEST) -> Floats:
    """(tails, SHAPES): how likely each shape of each tail is, by the other tails of the table.

    Shapes of one table are normal around some centre, of which all spreads are equally likely;
    what the gaps inside of the deepest say of these two is what the other tails pass on.
    """
    priors = _priors()
    likelihood = np.stack([_likelihood(tail, deepest) for tail in every])
    logs = np.log(np.maximum(likelihood @ priors.T, NEXT_TO_NOTHING))
    others = logs.sum(axis=0) - logs
    weights = np.exp(others - others.max(axis=1, keepdims=True))
    unscaled = weights @ priors
    found: Floats = unscaled / unscaled.sum(axis=1, keepdims=True)
    return found


def gap_p_values(tail: Tail, shape: Floats, deepest: int = DEEPEST, together: int = 1) -> Floats:
    """(m,): the chance of so wide a gap inside of the 1st, 2nd, … m-th furthest value.

    shape: (SHAPES,) how likely each is. together: so many gaps are taken for one, as if the values
    between them were not there. Fewer than `deepest` of a short tail.
    """
    scaled = tail.gaps[:, None] * _powers(tail.gaps.size)
    far, near = (
        _chances(scaled, shape, (tail.compared(most), together), deepest)
        for most in (GAPS, NEAREST_GAPS)
    )
    found: Floats = np.maximum(far, near[: far.size])
    return found


def odd_p_values(gaps: Floats) -> Floats:
    """(m,) of gap p-values (m,): how unlikely the 1st, 2nd, … furthest value is, ascending.

    Each is as unlikely as the most unlikely gap that it lies beyond, so that several far values do
    not hide each other. The m-th gap is a look that has 1 / m (m + 1) of the chances of all.
    """
    m = np.arange(1, gaps.size + 1)
    looks = np.minimum(1.0, gaps * m * (m + 1))
    found: Floats = np.minimum.accumulate(looks[::-1])[::-1]
    return found


def _without_common(ascending: Floats) -> Floats | None:
    """The values without those that more than MOST_COMMON are; None if too few are left."""
    if ascending.size < FEWEST_VALUES:
        return None
    firsts = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
    counts = np.diff(firsts, append=ascending.size)
    common = counts > MOST_COMMON * ascending.size
    if common.any():
        ascending = ascending[np.repeat(~common, counts)]
    enough = firsts.size - int(common.sum()) >= FEWEST_DISTINCT
    return ascending if enough and ascending.size >= FEWEST_VALUES else None


@lru_cache(maxsize=16)
def _expected(many: int, n: int) -> Floats:
    """(many - 1,) gaps between the furthest of n normal values (Blom, 1958)."""
    return np.diff(normal_quantiles((np.arange(1.0, many + 1.0) - 0.375) / (n + 0.25)))


def _gaps(distances: Floats, many: int, expected: Floats) -> Floats:
    """Those between the `many` furthest of distances (n,) from the median, descending."""
    near, far = (float(distances[int((1 - share) * distances.size)]) for share in BODY)
    furthest = _bent(_apart(distances[:many]), near, far)
    found: Floats = (furthest[:-1] - furthest[1:]) / expected
    return found


def _apart(descending: Floats) -> Floats:
    """Equal values spread over the step that distinct ones usually are apart."""
    steps = descending[:-1] - descending[1:]
    if steps.all() or not steps.any():
        return descending
    equal = np.zeros(descending.size, bool)
    equal[1:] = steps == 0
    equal[:-1] |= steps == 0
    spread = median(steps[steps > 0]) * (Chance(SEED).uniform(descending.size) - 0.5)
    return np.sort(descending + np.where(equal, spread, 0.0))[::-1]


def _bent(distances: Floats, near: float, far: float) -> Floats:
    """log(1 + cs) / c of distances s, with the c >= 0 that brings far / near to that of normal."""
    c = _bend(far / near) / near if near > 0 else 0.0
    return np.log1p(c * np.maximum(distances, 0.0)) / c if c else distances


def _bend(ratio: float) -> float:
    """The c of log(1 + c ratio) = BODY_OF_NORMAL log(1 + c); 0 of a ratio that needs none."""
    if ratio <= BODY_OF_NORMAL:
        return 0.0
    low, high = -20.0, 20.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        c = exp(middle)
        if log1p(c * ratio) > BODY_OF_NORMAL * log1p(c):
            low = middle
        else:
            high = middle
    return exp(low)


@lru_cache(maxsize=16)
def _powers(gaps: int) -> Floats:
    """(gaps, SHAPES): i^γ."""
    found: Floats = np.exp(SHAPES * np.log(np.arange(1, gaps + 1))[:, None])
    return found


@lru_cache(maxsize=16)
def _log_factorials(gaps: int) -> Floats:
    """(gaps + 1,): log i! from 0 on."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, gaps + 1)))])


@lru_cache(maxsize=1)
def _priors() -> Floats:
    """(CENTRES · SPREADS, SHAPES): normal weights around each centre with each spread."""
    apart = (SHAPES - CENTRES[:, None, None]) / SPREADS[:, None]
    weights = np.exp(-0.5 * apart**2)
    found: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return found.reshape(-1, SHAPES.size)


def _likelihood(tail: Tail, deepest: int) -> Floats:
    """(SHAPES,): of the gaps inside of the deepest, up to a factor."""
    k = tail.compared(GAPS)
    first = min(deepest, tail.gaps.size - k)
    sums = tail.gaps[first : first + k] @ _powers(tail.gaps.size)[first : first + k]
    (found,) = _log_likelihood(sums[None], np.array([first]), k, tail.gaps.size)
    likelihood: Floats = np.exp(found - found.max())
    return likelihood


def _log_likelihood(sums: Floats, first: Indices, k: int, gaps: int) -> Floats:
    """(m, SHAPES): of the k gaps after the `first` (m,) ones, whatever σ is.

    sums: (m, SHAPES) of those gaps times i^γ.
    """
    logs = _log_factorials(gaps)
    powers = SHAPES * (logs[first + k] - logs[first])[:, None]
    found: Floats = powers - k * np.log(np.maximum(sums, NEXT_TO_NOTHING))
    return found


def _chances(scaled: Floats, shape: Floats, counted: tuple[int, int], deepest: int) -> Floats:
    """(m,): of a gap as wide as the 1st … m-th or wider, by the k gaps inside of it.

    scaled: (g, SHAPES) gaps times i^γ, which are σ Exp(1) if γ is right. counted: k, and how many
    gaps are one: the share of j exponential values in the sum of j + k is Beta(j, k).
    """
    k, together = counted
    gaps = len(scaled)
    m: Indices = np.arange(1, min(deepest, gaps - k - together + 1) + 1)
    first = m + together - 1
    sums = np.zeros((gaps + 1, SHAPES.size))
    sums[:-1] = np.cumsum(scaled[::-1], axis=0)[::-1]  # from inside: far gaps cost no digits
    inside = np.maximum(sums[first] - sums[first + k], NEXT_TO_NOTHING)
    likely = _log_likelihood(inside, first, k, gaps)
    weights = np.exp(likely - likely.max(axis=1, keepdims=True)) * shape
    weights /= weights.sum(axis=1, keepdims=True)
    beyond = _beta_tail((sums[m - 1] - sums[first]) / inside, together, k)
    found: Floats = (weights * beyond).sum(axis=1)
    return found


def _beta_tail(ratio: Floats, j: int, k: int) -> Floats:
    """That j exponential values are together more than `ratio` times k others.

    Of j + k - 1 points on a line fewer than j lie in that share of it.
    """
    others = np.log1p(ratio)
    inside = np.log(np.maximum(ratio, NEXT_TO_NOTHING)) - others
    n = j + k - 1
    terms = [comb(n, i) * np.exp(i * inside - (n - i) * others) for i in range(j)]
    found: Floats = np.minimum(1.0, np.sum(terms, axis=0))
    return found
