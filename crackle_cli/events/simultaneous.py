"""Shifts that are one event: of several metrics at one task, or away from their levels and back.

Where metrics shift and come back (an outage) the two transitions stay two findings, as each has a
place of its own. The first one tells the event; the second says of which one it is the end. O(k^2)
for k shifts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import Any, NamedTuple

from crackle_cli.detectors.finding import Finding, PatternKind

# Places are as likely as e^-distance: twice the width of 95 % holds 99.75 %. Two events that have
# nothing to do with each other seldom lie as near in the order of a table.
WIDER_PLACE = 2.0
AT_ONE_TASK = ("level", "spread", "spike")

Shifts = list[Finding]  # of several metrics at one task, the leader first


class _Plan(NamedTuple):
    """Shifts that are taken back: how many, less what part of all tasks it takes; and these."""

    worth: float
    pairs: tuple[tuple[Finding, Finding], ...] = ()


def joined_shifts(findings: Sequence[Finding], slack: int) -> tuple[Finding, ...]:
    """The findings, the shifts among them that began at the same task joined into one.

    Shifts of the same form join the one whose place is most certain, if its row lies in their
    own 95 % interval made WIDER_PLACE as wide, or within `slack` rows of it. That one leads: place
    and numbers are its own, its metric comes first, the others follow in the order given, and
    `evidence["changes"]` holds the numbers of all. Strength is that of the surest, the p-value the
    smallest. Where all metrics that shift at two tasks are back after the second one, that is the
    end of one event. Everything else passes through unchanged.
    """
    places = {id(f): i for i, f in enumerate(findings)}
    shifts = [f for f in findings if joins(f)]
    events = _with_ends(_at_one_task(shifts, slack), _taken_back(shifts))
    result = [
        (places[id(group[0])], finding)
        for event in events
        for group, finding in zip(event, _joined(event), strict=True)
    ]
    result += [(i, f) for i, f in enumerate(findings) if not joins(f)]
    return tuple(f for _, f in sorted(result, key=lambda pair: pair[0]))


def with_other_ends(findings: Sequence[Finding], kept: Sequence[bool]) -> list[bool]:
    """Which findings to keep, where the shifts of an event are kept or not as one.

    The hypothesis is that a metric did not change; a discovery contradicts it, and the shift that
    takes that back, or that it takes back, adds none. By itself it is surer than alpha as well.
    """
    places = {_key(f, f.rows[0]): i for i, f in enumerate(findings) if joins(f)}
    both = list(kept)
    for i, away in enumerate(findings):
        j = places.get(_key(away, away.back.row)) if away.back else None
        if j is not None and (kept[i] or kept[j]):
            both[i] = both[j] = True
    return both


def _key(finding: Finding, row: int) -> tuple[Any, ...]:
    return finding.metrics, finding.evidence["form"], int(row)


def joins(finding: Finding) -> bool:
    """Whether a finding is a shift at one task."""
    if finding.kind is not PatternKind.PHASE_TRANSITION or finding.place is None:
        return False
    tested = finding.p_value is not None  # a method that tests nothing has no interval to meet in
    return tested and finding.evidence.get("form") in AT_ONE_TASK


def _at_one_task(shifts: Sequence[Finding], slack: int) -> list[Shifts]:
    left = list(shifts)
    groups = []
    for leader in sorted(shifts, key=_certainty):
        if not any(f is leader for f in left):
            continue
        others = [f for f in left if f is not leader and _same_event(leader, f, slack)]
        group = [leader, *_one_for_each_metric(leader, others)]
        groups.append(group)
        left = [f for f in left if not any(f is g for g in group)]
    return groups


def _certainty(finding: Finding) -> tuple[int, float]:
    assert finding.place
    p_value = 1.0 if finding.p_value is None else finding.p_value
    return finding.place.high - finding.place.low, p_value


def _same_event(leader: Finding, other: Finding, slack: int) -> bool:
    if other.metrics == leader.metrics:
        return False
    if any(other.evidence.get(key) != leader.evidence.get(key) for key in ("form", "suspect")):
        return False
    assert leader.place and other.place
    row, low, high = other.place.row, other.place.low, other.place.high
    before, after = (int(WIDER_PLACE * width) + slack for width in (row - low, high - row))
    return row - before <= leader.place.row <= row + after


def _one_for_each_metric(leader: Finding, others: Shifts) -> Shifts:
    """Of several shifts of one metric, the nearest to the leader."""
    nearest: dict[tuple[str, ...], Finding] = {}
    for other in sorted(others, key=lambda f: _distance(leader, f)):
        nearest.setdefault(other.metrics, other)
    return [other for other in others if nearest[other.metrics] is other]


def _distance(leader: Finding, other: Finding) -> int:
    assert leader.place and other.place
    return abs(leader.place.row - other.place.row)


def _taken_back(shifts: Sequence[Finding]) -> list[tuple[Finding, Finding]]:
    """The shifts that the next one told of the same metric takes back, with that one."""
    alike: dict[tuple[Any, ...], list[Finding]] = defaultdict(list)
    for shift in shifts:
        alike[shift.metrics, shift.evidence["form"]].append(shift)
    return list(chain.from_iterable(map(_shortest, alike.values())))


def _shortest(shifts: Shifts) -> tuple[tuple[Finding, Finding], ...]:
    """Of a metric that goes to and fro: as many ways back as there can be, the shortest of those.

    No shift is in two of them.
    """
    shifts = sorted(shifts, key=lambda f: int(f.rows[0]))
    tasks = 1.0 + sum(f.rows.size for f in shifts)
    later = best = _Plan(0.0)  # of the shifts from the next but one on, and from the next one on
    for away, back in reversed(list(pairwise(shifts))):
        plan = best
        # Where another shift lies in between, it is told by itself, and so are these.
        if away.back and away.back.row == back.rows[0]:
            worth = later.worth + 1.0 - away.rows.size / tasks
            plan = max(best, _Plan(worth, ((away, back), *later.pairs)), key=lambda p: p.worth)
        later, best = best, plan
    return best.pairs


def _with_ends(
    groups: Sequence[Shifts], pairs: Sequence[tuple[Finding, Finding]]
) -> list[tuple[Shifts, ...]]:
    """The groups, each with the one that takes it back where there is one.

    Where a metric that shifts at both of two tasks is not back after them, something else happened
    than an outage, and they stay as they are. A metric that shifts at one of them only is told
    apart.
    """
    of = {id(f): i for i, group in enumerate(groups) for f in group}
    taken = Counter((of[id(away)], of[id(back)]) for away, back in pairs)
    ends = []
    for (first, last), count in taken.items():
        both = {f.metrics for f in groups[first]} & {f.metrics for f in groups[last]}
        if count == len(both):
            event = (groups[first], groups[last])
            ends.append(tuple(_led(f for f in group if f.metrics in both) for group in event))
    told = {id(f) for event in ends for group in event for f in group}
    rest = ([f for f in group if id(f) not in told] for group in groups)
    return [*ends, *((_led(group),) for group in rest if group)]


def _led(shifts: Iterable[Finding]) -> Shifts:
    """Shifts at one task, the one whose place is most certain first."""
    shifts = list(shifts)
    leader = min(shifts, key=_certainty)
    return [leader, *(f for f in shifts if f is not leader)]


def _joined(event: tuple[Shifts, ...]) -> tuple[Finding, ...]:
    """One finding for each end of an event.

    One with an end says how its tasks differ from those on both sides: that is as sure as the
    surer one of its shifts.
    """
    away, *ends = map(_one, event)
    if not ends:
        return (away,)
    (back,) = ends
    assert away.place and back.place
    return (
        replace(_as_sure(away, [away, back]), back=back.place),
        replace(back, since=away.place.row),
    )


def _one(shifts: Shifts) -> Finding:
    leader = shifts[0]
    if len(shifts) == 1:
        return replace(leader, back=None) if leader.back else leader
    return replace(
        _as_sure(leader, shifts),
        metrics=tuple(name for f in shifts for name in f.metrics),
        evidence={**leader.evidence, "changes": [_change(f) for f in shifts]},
        back=None,
    )


def _as_sure(finding: Finding, shifts: Shifts) -> Finding:
    """The finding with the strength of the surest of some shifts and their smallest p-value."""
    surest = max(shifts, key=lambda f: f.strength_low)
    return replace(
        finding,
        strength=surest.strength,
        strength_low=surest.strength_low,
        p_value=min(f.p_value for f in shifts if f.p_value is not None),
    )


def _change(finding: Finding) -> dict[str, Any]:
    names = ("before", "after", "change_pct", "noise_units")
    numbers = {name: finding.numbers.get(name) for name in names}
    return {"metric": finding.metrics[0], **numbers}
