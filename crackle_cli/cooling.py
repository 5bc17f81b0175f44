"""cool(table, profile): the detectors that a profile enables, and what they found as patterns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import chain

from crackle_cli.merging import merged
from crackle_cli.naming import Part, named, told_apart
from crackle_cli.pattern import CracklePattern, Detection, PatternKind, Rows
from crackle_cli.profile import ThermalProfile
from crackle_cli.settings import SECTIONS, DetectorSettings
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.suspects import with_suspects
from crackle_cli.table import MetricTable


@dataclass(frozen=True)
class Cooled:
    """What came of a table.

    patterns      the patterns, highest confidence first
    notes         what could not be tested, and why
    insufficient  the kinds for which no part of the table has tasks enough
    """

    patterns: tuple[CracklePattern, ...]
    notes: tuple[str, ...] = ()
    insufficient: tuple[PatternKind, ...] = ()


def cool(table: MetricTable, profile: ThermalProfile) -> list[CracklePattern]:
    """The patterns of a table, highest confidence first; within each group where it has groups.

    The false discovery rate over everything that was tested is held at `profile.alpha`.
    """
    return list(cooled(table, profile).patterns)


def cooled(table: MetricTable, profile: ThermalProfile) -> Cooled:
    """As `cool`, with what could not be tested."""
    kinds = [PatternKind(name) for name in SECTIONS if _settings(profile, name).enabled]
    parts = [(part, list(_detections(part, table, profile, kinds))) for part in _parts(table)]
    every = list(chain.from_iterable(detections for _, detections in parts))
    found = [(part, f) for part, detections in parts for d in detections for f in d.findings]
    tested = sum(
        detection.tested
        for _, detections in parts
        for kind, detection in zip(kinds, detections, strict=True)
        if _settings(profile, kind).gives_p_values
    )
    kept = discoveries([f.p_value for _, f in found], tested, profile.alpha)
    real = [pair for pair, keep in zip(found, kept, strict=True) if keep]
    largest = max((part.tasks for part, _ in parts), default=0)
    few = [kind for kind in kinds if largest < _settings(profile, kind).min_tasks]
    patterns = [
        named(finding, part, table)
        for part, _ in parts
        for finding in with_suspects(merged([f for owner, f in real if owner is part]))
    ]
    return Cooled(
        patterns=tuple(_ranked(patterns)),
        notes=tuple(dict.fromkeys(chain.from_iterable(d.notes for d in every))),
        insufficient=tuple(few),
    )


def _parts(table: MetricTable) -> list[Part]:
    """The --by groups, else the whole table as one."""
    if not table.groups:
        return [Part({}, table.tasks)]
    return [Part(group.values, group.rows.size, group.rows) for group in table.groups]


def _detections(
    part: Part, table: MetricTable, profile: ThermalProfile, kinds: list[PatternKind]
) -> Iterator[Detection]:
    """What each detector finds in a part, in rows of the whole table."""
    seen = table if part.rows is None else table.subset(part.rows)
    for kind in kinds:
        detector = import_module(f"crackle_cli.detectors.{kind}")
        detection: Detection = detector.detect(seen, _settings(profile, kind))
        yield detection if part.rows is None else _moved(detection, part.rows)


def _settings(profile: ThermalProfile, name: str) -> DetectorSettings:
    settings: DetectorSettings = getattr(profile, name)
    return settings


def _moved(detection: Detection, rows: Rows) -> Detection:
    return replace(detection, findings=tuple(f.moved(rows) for f in detection.findings))


def _ranked(patterns: list[CracklePattern]) -> list[CracklePattern]:
    order = list(PatternKind)
    ranked = sorted(patterns, key=lambda p: (-p.confidence, order.index(p.kind), p.description))
    ids = told_apart([p.id for p in ranked])
    return [replace(p, id=name) for p, name in zip(ranked, ids, strict=True)]
