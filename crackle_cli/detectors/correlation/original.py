"""Correlation as first described: Pearson's r of every pair over a threshold. O(n d^2)."""

from itertools import combinations

import numpy as np

from crackle_cli.detectors.correlation.findings import PearsonPair
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import CorrelationSettings
from crackle_cli.statistics.binary_scale import scaled
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable


def detect(table: MetricTable, settings: CorrelationSettings) -> Detection:
    """Pairs of metrics with |r| of at least the threshold, over the tasks that have both."""
    findings = []
    tested = 0
    for (one, x), (other, y) in combinations(table.metrics.items(), 2):
        rows = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
        if rows.size < settings.min_tasks:
            continue
        tested += 1
        r = pearson(x[rows], y[rows])
        if r is not None and abs(r) >= settings.threshold:
            findings.append(_finding((one, other), rows, r))
    return Detection(tuple(findings), tested)


def _finding(metrics: tuple[str, ...], rows: np.ndarray, r: float) -> PearsonPair:
    return PearsonPair(
        metrics=metrics,
        rows=rows,
        strength=abs(r),
        confidence=abs(r),
        p_value=None,
        correlation=r,
    )


def pearson(x: Floats, y: Floats) -> float | None:
    """Pearson's r of two (n,) arrays without missing values; None where one is constant."""
    if x.min() == x.max() or y.min() == y.max():
        return None
    x, y = scaled(x).values, scaled(y).values
    x, y = scaled(x - x.mean()).values, scaled(y - y.mean()).values
    return float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1.0, 1.0))
