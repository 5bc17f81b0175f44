"""Phase transitions as first described: the mean of the first half against the second. O(n)."""

import numpy as np

from crackle_cli.detectors.finding import Detection, Place
from crackle_cli.detectors.phase_transition.findings import Change, Halves
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.statistics.binary_scale import scaled
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable


def detect(table: MetricTable, settings: PhaseTransitionSettings) -> Detection:
    """Metrics whose halves differ by more than `change` of their mean; the first has n // 2."""
    findings = []
    tested = 0
    for name, values in table.metrics.items():
        rows = np.flatnonzero(~np.isnan(values))
        if rows.size < settings.min_tasks or name in table.census.nominal:
            continue
        tested += 1
        finding = _finding(name, rows, values[rows], settings.change)
        if finding:
            findings.append(finding)
    return Detection(tuple(findings), tested)


def _finding(name: str, rows: np.ndarray, values: Floats, least: float) -> Halves | None:
    half = values.size // 2
    known, scale = scaled(values)
    mean = scale * float(known.mean())
    before, after = scale * float(known[:half].mean()), scale * float(known[half:].mean())
    if mean == 0 or abs(after - before) / abs(mean) <= least:
        return None
    shift = abs(after - before) / abs(mean)
    change_pct = None if before == 0 else 100.0 * (after - before) / abs(before)
    return Halves(
        metrics=(name,),
        rows=rows,
        strength=1.0 - least / shift,
        confidence=1.0 - least / shift,
        p_value=None,
        changes=(Change(name, before, after, change_pct, None),),
        place=Place(int(rows[half]), int(rows[0]), int(rows[-1])),
    )
