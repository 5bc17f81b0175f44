"""Groups of a metric that moves from each to the next by and by: the ends of its swing."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from crackle_cli.detectors.finding import Finding
from crackle_cli.events.redundancy import is_group
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable

# Times the change from task to task elsewhere. Normal noise crosses a line by 1.75 times as much,
# as large changes do so oftener, and goes to and fro between two groups 3 σ apart, which is as near
# as a valley parts them, by 3.15 times as much; this is halfway.
NO_JUMP = 2.35
ERRORS = 4.0  # standard errors of an autocorrelation, which surely is none of chance


def without_gradual(findings: Sequence[Finding], table: MetricTable) -> list[Finding]:
    """The findings without the groupings whose every group is entered without a jump.

    In all metrics that they are seen in. `findings` are in rows of `table`. A wave is most often
    at its top and at its bottom, which are no two kinds of tasks.
    """
    groups = [f for f in findings if is_group(f)]
    jumping = {
        group.seen_in
        for group in groups
        if not all(_enters_gradually(table.metrics[name], group.rows) for name in group.seen_in)
    }
    return [f for f in findings if not is_group(f) or f.seen_in in jumping]


def _enters_gradually(values: Floats, rows: Rows) -> bool:
    """Whether values (n,) outlast themselves on both sides of the border of some rows, and there.

    Tasks of two groups that overlap change sides without a jump too, but one says nothing of the
    next.
    """
    inside = np.zeros(values.size, bool)
    inside[rows] = True
    present = ~np.isnan(values)
    values, inside = values[present], inside[present]
    steps, crossing = np.abs(np.diff(values)), inside[1:] != inside[:-1]
    if not crossing.any() or crossing.all():
        return False
    jumps = np.median(steps[crossing]) > NO_JUMP * np.median(steps[~crossing])
    return not jumps and _serial(values, inside) > ERRORS / sqrt(values.size)


def _serial(values: Floats, inside: np.ndarray) -> float:
    """Lag-one autocorrelation of values (n,) from the middles of those inside and outside."""
    apart = values - np.where(inside, median(values[inside]), median(values[~inside]))
    total = float(apart @ apart)
    return float(apart[1:] @ apart[:-1]) / total if total else 0.0
