"""Groups that are no more than the way a metric goes along the order: levels, a cycle, a drift."""

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.detectors.clustering.standardization import lasts
from crackle_cli.table.arrays import Floats, Indices

MOST_LEVELS = 7  # of one metric that are groups of tasks; one with more moves in steps
STRETCH = 0.9  # share of the tasks from the first to the last of a group that are in it
LEAP = 2.0  # times the usual step, which no step of normal noise is in 1,000
USUAL_STEP = 0.9  # quantile of the steps within groups
SELDOM = 3.0  # standard errors by which groups change more seldom than tasks in any order


def is_stairs(found: Partition, ordered: bool) -> bool:
    """Whether one metric moves in steps, or changes along the order: no groups, but levels."""
    groups = int(found.labels.max()) + 1
    if len(found.metrics) > 1 or groups > MOST_LEVELS or not ordered:
        return len(found.metrics) == 1 and groups > MOST_LEVELS
    return all(_is_a_stretch(found.labels == g) for g in range(1, groups))


def _is_a_stretch(inside: NDArray[np.bool_]) -> bool:
    rows = np.flatnonzero(inside)
    return bool(rows.size >= STRETCH * (rows[-1] - rows[0] + 1))


def stands(points: Floats, labels: Indices) -> bool:
    """Whether tasks of metrics that last are in groups, not in the course of those.

    points: (n, d) of consecutive tasks, labels: (n,) of their groups. They jump between groups,
    or do not last within them as in a file that is sorted by its groups, or change their group as
    often as in any order: a cycle does none of that.
    """
    crossing = np.diff(labels) != 0
    return _jumps(points, crossing) or changes_at_random(labels) or _forgets(points, labels)


def _jumps(points: Floats, crossing: NDArray[np.bool_]) -> bool:
    """Whether tasks pass between groups in steps that are no part of their moving within them."""
    steps = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    if crossing.all():
        return True
    if not crossing.any():
        return False
    return bool(np.median(steps[crossing]) >= LEAP * np.quantile(steps[~crossing], USUAL_STEP))


def changes_at_random(labels: Indices) -> bool:
    """Whether tasks (n,) change their group as often as in any order."""
    crossing = np.diff(labels) != 0
    shares = np.bincount(labels) / labels.size
    chance = 1.0 - float(shares @ shares)
    error = np.sqrt(chance * (1.0 - chance) * crossing.size)
    return bool(crossing.sum() >= chance * crossing.size - SELDOM * error)


def _forgets(points: Floats, labels: Indices) -> bool:
    """Whether a task does not tell where the next of its group is, in any metric."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max() + 1))
    sizes = np.diff(starts, append=order.size)
    ordered = points[order]
    means = np.add.reduceat(ordered, starts) / np.maximum(1, sizes)[:, None]
    within = ordered - np.repeat(means, sizes, axis=0)
    return not any(lasts(values) for values in within.T)
