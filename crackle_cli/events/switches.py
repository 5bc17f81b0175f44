"""A change at the task where a text column turns is told with it: where, not because. O(n d)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import Abrupt, ChangePoint
from crackle_cli.detectors.phase_transition.where import Switch
from crackle_cli.table.arrays import Rows
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

# Expected number of turns of a column that has nothing to do with a change where that may begin.
COINCIDENCE = 0.1


class _Switching(NamedTuple):
    """A column in the rows of a part: the places (k,) at which it turns, among all of them."""

    name: str
    column: TextColumn
    places: Rows


def with_switches(
    findings: Sequence[Finding], part: Part, table: MetricTable
) -> tuple[Finding, ...]:
    """The findings of a part, each change with the text column that turns there, if one does.

    Of several the one that turns most seldom. Where a change may begin at several tasks, and the
    column turns at one of them, that is the place; of a sample nobody knows it to the task.
    """
    if not any(isinstance(f, ChangePoint) for f in findings):
        return tuple(findings)
    rows = np.arange(part.tasks) if part.rows is None else part.rows
    texts = _texts(table)
    if table.sampled:
        rows = table.sampled.rows
    else:
        texts = {name: column.taken(rows) for name, column in texts.items()}
    turning = sorted(
        (_Switching(n, c, 1 + np.flatnonzero(np.diff(c.codes))) for n, c in texts.items()),
        key=lambda one: one.places.size,
    )
    whole = table.sampled is None
    return tuple(
        _told(f, turning, rows, whole) if isinstance(f, ChangePoint) else f for f in findings
    )


def _texts(table: MetricTable) -> Mapping[str, TextColumn]:
    """Those that neither name the tasks nor date them: a day turns whatever happens."""
    named = table.census.named_by
    return {name: column for name, column in table.undated_texts.items() if name != named}


def _told(
    finding: ChangePoint, turning: Sequence[_Switching], rows: Rows, whole: bool
) -> ChangePoint:
    row, low, high = finding.place
    is_event = isinstance(finding, Abrupt) and (finding.back or finding.since is not None)
    at = int(np.searchsorted(rows, row))
    first, stop = int(np.searchsorted(rows, low)), int(np.searchsorted(rows, high)) + 1
    if is_event and whole:  # the other end knows this one by its row
        first, stop = at, at + 1
    for one in turning:
        inside = one.places[(one.places >= first) & (one.places < stop)]
        if not inside.size or one.name in finding.metrics:
            continue
        there = int(inside[np.abs(inside - at).argmin()])
        width = 1 if there == at else stop - first
        before, after = one.column.codes[[there - 1, there]].tolist()
        if min(before, after) < 0 or one.places.size * width > COINCIDENCE * (rows.size - 1):
            continue
        texts = one.column.categories
        switch = Switch(one.name, texts[before], texts[after])
        found = replace(finding, switch=switch)
        return found if there == at or not whole else _moved(found, int(rows[there]), rows)
    return finding


def _moved(finding: ChangePoint, row: int, rows: Rows) -> ChangePoint:
    """The change at another row of its part."""
    last = finding.rows[-1]
    return replace(
        finding,
        place=finding.place._replace(row=row),
        rows=rows[(rows >= row) & (rows <= last)],
    )
