"""cool(table, profile): the detectors that a profile enables, and what they found as patterns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import chain

import numpy as np

from crackle_cli.naming import pattern_id, told_apart
from crackle_cli.pattern import CracklePattern, Detection, Finding, PatternKind
from crackle_cli.profile import ThermalProfile
from crackle_cli.settings import SECTIONS, DetectorSettings
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.table import MetricTable
from crackle_cli.wording import sentence


@dataclass(frozen=True)
class Cooled:
    """The patterns, highest confidence first, and what could not be tested and why."""

    patterns: tuple[CracklePattern, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """What was detected in one --by group, in rows of the whole table."""

    group: Mapping[str, str]
    detections: tuple[Detection, ...]


def cool(table: MetricTable, profile: ThermalProfile) -> list[CracklePattern]:
    """The patterns of a table, highest confidence first; within each group where it has groups.

    The false discovery rate over everything that was tested is held at `profile.alpha`.
    """
    return list(cooled(table, profile).patterns)


def cooled(table: MetricTable, profile: ThermalProfile) -> Cooled:
    """As `cool`, with the notes of the detectors."""
    parts = [_Part(group, detections) for group, detections in _detected(table, profile)]
    tested = sum(d.tested for part in parts for d in part.detections)
    found = [(part.group, f) for part in parts for d in part.detections for f in d.findings]
    kept = discoveries([f.p_value for _, f in found], tested, profile.alpha)
    patterns = [
        _pattern(f, group, table) for (group, f), keep in zip(found, kept, strict=True) if keep
    ]
    notes = dict.fromkeys(chain.from_iterable(d.notes for part in parts for d in part.detections))
    return Cooled(tuple(_ranked(patterns)), tuple(notes))


def _detected(
    table: MetricTable, profile: ThermalProfile
) -> Iterator[tuple[Mapping[str, str], tuple[Detection, ...]]]:
    if not table.groups:
        yield {}, tuple(_detections(table, profile))
    for group in table.groups:
        detections = _detections(table.subset(group.rows), profile)
        yield group.values, tuple(_moved(d, group.rows) for d in detections)


def _detections(table: MetricTable, profile: ThermalProfile) -> Iterator[Detection]:
    for kind in SECTIONS:
        settings: DetectorSettings = getattr(profile, kind)
        if settings.enabled:
            yield import_module(f"crackle_cli.detectors.{kind}").detect(table, settings)


def _moved(detection: Detection, rows: np.ndarray) -> Detection:
    return replace(detection, findings=tuple(f.moved(rows) for f in detection.findings))


def _pattern(finding: Finding, group: Mapping[str, str], table: MetricTable) -> CracklePattern:
    place = finding.place
    numbers = dict(finding.numbers)
    if finding.p_value is not None:
        numbers["p_value"] = finding.p_value
    if place:
        numbers |= {"row": place.row, "row_low": place.low, "row_high": place.high}
    evidence = dict(finding.evidence)
    if finding.violators:
        evidence["violators"] = [
            {"label": table.labels[v.row], "row": v.row, "residual": v.residual}
            for v in finding.violators
        ]
    return CracklePattern(
        kind=finding.kind,
        description=sentence(finding, table),
        confidence=finding.strength_low,
        involved_tasks=_labels(finding.rows, table),
        metrics=numbers,
        involved_metrics=finding.metrics,
        group=group,
        id=pattern_id(finding, group, table.labels[place.row] if place else ""),
        evidence={"strength": finding.strength, **evidence},
    )


def _labels(rows: np.ndarray, table: MetricTable) -> Sequence[str]:
    """The labels of the rows; the table's own sequence, not a copy, where it is all of them."""
    return table.labels if rows.size == table.tasks else tuple(table.labels[row] for row in rows)


def _ranked(patterns: list[CracklePattern]) -> list[CracklePattern]:
    order = list(PatternKind)
    ranked = sorted(patterns, key=lambda p: (-p.confidence, order.index(p.kind), p.description))
    ids = told_apart([p.id for p in ranked])
    return [replace(p, id=name) for p, name in zip(ranked, ids, strict=True)]
