"""Correlations that are the opposite within each value of a text column (Simpson, 1951).

O(n log n) for each pair and column.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import atanh, sqrt

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.findings import Bent, Broken, Correlated, Lagged, Opposite
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.groupings import Grouping, groupings
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

FEWEST = 8  # tasks of a value; fewer have no correlation
CLEAR = 0.2  # |r| within the values, which is worth a word
SURE = 4.0  # standard errors of it


def with_opposites(findings: Sequence[Finding], table: MetricTable) -> list[Finding]:
    """The findings of a table, pairs with the column within whose values they are the opposite."""
    if not any(_is_pair(f) for f in findings):
        return [*findings]
    columns = groupings(table)
    return [_told(f, table, columns) if _is_pair(f) else f for f in findings]


def _is_pair(finding: Finding) -> bool:
    alike = isinstance(finding, Correlated) and not isinstance(finding, Lagged | Bent | Broken)
    return alike and len(finding.metrics) == 2 and not finding.standing


def _told(finding: Finding, table: MetricTable, columns: Sequence[Grouping]) -> Finding:
    assert isinstance(finding, Correlated)
    one, other = (table.metrics[name] for name in finding.metrics)
    found = []
    for column in columns:
        r = _within(one, other, column, float(np.sign(finding.correlation)))
        if r is not None:
            found.append(Opposite(column.name, r))
    clearest = max(found, key=lambda opposite: abs(opposite.correlation), default=None)
    return replace(finding, opposite=clearest)


def _within(one: Floats, other: Floats, column: Grouping, sign: float) -> float | None:
    """The rank correlation within the values of a column; None if any goes the way of `sign`."""
    known = ~np.isnan(one) & ~np.isnan(other) & (column.codes >= 0)
    first, second = np.zeros(one.size), np.zeros(one.size)
    used = np.zeros(one.size, bool)
    told = np.flatnonzero(np.bincount(column.codes[known]) >= FEWEST).tolist()
    for code in told:
        own = known & (column.codes == code)
        first[own], second[own] = _centred(one[own]), _centred(other[own])
        used |= own
        if sign * float(first[own] @ second[own]) >= 0:
            return None
    if len(told) < 2:
        return None
    r = float(first @ second) / sqrt(float(first @ first) * float(second @ second))
    serial = _serial(first, column.following, used) * _serial(second, column.following, used)
    free = (np.count_nonzero(used) - len(told) - 3.0) * (1.0 - serial) / (1.0 + serial)
    sure = abs(atanh(max(-0.999, r))) * sqrt(max(0.0, free)) >= SURE
    return r if sure and abs(r) >= CLEAR else None


def _centred(values: Floats) -> Floats:
    """Ranks around 0, of few values as large as of many."""
    return (ranks(values) - (values.size + 1) / 2.0) / values.size


def _serial(left: Floats, following: NDArray[np.intp], used: NDArray[np.bool_]) -> float:
    """How much a task of a value is like the next one of it, 0 … 1 (Bartlett, 1935)."""
    linked = np.flatnonzero(used & (following != np.arange(left.size)))
    return max(0.0, float(left[linked] @ left[following[linked]]) / float(left @ left))
