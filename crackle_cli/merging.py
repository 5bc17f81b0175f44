"""One event, one pattern: what shifts at one task is one transition, and no group besides.

O(k^2) for k findings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from crackle_cli.arrays import Floats, without
from crackle_cli.pattern import Finding, PatternKind, Rows

SLACK = 1  # tasks: two certain places next to each other are one event seen twice
# Places are as likely as e^-distance: twice the width of 95 % holds 99.75 %. Two events that have
# nothing to do with each other seldom lie as near in the order of a table.
WIDER_PLACE = 2.0
AT_ONE_TASK = ("level", "spread", "spike")
MOSTLY = 0.8  # share of a stretch of tasks that is in a group, or is not
NEARLY = 0.95  # where several metrics tell it together: what each moves overlaps, not they all
WIDER = 3.0  # times as wide: a metric that only moves is not, but for what grows with its level
SIMPLE = 2  # a group and a transition: nothing to tell apart
ALONE = 0.9  # share of the other tasks outside the range of a group: a metric parts it alone


def merged(findings: Sequence[Finding], looked_at: Rows | None = None) -> tuple[Finding, ...]:
    """The findings of one table or group, each event told once.

    looked_at: the rows that groups were sought in, where those are not all.
    """
    stride = 1  # rows from one task to the next
    if looked_at is not None and looked_at.size:
        stride = -(-int(np.ptp(looked_at) + 1) // looked_at.size)
    once = _not_stretches(_not_groups(_not_laws(findings)), looked_at)
    return _joined_shifts(once, SLACK * stride)


def tangled(findings: Sequence[Finding]) -> bool:
    """Whether more is told of groups and changes of the same metrics than one of each."""
    groups = [f for f in findings if is_group(f)]
    changes = [f for f in findings if f.kind is PatternKind.PHASE_TRANSITION and f.p_value]
    shared = names(groups) & names(f for f in changes if is_shift(f))
    return bool(shared) and len(groups) + len(changes) > SIMPLE


def is_group(finding: Finding) -> bool:
    return finding.evidence.get("role") == "group" and bool(finding.p_value)


def is_shift(finding: Finding) -> bool:
    return _joins(finding) and finding.evidence.get("form") == "level"


def names(findings: Iterable[Finding]) -> set[str]:
    """Of all metrics involved."""
    return {name for f in findings for name in f.metrics}


def _not_laws(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the correlations between metrics of one law that is not approximate.

    What a law ties together moves together; the law says so, and more. An approximate law, whose
    smallest term may be lost in its tolerance, says so of the two metrics that it is about alone.
    """
    laws = [set(f.metrics) for f in findings if f.evidence.get("kind") in ("exact", "rounded")]
    near = [set(f.metrics) for f in findings if f.evidence.get("kind") == "approximate"]

    def is_told(correlation: Finding) -> bool:
        metrics = set(correlation.metrics)
        return any(metrics <= law for law in laws) or (
            len(metrics) == 2 and not correlation.numbers.get("lag") and metrics in near
        )

    return tuple(f for f in findings if f.kind is not PatternKind.CORRELATION or not is_told(f))


