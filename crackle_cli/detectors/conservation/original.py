"""Conservation as first described: a metric whose coefficient of variation is small. O(n)."""

import numpy as np

from crackle_cli.detectors.conservation.findings import LowVariation
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import ConservationSettings
from crackle_cli.statistics.binary_scale import scaled
from crackle_cli.table.metric_table import MetricTable


def detect(table: MetricTable, settings: ConservationSettings) -> Detection:
    """Metrics with standard deviation / |mean| under the tolerance."""
    findings = []
    tested = 0
    for name, values in table.metrics.items():
        rows = np.flatnonzero(~np.isnan(values))
        if rows.size < settings.min_tasks:
            continue
        tested += 1
        known, scale = scaled(values[rows])
        mean, deviation = scale * float(known.mean()), scale * float(known.std())
        if mean != 0 and deviation / abs(mean) < settings.tolerance:
            findings.append(_finding(name, rows, mean, deviation))
    return Detection(tuple(findings), tested)


def _finding(name: str, rows: np.ndarray, mean: float, deviation: float) -> LowVariation:
    variation = deviation / abs(mean)
    return LowVariation(
        metrics=(name,),
        rows=rows,
        strength=1.0 - variation,
        confidence=1.0 - variation,
        p_value=None,
        mean=mean,
        standard_deviation=deviation,
        variation=variation,
    )
