"""Metrics that move together as families: one leader, and members that know most of each other.

A star grown from the metric with the most links (compare the star clustering of Aslam, Pelekhov,
Rus, 2004): twenty metrics that move together are one family, and two families that share a bridge
stay two. O(d^2) for each family.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.pairs import Pairs

FEW_METRICS = 5  # metrics


class Star(NamedTuple):
    """A family: the leader's index, and the others' in their order."""

    leader: int
    members: tuple[int, ...]


class Graph:
    """Which of d metrics are linked, and by which links that are worth telling.

    links     (d, d) whether two are linked; worth: whether that is worth telling; both symmetric
    strength  (d,) sum of the |r| of its links
    told      how many links are worth telling
    """

    def __init__(self, d: int) -> None:
        self.links = np.zeros((d, d), dtype=bool)
        self.worth = np.zeros((d, d), dtype=bool)
        self.strength = np.zeros(d)
        self.told = 0

    def add(self, pairs: Pairs, told: NDArray[np.bool_]) -> None:
        """More links; `told` (k,): those worth telling."""
        for matrix, which in ((self.links, slice(None)), (self.worth, told)):
            matrix[pairs.one[which], pairs.other[which]] = True
            matrix[pairs.other[which], pairs.one[which]] = True
        for ends in (pairs.one, pairs.other):
            self.strength += np.bincount(ends, np.abs(pairs.r), self.strength.size)
        self.told += int(np.count_nonzero(told))


def families(graph: Graph) -> list[Star]:
    """Every family has a pair worth telling; the largest come first."""
    links, worth = graph.links, graph.worth
    free: NDArray[np.bool_] = np.array(worth.any(axis=1))
    degree = np.count_nonzero(links[:, free], axis=1) * free
    found: list[Star] = []
    while degree.any():
        leader = int(np.lexsort((-np.arange(free.size), graph.strength, degree))[-1])
        group = np.flatnonzero(links[leader] & free)
        group = _acquainted(links, leader, group)
        whole = np.append(group, leader)
        if group.size and worth[np.ix_(whole, whole)].any():
            found.append(Star(leader, tuple(sorted(group.tolist()))))
            gone = whole
        else:
            gone = np.array([leader])
        free[gone] = False
        degree = (degree - np.count_nonzero(links[:, gone], axis=1)) * free
    return found


def _acquainted(links: np.ndarray, leader: int, group: np.ndarray) -> np.ndarray:
    """The members that are linked to most of the family, the least known leaving first.

    Of three or four metrics one link may be missing by chance: there being linked to half is
    enough. A bridge between two larger families is linked to all of both, their members to half.
    """
    whole = np.append(group, leader)
    known = np.count_nonzero(links[np.ix_(group, whole)], axis=1)
    while group.size > 1:
        least = int(known.argmin())
        half = group.size / 2
        if known[least] > half or (known[least] == half and group.size + 1 < FEW_METRICS):
            break
        gone = group[least]
        group, known = np.delete(group, least), np.delete(known, least)
        known -= links[group, gone]
    return group
