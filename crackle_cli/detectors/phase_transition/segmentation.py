"""Segmentation into levels: greedy over seeded intervals, then the weakest cut out until all hold.

Greedy selection after Kovács et al. (2023), the elimination after Baranowski, Chen, Fryzlewicz
(2019); every height is one of normal scores, so the chance of it is the same for every
distribution. O(n log n) and O(n) for each cut.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import best_split, contrasts
from crackle_cli.detectors.phase_transition.persistence import inflation, inflations
from crackle_cli.detectors.phase_transition.seeded_intervals import (
    FEWEST_ASIDE,
    SAME,
    SHORTEST,
    Splits,
    height,
    heights_of,
)
from crackle_cli.statistics.normal import normal_quantiles
from crackle_cli.statistics.ranks import mean_ranks, median
from crackle_cli.table.arrays import Floats

MOST_CUTS = 12  # cuts of a short series; of a long one √n


class Cut(NamedTuple):
    """The first value after a step, and the height of it between its neighbours."""

    at: int
    height: float


def segmented(values: Floats, candidates: list[int], phi: float, least: float) -> tuple[Cut, ...]:
    """The cuts of `values` (n,) of at least a height `least`, ascending, from some candidates."""
    if not candidates:
        return ()
    cuts = _deeper(values, _replaced(values, list(candidates)), phi, least)
    return eliminated(values, cuts, phi, least)


def candidates(first: Splits, least: float) -> list[int]:
    """Of the best splits of seeded intervals those by falling height that no earlier one parts."""
    heights = first.heights
    most = 2 * max(MOST_CUTS, int(sqrt(first.stops.max())))
    high = np.flatnonzero(heights >= least)
    high = high[np.argsort(-heights[high], kind="stable")]
    cuts: list[int] = []
    intervals = (each[high].tolist() for each in (first.starts, first.stops, first.splits))
    for start, stop, split in zip(*intervals, strict=True):
        if bisect_right(cuts, start) == bisect_left(cuts, stop):
            insort(cuts, split)
            if len(cuts) == most:
                break
    return cuts


def eliminated(values: Floats, cuts: list[int], phi: float, least: float) -> tuple[Cut, ...]:
    """Of some cuts those that all reach `least` between their neighbours, the weakest out first."""
    for left in elimination(values, cuts, phi):
        if min(cut.height for cut in left) >= least:
            return left
    return ()


def elimination(values: Floats, cuts: list[int], phi: float) -> Iterator[tuple[Cut, ...]]:
    """Some cuts of `values` (n,), and what is left when the weakest is taken out, and again."""
    cuts = list(cuts)
    heights = [_height(values, cuts, i, phi) for i in range(len(cuts))]
    while cuts:
        yield tuple(Cut(at, h) for at, h in zip(cuts, heights, strict=True))
        weakest = min(range(len(cuts)), key=heights.__getitem__)
        del cuts[weakest], heights[weakest]
        for i in (weakest - 1, weakest):
            if 0 <= i < len(cuts):
                cuts[i] = _best_between(values, cuts, i)
        for i in range(weakest - 2, weakest + 2):
            if 0 <= i < len(cuts):
                heights[i] = _height(values, cuts, i, phi)


def _replaced(values: Floats, cuts: list[int]) -> list[int]:
    """The cuts, each at the best place between its neighbours as they are now."""
    for i in range(len(cuts)):
        cuts[i] = _best_between(values, cuts, i)
    return cuts


def _deeper(values: Floats, cuts: list[int], phi: float, least: float) -> list[int]:
    """With the cuts that a whole part between others shows, which is no seeded interval."""
    parts = list(zip([0, *cuts], [*cuts, values.size], strict=True))
    found = list(cuts)
    while parts:
        low, high = parts.pop()
        k, reached = best_step(values[low:high], phi, values.size)
        if reached >= least:
            insort(found, low + k)
            parts += [(low, low + k), (low + k, high)]
    return found if len(found) == len(cuts) else _replaced(values, found)


def _edges(values: Floats, cuts: list[int], i: int) -> tuple[int, int]:
    return (cuts[i - 1] if i else 0), (cuts[i + 1] if i + 1 < len(cuts) else values.size)


def _best_between(values: Floats, cuts: list[int], i: int) -> int:
    low, high = _edges(values, cuts, i)
    fewest = min(FEWEST_ASIDE, cuts[i] - low, high - cuts[i])
    return low + best_split(values[low:high], cuts[i] - low, fewest)


def _height(values: Floats, cuts: list[int], i: int, phi: float) -> float:
    low, high = _edges(values, cuts, i)
    return step_height(values[low:high], cuts[i] - low, phi, values.size)


def step_height(values: Floats, k: int, phi: float, n: int) -> float:
    """The height of a step after the first k of `values` (m,), a part of n."""
    m = values.size
    if min(k, m - k) < FEWEST_ASIDE or m < SHORTEST:
        return -np.inf
    scores = local_scores(values)
    mean = float(scores.sum()) / m  # 0, but for ties
    total = float(scores @ scores) - m * mean * mean
    if total <= SAME * m:
        return -np.inf
    between = (float(scores[:k].sum()) - k * mean) ** 2 * m / (k * (m - k))
    return height(between / total, m, inflation(min(k, m - k), phi), n)


def best_step(values: Floats, phi: float, n: int) -> tuple[int, float]:
    """The best split of the whole of `values` (m,), a part of n, and its height."""
    m = values.size
    if m < SHORTEST:
        return 0, -np.inf
    scores = local_scores(values)
    scores -= scores.sum() / m
    total = float(scores @ scores)
    if total <= SAME * m:
        return 0, -np.inf
    shares = contrasts(scores, FEWEST_ASIDE)
    shares /= total
    if not phi:
        best = int(shares.argmax())
        return FEWEST_ASIDE + best, height(float(shares[best]), m, 1.0, n)
    lefts = np.arange(FEWEST_ASIDE, m - FEWEST_ASIDE + 1)
    inflated = inflations(m // 2, phi)[np.minimum(lefts, m - lefts) - 1]
    heights = heights_of(shares, m, inflated, n)
    best = int(heights.argmax())
    return FEWEST_ASIDE + best, float(heights[best])


def local_scores(values: Floats) -> Floats:
    """Normal scores of a part (m,), from a table of quantiles: to one in a million, and fast."""
    order = np.argsort(values)
    ascending = values[order]
    found = np.empty(values.size)
    tied = bool((ascending[1:] == ascending[:-1]).any())
    found[order] = _scores(mean_ranks(ascending)) if tied else _untied_scores(values.size)
    return found


@lru_cache(maxsize=256)
def _untied_scores(m: int) -> Floats:
    return _scores(np.arange(1.0, m + 1.0))


def _scores(ascending_ranks: Floats) -> Floats:
    quantiles, shares = _quantiles()
    found: Floats = np.interp(ascending_ranks / (ascending_ranks.size + 1.0), shares, quantiles)
    return found


@lru_cache(maxsize=1)
def _quantiles() -> tuple[Floats, Floats]:
    """Normal quantiles and their shares, close to each other in the tails: (4097,) each."""
    shares = 1.0 / (1.0 + np.exp(-np.linspace(-12.0, 12.0, 4097)))
    return normal_quantiles(shares), shares


def levels(values: Floats, cuts: tuple[int, ...]) -> Floats:
    """The median between cuts at each of `values` (n,)."""
    fitted = np.empty(values.size)
    for low, high in zip((0, *cuts), (*cuts, values.size), strict=True):
        fitted[low:high] = median(values[low:high])
    return fitted
