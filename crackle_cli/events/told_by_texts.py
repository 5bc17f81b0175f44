"""What a text column tells is told once: no group of its tasks, no correlation, besides.

O(n d) for each column that is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.findings import (
    PARTS_ALONE,
    Contrast,
    Group,
    Name,
    NamedGroup,
)
from crackle_cli.detectors.correlation.findings import Bent, Broken, Correlated
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import Mix, Shift
from crackle_cli.detectors.phase_transition.where import Scope
from crackle_cli.statistics.ranks import ranks
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable

MOST_LEVELS = 5  # of a column, of which the line of a change says enough
ALIKE = 0.8  # share of the tasks of either of two groups that must be in both


class Parting(NamedTuple):
    """Metrics that a text parts, and which value of it each task (n,) has; -1 for none."""

    metrics: frozenset[str]
    codes: NDArray[np.int32]


def without_told_by_texts(
    findings: Sequence[Finding], table: MetricTable, looked_at: Rows | None = None
) -> list[Finding]:
    """The findings without what the texts of a table say already.

    `looked_at`: which rows those of the table are, where the findings are in rows of a larger one.

    That is a group of the tasks of one name after a change that these alone show, or how often they
    fail after it; a column by which a metric differs, where a change within its values, or of their
    shares, tells how; a group of whole values of a text, which no other metric parts alone; and
    metrics that correlate no more than the levels of the values alone make them. What else sets a
    group apart whose tasks have one name is told with the name.
    """
    findings = [f for one in findings if (f := _without_rates(one, findings)) is not None]
    groups = [f for f in findings if isinstance(f, Group)]
    whole = [_whole(f, groups, table) if isinstance(f, NamedGroup) else f for f in findings]
    by = [*_partings(whole, table, looked_at)]
    whole = [f for f in whole if not (isinstance(f, Contrast) and _is_of_changes(f, findings))]
    whole = [f for f in whole if not (isinstance(f, NamedGroup) and _is_after(f, findings))]
    return [f for f in whole if not any(_is_told(f, one, table, looked_at) for one in by)]


def _without_rates(finding: Finding, findings: Sequence[Finding]) -> Finding | None:
    """A group of one name without what a change of its tasks alone tells; None if that is all."""
    if not isinstance(finding, NamedGroup) or not finding.rates:
        return finding
    told = {
        metric
        for change in findings
        if isinstance(change, Shift) and change.scope and _is_scope(change.scope, finding)
        for metric in change.metrics
    }
    rates = tuple(one for one in finding.rates if one.column not in told)
    return replace(finding, rates=rates) if rates or finding.apart else None


def _is_scope(scope: Scope, group: NamedGroup) -> bool:
    """Whether the tasks of a group are those of which a change is told."""
    return [Name(scope.column, one.value) for one in scope.moved] == [*group.named]


def _is_of_changes(contrast: Contrast, findings: Sequence[Finding]) -> bool:
    """Whether changes tell each metric with the column, and its levels, that a person can read."""
    changes = [f for f in findings if isinstance(f, Mix | Shift) and _told_by(f) == contrast.column]
    told = {metric for f in changes for metric in f.metrics}
    few = all(len(one.levels) <= MOST_LEVELS for one in contrast.parted)
    return few and {*contrast.metrics} <= told


def _is_after(group: NamedGroup, findings: Sequence[Finding]) -> bool:
    """Whether a change of some values tells all that sets these tasks apart, which are its own."""
    return not group.rates and any(
        {*group.metrics} <= {*change.metrics} and _are_alike(group.rows, change.rows)
        for change in findings
        if isinstance(change, Shift) and change.scope
    )


def _told_by(change: Mix | Shift) -> str | None:
    """The column within whose values a change is told, or whose shares are."""
    if isinstance(change, Mix):
        return change.mixed and change.mixed.column
    return change.scope.column if change.scope and change.scope.each else None


def _places(rows: Rows, looked_at: Rows | None) -> Rows:
    """Where some rows are among those looked at."""
    return rows if looked_at is None else np.searchsorted(looked_at, rows)


def _whole(named: NamedGroup, groups: Sequence[Group], table: MetricTable) -> NamedGroup:
    """A group of one name with what a group without name tells of the same tasks."""
    more = [
        apart
        for group in groups
        if _are_alike(group.rows, named.rows)
        for apart in group.apart
        if apart.metric not in named.metrics and apart.share >= PARTS_ALONE
    ]
    if not more:
        return named
    involved = {*named.metrics, *(apart.metric for apart in more)}
    metrics = tuple(name for name in table.metrics if name in involved)
    return replace(named, metrics=metrics, apart=(*named.apart, *more))


def _partings(
    findings: Sequence[Finding], table: MetricTable, looked_at: Rows | None
) -> Iterator[Parting]:
    """Of each column of which most values differ, and of the names of each one of which some do."""
    named: dict[tuple[str, ...], list[NamedGroup]] = {}
    for finding in findings:
        if isinstance(finding, Contrast):
            yield Parting(frozenset(finding.metrics), table.texts[finding.column].codes)
        if isinstance(finding, NamedGroup):
            columns = tuple(one.column for one in finding.named)
            named.setdefault(columns, []).append(finding)
    for own in named.values():
        codes = np.zeros(table.tasks, np.int32)
        for code, finding in enumerate(own, 1):
            codes[_places(finding.rows, looked_at)] = code
        yield Parting(frozenset(name for finding in own for name in finding.metrics), codes)


def _is_told(finding: Finding, by: Parting, table: MetricTable, looked_at: Rows | None) -> bool:
    if isinstance(finding, Group):
        alone = {apart.metric for apart in finding.apart if apart.share >= PARTS_ALONE}
        every = {apart.metric for apart in finding.apart}
        return (alone or every) <= by.metrics and _follows(_places(finding.rows, looked_at), by)
    if not isinstance(finding, Correlated) or not set(finding.metrics) <= by.metrics:
        return False
    if finding.opposite or isinstance(finding, Bent | Broken):
        return False  # the text says the contrary, or nothing of what they are about
    levels = [_levels(table.metrics[name], by.codes) for name in finding.metrics]
    return all(finding.confidence <= abs(float(a @ b)) for a, b in pairwise(levels))


def _follows(rows: Rows, by: Parting) -> bool:
    """Whether the tasks of a group are those of some values."""
    inside = np.bincount(by.codes[rows] + 1, minlength=int(by.codes.max()) + 2)
    every = np.bincount(by.codes + 1, minlength=inside.size)
    mostly = 2 * inside > every
    return _is_most(int(inside[mostly].sum()), rows.size, int(every[mostly].sum()))


def _are_alike(one: Rows, other: Rows) -> bool:
    return _is_most(np.intersect1d(one, other).size, one.size, other.size)


def _is_most(both: int, one: int, other: int) -> bool:
    """Whether tasks of both of two groups are most of either."""
    return both >= ALIKE * max(one, other)


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
