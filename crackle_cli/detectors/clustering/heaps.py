"""Groups of one metric that are only heaps of its repeated values: ratings, cores, prices.

Of values that repeat, a dither makes a density; where there are few, its peaks are the values.
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.hierarchy import by_size
from crackle_cli.detectors.clustering.neighbours import Room, SortedMetric
from crackle_cli.detectors.clustering.order import LEAP, USUAL_STEP
from crackle_cli.detectors.clustering.partition import Partition, average_distances
from crackle_cli.table.arrays import Floats, Indices

SHAPE = 10  # distinct values on each side of a border: as many as show a peak and its flanks
MOSTLY = 0.95  # of the tasks have the group of their value: a dither mixes neighbouring values
FEWEST_VALUES = 5  # of one side at least, before the steps between them say what is a gap


class _Side(NamedTuple):
    """A group and the distinct values that are mostly its own, ascending."""

    label: int
    values: Floats


def without_heaps(found: Partition, values: Floats) -> Partition | None:
    """The groups, those of one metric joined between which there is no gap; None if one is left.

    values: (m,), finite, of a discrete metric in the rows of `found`, as they are. Where it does
    not part the groups by itself they stay as they are. O(n log n).
    """
    sides = _sides(found.labels, values)
    if sides is None:
        return found
    labels = by_size(_joined(found.labels, sides))
    valleys = tuple(v for v in found.valleys if labels[v.one] != labels[v.other])
    if not valleys:
        return None
    space = SortedMetric(found.points[:, 0]) if len(found.metrics) == 1 else Room(found.points)
    return found._replace(
        labels=labels,
        valleys=valleys,
        p_value=min(valley.p_value for valley in valleys),
        average_distance=average_distances(space, labels),
    )


def _sides(labels: Indices, values: Floats) -> list[_Side] | None:
    """The distinct values of each group, ascending; None where they do not tell the groups."""
    distinct, place = np.unique(values, return_inverse=True)
    counts = np.zeros((distinct.size, int(labels.max()) + 1), np.intp)
    np.add.at(counts, (place, labels), 1)
    if counts.max(axis=1).sum() < MOSTLY * values.size:
        return None
    of_value = counts.argmax(axis=1)
    cuts = np.flatnonzero(np.diff(of_value)) + 1
    sides = [
        _Side(int(of_value[rows[0]]), distinct[rows])
        for rows in np.split(np.arange(distinct.size), cuts)
    ]
    return sides if len({side.label for side in sides}) == len(sides) else None


def _joined(labels: Indices, sides: list[_Side]) -> Indices:
    """Labels in which groups next to each other are one where no border parts them."""
    labels, sides = labels.copy(), [*sides]
    at = 0
    while at + 1 < len(sides):
        lower, upper = sides[at : at + 2]
        if _is_border(lower.values, upper.values):
            at += 1
            continue
        labels[labels == upper.label] = lower.label
        sides[at : at + 2] = [_Side(lower.label, np.append(lower.values, upper.values))]
        at = max(0, at - 1)
    return labels


def _is_border(lower: Floats, upper: Floats) -> bool:
    """Whether ascending distinct values are parted by more than the usual step between them.

    Where both sides have many, the density tells them apart, and no gap is needed.
    """
    if min(lower.size, upper.size) >= SHAPE:
        return True
    if max(lower.size, upper.size) < FEWEST_VALUES:
        return False
    usual = max(
        float(np.quantile(np.diff(side), USUAL_STEP)) for side in (lower, upper) if side.size > 1
    )
    return bool(upper[0] - lower[-1] >= LEAP * usual)
