"""From a table, whatever holds its rows, to patterns: the only list of steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import chain, compress, islice
from typing import NamedTuple

from crackle_cli.cooling.naming import named, told_apart
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.views import TableView
from crackle_cli.detectors.finding import Detection, Finding, PatternKind
from crackle_cli.detectors.view import View
from crackle_cli.events.definitions import is_definition
from crackle_cli.events.resolve import resolve
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.parallel import side_by_side
from crackle_cli.profile.settings import SECTIONS, DetectorSettings
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.progress import Progress, silent
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.table.metric_table import MetricTable

WORTHWHILE = 50_000  # cells of a table that takes longer to look at than threads take to begin


class Cooled(NamedTuple):
    """What came of a table.

    patterns      the patterns, highest confidence first
    notes         what could not be tested, and why
    insufficient  the kinds for which no part of the table has tasks enough
    needed        with how many of them enough could be told, where it is so much that was tested
    """

    patterns: tuple[CracklePattern, ...]
    notes: tuple[str, ...] = ()
    insufficient: tuple[PatternKind, ...] = ()
    needed: Mapping[PatternKind, int] = {}


def cool(table: MetricTable, profile: ThermalProfile) -> list[CracklePattern]:
    """The patterns of a table, highest confidence first; within each group where it has groups.

    The false discovery rate over everything that was tested is held at `profile.alpha`.
    """
    return list(cooled(TableView(table), profile).patterns)


def cooled(
    view: View, profile: ThermalProfile, progress: Progress = silent, lanes: int = 1
) -> Cooled:
    """As `cool`, of any view, with what could not be tested; `lanes` detectors work side by side.

    Detect, discover, resolve events (which refines and counts what is in all tasks), name, rank.
    """
    derived = view.table.census.derived
    looked = [_detections(part, profile, progress, lanes) for part in view.parts]
    found = [findings_of(detections, derived) for detections in looked]
    tested = sum(_hypotheses(detections, profile) for detections in looked)
    real, line = _discovered(found, tested, profile.alpha)

    def redetect(kind: PatternKind, table: MetricTable) -> list[Finding]:
        progress(f"looking for {kind.words} again", 0, 0, "")
        again = findings_of([_detected(kind, table, profile)], derived)
        kept = with_other_ends(again, [(f.p_value or 0.0) <= line for f in again])
        return list(compress(again, kept))

    events = resolve(real, view, redetect)
    patterns = [named(one, part, view.table) for part, findings in events for one in findings]
    largest = max((part.part.tasks for part in view.parts), default=0)
    needed = _needed([f.kind for f in chain.from_iterable(real)], largest, tested, profile)
    few = [
        kind
        for kind in _enabled(profile)
        if largest < settings(profile, kind).min_tasks or kind in needed
    ]
    return Cooled(tuple(_ranked(patterns)), _notes(looked), tuple(few), needed)


def _detections(
    view: View, profile: ThermalProfile, progress: Progress, lanes: int
) -> list[Detection]:
    """What the detectors that a profile enables find, in their order, in rows of their tables."""

    def work(kind: PatternKind) -> Detection:
        progress(f"looking for {kind.words}", 0, 0, "")
        return _detected(kind, view.table_for(kind), profile)

    cells = view.sample.tasks * len(view.sample.metrics)
    works = [partial(work, kind) for kind in _enabled(profile)]
    return side_by_side(works, lanes if cells >= WORTHWHILE else 1)


def _enabled(profile: ThermalProfile) -> list[PatternKind]:
    """The kinds of pattern that a profile looks for."""
    return [PatternKind(name) for name in SECTIONS if settings(profile, name).enabled]


def _detected(kind: PatternKind, table: MetricTable, profile: ThermalProfile) -> Detection:
    """What the detector of a kind finds in a table."""
    detection: Detection = import_module(f"crackle_cli.detectors.{kind}.detect").detect(
        table, settings(profile, kind)
    )
    return detection


def settings(profile: ThermalProfile, name: str) -> DetectorSettings:
    """The settings of one detector."""
    found: DetectorSettings = getattr(profile, name)
    return found


def findings_of(
    detections: Sequence[Detection], derived: Mapping[str, frozenset[str]]
) -> list[Finding]:
    """What was found and is not a definition of the user's own; `derived` as in a Census."""
    every = chain.from_iterable(d.findings for d in detections)
    return [f for f in every if not is_definition(f, derived)]


def _hypotheses(detections: Sequence[Detection], profile: ThermalProfile) -> int:
    """How many were tested by the detectors that a profile enables, in their order."""
    pairs = zip(_enabled(profile), detections, strict=True)
    return sum(d.tested for kind, d in pairs if settings(profile, kind).gives_p_values)


def _discovered(
    found: Sequence[Sequence[Finding]], tested: int, alpha: float
) -> tuple[list[list[Finding]], float]:
    """The discoveries of each part, and the p-value up to which anything is one."""
    findings = list(chain.from_iterable(found))
    kept = discoveries([f.p_value for f in findings], tested, alpha)
    each = iter(kept)
    real = [
        list(compress(part, with_other_ends(part, list(islice(each, len(part)))))) for part in found
    ]
    return real, alpha * sum(kept) / max(tested, 1)


def _notes(looked: Sequence[Sequence[Detection]]) -> tuple[str, ...]:
    """Each note once."""
    every = chain.from_iterable(looked)
    return tuple(dict.fromkeys(chain.from_iterable(d.notes for d in every)))


def _needed(
    found: Sequence[PatternKind], tasks: int, tested: int, profile: ThermalProfile
) -> dict[PatternKind, int]:
    """With how many tasks what was not found could have been, among so many hypotheses."""
    kind, mine = PatternKind.PHASE_TRANSITION, profile.phase_transition
    if kind in found or not mine.enabled or not mine.gives_p_values or tasks < mine.min_tasks:
        return {}
    from crackle_cli.detectors.phase_transition.reach import fewest_tasks

    line = min(mine.alpha, profile.alpha * max(1, len(found)) / max(1, tested))
    fewest = fewest_tasks(line)
    return {kind: fewest} if tasks < fewest else {}


def _ranked(patterns: Sequence[CracklePattern]) -> list[CracklePattern]:
    """Highest confidence first, the end of an event after it, with ids of their own."""
    kinds = list(PatternKind)

    def order(pattern: CracklePattern) -> tuple[float, int, bool, str]:
        is_end = "ends" in pattern.evidence
        return -pattern.confidence, kinds.index(pattern.kind), is_end, pattern.description

    found = sorted(patterns, key=order)
    ids = told_apart([p.id for p in found])
    return [replace(p, id=name) for p, name in zip(found, ids, strict=True)]
