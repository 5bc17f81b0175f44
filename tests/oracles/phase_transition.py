"""Slow and obvious versions of what the engine computes; nothing is shared with it."""

from itertools import combinations, pairwise
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def inverse_normal(share: float) -> float:
    """The normal quantile, by halving."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 + erf(middle / sqrt(2))) / 2 < share else (low, middle)
    return (low + high) / 2


def scores(values: Floats) -> Floats:
    """Normal scores, of equal values the mean rank."""
    n = len(values)
    ranks = [sum(v < x for v in values) + (1 + sum(v == x for v in values)) / 2 for x in values]
    return np.array([inverse_normal(rank / (n + 1)) for rank in ranks])


def explained(z: Floats, k: int) -> float:
    """Share of the squares of `z` that a split after k of them explains."""
    left, right, mean = z[:k].mean(), z[k:].mean(), z.mean()
    between = k * (left - mean) ** 2 + (z.size - k) * (right - mean) ** 2
    return float(between / ((z - mean) ** 2).sum())


def highest(values: Floats, intervals: list[tuple[int, int]], fewest: int) -> float:
    """The largest height of all splits of the intervals, one by one, without persistence."""
    n, best = values.size, -np.inf
    z = scores(values)
    for start, stop in intervals:
        part = z[start:stop]
        m = part.size
        for k in range(fewest, m - fewest + 1):
            share = min(explained(part, k), 1 - 1e-12)
            best = max(best, -(m - 2) / 2 * np.log1p(-share) - np.log(n / m))
    return float(best)


def permutation_p(values: Floats, fewest: int) -> float:
    """Of all orders of which side each of n <= 12 values is on, the share that splits them so.

    The chance that some split of the whole, over all places, is as clear as the clearest is.
    """
    z = scores(values)
    n = z.size
    observed = max(explained(z, k) for k in range(fewest, n - fewest + 1))
    as_clear = 0.0
    for k in range(fewest, n - fewest + 1):
        sides = list(combinations(range(n), k))
        hits = 0
        for side in sides:
            chosen = list(side)
            rest = [i for i in range(n) if i not in side]
            hits += explained(np.concatenate([z[chosen], z[rest]]), k) >= observed - 1e-12
        as_clear += hits / len(sides)
    return min(1.0, as_clear)


def best_segmentation(
    values: Floats, most: int, penalty: float, fewest: int = 2
) -> tuple[int, ...]:
    """The cuts, at most so many, of the least squares and penalty, by trying them all: n <= 20."""
    n = values.size
    best, least = (), float(((values - values.mean()) ** 2).sum())
    for count in range(1, most + 1):
        for cuts in combinations(range(fewest, n - fewest + 1), count):
            edges = [0, *cuts, n]
            if any(b - a < fewest for a, b in pairwise(edges)):
                continue
            parts = [values[a:b] for a, b in pairwise(edges)]
            cost = sum(float(((p - p.mean()) ** 2).sum()) for p in parts) + penalty * count
            if cost < least:
                best, least = cuts, cost
    return best


def inflation(k: int, phi: float) -> float:
    """Variance of a mean of k AR(1) values over that of independent ones, from all pairs."""
    lags = np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
    return float((phi**lags).sum() / k)


def hypergeometric_tail(inside: int, outside: int, size: int, rest: int) -> float:
    """P(at least `inside` of all events among `size` tasks), by counting subsets."""
    every, total = size + rest, inside + outside
    hits = tries = 0
    for chosen in combinations(range(every), total):
        tries += 1
        hits += sum(i < size for i in chosen) >= inside
    return hits / tries


def dominance(left: Floats, right: Floats) -> float:
    """P(right > left) - P(right < left) over all pairs."""
    return float(np.sign(right[:, None] - left[None, :]).mean())
