"""The thinner place between two groups: how much emptier it is than the groups beside it."""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.hierarchy import Merge
from crackle_cli.detectors.clustering.projection import Cut
from crackle_cli.statistics.confidence import of_group_by_count, of_group_by_ratio
from crackle_cli.table.arrays import Floats, Indices

INSIDE = 0.999  # of the radius: the two ends, which lie on it, are not inside


class Valley(NamedTuple):
    """How much emptier it is than the group beside it, in [0, 1], and the lower end of that.

    one, other  a row on either side
    p_value     how often chance shows it where there is none
    """

    one: int
    other: int
    emptiness: float
    least: float
    p_value: float


def around_edge(points: Floats, merge: Merge, k: int, p_value: float) -> Valley:
    """Of an edge of the density tree over which two regions of `points` (m, d) meet.

    Half-way over the edge, in a ball of half its length, there are so many tasks; were it as
    dense as the group's densest place, there would be k * (length / 2 / core)^growth.
    """
    middle = (points[merge.one] + points[merge.other]) / 2
    radius = merge.length / 2
    gap = points - middle
    inside = float((np.einsum("ij,ij->i", gap, gap) < (radius * INSIDE) ** 2).sum())
    expected = max(k * (radius / merge.core) ** merge.growth, 1e-9)
    emptiness, least = of_group_by_count(inside, expected)
    return Valley(merge.one, merge.other, emptiness, least, p_value)


def across_line(rows: Indices, split: Cut) -> Valley:
    """Of a line that parts the tasks `rows` (n,): both densities are of so many tasks."""
    emptiness, least = of_group_by_ratio(split.ratio, split.tasks)
    ends = int(rows[split.one]), int(rows[split.other])
    return Valley(*ends, emptiness, least, split.p_value)
