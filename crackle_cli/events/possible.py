"""Whether what is told can be: no level lies outside the values of its metric. O(n d)."""

from collections.abc import Iterable

import numpy as np

from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import Changed, Spread
from crackle_cli.table.metric_table import MetricTable

SLACK = 1e-9  # share of the range of a metric: rounding


def are_possible(findings: Iterable[Finding], table: MetricTable) -> bool:
    """Whether metrics of a table change between levels that it has, and not between residuals."""
    return all(
        _has(table, change.metric, level)
        for finding in findings
        if isinstance(finding, Changed) and not isinstance(finding, Spread)
        for change in finding.changes
        if change.share_of is None
        for level in (change.before, change.after)
    )


def _has(table: MetricTable, metric: str, level: float) -> bool:
    low, high = float(np.nanmin(table.metrics[metric])), float(np.nanmax(table.metrics[metric]))
    slack = SLACK * (high - low)
    return low - slack <= level <= high + slack
