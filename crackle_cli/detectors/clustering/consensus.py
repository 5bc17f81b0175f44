"""Of several groupings of the same tasks: the finest of those that agree."""

from collections.abc import Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.partition import HALF_EMPTY, Partition
from crackle_cli.detectors.clustering.separation import SETS_APART, central
from crackle_cli.table.arrays import Floats, Indices

ALIKE_GROUPINGS = 0.5  # adjusted Rand index of two groupings that are told as one
CLEAR = 0.8  # surely so much emptier is a valley than the groups beside it: few tasks lie there
SAME_GROUPING = 0.9  # of two that are the same but for some tasks between the groups
WITHIN = 0.9  # share of the tasks in the majorities of a finer grouping's groups


def chosen(found: Sequence[Partition]) -> list[Partition]:
    """The groupings to tell.

    What several metrics show together goes before what one of them shows alone, unless that is
    the same groups, or finer ones: then the fewest metrics tell it.
    """
    told: list[Partition] = []
    for one in sorted(found, key=lambda p: (-len(p.metrics), p.p_value, p.metrics)):
        rival = next((t for t in told if set(one.metrics) & shown_by(t)), None)
        if rival is None:
            told = [t for t in told if not _refines(one, t)]
            if not any(_refines(t, one) or _agreement(t, one) >= ALIKE_GROUPINGS for t in told):
                told.append(one)
        elif _tells_better(one, rival):
            place = next(i for i, t in enumerate(told) if t is rival)
            told[place] = _as_sure(one, rival)
    return told


def shown_by(found: Partition) -> set[str]:
    """The metrics that set a group apart each alone; all of them where none does."""
    alone = {
        name
        for name, values in zip(found.metrics, found.points.T, strict=True)
        if any(_apart(values, found.labels == label) for label in range(found.labels.max() + 1))
    }
    return alone or set(found.metrics)


def _apart(values: Floats, inside: NDArray[np.bool_]) -> bool:
    low, high = central(values[inside])
    outside = values[~inside]
    return bool(((outside < low) | (outside > high)).mean() >= SETS_APART)


def _tells_better(one: Partition, rival: Partition) -> bool:
    """Whether fewer metrics show the same groups, surely finer ones, or clear ones for doubtful.

    Finer groups are surely there where they are as sure, or anybody would see every valley. Of
    coarser ones every valley must be clear, where one of the finer may be none at all.
    """
    if _refines(rival, one):
        return _emptiness(rival) == 0.0 and _emptiness(one) >= CLEAR
    if one.labels.max() == rival.labels.max():
        return _agreement(one, rival) >= SAME_GROUPING
    surely = one.p_value <= rival.p_value or _emptiness(one) >= HALF_EMPTY
    return surely and _refines(one, rival)


def _as_sure(one: Partition, rival: Partition) -> Partition:
    """As sure as the other where they are the same groups: what shows those shows these."""
    if one.labels.max() != rival.labels.max():
        return one
    return one._replace(p_value=min(one.p_value, rival.p_value))


def _emptiness(found: Partition) -> float:
    """Of its fullest valley, the lower end."""
    return min((valley.least for valley in found.valleys), default=1.0)


def _refines(fine: Partition, coarse: Partition) -> bool:
    """Whether `fine` has more groups, and each lies within one of `coarse`."""
    if fine.labels.max() <= coarse.labels.max():
        return False
    counts = _crossed(fine, coarse)
    return bool(counts.max(axis=1).sum() >= WITHIN * counts.sum())


def _agreement(one: Partition, other: Partition) -> float:
    return adjusted_rand(_crossed(one, other))


def _crossed(one: Partition, other: Partition) -> Indices:
    """Counts (a, b) of the tasks that both look at, by group."""
    _, left, right = np.intersect1d(one.rows, other.rows, return_indices=True)
    counts = np.zeros((one.labels.max() + 1, other.labels.max() + 1), np.intp)
    np.add.at(counts, (one.labels[left], other.labels[right]), 1)
    return counts


def adjusted_rand(counts: Indices) -> float:
    """Agreement of two groupings from their crossed counts (Hubert, Arabie, 1985)."""
    both = sum(comb(int(c), 2) for c in counts.ravel())
    one, other = (sum(comb(int(c), 2) for c in counts.sum(axis=axis)) for axis in (1, 0))
    pairs = max(1, comb(int(counts.sum()), 2))
    expected, most = one * other / pairs, (one + other) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0
