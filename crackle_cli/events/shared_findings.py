"""What several --by groups tell alike is one event. O(k^2) for k findings of one sort.

A change of the same metrics in the same direction is one where it may have begun at the same time:
each group's places are as certain as they are, and the rows of other groups lie in between.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np

from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.correlation.findings import Bent, Broken, Family, Lagged
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    ChangePoint,
    Drift,
    Season,
    Wander,
)
from crackle_cli.detectors.view import View
from crackle_cli.events.shared_laws import STRICT, Events
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

SLACK = 1  # tasks of a group, as where metrics of one table shift together
REPEATED = " (row "  # what stands behind the name of a task that other tasks have too

Told = tuple[tuple[Part, Finding], ...]  # one event, as each group tells it


def told_alike(events: Events, view: View) -> list[Told]:
    """Every event, with the groups that tell it; one group, or the whole table, for most."""
    alone: list[Told] = []
    sorts: dict[Hashable, list[tuple[Part, Finding]]] = defaultdict(list)
    for part, found in events:
        for one in found:
            sort = _sort(one)
            if sort is None or not part.group:
                alone.append(((part, one),))
            else:
                sorts[sort].append((part, one))
    if all(len(same) == 1 for same in sorts.values()):
        return [*alone, *(tuple(same) for same in sorts.values())]
    times = _times(view.table, [part for part, _ in events if part.group])
    shared = [told for same in sorts.values() for told in _at_one_time(same, times)]
    return [*alone, *shared]


def _sort(finding: Finding) -> Hashable | None:
    """What findings of several groups have in common if they tell the same, else None.

    Groups of tasks, and laws up to a tolerance, are each --by group's own.
    Levels and strengths may differ from group to group.
    """
    metrics = frozenset(finding.metrics)
    match finding:
        case ChangePoint():
            back = isinstance(finding, Abrupt) and finding.back is not None
            ends = isinstance(finding, Abrupt) and finding.since is not None
            return type(finding), frozenset(map(_way, finding.changes)), back, ends, finding.where
        case Drift():
            return Drift, frozenset(map(_way, finding.changes)), finding.part
        case Season():
            return Season, metrics, round(finding.period)
        case Wander():
            return Wander, metrics
        case Family():
            against = frozenset(m.metric for m in finding.members if m.sign < 0)
            return Family, frozenset({against, metrics - against})
        case Lagged():
            return Lagged, finding.metrics, finding.lag, finding.correlation > 0
        case Bent():
            return Bent, finding.metrics, finding.shape
        case Broken():
            held = finding.after if finding.identity == "after" else finding.before
            return Broken, metrics, finding.identity, held > 0
        case Constant() if finding.law.kind not in STRICT:
            return Constant, metrics
        case LawFinding() if finding.law.kind in STRICT:
            return finding.key
    return None


def _way(change: Change) -> tuple[str, bool, Hashable]:
    return change.metric, change.after > change.before, change.share_of


def _times(table: MetricTable, parts: Sequence[Part]) -> Rows:
    """(n,) a number for each row: larger is later, whatever the group.

    Rows of groups that lie among each other are in one order. Where each group lies apart, the
    names of tasks say it that several groups have, such as dates.
    """
    rows = [part.without_last(0) for part in parts]
    if max(r[0] for r in rows) < min(r[-1] for r in rows):
        return np.arange(table.tasks)
    names = [label.partition(REPEATED)[0] for label in table.labels]
    known = {name: i for i, name in enumerate(dict.fromkeys(names))}
    times = np.array([known[name] for name in names])
    in_order = all((np.diff(times[r]) >= 0).all() for r in rows)
    return times if in_order else np.arange(table.tasks)


def _at_one_time(found: Sequence[tuple[Part, Finding]], times: Rows) -> list[Told]:
    """Findings of one sort, those together that may have begun at the same time."""
    left, told = [*found], []
    while left:
        first = left.pop(0)
        group = [first]
        for other in [*left]:
            apart = all(other[0] is not part for part, _ in group)
            if apart and _meet(_span(*first, times), _span(*other, times)):
                group.append(other)
                left.remove(other)
        told.append(tuple(group))
    return told


def _span(part: Part, finding: Finding, times: Rows) -> tuple[float, float]:
    """When a change may have begun: after the first time, and at the second at the latest."""
    if not isinstance(finding, ChangePoint | Broken):
        return -np.inf, np.inf
    rows = part.without_last(0)
    before = part.first_of(finding.place.low) - 1 - SLACK
    last = min(part.first_of(finding.place.high) + SLACK, part.tasks - 1)
    return float(times[rows[before]]) if before >= 0 else -np.inf, float(times[rows[last]])


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])
