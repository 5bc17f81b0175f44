"""Phase transitions in words."""

from collections.abc import Sequence, Set

from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    Drift,
    Halves,
    Mix,
    Placed,
    Range,
    Rate,
    Reset,
    Season,
    Shift,
    Spike,
    Spread,
    Transition,
    Turn,
    Wander,
    Way,
)
from crackle_cli.detectors.phase_transition.where import Scope
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.amounts import Told, arrow, estimates, joined, written
from crackle_cli.wording.numbers import number, relatives
from crackle_cli.wording.where import PER_CENT, listed, mix, scoped, switched

MOST_CHANGES = 5  # metrics of one transition that its sentence goes through
MOST_TURNS = 5  # turns that a sentence goes through


def sentence(finding: Transition, table: MetricTable) -> str:
    """One line, such as these.

    `duration rose by 23.9 % at b311: 45.1 → 55.9`
    `duration rose by 23.9 % at b311, back at b340: 45.1 → 55.9`
    `duration rose by 23.9 % at b311, where version turns v1 → v2: 45.1 → 55.9`
    `region = eu: latency rose by 60 % at r200: 100 → 160 ms; us, ap and sa unchanged`
    `latency within each endpoint rose by 30 % at r200: /cart 61 → 79 ms, /search 120 → 156 ms`
    `the share of endpoint = /search rose from 10 to 50 % at r202; latency within each endpoint is
    unchanged`
    `p99 fell back by 20 % at b9: 90 → 72 ms`
    """
    match finding:
        case Mix(mixed=mixed) if mixed:
            return mix(finding, mixed, _at(finding, table), table)
        case Abrupt(changes=[_]):
            return scoped(finding, _of_one(finding, table))
        case Abrupt():
            return scoped(finding, _of_several(finding, table))
        case Reset():
            back = levels(finding.leading, table)
            return f"{_metric(finding)} was reset at {_at(finding, table)}: {back}"
        case Wander():
            ends = joined(_ends(finding, table), " and ")
            return f"{_metric(finding)} wanders between {ends}, no level{_turns(finding, table)}"
        case Season():
            every = number(finding.period, 2)
            span = joined(_ends(finding, table), " to " if finding.low < 0 else "–")
            return f"{_metric(finding)} repeats every {every} tasks, {span}"
        case Turn():
            ways = f"{_way(finding.way_before)} before, {_next_way(finding)} after"
            return f"{_metric(finding)} turns at {_at(finding, table)}: {ways}"
        case Drift(tops=[_, *_]):
            return _up_and_down(finding, table)
        case Drift():
            along, moved = _along(finding, table), levels(finding.leading, table)
            drifted = f"{_metric(finding)} {_drift(finding.leading)} {along}: {moved}"
            return drifted if finding.pace == "even" else f"{drifted}, {finding.pace}"
        case Halves():
            moved, sides = _change(finding.leading), levels(finding.leading, table)
            return f"{_metric(finding)} {moved} at {_at(finding, table)}: {sides}"
    raise TypeError(f"no sentence for {type(finding).__name__}")


def _of_one(finding: Abrupt, table: MetricTable) -> str:
    metric, where = _metric(finding), _at(finding, table)
    moved, sides = _change(finding.leading, _again(finding)), levels(finding.leading, table)
    match finding:
        case Shift(scope=scope) if scope and scope.each:
            metric, sides = f"{metric} within each {scope.column}", _of_each(finding, scope, table)
        case Spread():
            return f"{metric}: spread {moved} at {where}: {sides}"
        case Spike():
            return f"{metric} is odd at {where}, the last task: {sides} (suspect)"
        case Rate():
            metric = of_what(finding.leading, table.census.nominal)
    return f"{metric} {moved} at {where}: {sides}"


def _of_several(finding: Abrupt, table: MetricTable) -> str:
    changes = finding.changes
    told = changes[:MOST_CHANGES]
    named = [
        f"{of_what(c, table.census.nominal)} {moved} ({levels(c, table)})"
        for c, moved in zip(told, _changes(told), strict=True)
    ]
    rest = len(changes) - MOST_CHANGES
    more = [f"{rest} more"] if rest > 0 else []
    verb = "changed in spread" if isinstance(finding, Spread) else "shifted"
    if finding.scope and finding.scope.each:
        verb = f"{verb} within each {finding.scope.column}"
    where = f"{verb}{_again(finding)} at {_at(finding, table)}"
    return f"{_listed(finding.metrics)} {where}: {', '.join([*named, *more])}"


