"""What differs by a text column is told once: no group of its tasks, no correlation, besides.

O(n d) for each column that is told.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.findings import Contrast, Group
from crackle_cli.detectors.correlation.findings import Correlated
from crackle_cli.detectors.finding import Finding
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

WHOLE = 0.9  # share of the tasks whose value of a text says whether they are in a group


def without_told_by_texts(findings: Sequence[Finding], table: MetricTable) -> list[Finding]:
    """The findings of a table without what its contrasts say already.

    That is a group of whole values of their text, set apart by no other metric; and metrics that
    correlate no more than the levels of the values alone make them.
    """
    contrasts = [f for f in findings if isinstance(f, Contrast)]
    return [f for f in findings if not any(_is_told(f, by, table) for by in contrasts)]


def _is_told(finding: Finding, by: Contrast, table: MetricTable) -> bool:
    if isinstance(finding, Group):
        apart = {apart.metric for apart in finding.apart} <= set(by.metrics)
        return apart and _follows(finding, table.texts[by.column].codes)
    if not isinstance(finding, Correlated) or not set(finding.metrics) <= set(by.metrics):
        return False
    codes = table.texts[by.column].codes
    levels = [_levels(table.metrics[name], codes) for name in finding.metrics]
    return all(finding.confidence <= abs(float(a @ b)) for a, b in pairwise(levels))


def _follows(group: Group, codes: NDArray[np.int32]) -> bool:
    """Whether the value (n,) of a task nearly always tells if it is in a group."""
    inside = np.bincount(codes[group.rows] + 1, minlength=int(codes.max()) + 2)
    every = np.bincount(codes + 1, minlength=inside.size)
    return bool(np.maximum(inside, every - inside).sum() >= WHOLE * codes.size)


def _levels(values: Floats, codes: NDArray[np.int32]) -> Floats:
    """(n,) the mean standardised rank of the tasks of its value in place of each; 0 where none."""
    known = np.isfinite(values) & (codes >= 0)
    scores = ranks(values[known]) - (np.count_nonzero(known) + 1) / 2.0
    scores /= np.sqrt(scores @ scores)
    own = codes[known]
    counts = np.maximum(np.bincount(own), 1)
    means = np.bincount(own, weights=scores) / counts
    found = np.zeros(values.size)
    found[known] = means[own]
    return found
