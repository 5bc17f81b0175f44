"""One event, one pattern: what shifts at one task is one transition, and no group besides.

O(k^2) for k findings.
"""

from collections.abc import Iterable, Sequence
from typing import TypeGuard

import numpy as np

from crackle_cli.detectors.clustering.findings import PARTS_ALONE, Apart, Group
from crackle_cli.detectors.correlation.findings import Bent, Broken, Correlated
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    ChangePoint,
    Drift,
    Mix,
    Shift,
    Transition,
)
from crackle_cli.events import implied_by_laws
from crackle_cli.events.simultaneous import is_shift, joined_shifts
from crackle_cli.table.arrays import Floats, Rows, without

SLACK = 1  # tasks: two certain places next to each other are one event seen twice
MOSTLY = 0.8  # share of a stretch of tasks that is in a group, or is not
NEARLY = 0.95  # where several metrics tell it together: what each moves overlaps, not they all
WIDER = 3.0  # times as wide: a metric that only moves is not, but for what grows with its level
SIMPLE = 2  # a group and a transition: nothing to tell apart
NO_ROWS: Rows = np.empty(0, np.intp)


def merged(findings: Sequence[Finding], looked_at: Rows | None = None) -> tuple[Finding, ...]:
    """The findings of one table or group, each event told once.

    looked_at: the rows that groups were sought in, where those are not all.
    """
    stride = 1  # rows from one task to the next
    if looked_at is not None and looked_at.size:
        stride = -(-int(np.ptp(looked_at) + 1) // looked_at.size)
    apart = _not_scoped(_not_groups(implied_by_laws.once(findings)), looked_at)
    once = _not_stretches(apart, looked_at)
    return _not_windows(joined_shifts(once, SLACK * stride), looked_at)


def tangled(findings: Sequence[Finding]) -> bool:
    """Whether more is told of groups and changes of the same metrics than one of each."""
    groups = [f for f in findings if is_group(f)]
    changes = [f for f in findings if isinstance(f, Transition) and f.p_value and _is_of_all(f)]
    shared = names(groups) & names(changes)
    return bool(shared) and len(groups) + len(changes) > SIMPLE


def _is_of_all(change: Transition) -> bool:
    """Whether all tasks change, rather than those of some values of a text column, or their mix."""
    return not isinstance(change, ChangePoint) or not (change.scope or isinstance(change, Mix))


def is_group(finding: Finding) -> TypeGuard[Group]:
    """Whether a finding is a group of tasks."""
    return isinstance(finding, Group)


def names(findings: Iterable[Finding]) -> set[str]:
    """Of all metrics involved."""
    return {name for f in findings for name in f.metrics}


def _not_groups(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the correlations that are surely no more than a group makes them.

    Two metrics that a share q of the tasks has higher than all others, and that are independent
    otherwise, have a rank correlation of 3 q (1 - q): the variance between the two groups.
    """
    groups = [f for f in findings if is_group(f)]

    def is_told_by(group: Group, correlation: Correlated) -> bool:
        parted = {a.metric for a in group.apart if a.share >= PARTS_ALONE}
        share = group.size / group.tasks
        alike = correlation.confidence <= 3.0 * share * (1.0 - share)
        if isinstance(correlation, Bent | Broken):
            return False  # such are not made by being apart
        return alike and set(correlation.metrics) <= parted

    return tuple(
        f
        for f in findings
        if not isinstance(f, Correlated) or not any(is_told_by(g, f) for g in groups)
    )


def _not_stretches(findings: Sequence[Finding], looked_at: Rows | None) -> tuple[Finding, ...]:
    """The findings without the groups that are what lies before, after or between transitions.

    Of two groups, the transitions say it all where they move every metric that sets them apart:
    a shape that takes several metrics to see is more than that. Whatever else they do, where all
    of those shift at one task, and the group is one side of it. Of more groups, what is left of a
    stretch when smaller groups that cross it are taken out.
    """
    shifts = [f for f in findings if is_shift(f)]
    groups = [f for f in findings if is_group(f)]
    drifting = names(f for f in findings if isinstance(f, Drift))  # they have no level
    rows = NO_ROWS if not groups else looked_at
    if rows is None:
        rows = np.arange(groups[0].tasks)
    crossing = [g for g in groups if not _is_stretches(g, shifts, NO_ROWS, rows)]
    gone = set()
    for group in groups:
        smaller = [g.rows for g in crossing if g.rows.size < group.rows.size]
        crossed = without(np.concatenate([NO_ROWS, *smaller]), group.rows)
        told = _are_levels if group.groups == 2 else _is_left_over
        if drifting.intersection(group.seen_in):
            continue
        if _is_one_side(group, shifts, rows) or told(group, shifts, crossed, rows):
            gone.add(group.key)
    return tuple(f for f in findings if f.key not in gone)


def _not_windows(findings: Sequence[Finding], looked_at: Rows | None) -> tuple[Finding, ...]:
    """The findings without the groups, if all are the tasks between a shift and its way back.

    And every metric that sets one apart shifts at one end at least: the shifts say it all.
    """
    shifting = names(f for f in findings if is_shift(f))
    windows = [(f.place.row, f.back.row) for f in findings if is_shift(f) and f.back]

    def is_told(group: Group) -> bool:
        moved = {a.metric for a in group.apart} <= shifting
        return moved and any(_is_between(group, *window, looked_at) for window in windows)

    if not windows or not all(is_told(f) for f in findings if is_group(f)):
        return tuple(findings)
    return tuple(f for f in findings if not is_group(f))


def _not_scoped(findings: Sequence[Finding], looked_at: Rows | None) -> tuple[Finding, ...]:
    """The findings without the groups that are the tasks of a shift of some values of a text.

    Or those of all others: the shift says it all where it moves all that sets the group apart.
    """
    scoped = [f for f in findings if isinstance(f, Shift) and f.scope]

    def is_told(group: Group) -> bool:
        tasks = group.tasks if looked_at is None else looked_at.size
        for shift in scoped:
            both = np.intersect1d(group.rows, shift.rows).size
            alike = both >= MOSTLY * (group.rows.size + shift.rows.size - both)
            rest = shift.rows.size - both >= MOSTLY * (tasks - group.rows.size + both)
            if (alike or rest) and {a.metric for a in group.apart} <= set(shift.metrics):
                return True
        return False

    return tuple(f for f in findings if not (is_group(f) and scoped and is_told(f)))


def _is_between(group: Group, first: int, stop: int, looked_at: Rows | None) -> bool:
    """Whether the tasks of a group and those from `first` to `stop` are mostly the same."""
    both = int(((group.rows >= first) & (group.rows < stop)).sum())
    ends = (first, stop) if looked_at is None else np.searchsorted(looked_at, (first, stop))
    size = int(ends[1] - ends[0])
    return both >= MOSTLY * (group.rows.size + size - both)


def _is_one_side(group: Group, shifts: Sequence[Shift], rows: Rows) -> bool:
    """Whether one of two groups is all tasks after a place where all that sets it apart shifts.

    Or all before it. Each of those metrics parts it alone, and seldom shifts elsewhere; whether it
    drifts, and how wide it is, is no more of a group.
    """
    apart = {a.metric for a in group.apart}
    if group.groups != 2 or not all(a.share >= PARTS_ALONE for a in group.apart):
        return False
    if not all(_is_parted_by(group, metric, shifts, rows) for metric in apart):
        return False
    for place in {f.place.row for f in shifts if apart.intersection(f.metrics)}:
        here = names(f for f in shifts if abs(f.place.row - place) <= SLACK)
        before, after = _shares(group, [0, place, int(rows[-1]) + 1], NO_ROWS, rows)
        if apart <= here and abs(after - before) >= NEARLY:
            return True
    return False


def _are_levels(group: Group, shifts: Sequence[Shift], crossed: Rows, rows: Rows) -> bool:
    """Whether two groups are two levels, between which all shifts of their metrics lead."""
    apart = group.apart
    alone = all(a.share >= PARTS_ALONE for a in apart)
    if not apart or not all(_is_moved(a) for a in apart):
        return False
    if not all(_is_parted_by(group, a.metric, shifts, rows) for a in apart):
        return False
    return _shift_all(apart, shifts) and _is_stretches(
        group, shifts, crossed, rows, MOSTLY if alone else NEARLY
    )


def is_stretch(group: Group, shifts: Sequence[Shift], rows: Rows) -> bool:
    """Whether a group is whole stretches between any shifts, one at least."""
    inside = _shares(group, _cuts(shifts, rows), NO_ROWS, rows)
    whole = inside >= MOSTLY
    return bool(whole.any() and np.all(whole | (inside <= 1 - MOSTLY)))


def is_crossed(group: Group, shift: Shift, shifts: Sequence[Shift], rows: Rows) -> bool:
    """Whether one of `shifts` leads into a group or out of it."""
    cuts = _cuts(shifts, rows)
    inside = _shares(group, cuts, NO_ROWS, rows) >= MOSTLY
    place = cuts.index(shift.place.row)
    return bool(place and inside[place] != inside[place - 1])


def _is_left_over(group: Group, shifts: Sequence[Shift], crossed: Rows, rows: Rows) -> bool:
    """Whether a group is whole stretches, but for smaller groups that cross them.

    What does not part it alone may be what sets those apart.
    """
    alone = [a for a in group.apart if a.share >= PARTS_ALONE]
    told = bool(alone and crossed.size) and _shift_all(alone, shifts)
    return told and _is_stretches(group, shifts, crossed, rows)


def _shift_all(apart: Sequence[Apart], shifts: Sequence[Shift]) -> bool:
    return {a.metric for a in apart} <= names(shifts)


def _is_moved(apart: Apart) -> bool:
    """Whether a metric is higher or lower in a group; where that overlaps others, as wide."""
    (low, high), (others_low, others_high) = apart.inside, apart.others
    widths = high - low, others_high - others_low
    alike = apart.share >= PARTS_ALONE or max(widths) <= WIDER * min(widths)
    return alike and bool((low < others_low) == (high < others_high))


def _is_parted_by(group: Group, metric: str, shifts: Sequence[Shift], rows: Rows) -> bool:
    """Whether at least half of the shifts of a metric lead into the group or out of it."""
    cuts = _cuts([f for f in shifts if f.metrics == (metric,)], rows)
    inside = _shares(group, cuts, NO_ROWS, rows) > 0.5
    crossings = int((np.diff(inside.astype(np.intp)) != 0).sum())
    return 2 * crossings >= len(cuts) - 2


def _is_stretches(
    group: Group, shifts: Sequence[Shift], crossed: Rows, rows: Rows, whole: float = MOSTLY
) -> bool:
    """Whether a group is whole stretches between the places where its metrics shift.

    The tasks of other groups are taken out; a share `whole` of each stretch is in it, or not.
    """
    cuts = _cuts([f for f in shifts if set(f.metrics) <= set(group.metrics)], rows)
    inside = _shares(group, cuts, crossed, rows)
    return bool(np.all((inside >= whole) | (inside <= 1 - whole)) and len(cuts) > 2)


def _cuts(shifts: Sequence[Shift], rows: Rows) -> list[int]:
    """First rows of the stretches between some shifts."""
    return [0, *sorted({f.place.row for f in shifts}), int(rows[-1]) + 1]


def _shares(group: Group, cuts: list[int], crossed: Rows, rows: Rows) -> Floats:
    """Of each stretch, the share that is in a group."""
    sizes = np.diff(np.searchsorted(rows, cuts)) - np.histogram(crossed, cuts)[0]
    found: Floats = np.histogram(group.rows, cuts)[0] / np.maximum(sizes, 1)
    return found
