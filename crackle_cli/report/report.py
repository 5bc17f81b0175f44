"""Report: everything that a renderer may know, the exit code among it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from crackle_cli import __version__
from crackle_cli.cooling.discovery import settings
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.pipeline import Cooled
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.reach import Reach
from crackle_cli.errors import ExitCode
from crackle_cli.gate.rules import Judged, Verdict
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.report.chosen import chosen
from crackle_cli.report.explanation import explanation
from crackle_cli.report.trend import Trend, trend_of
from crackle_cli.table.metric_table import Census, MetricTable, Unordered
from crackle_cli.wording import standing

ALL = "all"  # patterns are explained


class Entry(NamedTuple):
    """A judged pattern with its place in a file and its trend along the order.

    explanation  the numbers behind its sentence, in words; empty where nobody asked
    apart        whether it is told by itself, and not as the end of another one
    number       its place among all that are told by themselves, from 1
    """

    judged: Judged
    location: tuple[str, int] | None
    trend: Trend | None
    explanation: tuple[str, ...] = ()
    apart: bool = True
    number: int | None = None

    @property
    def pattern(self) -> CracklePattern:
        return self.judged.pattern


class Resolution(NamedTuple):
    """What stood for all tasks: blocks of so many tasks each, and a sample of tasks."""

    blocks: int
    tasks_per_block: int
    sampled_tasks: int


class Report(NamedTuple):
    """One run. `entries` are those to show; the counts are of all patterns, shown or not.

    profile       what patterns were sought by; None where saved laws were checked
    events        patterns without those that are only the end of another one
    standing      lines that sum up what only says what columns are: constants, copies
    spared        patterns of a kind that trips the gate which do not, and why
    insufficient  the kinds of pattern for which there were too few tasks
    least_step    the least step that so many tasks show, in sigmas; None where they show none
    warnings      what everybody should know; notes: what --verbose adds
    order         the column that gave the order of the tasks; None for the order of the file
    unordered     why nothing was sought along the order of the tasks; None where it was
    summary       at which resolution a table larger than memory was looked at
    checked       what `crackle check` says of laws -> of how many; empty where patterns are sought
    """

    census: Census
    tasks: int
    metrics: int
    profile: ThermalProfile | None
    entries: tuple[Entry, ...]
    patterns: int
    events: int
    by_kind: Mapping[PatternKind, int]
    new: int
    known: int
    gated: int
    spared: tuple[Judged, ...]
    exit_code: ExitCode
    insufficient: tuple[PatternKind, ...]
    least_step: float | None
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    standing: tuple[str, ...] = ()
    order: str | None = None
    unordered: Unordered | None = None
    summary: Resolution | None = None
    checked: Mapping[str, int] = {}
    version: str = __version__

    @property
    def told(self) -> tuple[Entry, ...]:
        """The entries that a person reads; machines get the end of an event besides."""
        return tuple(entry for entry in self.entries if entry.apart)


def build_report(
    table: MetricTable,
    profile: ThermalProfile,
    outcome: Cooled,
    verdict: Verdict,
    limit: int | None = None,
    explain: str | None = None,
) -> Report:
    """The report of a run that shows the first `limit` patterns and counts them all.

    `explain`: the number or id of the pattern to explain, the beginning of an id, or ALL. Raises
    UsageError when there is no such.
    """
    report = _report(table, verdict, limit, explain)
    return report._replace(
        profile=profile,
        insufficient=outcome.insufficient,
        least_step=outcome.reach.step if outcome.reach else None,
        warnings=(
            *table.census.warnings,
            *_order(table),
            *_insufficient(outcome, table, profile),
            *verdict.warnings,
        ),
        notes=outcome.notes,
        unordered=table.unordered,
        summary=_resolution(table),
    )


def _order(table: MetricTable) -> tuple[str, ...]:
    """Why no changes along the order are told, and how to have them; nothing where a user said so.

    `order: the rows are sorted by speed, so no changes along them were sought; --ordered looks …`
    """
    if table.unordered is None or not table.unordered.remedy:
        return ()
    reason, remedy, within = table.unordered
    sought = "changes were sought within each" if within else "no changes along them were sought"
    return (f"order: {reason}, so {sought}; {remedy}",)


def report_of_laws(table: MetricTable, verdict: Verdict) -> Report:
    """The report of saved laws that were checked in a table."""
    return _report(table, verdict)._replace(checked=_checked(verdict.judged))


def _report(
    table: MetricTable, verdict: Verdict, limit: int | None = None, explain: str | None = None
) -> Report:
    """What a report says of judged patterns, whatever they are."""
    judged = verdict.judged
    kinds = [one.pattern.kind for one in judged]
    events = _apart(judged)
    shown = _shown(judged, events, limit, explain)
    room = None if limit is None else max(0, limit - len(events))
    alone = explain not in (None, ALL)  # whoever asks for one pattern gets it as a line
    apart = {one.pattern.id for one in shown} if alone else _apart(shown)
    numbers = {key: number for number, key in enumerate(events, start=1)}
    return Report(
        census=table.census,
        tasks=table.tasks,
        metrics=len(table.metrics.keys() - table.census.moments),
        profile=None,
        entries=tuple(
            _entry(one, table, explain)._replace(
                apart=one.pattern.id in apart, number=numbers.get(one.pattern.id)
            )
            for one in shown
        ),
        patterns=len(judged),
        events=len(events),
        by_kind={kind: kinds.count(kind) for kind in PatternKind},
        new=sum(one.status == "new" for one in judged),
        known=sum(one.status == "known" for one in judged),
        gated=sum(one.gates for one in judged),
        spared=tuple(one for one in events.values() if one.spared),
        exit_code=verdict.exit_code,
        insufficient=(),
        least_step=None,
        warnings=(*table.census.warnings, *verdict.warnings),
        notes=(),
        order=table.order,
        standing=_standing([o for o in shown if o.pattern.id not in apart], table)[:room],
    )


def _standing(judged: Sequence[Judged], table: MetricTable) -> tuple[str, ...]:
    """What of some patterns only says what columns are, summed up."""
    patterns = [one.pattern for one in judged if one.pattern.standing]
    return standing.lines([standing.Fact(p.finding, p.group) for p in patterns], table)


def _checked(judged: Sequence[Judged]) -> Mapping[str, int]:
    """How many saved laws were judged to be what."""
    found = (one.pattern.finding for one in judged)
    return Counter(f.check.state.value for f in found if isinstance(f, LawFinding) and f.check)


def _resolution(table: MetricTable) -> Resolution | None:
    sampled = table.sampled
    if sampled is None or not sampled.means:
        return None
    blocks = next(iter(sampled.means.values())).size
    return Resolution(blocks, sampled.width, sampled.rows.size)


def _insufficient(outcome: Cooled, table: MetricTable, profile: ThermalProfile) -> tuple[str, ...]:
    """Of which kinds of pattern little can be told, by how many tasks there are at most."""
    metrics = len(table.metrics.keys() - table.census.moments)
    kinds = ", ".join(
        _beyond_reach(outcome.reach, metrics)
        if outcome.reach and kind is PatternKind.PHASE_TRANSITION
        else f"{kind.words} (at least {settings(profile, kind).min_tasks})"
        for kind in outcome.insufficient
    )
    if not kinds:
        return ()
    if not table.groups:
        if table.tasks == 1:
            more = "give the files of several runs, or one file with a row for each"
            return (f"insufficient: 1 task is too few for {kinds}; {more}",)
        return (f"insufficient: {table.tasks} tasks are too few for {kinds}",)
    largest = max(group.rows.size for group in table.groups)
    return (f"insufficient: the largest group has {largest} tasks, too few for {kinds}",)


def _beyond_reach(reach: Reach, metrics: int) -> str:
    """Which transitions so many tasks do not show."""
    words = PatternKind.PHASE_TRANSITION.words
    among = "in 1 metric" if metrics == 1 else f"among {metrics:,} metrics"
    if reach.step is None:
        return f"{words} {among} (at least about {reach.needed})"
    return f"{words} of less than about {reach.step:g}σ {among}"


def _apart(judged: Sequence[Judged]) -> dict[str, Judged]:
    """By id, those that are told by themselves: an end of another one only if it trips the gate.

    A person reads in one sentence that a metric shifted and came back, and in another one which
    metrics are constant.
    """
    ids = {one.pattern.id for one in judged}
    return {
        one.pattern.id: one
        for one in judged
        if not one.pattern.standing and (one.gates or one.pattern.ends not in ids)
    }


def _shown(
    judged: Sequence[Judged], events: Mapping[str, Judged], limit: int | None, explain: str | None
) -> Sequence[Judged]:
    """The first events and their ends, and what stands if there is room for it; or one pattern."""
    if explain is None or explain == ALL:
        first = dict(islice(events.items(), limit))
        room = limit is None or limit > len(first)
        return [
            o
            for o in judged
            if o.pattern.id in first or o.pattern.ends in first or (o.pattern.standing and room)
        ]
    return chosen(explain, tuple(events.values()), judged)


def _entry(judged: Judged, table: MetricTable, explain: str | None) -> Entry:
    pattern = judged.pattern
    return Entry(
        judged=judged,
        location=_location(pattern, table),
        trend=trend_of(pattern, table),
        explanation=explanation(pattern, table) if explain else (),
    )


def _location(pattern: CracklePattern, table: MetricTable) -> tuple[str, int] | None:
    """Where a transition begins, or where a law is broken first, by a task not on record for it."""
    first = min(pattern.breaches, key=lambda b: bool(b.recorded), default=None)
    first_row = pattern.onset.row if pattern.onset else None
    row = first.row if first else first_row
    return None if row is None else table.location(row)
