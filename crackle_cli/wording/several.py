"""Several findings of one sort, in one sentence."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from crackle_cli.detectors.clustering.findings import Group
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.correlation.findings import Family, Lagged
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    ChangePoint,
    Drift,
    Range,
    Season,
)
from crackle_cli.detectors.several import Several
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording import correlation
from crackle_cli.wording.amounts import estimates, joined, written
from crackle_cli.wording.clustering import inside
from crackle_cli.wording.numbers import coefficient, number, relatives
from crackle_cli.wording.phase_transition import levels, of_what, up_and_down
from crackle_cli.wording.where import PER_CENT

MOST_NAMED = 5  # findings that a sentence goes through; the rest are counted
MOST_STEPS = 8  # changes of one metric that it tells all of, as many as constants are named
MOST_PLACES = 3  # of more changes those that it goes through, and the last one
MOST_METRICS = 4  # metrics that groups are seen in


def sentence(several: Several, table: MetricTable) -> str:
    """How many there are, and the surest of them.

    `9 metrics drifted along the order: gdp up by 36.4 % (43.5 → 59.3), debt down (9 → 2), …`
    `lr fell in 6 steps along the order: 7 → 6 → … → 1; at b10, b20, … and b60`
    `latency shifted 19 times along the order, between 12 and 31 ms: most clearly at b18 (12 → 30)`
    `12 groups of tasks by size and ms: 18 with host = a, 45 with ms 74–87, … and 7 more`
    """
    members, count = several.members, f"{len(several.members):,}"
    match members[0]:
        case Drift():
            drifts = [f for f in members if isinstance(f, Drift)]
            shares = relatives([_share(f.leading) for f in drifts[:MOST_NAMED]])
            told = [_drift(f, s, table) for f, s in zip_longest(drifts, shares)]
            return f"{count} metrics drifted along the order: {_first(told)}"
        case Season(period=period):
            told = [_range(f, table, " to ") for f in members if isinstance(f, Season)]
            return f"{count} metrics repeat every {number(period, 2)} tasks: {_first(told)}"
        case Range():
            told = [_range(f, table, " and ") for f in members if isinstance(f, Range)]
            return f"{count} metrics wander, no level: {_first(told)}"
        case ChangePoint():
            return _changes(several, table)
        case Group(seen_in=names):
            told = [_group(f, table) for f in members if isinstance(f, Group)]
            return f"{count} groups of tasks by {_few(names, MOST_METRICS)}: {_first(told)}"
        case Family():
            told = [_pair(f) for f in members if isinstance(f, Family)]
            return f"{count} pairs of metrics move together: {_first(told)}"
        case Lagged():
            told = [correlation.sentence(f, table) for f in members if isinstance(f, Lagged)]
            return f"{count} pairs of metrics, one ahead of the other: {_first(told)}"
        case LawFinding():
            told = [f.text for f in members if isinstance(f, LawFinding)]
            how = "exactly" if several.sort == "exact" else "within rounding"
            return f"{count} laws hold {how}: {_first(told, '; ')}"
    raise TypeError(f"no sentence for several of {type(members[0]).__name__}")


def _share(change: Change) -> float | None:
    """A change in per cent; none of a level on the other side of 0."""
    return change.change_pct if change.before * change.after > 0 else None


def _drift(drift: Drift, share: str | None, table: MetricTable) -> str:
    """`gdp up by 36.4 % (43.5 → 59.3, ever faster)`, `cfc down and up (12 → 9 → 14)`."""
    change = drift.leading
    if drift.tops:
        ways, told = up_and_down(drift, table)
        return f"{change.metric} {ways} ({told})"
    way = "up" if change.after > change.before else "down"
    by = f" by {share}" if share else ""
    pace = "" if drift.pace == "even" else f", {drift.pace}"
    return f"{change.metric} {way}{by} ({levels(change, table)}{pace})"


def _range(finding: Range, table: MetricTable, between: str) -> str:
    """`gdp between 24.8 and 42.9`, `visits 12 to 250`."""
    metric = finding.metrics[0]
    ends = joined(estimates((finding.low, finding.high), written(table, metric)), between)
    return f"{metric} {ends}" if isinstance(finding, Season) else f"{metric} between {ends}"


def _changes(several: Several, table: MetricTable) -> str:
    """Every level of one metric and where it begins; of many where most clearly, and where last."""
    found = [f for f in several.members if isinstance(f, ChangePoint)]
    in_order = sorted(found, key=lambda f: f.place.row)
    if len(found) <= MOST_STEPS and all(a.after == b.before for a, b in _neighbours(in_order)):
        places = _few([table.task(f.place.row) for f in in_order], MOST_STEPS)
        begins, _ = _many(several, in_order, table)
        return f"{begins} along the order: {_levels(in_order, table)}; at {places}"
    lines = [f for f in found if not isinstance(f, Abrupt) or f.since is None][:MOST_PLACES]
    told = [_place(f, table) for f in sorted(lines, key=lambda f: f.place.row)]
    last = in_order[-1]
    if all(f is not last for f in lines):
        told.append(f"last at {table.task(last.place.row)}")
    begins, span = _many(several, in_order, table)
    return f"{begins} along the order, {span}: most clearly at {', '.join(told)}"


def _neighbours(in_order: Sequence[ChangePoint]) -> Iterator[tuple[Change, Change]]:
    return pairwise(f.leading for f in in_order)


def _levels(in_order: Sequence[ChangePoint], table: MetricTable) -> str:
    """`7 → 6 → 4 ms`, `2 → 25 → 3 % of tasks`: before the first change and after each."""
    first = in_order[0].leading
    every = [first.before, *(f.leading.after for f in in_order)]
    if first.share_of is None:
        return joined(estimates(every, written(table, first.metric)), " → ")
    return f"{joined(estimates([100 * one for one in every], PER_CENT), ' → ')} of tasks"


def _many(several: Several, in_order: Sequence[ChangePoint], table: MetricTable) -> tuple[str, str]:
    """`lr fell in 20 steps` and `0.01 → 0.0004`, `lr shifted 9 times` and `between 1 and 4`."""
    changes = [f.leading for f in in_order]
    metric, times = of_what(changes[0], table.census.nominal), f"{len(changes):,} times"
    span = f"between {_between(changes, table)}"
    match several.sort:
        case "spread":
            return f"{metric}: spread changed {times}", span
        case "reset":
            return f"{metric} was reset {times}", span
    ways = {change.after > change.before for change in changes}
    if len(ways) == 1:
        ends = changes[0]._replace(after=changes[-1].after)
        verb = "rose" if ways.pop() else "fell"
        return f"{metric} {verb} in {len(changes):,} steps", levels(ends, table)
    return f"{metric} shifted {times}", span


def _between(changes: Sequence[Change], table: MetricTable) -> str:
    """`12 and 31 ms`, `2 and 25 % of tasks`: the least and the most of all levels."""
    every = [level for change in changes for level in (change.before, change.after)]
    ends = min(every), max(every)
    if changes[0].share_of is None:
        return joined(estimates(ends, written(table, changes[0].metric)), " and ")
    return f"{joined(estimates([100 * end for end in ends], PER_CENT), ' and ')} of tasks"


def _place(finding: ChangePoint, table: MetricTable) -> str:
    """`b18 (12 → 30 ms)`, of an outage `b18 (12 → 30 ms, back at b20)`."""
    back = finding.back if isinstance(finding, Abrupt) else None
    until = f", back at {table.task(back.row)}" if back else ""
    return f"{table.task(finding.place.row)} ({levels(finding.leading, table)}{until})"


def _group(group: Group, table: MetricTable) -> str:
    """`18 with host = a` where a text says it all, else `45 with ms 74–87`."""
    size = f"{group.size:,}"
    for one in group.explained_by[:1]:
        if not one.others and one.inside == one.of:
            return f"{size} with {one.column} = {one.text}"
    if not group.apart:
        return f"{size} that several metrics tell apart"
    clearest = group.apart[0]
    return f"{size} with {clearest.metric} {inside(clearest, table)}"


def _pair(pair: Family) -> str:
    return f"{' and '.join(pair.metrics)} (r = {coefficient(pair.correlation)})"


def _first(told: Sequence[str], between: str = ", ") -> str:
    """The first ones, and how many more."""
    rest = len(told) - MOST_NAMED
    more = [f"and {rest:,} more"] if rest > 0 else []
    return between.join([*told[:MOST_NAMED], *more])


def _few(names: Sequence[str], most: int) -> str:
    """`a, b and c`; of many the first ones and a count."""
    rest = len(names) - most
    few = [*names[:most], f"{rest} more"] if rest > 0 else [*names]
    return f"{', '.join(few[:-1])} and {few[-1]}" if len(few) > 1 else few[0]
