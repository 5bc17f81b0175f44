"""The group of every task: of those that were looked at, and of the nearest such for the rest."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.table.arrays import Floats, Indices

DISTANCES_AT_ONCE = 4_000_000  # distances: 16 MB
NOWHERE = -1  # the label of tasks in no group


def assigned(found: Partition, values: Mapping[str, Floats]) -> Indices:
    """(n,) labels of all tasks; NOWHERE without any of the metrics.

    `values`: scaled metrics (n,). A task without some of the metrics is near by the others.
    """
    labels = nearest_groups(found, values)
    labels[found.rows] = found.labels
    return labels


def nearest_groups(found: Partition, values: Mapping[str, Floats]) -> Indices:
    """As `assigned`, of tasks that were not looked at."""
    matrix = np.column_stack([values[name] for name in found.metrics])
    labels = np.full(len(matrix), NOWHERE)
    known = np.isfinite(matrix)
    whole = known.all(axis=1)
    labels[whole] = nearest(matrix[whole], found.points, found.labels)
    partly = np.flatnonzero(~whole & known.any(axis=1))
    for pattern in np.unique(known[partly], axis=0):
        rows = partly[(known[partly] == pattern).all(axis=1)]
        labels[rows] = nearest(matrix[rows][:, pattern], found.points[:, pattern], found.labels)
    return labels


def nearest(points: Floats, known: Floats, labels: Indices) -> Indices:
    """(n,) labels of the nearest known points. O(n m), or O(n log m) of one metric."""
    if known.shape[1] == 1:
        return _nearest_on_line(points[:, 0], known[:, 0], labels)
    few = known.astype(np.float32)
    squares = np.einsum("ij,ij->i", few, few)
    step = max(1, DISTANCES_AT_ONCE // len(few))
    parts: Sequence[Indices] = [
        labels[(squares - 2.0 * _products(points[start : start + step], few)).argmin(1)]
        for start in range(0, len(points), step)
    ]
    return np.concatenate(parts) if parts else np.empty(0, np.intp)


def _products(points: Floats, few: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scalar products (n, m) in which a point has the same ones whatever stands beside it.

    BLAS takes a single row another way, whose sums round differently; two rows are a matrix.
    """
    matrix = points.astype(np.float32)
    found: NDArray[np.float32] = np.resize(matrix, (max(2, len(matrix)), few.shape[1])) @ few.T
    return found[: len(matrix)]


def _nearest_on_line(points: Floats, known: Floats, labels: Indices) -> Indices:
    """Only where the labels change along the line does it matter which known point is nearer."""
    order = np.argsort(known, kind="stable")
    ordered = labels[order]
    change = np.diff(ordered) != 0
    if not change.any():
        return np.full(points.size, labels[0])
    ends = np.append(change, False) | np.append(False, change)
    line, named = known[order][ends], ordered[ends]
    right = np.clip(np.searchsorted(line, points), 1, line.size - 1)
    left_is_nearer = points - line[right - 1] <= line[right] - points
    found: Indices = named[right - left_is_nearer]
    return found
