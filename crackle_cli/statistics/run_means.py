"""Means of runs of neighbouring values, and whether the order of the values tells them apart."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from crackle_cli.statistics.ranks import distinct
from crackle_cli.table.arrays import Floats, Indices

TELLING = 2.0  # standard errors by which runs must differ more than those of shuffled values do


def run_starts(n: int, marks: Sequence[int], points: int) -> Indices:
    """First rows of at most `points` runs over n values, the marks (ascending) among them."""
    left = min(points, n)
    sides = list(pairwise((0, *marks, n)))
    edges = []
    for after, (start, stop) in zip(reversed(range(len(sides))), sides, strict=True):
        fair = max(1, round(min(points, n) * (stop - start) / n)) if after else left
        count = min(fair, left - after)
        edges.append(np.linspace(start, stop, count, endpoint=False).astype(int))
        left -= count
    return distinct(np.concatenate(edges))


def run_means(values: Floats, starts: Indices) -> Floats:
    """Means of the present values (n,) in the runs that begin at `starts` (r,); NaN for none."""
    present = ~np.isnan(values)
    sums = np.add.reduceat(np.where(present, values, 0.0), starts)
    counts = np.add.reduceat(present.astype(float), starts)
    means: Floats = np.divide(sums, counts, out=np.full(sums.size, np.nan), where=counts > 0)
    return means


def order_tells(values: Floats, points: int) -> bool:
    """Whether `points` runs of values (n,) differ more than those of shuffled ones would.

    By the ratio of variances (Fisher, 1925). Of as few values as runs, whether they differ at all.
    """
    known = values[~np.isnan(values)]
    if known.size <= points or np.ptp(known) == 0:
        return known.size > 0 and bool(np.ptp(known) > 0)
    known = known / np.abs(known).max()  # squares of 1e160 are beyond float64
    edges = run_starts(known.size, (), points)
    sizes = np.diff(edges, append=known.size)
    means = np.add.reduceat(known, edges) / sizes
    free, inner = edges.size - 1, known.size - edges.size
    between = float(sizes @ (means - known.mean()) ** 2) / free
    within = float(((known - np.repeat(means, sizes)) ** 2).sum()) / inner
    least = 1.0 + TELLING * (2.0 / free + 2.0 / inner) ** 0.5
    return bool(between > within * least)
