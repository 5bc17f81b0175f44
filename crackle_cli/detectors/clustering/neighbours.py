"""Distances between tasks, to their k-th neighbours, and the tree that spans them most densely.

The mutual reachability of two tasks is the largest of their distance and their two core distances
(Campello, Moulavi, Sander, 2013); its minimum spanning tree is the whole density hierarchy.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats, Indices


class Edges(NamedTuple):
    """n - 1 edges between rows `one` and `other`, shortest first; `lengths` in scaled units."""

    one: Indices
    other: Indices
    lengths: Floats


class SortedMetric:
    """Tasks by one metric: everything from one sort. `values`: (n,), finite."""

    def __init__(self, values: Floats) -> None:
        self._order = np.argsort(values, kind="stable")
        self._sorted = values[self._order]
        self.values = values[:, None]

    def cores(self, ks: Sequence[int]) -> list[Floats]:
        """For each k the distances (n,) to the k-th neighbour. O(n k)."""
        return [self._core(k) for k in ks]

    def _core(self, k: int) -> Floats:
        x, n = self._sorted, self._sorted.size
        nearest = np.full(n, np.inf)
        for left in range(k + 1):
            first = slice(left, n - k + left)
            reach = np.maximum(x[first] - x[: n - k], x[k:] - x[first])
            nearest[first] = np.minimum(nearest[first], reach)
        core = np.empty(n)
        core[self._order] = nearest
        return core

    def edges(self, core: Floats) -> Edges:
        """The tree along the line: what lies between two tasks joins them."""
        sorted_core = core[self._order]
        lengths = np.maximum(np.diff(self._sorted), sorted_core[1:])
        np.maximum(lengths, sorted_core[:-1], out=lengths)
        shortest = np.argsort(lengths, kind="stable")
        return Edges(self._order[:-1][shortest], self._order[1:][shortest], lengths[shortest])

    def distances_from(self, row: int) -> Floats:
        """(n,), unsorted."""
        distances: Floats = np.abs(self.values[:, 0] - self.values[row, 0])
        return distances

    def inside(self, middle: Floats, radius: float) -> int:
        """Tasks nearer than `radius` to a point (1,)."""
        ends = middle[0] - radius, middle[0] + radius
        low, high = np.searchsorted(self._sorted, ends, side="right")
        return int(high - low)


class Room:
    """Tasks by several metrics: all distances at once. `values`: (n, d), finite; O(n^2) memory."""

    def __init__(self, values: Floats) -> None:
        self.values = values
        self._distances = distances(values)

    def cores(self, ks: Sequence[int]) -> list[Floats]:
        """For each k the distances (n,) to the k-th neighbour."""
        furthest = max(ks)  # parted at one place and then sorted: a quarter of the time
        near = np.partition(self._distances, furthest, axis=1)[:, : furthest + 1]
        near.sort(axis=1)
        return [near[:, k].astype(np.float64) for k in ks]

    def edges(self, core: Floats) -> Edges:
        """Minimum spanning tree of the mutual reachability (Prim, 1957). O(n^2)."""
        n = core.size
        own = core.astype(self._distances.dtype)
        reach = own.copy()  # inf for what is in the tree, so that nothing of it is near
        best = np.full(n, np.inf, reach.dtype)
        parent = np.zeros(n, np.intp)
        one, other, lengths = np.empty(n - 1, np.intp), np.empty(n - 1, np.intp), np.empty(n - 1)
        length, nearer = np.empty_like(best), np.empty(n, bool)
        last = 0
        for step in range(n - 1):
            reach[last] = best[last] = np.inf
            np.maximum(self._distances[last], reach, out=length)
            np.maximum(length, own[last], out=length)
            np.less(length, best, out=nearer)
            np.copyto(best, length, where=nearer)
            parent[nearer] = last
            last = int(best.argmin())
            one[step], other[step], lengths[step] = parent[last], last, best[last]
        shortest = np.argsort(lengths, kind="stable")
        return Edges(one[shortest], other[shortest], lengths[shortest])

    def distances_from(self, row: int) -> Floats:
        """(n,), unsorted."""
        distances: Floats = self._distances[row].astype(np.float64)
        return distances

    def inside(self, middle: Floats, radius: float) -> int:
        """Tasks nearer than `radius` to a point (d,)."""
        gap = self.values - middle
        return int((np.einsum("ij,ij->i", gap, gap) < radius * radius).sum())


def distances(values: Floats) -> NDArray[np.float32]:
    """(n, d) -> (n, n), in single precision: twice as fast, and exact to 1e-3 of a spread."""
    few = np.ascontiguousarray(values - values.mean(axis=0), np.float32)
    squares = np.einsum("ij,ij->i", few, few)
    found: NDArray[np.float32] = few @ few.T
    found *= -2.0
    found += squares
    found += squares[:, None]
    np.maximum(found, 0.0, out=found)
    np.sqrt(found, out=found)
    np.fill_diagonal(found, 0.0)
    return found
