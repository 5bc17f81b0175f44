"""Clustering as first described: raw Euclidean distances under a fixed threshold. O(n * groups).

A task founds a group; every later task nearer to the founder than the distance joins it.
"""

import numpy as np

from crackle_cli.detectors.clustering.findings import NearTasks
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import ClusteringSettings
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

PAIRS_AT_ONCE = 1000  # rows of a block of distances: 8 MB for each 1,000 members


def detect(table: MetricTable, settings: ClusteringSettings) -> Detection:
    """Groups of at least two tasks. A distance runs over the metrics that both tasks have."""
    if table.tasks < settings.min_tasks or not table.metrics:
        return Detection((), tested=0)
    values = table.matrix()
    left = np.arange(table.tasks)
    findings: list[NearTasks] = []
    while left.size:
        near = distances(values[left[:1]], values[left])[0] < settings.distance
        near[0] = True
        group, left = left[near], left[~near]
        if group.size > 1:
            findings.append(_finding(table, group, values[group], settings.distance))
    return Detection(tuple(findings), tested=table.tasks * (table.tasks - 1) // 2)


def _finding(table: MetricTable, rows: np.ndarray, values: Floats, threshold: float) -> NearTasks:
    average = mean_distance(values)
    closeness = 1.0 - min(1.0, average / threshold)
    return NearTasks(
        metrics=tuple(table.metrics),
        rows=rows,
        strength=closeness,
        confidence=closeness,
        p_value=None,
        size=rows.size,
        average_distance=average,
    )


def distances(left: Floats, right: Floats) -> Floats:
    """(a, d) and (b, d) -> (a, b); infinite where two tasks share no metric."""
    with np.errstate(over="ignore"):  # what is too far for a float64 is infinitely far
        gap = left[:, None, :] - right[None, :, :]
        squares = np.nansum(gap * gap, axis=2)
    squares[np.isnan(gap).all(axis=2)] = np.inf
    result: Floats = np.sqrt(squares)
    return result


def mean_distance(values: Floats) -> float:
    """Mean distance over all pairs of the (m, d) tasks, m >= 2."""
    m = len(values)
    total = 0.0
    for start in range(0, m, PAIRS_AT_ONCE):
        block = distances(values[start : start + PAIRS_AT_ONCE], values)
        total += float(block[np.isfinite(block)].sum())
    return total / (m * (m - 1))
