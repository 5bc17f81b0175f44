"""Bends as findings: of two families of metrics the pair that shows it best."""

from collections.abc import Sequence

import numpy as np

from crackle_cli.detectors.correlation.bends import TRIES, Bend, bends
from crackle_cli.detectors.correlation.findings import Bent
from crackle_cli.detectors.correlation.prewhitening import exchangeable, whitened
from crackle_cli.detectors.correlation.selection import (
    SHARE,
    Looked,
    p_value_of,
    rows_of,
    selected_quantile,
)
from crackle_cli.statistics.confidence import of_correlation
from crackle_cli.statistics.sampling import in_runs
from crackle_cli.table.arrays import Floats

MOST_TASKS = 1 << 12  # that bends are sought in: what is worth telling is as sure in these
RUN = 1 << 10  # neighbours of these


def bent_metrics(looked: Looked) -> list[Bent]:
    """Metrics that turn where another is in its middle, the surest first."""
    whiten = exchangeable if looked.table.unordered else whitened
    alpha, least_r = looked.settings.alpha * SHARE, looked.settings.threshold
    found = bends(_some(looked), whiten, least_r, alpha, looked.leaders)
    quantile = selected_quantile(len(found), TRIES * looked.pairs)
    return [_finding(bend, looked, quantile) for bend in found]


def _some(looked: Looked) -> Sequence[Floats]:
    """The columns of tasks enough."""
    n = looked.columns[0].size
    rows = in_runs(n, MOST_TASKS, RUN)
    if rows is None:
        return looked.columns
    if looked.table.unordered:
        rows = np.arange(0, n, -(-n // MOST_TASKS))
    return [values[rows] for values in looked.columns]


def _finding(bend: Bend, looked: Looked, quantile: float) -> Bent:
    metrics = (looked.names[bend.one], looked.names[bend.other])
    return Bent(
        metrics=metrics,
        rows=rows_of(metrics, looked.table),
        strength=min(1.0, abs(bend.r)),
        confidence=min(of_correlation(bend.r, bend.z, quantile), abs(bend.r)),
        p_value=p_value_of(bend.z, TRIES),
        correlation=bend.r,
        turn=bend.turn,
        share=bend.share,
    )
