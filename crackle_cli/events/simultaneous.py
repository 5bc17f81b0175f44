"""Shifts that are one event: of several metrics at one task, or away from their levels and back.

Where metrics shift and come back (an outage) the two transitions stay two findings, as each has a
place of its own. The first one tells the event; the second says of which one it is the end. O(k^2)
for k shifts.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import NamedTuple, TypeGuard

from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import Abrupt, Mix, Shift
from crackle_cli.detectors.phase_transition.where import Scope

# Places are as likely as e^-distance: twice the width of 95 % holds 99.75 %. Two events that have
# nothing to do with each other seldom lie as near in the order of a table.
WIDER_PLACE = 2.0

Shifts = list[Abrupt]  # of several metrics at one task, the leader first


class _Plan(NamedTuple):
    """Shifts that are taken back: how many, less what part of all tasks it takes; and these."""

    worth: float
    pairs: tuple[tuple[Abrupt, Abrupt], ...] = ()


def joined_shifts(findings: Sequence[Finding], slack: int) -> tuple[Finding, ...]:
    """The findings, the shifts among them that began at the same task joined into one.

    Shifts of the same form join the one whose place is most certain, if its row lies in their
    own 95 % interval made WIDER_PLACE as wide, or within `slack` rows of it. That one leads: place
    and numbers are its own, its metric comes first, the others follow in the order given, and
    `changes` holds the numbers of all. Strength is that of the surest, the p-value the
    smallest. Where all metrics that shift at two tasks are back after the second one, that is the
    end of one event. Everything else passes through unchanged.
    """
    places = {f.key: i for i, f in enumerate(findings)}
    shifts = [f for f in findings if joins(f)]
    events = _with_ends(_at_one_task(shifts, slack), _taken_back(shifts))
    result: list[tuple[int, Finding]] = [
        (places[group[0].key], finding)
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
    places = {_at(f, f.rows[0]): i for i, f in enumerate(findings) if joins(f)}
    both = list(kept)
    for i, away in enumerate(findings):
        back = away.back if isinstance(away, Abrupt) else None
        j = places.get(_at(away, back.row)) if back else None
        if j is not None and (kept[i] or kept[j]):
            both[i] = both[j] = True
    return both


def _at(finding: Finding, row: int) -> Hashable:
    return type(finding), finding.metrics, int(row)


def joins(finding: Finding) -> TypeGuard[Abrupt]:
    """Whether a finding is a shift at one task."""
    # A method that tests nothing has no interval to meet in.
    return isinstance(finding, Abrupt) and finding.p_value is not None


def is_shift(finding: Finding) -> TypeGuard[Shift]:
    """Whether a finding is a shift of the level of all tasks at one task.

    So is one that only the levels of a text column hide.
    """
    if not (joins(finding) and isinstance(finding, Shift)):
        return False
    return finding.scope is None or finding.scope.each


def _at_one_task(shifts: Sequence[Abrupt], slack: int) -> list[Shifts]:
    left = {f.key: f for f in shifts}
    groups = []
    for leader in sorted(shifts, key=_certainty):
        if not left.pop(leader.key, None):
            continue
        others = [f for f in left.values() if _same_event(leader, f, slack)]
        group = [leader, *_one_for_each_metric(leader, others)]
        groups.append(group)
        for one in group:
            left.pop(one.key, None)
    return groups


def _certainty(finding: Abrupt) -> tuple[int, float]:
    return finding.place.high - finding.place.low, finding.p_value or 0.0  # which all have


def _same_event(leader: Abrupt, other: Abrupt, slack: int) -> bool:
    if other.metrics == leader.metrics or _sort(other) is not _sort(leader):
        return False
    if (other.scope and other.scope.key) != (leader.scope and leader.scope.key):
        return False
    if isinstance(leader, Mix) and other.where != leader.where:
        return False
    row, low, high = other.place.row, other.place.low, other.place.high
    before, after = (int(WIDER_PLACE * width) + slack for width in (row - low, high - row))
    return row - before <= leader.place.row <= row + after


def _sort(finding: Abrupt) -> type[Abrupt]:
    """What may be one event: a rate is a level of its own kind."""
    return Shift if isinstance(finding, Shift) else type(finding)


def _one_for_each_metric(leader: Abrupt, others: Shifts) -> Shifts:
    """Of several shifts of one metric, the nearest to the leader."""
    nearest: dict[tuple[str, ...], Abrupt] = {}
    for other in sorted(others, key=lambda f: _distance(leader, f)):
        nearest.setdefault(other.metrics, other)
    return [other for other in others if nearest[other.metrics].key == other.key]


def _distance(leader: Abrupt, other: Abrupt) -> int:
    return abs(leader.place.row - other.place.row)


def _taken_back(shifts: Sequence[Abrupt]) -> list[tuple[Abrupt, Abrupt]]:
    """The shifts that the next one told of the same metric takes back, with that one."""
    alike: dict[Hashable, Shifts] = defaultdict(list)
    for shift in shifts:
        alike[shift.metrics, type(shift)].append(shift)
    return list(chain.from_iterable(map(_shortest, alike.values())))


def _shortest(shifts: Shifts) -> tuple[tuple[Abrupt, Abrupt], ...]:
    """Of a metric that goes to and fro: as many ways back as there can be, the shortest of those.

    No shift is in two of them.
    """
    shifts = sorted(shifts, key=lambda f: int(f.rows[0]))
    tasks = sum(f.rows.size for f in shifts)
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
    groups: Sequence[Shifts], pairs: Sequence[tuple[Abrupt, Abrupt]]
) -> list[tuple[Shifts, ...]]:
    """The groups, each with the one that takes it back where there is one.

    Where a metric that shifts at both of two tasks is not back after them, something else happened
    than an outage, and they stay as they are. A metric that shifts at one of them only is told
    apart.
    """
    of = {f.key: i for i, group in enumerate(groups) for f in group}
    taken = Counter((of[away.key], of[back.key]) for away, back in pairs)
    ends = []
    for (first, last), count in taken.items():
        both = {f.metrics for f in groups[first]} & {f.metrics for f in groups[last]}
        if count == len(both):
            event = (groups[first], groups[last])
            ends.append(tuple(_led(f for f in group if f.metrics in both) for group in event))
    told = {f.key for event in ends for group in event for f in group}
    rest = ([f for f in group if f.key not in told] for group in groups)
    return [*ends, *((_led(group),) for group in rest if group)]


def _led(shifts: Iterable[Abrupt]) -> Shifts:
    """Shifts at one task, the one whose place is most certain first."""
    shifts = list(shifts)
    leader = min(shifts, key=_certainty)
    return [leader, *(f for f in shifts if f.key != leader.key)]


def _joined(event: tuple[Shifts, ...]) -> tuple[Abrupt, ...]:
    """One finding for each end of an event.

    One with an end says how its tasks differ from those on both sides: that is as sure as the
    surer one of its shifts.
    """
    away, *ends = map(_one, event)
    if not ends:
        return (away,)
    (back,) = ends
    return (
        replace(_as_sure(away, [away, back]), back=back.place),
        replace(back, since=away.place.row),
    )


def _one(shifts: Shifts) -> Abrupt:
    leader = shifts[0]
    if len(shifts) == 1:
        return replace(leader, back=None) if leader.back else leader
    return replace(
        _as_sure(leader, shifts),
        metrics=tuple(name for f in shifts for name in f.metrics),
        mixed=leader.mixed if all(f.mixed and f.where == leader.where for f in shifts) else None,
        scope=_scope_of(shifts),
        changes=tuple(change for f in shifts for change in f.changes),
        back=None,
    )


def _scope_of(shifts: Shifts) -> Scope | None:
    """What the shifts of one event have in common; that of each value only where all have it."""
    leader = shifts[0].scope
    if leader is None or not leader.each:
        return leader
    alike = all(f.scope and f.scope.each and f.scope.column == leader.column for f in shifts)
    return leader if alike else None


def _as_sure(finding: Abrupt, shifts: Shifts) -> Abrupt:
    """The finding with the strength of the surest of some shifts and their smallest p-value."""
    surest = max(shifts, key=lambda f: f.confidence)
    return replace(
        finding,
        strength=surest.strength,
        confidence=surest.confidence,
        p_value=min(f.p_value for f in shifts if f.p_value is not None),
    )