def _not_groups(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the correlations that are surely no more than a group makes them.

    Two metrics that a share q of the tasks has higher than all others, and that are independent
    otherwise, have a rank correlation of 3 q (1 - q): the variance between the two groups.
    """
    groups = [f for f in findings if is_group(f)]

    def is_told_by(group: Finding, correlation: Finding) -> bool:
        parted = {a["metric"] for a in group.evidence["apart"] if a["share"] >= ALONE}
        share = (group.numbers["size"] or 0.0) / (group.numbers["tasks"] or 1.0)
        alike = correlation.strength_low <= 3.0 * share * (1.0 - share)
        return alike and set(correlation.metrics) <= parted

    return tuple(
        f
        for f in findings
        if f.kind is not PatternKind.CORRELATION or not any(is_told_by(g, f) for g in groups)
    )


def _not_stretches(findings: Sequence[Finding], looked_at: Rows | None) -> tuple[Finding, ...]:
    """The findings without the groups that are what lies before, after or between transitions.

    Of two groups, the transitions say it all where they move every metric that sets them apart:
    a shape that takes several metrics to see is more than that. Of more groups, what is left of a
    stretch when smaller groups that cross it are taken out.
    """
    shifts = [f for f in findings if is_shift(f)]
    groups = [f for f in findings if is_group(f)]
    drifting = names(f for f in findings if f.evidence.get("form") == "drift")  # they have no level
    none = np.empty(0, np.intp)
    rows = none if not groups else looked_at
    if rows is None:
        rows = np.arange(int(groups[0].numbers["tasks"] or 0))
    crossing = [g for g in groups if not _is_stretches(g, shifts, none, rows)]
    gone = []
    for group in groups:
        smaller = [g.rows for g in crossing if g.rows.size < group.rows.size]
        crossed = without(np.concatenate([none, *smaller]), group.rows)
        told = _are_levels if group.evidence["groups"] == 2 else _is_left_over
        if not drifting.intersection(group.metrics) and told(group, shifts, crossed, rows):
            gone.append(group)
    return tuple(f for f in findings if not any(f is g for g in gone))


def _are_levels(group: Finding, shifts: Sequence[Finding], crossed: Rows, rows: Rows) -> bool:
    """Whether two groups are two levels, between which all shifts of their metrics lead."""
    apart = group.evidence["apart"]
    alone = all(a["share"] >= ALONE for a in apart)
    if not apart or not all(_is_moved(a) for a in apart):
        return False
    if not all(_is_parted_by(group, a["metric"], shifts, rows) for a in apart):
        return False
    return _shift_all(apart, shifts) and _is_stretches(
        group, shifts, crossed, rows, MOSTLY if alone else NEARLY
    )


def is_stretch(group: Finding, shifts: Sequence[Finding], rows: Rows) -> bool:
    """Whether a group is whole stretches between any shifts, one at least."""
    inside = _shares(group, _cuts(shifts, rows), np.empty(0, np.intp), rows)
    whole = inside >= MOSTLY
    return bool(whole.any() and np.all(whole | (inside <= 1 - MOSTLY)))


def is_crossed(group: Finding, shift: Finding, shifts: Sequence[Finding], rows: Rows) -> bool:
    """Whether one of `shifts` leads into a group or out of it."""
    assert shift.place
    cuts = _cuts(shifts, rows)
    inside = _shares(group, cuts, np.empty(0, np.intp), rows) >= MOSTLY
    place = cuts.index(shift.place.row)
    return bool(place and inside[place] != inside[place - 1])


def _is_left_over(group: Finding, shifts: Sequence[Finding], crossed: Rows, rows: Rows) -> bool:
    """Whether a group is whole stretches, but for smaller groups that cross them.

    What does not part it alone may be what sets those apart.
    """
    alone = [a for a in group.evidence["apart"] if a["share"] >= ALONE]
    told = bool(alone and crossed.size) and _shift_all(alone, shifts)
    return told and _is_stretches(group, shifts, crossed, rows)


def _shift_all(apart: Sequence[Mapping[str, Any]], shifts: Sequence[Finding]) -> bool:
    return {a["metric"] for a in apart} <= names(shifts)


def _is_moved(apart: Mapping[str, Any]) -> bool:
    """Whether a metric is higher or lower in a group; where that overlaps others, as wide."""
    (low, high), (others_low, others_high) = apart["inside"], apart["others"]
    widths = high - low, others_high - others_low
    alike = apart["share"] >= ALONE or max(widths) <= WIDER * min(widths)
    return alike and bool((low < others_low) == (high < others_high))


def _is_parted_by(group: Finding, metric: str, shifts: Sequence[Finding], rows: Rows) -> bool:
    """Whether at least half of the shifts of a metric lead into the group or out of it."""
    cuts = _cuts([f for f in shifts if f.metrics == (metric,)], rows)
    inside = _shares(group, cuts, np.empty(0, np.intp), rows) > 0.5
    crossings = int((np.diff(inside.astype(np.intp)) != 0).sum())
    return 2 * crossings >= len(cuts) - 2 > 0


def _is_stretches(
    group: Finding, shifts: Sequence[Finding], crossed: Rows, rows: Rows, whole: float = MOSTLY
) -> bool:
    """Whether a group is whole stretches between the places where its metrics shift.

    The tasks of other groups are taken out; a share `whole` of each stretch is in it, or not.
    """
    cuts = _cuts([f for f in shifts if set(f.metrics) <= set(group.metrics)], rows)
    inside = _shares(group, cuts, crossed, rows)
    return bool(np.all((inside >= whole) | (inside <= 1 - whole)) and len(cuts) > 2)


def _cuts(shifts: Sequence[Finding], rows: Rows) -> list[int]:
    """First rows of the stretches between some shifts."""
    return [0, *sorted({f.place.row for f in shifts if f.place}), int(rows[-1]) + 1]


def _shares(group: Finding, cuts: list[int], crossed: Rows, rows: Rows) -> Floats:
    """Of each stretch, the share that is in a group."""
    sizes = np.diff(np.searchsorted(rows, cuts)) - np.histogram(crossed, cuts)[0]
    found: Floats = np.histogram(group.rows, cuts)[0] / np.maximum(sizes, 1)
    return found


def _joined_shifts(findings: Sequence[Finding], slack: int) -> tuple[Finding, ...]:
    """The findings, the shifts among them that began at the same task joined into one.

    Shifts of the same form join the one whose place is most certain, if its row lies in their
    own 95 % interval made WIDER_PLACE as wide, or within `slack` rows of it. That one leads: place
    and numbers are its own, its metric comes first, the others follow in the order given, and
    `evidence["changes"]` holds the numbers of all. Strength is that of the surest, the p-value the
    smallest. Everything else passes through unchanged.
    """
    left = list(findings)
    result: list[tuple[int, Finding]] = []
    for leader in sorted((f for f in findings if _joins(f)), key=_certainty):
        if not any(f is leader for f in left):
            continue
        others = [f for f in left if f is not leader and _same_event(leader, f, slack)]
        others = _one_for_each_metric(leader, others)
        gone = [leader, *others]
        place = next(i for i, f in enumerate(findings) if f is leader)
        result.append((place, _joined(leader, others)))
        left = [f for f in left if not any(f is g for g in gone)]
    rest = [(i, f) for i, f in enumerate(findings) if any(f is l for l in left)]
    return tuple(f for _, f in sorted(result + rest, key=lambda pair: pair[0]))


def _joins(finding: Finding) -> bool:
    if finding.kind is not PatternKind.PHASE_TRANSITION or finding.place is None:
        return False
    tested = finding.p_value is not None  # a method that tests nothing has no interval to meet in
    return tested and finding.evidence.get("form") in AT_ONE_TASK


def _certainty(finding: Finding) -> tuple[int, float]:
    assert finding.place
    p_value = 1.0 if finding.p_value is None else finding.p_value
    return finding.place.high - finding.place.low, p_value


def _same_event(leader: Finding, other: Finding, slack: int) -> bool:
    if not _joins(other) or other.metrics == leader.metrics:
        return False
    if any(other.evidence.get(key) != leader.evidence.get(key) for key in ("form", "suspect")):
        return False
    assert leader.place and other.place
    row, low, high = other.place.row, other.place.low, other.place.high
    before, after = (int(WIDER_PLACE * width) + slack for width in (row - low, high - row))
    return row - before <= leader.place.row <= row + after


def _one_for_each_metric(leader: Finding, others: list[Finding]) -> list[Finding]:
    """Of several shifts of one metric, the nearest to the leader."""
    nearest: dict[tuple[str, ...], Finding] = {}
    for other in sorted(others, key=lambda f: _distance(leader, f)):
        nearest.setdefault(other.metrics, other)
    return [other for other in others if nearest[other.metrics] is other]


def _distance(leader: Finding, other: Finding) -> int:
    assert leader.place and other.place
    return abs(leader.place.row - other.place.row)


def _joined(leader: Finding, others: list[Finding]) -> Finding:
    if not others:
        return leader
    members = [leader, *others]
    surest = max(members, key=lambda f: f.strength_low)
    p_values = [f.p_value for f in members if f.p_value is not None]
    return replace(
        leader,
        metrics=tuple(name for f in members for name in f.metrics),
        strength=surest.strength,
        strength_low=surest.strength_low,
        p_value=min(p_values, default=None),
        evidence={**leader.evidence, "changes": [_change(f) for f in members]},
    )


def _change(finding: Finding) -> dict[str, Any]:
    names = ("before", "after", "change_pct", "noise_units")
    numbers = {name: finding.numbers.get(name) for name in names}
    return {"metric": finding.metrics[0], **numbers}
