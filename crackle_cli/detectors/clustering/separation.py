"""What sets a group apart: which metrics, which texts."""

import numpy as np

from crackle_cli.detectors.clustering.findings import Apart, Explanation
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.metric_table import MetricTable

CENTRAL_RANGE = (0.025, 0.975)  # quantiles between which the values of a group are told
SETS_APART = 0.5  # share of the other tasks that must lie outside those
EXPLAINS = 0.9  # share of a group that must have a text
ELSEWHERE = 0.25  # share of the others that may: by chance 5 tasks share it 1 time in 1,000


def sets_apart(values: Floats, members: Indices, others: Indices, name: str) -> Apart | None:
    """How a metric (n,) differs between the rows of a group and other rows."""
    inside, outside = values[members], values[others]
    inside, outside = inside[np.isfinite(inside)], outside[np.isfinite(outside)]
    if not inside.size or not outside.size:
        return None
    low, high = central(inside)
    share = float(((outside < low) | (outside > high)).mean())
    return Apart(name, (low, high), central(outside), share)


def central(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, CENTRAL_RANGE, method="nearest")
    return float(low), float(high)


def explanations(table: MetricTable, members: Indices, others: Indices) -> list[Explanation]:
    """Texts that nearly all of a group has and few other tasks, the best first."""
    found = []
    for name, column in table.texts.items():
        width = len(column.categories)
        if not width:
            continue
        codes = column.codes[members]
        inside = np.bincount(codes[codes >= 0], minlength=width)
        best = int(inside.argmax())
        elsewhere = int((column.codes[others] == best).sum())
        common = inside[best] >= EXPLAINS * members.size
        if common and elsewhere <= ELSEWHERE * others.size:
            text, of_group = column.categories[best], int(inside[best])
            found.append(Explanation(name, text, of_group, elsewhere, members.size))
    return sorted(found, key=lambda e: e.others - e.inside)