def _of_each(finding: Shift, scope: Scope, table: MetricTable) -> str:
    """`/cart 61 → 79 ms, /search 120 → 156 ms and 3 more`."""
    sides = (finding.leading._replace(before=one.before, after=one.after) for one in scope.moved)
    named = zip(scope.moved, sides, strict=True)
    return listed([f"{one.value} {levels(change, table)}" for one, change in named])


def _up_and_down(drift: Drift, table: MetricTable) -> str:
    """`duration went up and down along the order: 12 → 159 → 31 ms; turns at b149`."""
    ways, told = up_and_down(drift, table)
    return f"{_metric(drift)} went {ways} along the order: {told}{_turns(drift, table)}"


def up_and_down(drift: Drift, table: MetricTable) -> tuple[str, str]:
    """Where a drift that turns goes first, and its levels: `up and down`, `12 → 159 → 31 ms`."""
    tops = drift.before, *drift.tops, drift.after
    ways = "up and down" if tops[1] > tops[0] else "down and up"
    return ways, joined(estimates(tops, written(table, _metric(drift))), " → ")


def _turns(finding: Wander | Drift, table: MetricTable) -> str:
    """`; turns at b200 and b212`; of many the first ones and a count."""
    if not finding.turns:
        return ""
    named = [table.task(turn.place.row) for turn in finding.turns[:MOST_TURNS]]
    rest = len(finding.turns) - len(named)
    return f"; turns at {_and([*named, f'{rest} more places'] if rest else named)}"


def _way(way: Way | None) -> str:
    return way or "no sure way"


def _next_way(turn: Turn) -> str:
    """`down`, or `faster` where it goes on as before."""
    if turn.way_after is None or turn.way_after != turn.way_before:
        return _way(turn.way_after)
    return "faster" if turn.faster else "more slowly"


def _ends(finding: Range, table: MetricTable) -> Sequence[Told]:
    return estimates((finding.low, finding.high), written(table, _metric(finding)))


def _metric(finding: Transition) -> str:
    return finding.metrics[0]


def _at(finding: Placed, table: MetricTable) -> str:
    where = f"{table.task(finding.place.row)}{switched(finding)}"
    back = finding.back if isinstance(finding, Abrupt) else None
    return f"{where}, back at {table.task(back.row)}" if back else where


def _again(finding: Abrupt) -> str:
    return "" if finding.since is None else " back"


def _along(drift: Drift, table: MetricTable) -> str:
    """Where a drift was: all along, or in a part of the tasks."""
    if not drift.part or table.sampled:
        return "along the order"
    return f"from {table.task(int(drift.rows[0]))} to {table.task(int(drift.rows[-1]))}"


def _change(change: Change, again: str = "") -> str:
    return _changes([change], again)[0]


def _changes(changes: Sequence[Change], again: str = "") -> list[str]:
    """`rose by 23.9 %`, of each of those that are told together."""
    verbs = [("rose" if c.after > c.before else "fell") + again for c in changes]
    return [
        f"{verb} by {share}" if share else verb
        for verb, share in zip(verbs, _relatives(changes), strict=True)
    ]


def of_what(change: Change, nominal: Set[str] = frozenset()) -> str:
    """The metric; of a rate also the value that it is the rate of, but for that of a flag."""
    of = change.share_of
    flag = change.metric not in nominal
    if of is None or (of.value == 1.0 and not of.others and flag):
        return change.metric
    return f"{change.metric} {'other than ' if of.others else ''}{number(of.value)}"


def levels(change: Change, table: MetricTable, digits: int = 3) -> str:
    """`240 → 312 ms`; of a rate `2 → 25 % of tasks`."""
    if change.share_of is None:
        return arrow(change.before, change.after, written(table, change.metric), digits)
    shares = arrow(100.0 * change.before, 100.0 * change.after, PER_CENT, digits)
    return f"{shares} of tasks"


def _listed(names: Sequence[str]) -> str:
    """`a, b and c`; the first ones and a count where there are many."""
    if len(names) > MOST_CHANGES:
        return f"{', '.join(names[:MOST_CHANGES])} and {len(names) - MOST_CHANGES} more metrics"
    return _and(names)


def _and(texts: Sequence[str]) -> str:
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


def _drift(change: Change) -> str:
    way = "up" if change.after > change.before else "down"
    (share,) = _relatives([change])
    return f"drifted {way} by {share}" if share else f"drifted {way}"


def _relatives(changes: Sequence[Change]) -> list[str | None]:
    """Changes in per cent; none of what changed its sign, nor of what is told in per cent."""
    apart = (c.share_of is not None or c.before * c.after < 0 for c in changes)
    return relatives([None if a else c.change_pct for a, c in zip(apart, changes, strict=True)])
