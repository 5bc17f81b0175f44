"""From a table, whatever holds its rows, to patterns: the only list of steps."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import chain, compress
from typing import NamedTuple

from crackle_cli.cooling.copies import OneOfEach
from crackle_cli.cooling.discovery import Settings, discovered, enabled, hypotheses, shared
from crackle_cli.cooling.eligible import eligible, eligible_names
from crackle_cli.cooling.files_apart import files_of, transitions_alone, without_bands
from crackle_cli.cooling.naming import patterns_of, told_apart, with_ends_of
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.views import TableView
from crackle_cli.detectors.finding import Detection, Finding, PatternKind
from crackle_cli.detectors.phase_transition.reach import Reach, reach_of
from crackle_cli.detectors.view import View
from crackle_cli.events.definitions import is_definition
from crackle_cli.events.moments import hangs_on_zero
from crackle_cli.events.resolve import resolve
from crackle_cli.events.several import in_one_line
from crackle_cli.events.shared_findings import told_alike
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.parallel import side_by_side
from crackle_cli.profile.settings import DetectorSettings
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.progress import Progress, silent
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import Census, MetricTable

WORTHWHILE = 50_000  # cells of a table that takes longer to look at than threads take to begin


class Cooled(NamedTuple):
    """What came of a table.

    patterns      the patterns, highest confidence first
    notes         what could not be tested, and why
    insufficient  the kinds for which no part of the table has tasks enough
    reach         which steps so many tasks can show; None where nobody looked for steps
    """

    patterns: tuple[CracklePattern, ...]
    notes: tuple[str, ...] = ()
    insufficient: tuple[PatternKind, ...] = ()
    reach: Reach | None = None


def cool(table: MetricTable, profile: ThermalProfile) -> list[CracklePattern]:
    """The patterns of a table, highest confidence first; within each group where it has groups.

    Tables of noise in which anything is found are at most `profile.alpha` of all.
    """
    return list(cooled(TableView(table), profile).patterns)


def cooled(
    view: View, profile: ThermalProfile, progress: Progress = silent, lanes: int = 1
) -> Cooled:
    """As `cool`, of any view, with what could not be tested; `lanes` detectors work side by side.

    Files that do not continue one another are looked at twice, each time for half of alpha:
    together in no order, and each along its own.
    """
    files = files_of(view)
    if files is None:
        return _cooled(view, profile, progress, lanes)
    profile = replace(profile, alpha=profile.alpha / 2.0)
    whole = _cooled(view, profile, progress, lanes)
    within = _cooled(files, transitions_alone(profile), progress, lanes)
    patterns = [*without_bands(whole.patterns, within.patterns), *within.patterns]
    notes = tuple(dict.fromkeys((*whole.notes, *within.notes)))
    return whole._replace(patterns=tuple(ranked(patterns)), notes=notes)


def _cooled(view: View, profile: ThermalProfile, progress: Progress, lanes: int) -> Cooled:
    """Detect, discover, resolve events (which refines and counts all tasks), name, rank."""
    census, able = view.table.census, enabled(profile)
    named = (*profile.better, *profile.min_change)
    view = OneOfEach(view, any(mine.gives_p_values for mine in able.values()), named)
    tasks = max(part.part.tasks for part in view.parts)
    ordered = view.sample.unordered is None
    wanted = shared(profile.alpha, able, tasks, _sizes(view.sample), ordered)
    looked = [_detections(part, wanted, progress, lanes) for part in view.parts]
    copies = [[f for f in part.told if f.kind in wanted] for part in view.parts]
    found = [
        findings_of([*detections, Detection(tuple(one), 0)], census)
        for detections, one in zip(looked, copies, strict=True)
    ]
    tested = hypotheses(looked, wanted)
    real, lines = discovered(found, tested, wanted)

    def redetect(kind: PatternKind, table: MetricTable) -> list[Finding]:
        progress(f"looking for {kind.words} again", 0, 0, "")
        again = findings_of([_detected(kind, table, wanted[kind])], census)
        kept = with_other_ends(again, [(f.p_value or 0.0) <= lines[kind] for f in again])
        return list(compress(again, kept))

    events = resolve(real, view, redetect)
    told = in_one_line(told_alike(events, view), profile.min_confidence)
    every = chain.from_iterable(patterns_of(one, view.table) for one in told)
    patterns = with_ends_of(list(every))
    reach = _reach(tasks, lines, wanted)
    blind = _blind({f.kind for f in chain.from_iterable(real)}, reach)
    few = [kind for kind, mine in wanted.items() if tasks < mine.min_tasks or kind in blind]
    sure = [pattern for pattern in patterns if pattern.confidence >= profile.min_confidence]
    unsure = [p for p in patterns if p.confidence < profile.min_confidence and p.ends is None]
    notes = (*_notes(looked), *_unsure(len(unsure), profile.min_confidence))
    return Cooled(tuple(ranked(sure)), notes, tuple(few), reach)


def transitions(
    table: MetricTable, rows: Rows, profile: ThermalProfile, metrics: Sequence[str] = ()
) -> list[Finding]:
    """The changes along the order that some rows of a table would tell alone, in its own rows.

    At the share of alpha that they have in the whole table. `metrics`: in these alone, else in all.
    """
    kind = PatternKind.PHASE_TRANSITION
    wanted = shared(profile.alpha, enabled(profile), rows.size, _sizes(table))
    if kind not in wanted:
        return []
    mine = {kind: wanted[kind]}
    if metrics:
        alpha = wanted[kind].alpha * len(metrics) / len(table.metrics)
        mine = {kind: replace(wanted[kind], alpha=alpha)}
        table = table.with_metrics({name: table.metrics[name] for name in metrics})
    detection = _detected(kind, table.subset(rows), mine[kind])
    found = [finding.moved(rows) for finding in detection.findings]
    (real,), _ = discovered([found], hypotheses([[detection]], mine), mine)
    return real


def _detections(view: View, wanted: Settings, progress: Progress, lanes: int) -> list[Detection]:
    """What the detectors find, in the order of their kinds, in rows of their tables."""

    def work(kind: PatternKind, mine: DetectorSettings) -> Detection:
        progress(f"looking for {kind.words}", 0, 0, "")
        return _detected(kind, view.table_for(kind), mine)

    cells = view.sample.tasks * len(view.sample.metrics)
    works = [partial(work, kind, mine) for kind, mine in wanted.items()]
    return side_by_side(works, lanes if cells >= WORTHWHILE else 1)


def _detected(kind: PatternKind, table: MetricTable, mine: DetectorSettings) -> Detection:
    """What the detector of a kind finds in a table."""
    detection: Detection = import_module(f"crackle_cli.detectors.{kind}.detect").detect(
        eligible(table, kind), mine
    )
    return detection


def _sizes(table: MetricTable) -> Mapping[PatternKind, int]:
    """In how many metrics each kind of pattern is sought."""
    return {kind: len(eligible_names(table, kind)) for kind in PatternKind}


def findings_of(detections: Sequence[Detection], census: Census) -> list[Finding]:
    """What was found and is neither a definition nor about the zero of times alone."""
    every = chain.from_iterable(d.findings for d in detections)
    return [
        f
        for f in every
        if not is_definition(f, census.derived) and not hangs_on_zero(f, census.moments)
    ]


def _notes(looked: Sequence[Sequence[Detection]]) -> tuple[str, ...]:
    """Each note once."""
    every = chain.from_iterable(looked)
    return tuple(dict.fromkeys(chain.from_iterable(d.notes for d in every)))


def _unsure(count: int, least: float) -> tuple[str, ...]:
    """How many patterns are not told because their confidence is too low."""
    if not count:
        return ()
    which = "pattern has" if count == 1 else "patterns have"
    return (f"{count} {which} a confidence below {least:g}; --min-confidence 0 tells them too",)


def _reach(tasks: int, lines: Mapping[PatternKind, float], wanted: Settings) -> Reach | None:
    """Which steps are seen among so many hypotheses; None where none are tested."""
    mine = wanted.get(PatternKind.PHASE_TRANSITION)
    if mine is None or not mine.gives_p_values or tasks < mine.min_tasks:
        return None
    return reach_of(tasks, lines[PatternKind.PHASE_TRANSITION])


def _blind(found: Container[PatternKind], reach: Reach | None) -> tuple[PatternKind, ...]:
    """The kinds of which nothing was found, and silence says little."""
    kind = PatternKind.PHASE_TRANSITION
    return (kind,) if reach and reach.misses_large and kind not in found else ()


def ranked(patterns: Sequence[CracklePattern]) -> list[CracklePattern]:
    """Highest confidence first, after an event its ends in their order, with ids of their own."""
    kinds = list(PatternKind)

    def order(pattern: CracklePattern) -> tuple[float, int, int, str]:
        ends_at = pattern.onset.row if pattern.onset and pattern.ends else -1
        return -pattern.confidence, kinds.index(pattern.kind), ends_at, pattern.description

    found = sorted(patterns, key=order)
    ids = told_apart([p.id for p in found])
    return [replace(p, id=name) for p, name in zip(found, ids, strict=True)]
