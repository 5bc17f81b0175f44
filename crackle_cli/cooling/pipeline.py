"""cool(table, profile): the detectors that a profile enables, and what they found as patterns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import chain, compress
from typing import NamedTuple

import numpy as np

from crackle_cli.cooling.naming import named, told_apart
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.finding import Detection, Finding, PatternKind
from crackle_cli.events.definitions import is_definition
from crackle_cli.events.redundancy import merged, tangled
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.events.suspect_metric import with_suspects
from crackle_cli.parallel import side_by_side
from crackle_cli.profile.settings import SECTIONS, DetectorSettings
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.progress import Progress, silent
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import Census, MetricTable
from crackle_cli.table.part import Part

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
    return list(cooled(table, profile).patterns)


def cooled(
    table: MetricTable, profile: ThermalProfile, progress: Progress = silent, lanes: int = 1
) -> Cooled:
    """As `cool`, with what could not be tested; `lanes` detectors work side by side."""
    kinds = enabled(profile)
    parts = [(part, _detections(part, table, profile, progress, lanes)) for part in _parts(table)]
    every = list(chain.from_iterable(detections for _, detections in parts))
    seen = [(part, f) for part, detections in parts for f in findings_of(detections, table.census)]
    tested = sum(hypotheses(detections, profile) for _, detections in parts)
    findings = [f for _, f in seen]
    kept = discoveries([f.p_value for f in findings], tested, profile.alpha)
    line = profile.alpha * sum(kept) / max(tested, 1)
    real = list(compress(seen, with_other_ends(findings, kept)))
    largest = max((part.tasks for part, _ in parts), default=0)

    def look(kind: PatternKind, view: MetricTable) -> list[Finding]:
        progress(f"looking for {kind.words} again", 0, 0, "")
        again = findings_of([detected(kind, view, profile)], table.census)
        kept = with_other_ends(again, [(f.p_value or 0.0) <= line for f in again])
        return list(compress(again, kept))

    events = [
        (part, with_suspects(told_once([f for p, f in real if p is part], part, table, look)))
        for part, _ in parts
    ]
    if len(events) > 1:
        from crackle_cli.events.shared_laws import with_common_laws

        events = with_common_laws(events, table)
    patterns = [named(finding, part, table) for part, found in events for finding in found]
    needed = _needed([finding.kind for _, finding in real], largest, tested, profile)
    few = (k for k in kinds if largest < settings(profile, k).min_tasks or k in needed)
    return Cooled(tuple(ranked(patterns)), notes(every), tuple(few), needed)


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


def told_once(
    findings: Sequence[Finding],
    part: Part,
    table: MetricTable,
    look: Callable[[PatternKind, MetricTable], Sequence[Finding]],
) -> tuple[Finding, ...]:
    """The findings of a part, each event told once: as they are, or untangled if that is less."""
    told = merged(findings, part.rows)
    if not tangled(told):
        return told
    from crackle_cli.events.backfitting import simpler, untangled

    own, back = table, np.arange(table.tasks)
    if part.rows is not None:
        own, back = table.subset(part.rows), part.rows
    places = np.zeros(table.tasks, np.intp)
    places[back] = np.arange(back.size)
    best = told
    mine, known = ([f.moved(places) for f in some] for some in (findings, told))
    for account in untangled(mine, known, own, look):
        once = merged([f.moved(back) for f in account], part.rows)
        if simpler(once, best, back):
            best = once
        if not tangled(best):
            break
    return best


def enabled(profile: ThermalProfile) -> list[PatternKind]:
    """The kinds of pattern that a profile looks for."""
    return [PatternKind(name) for name in SECTIONS if settings(profile, name).enabled]


def detected(kind: PatternKind, table: MetricTable, profile: ThermalProfile) -> Detection:
    """What the detector of a kind finds in a table."""
    detection: Detection = import_module(f"crackle_cli.detectors.{kind}.detect").detect(
        table, settings(profile, kind)
    )
    return detection


def hypotheses(detections: Sequence[Detection], profile: ThermalProfile) -> int:
    """How many were tested by the detectors that a profile enables, in their order."""
    pairs = zip(enabled(profile), detections, strict=True)
    return sum(d.tested for kind, d in pairs if settings(profile, kind).gives_p_values)


def findings_of(detections: Sequence[Detection], census: Census) -> list[Finding]:
    """What was found and is not a definition of the user's own."""
    every = chain.from_iterable(d.findings for d in detections)
    return [f for f in every if not is_definition(f, census.derived)]


def notes(detections: Sequence[Detection]) -> tuple[str, ...]:
    """Each note once."""
    return tuple(dict.fromkeys(chain.from_iterable(d.notes for d in detections)))


def _parts(table: MetricTable) -> list[Part]:
    """The --by groups, else the whole table as one."""
    if not table.groups:
        return [Part({}, table.tasks)]
    return [Part(group.values, group.rows.size, group.rows) for group in table.groups]


def _detections(
    part: Part, table: MetricTable, profile: ThermalProfile, progress: Progress, lanes: int
) -> list[Detection]:
    """What each detector finds in a part, in rows of the whole table."""
    rows = part.rows
    if rows is None:
        return detections({}, table, profile, progress, lanes)
    found = detections({}, table.subset(rows), profile, progress, lanes)
    return [_moved(detection, rows) for detection in found]


def detections(
    views: Mapping[PatternKind, MetricTable],
    table: MetricTable,
    profile: ThermalProfile,
    progress: Progress,
    lanes: int,
) -> list[Detection]:
    """What the detectors that a profile enables find, in their order, in a table or their view."""

    def work(kind: PatternKind) -> Detection:
        progress(f"looking for {kind.words}", 0, 0, "")
        return detected(kind, views.get(kind, table), profile)

    cells = table.tasks * len(table.metrics)
    works = [partial(work, kind) for kind in enabled(profile)]
    return side_by_side(works, lanes if cells >= WORTHWHILE else 1)


def settings(profile: ThermalProfile, name: str) -> DetectorSettings:
    """The settings of one detector."""
    found: DetectorSettings = getattr(profile, name)
    return found


def _moved(detection: Detection, rows: Rows) -> Detection:
    return detection._replace(findings=tuple(f.moved(rows) for f in detection.findings))


def ranked(patterns: Sequence[CracklePattern]) -> list[CracklePattern]:
    """Highest confidence first, the end of an event after it, with ids of their own."""
    kinds = list(PatternKind)

    def order(pattern: CracklePattern) -> tuple[float, int, bool, str]:
        is_end = "ends" in pattern.evidence
        return -pattern.confidence, kinds.index(pattern.kind), is_end, pattern.description

    found = sorted(patterns, key=order)
    ids = told_apart([p.id for p in found])
    return [replace(p, id=name) for p, name in zip(found, ids, strict=True)]
