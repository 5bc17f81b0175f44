"""From the density tree to groups: where two dense regions are parted by a thinner one.

Two regions that meet over an edge are told apart when the thinnest place between them is
significantly thinner than the densest place of either. Where a ball of radius r holds k tasks at
the one and a ball of the same radius would hold N at the other, log(N/k) * sqrt(k) behaves nearly
alike for every smooth density: the error of the logarithm of a k-neighbour density is 1/sqrt(k),
whatever the distribution and the dimension (Loftsgaarden, Quesenberry, 1965). Modes and saddles
are compared so by d'Errico, Facco, Laio, Rodriguez (2021).
"""

from collections.abc import Callable
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from crackle_cli.table.arrays import Floats, Indices

LEAST_GROWTH = 0.3  # equal tasks with some stragglers around them would have none


class Merge(NamedTuple):
    """Two dense regions that meet, measured at the weaker one.

    statistic  how much thinner it is between them, in standard errors
    share      of the smaller region among all tasks when they meet
    one, other rows at both ends of the edge where they meet, of `length`
    core       radius that holds k tasks at the densest place of the weaker region
    growth     g where the tasks within radius r of that place are about r^g
    dimension  the same from 2 k tasks to half the region: of its shape, not of its noise
    """

    statistic: float
    share: float
    one: int
    other: int
    length: float
    core: float
    growth: float
    dimension: float


class Groups(NamedTuple):
    """Group of every task, 0 … g - 1, the largest first, and the valleys between them."""

    labels: Indices
    valleys: tuple[Merge, ...]


class _Forest:
    """Regions while they grow together (union by size)."""

    def __init__(self, core: Floats) -> None:
        self.parent = list(range(core.size))
        self.size = [1] * core.size
        self.mode = list(range(core.size))
        self.core: list[float] = core.tolist()

    def join(self, x: int, y: int) -> None:
        """Two roots become one."""
        if self.size[x] < self.size[y]:
            x, y = y, x
        self.parent[y] = x
        self.size[x] += self.size[y]
        if self.core[self.mode[y]] < self.core[self.mode[x]]:
            self.mode[x] = self.mode[y]

    def roots(self) -> Indices:
        """(n,) the root of every row; each look doubles the distance that is seen."""
        above = np.array(self.parent)
        while not np.array_equal(above, higher := above[above]):
            above = higher
        return above


def _smallest(core: Floats) -> float:
    """The smallest radius above 0: equal tasks are not infinitely dense."""
    positive = core[core > 0]
    return float(positive.min()) if positive.size else 1.0


class Tree:
    """The density tree of the tasks of a space, at a resolution of k neighbours.

    `core`: (n,) distances to the k-th neighbour.
    """

    def __init__(self, space: SortedMetric | Room, core: Floats, k: int) -> None:
        edges = space.edges(core)
        self._edges = edges.one.tolist(), edges.other.tolist(), edges.lengths.tolist()
        self._core = np.maximum(core, _smallest(core))
        self._k = k
        self._around = _Neighbourhoods(space, k)

    def groups(self, is_real: Callable[[Merge], bool]) -> Groups:
        """Regions grow along the tree; those of at least k tasks stay apart where `is_real`."""
        forest, k = _Forest(self._core), self._k
        parent, size = forest.parent, forest.size
        valleys: list[Merge] = []
        for one, other, length in zip(*self._edges, strict=True):
            x, y = one, other
            while parent[x] != x:  # written out, not called: half of the time goes by here
                parent[x] = x = parent[parent[x]]
            while parent[y] != y:
                parent[y] = y = parent[parent[y]]
            if size[x] >= k and size[y] >= k:
                merge = self._merge(forest, (x, y), (one, other), length)
                if is_real(merge):
                    valleys.append(merge)
                    continue
            forest.join(x, y)
        if not valleys:  # the tree holds all tasks
            return Groups(np.zeros(self._core.size, np.intp), ())
        return Groups(by_size(forest.roots()), tuple(valleys))

    def _merge(
        self, forest: _Forest, regions: tuple[int, int], ends: tuple[int, int], length: float
    ) -> Merge:
        share = min(forest.size[region] for region in regions) / len(forest.size)
        found = []
        for region in regions:
            mode = forest.mode[region]
            core = forest.core[mode]
            growth, dimension = self._around.growth(mode, (core, length), forest.size[region])
            statistic = log(length / core) * growth * sqrt(self._k) if growth else 0.0
            found.append(Merge(statistic, share, *ends, length, core, growth, dimension))
        return min(found, key=lambda merge: merge.statistic)


class _Neighbourhoods:
    """How tasks are spread around a mode: one mode meets many regions, and is sorted once."""

    def __init__(self, space: SortedMetric | Room, k: int) -> None:
        self._space, self._k = space, k
        self._ascending: dict[int, Floats] = {}

    def growth(self, mode: int, radii: tuple[float, float], size: int) -> tuple[float, float]:
        """Growth of the number of neighbours with the radius, and the dimension of the region.

        `radii`: where there are k neighbours, and the length of the edge; where half of the region
        is reached before that length, that radius is the outer one. Both are 0 where that is no
        longer than the other. There are more than 2 k tasks.
        """
        (core, length), k = radii, self._k
        distances = self._distances(mode)
        half = max(size // 2, 2 * k)
        outer = min(length, float(distances[half]))
        if outer <= core:
            return 0.0, 0.0
        inside = int(np.searchsorted(distances, outer, side="right")) - 1
        growth = max(log(max(inside, k) / k) / log(outer / core), LEAST_GROWTH)
        few = 2 * k
        near, far = float(distances[few]), float(distances[half])
        if half < 1.5 * few or not far > near > 0:  # too near each other to tell a slope
            return growth, growth
        return growth, log(half / few) / log(far / near)

    def _distances(self, mode: int) -> Floats:
        if mode not in self._ascending:
            self._ascending[mode] = np.sort(self._space.distances_from(mode))
        return self._ascending[mode]


def by_size(roots: Indices) -> Indices:
    """Labels 0 … g - 1 of the distinct values, the most frequent first, ties by first row."""
    _, first, inverse, counts = np.unique(
        roots, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(counts.size, np.intp)
    rank[np.lexsort([first, -counts])] = np.arange(counts.size)
    return rank[inverse]
