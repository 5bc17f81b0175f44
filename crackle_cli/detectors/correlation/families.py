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


def families(linked: Pairs, told: np.ndarray, d: int) -> list[Star]:
    """Families of d metrics. `linked`: the pairs that count; `told`: (k,) those worth telling.

    Every family has a pair worth telling; the largest come first.
    """
    links = _matrix(linked, np.ones(linked.r.size, dtype=bool), d)
    worth = _matrix(linked, told, d)
    strength = np.zeros(d)
    np.add.at(strength, linked.one, np.abs(linked.r))
    np.add.at(strength, linked.other, np.abs(linked.r))
    free: NDArray[np.bool_] = np.array(worth.any(axis=1))
    degree = links[:, free].sum(axis=1) * free
    found: list[Star] = []
    while degree.any():
        leader = int(np.lexsort((-np.arange(d), strength, degree))[-1])
        group = np.flatnonzero(links[leader] & free)
        group = _acquainted(links, leader, group)
        whole = np.append(group, leader)
        if group.size and worth[np.ix_(whole, whole)].any():
            found.append(Star(leader, tuple(sorted(group.tolist()))))
            gone = whole
        else:
            gone = np.array([leader])
        free[gone] = False
        degree = (degree - links[:, gone].sum(axis=1)) * free
    return found


def _matrix(pairs: Pairs, which: np.ndarray, d: int) -> NDArray[np.bool_]:
    matrix = np.zeros((d, d), dtype=bool)
    matrix[pairs.one[which], pairs.other[which]] = True
    matrix[pairs.other[which], pairs.one[which]] = True
    return matrix


def _acquainted(links: np.ndarray, leader: int, group: np.ndarray) -> np.ndarray:
    """The members that are linked to most of the family, the least known leaving first.

    Of three or four metrics one link may be missing by chance: there being linked to half is
    enough. A bridge between two larger families is linked to all of both, their members to half.
    """
    while group.size > 1:
        whole = np.append(group, leader)
        known = links[np.ix_(group, whole)].sum(axis=1)
        least = int(known.argmin())
        half = (whole.size - 1) / 2
        if known[least] > half or (known[least] == half and whole.size < FEW_METRICS):
            break
        group = np.delete(group, least)
    return group
