"""JSON for jq: one object, or one line for each pattern; report.schema.json describes both."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, Literal

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.several import Several
from crackle_cli.errors import ExitCode
from crackle_cli.report.render.json_types import (
    SCHEMA_VERSION,
    GroupObject,
    HeadObject,
    PatternObject,
    ReportObject,
    SourceObject,
)
from crackle_cli.report.report import Entry, Report
from crackle_cli.table.units import Unit

MOST_TASKS = 10_000  # labels listed for each pattern; involved_task_count counts them all


def render(report: Report) -> str:
    """One object, indented, always valid; NaN and infinities are null."""
    whole: ReportObject = {**_head(report), "patterns": _patterns(report)}
    return json.dumps(finite(whole), indent=1, ensure_ascii=False) + "\n"


def render_lines(report: Report) -> str:
    """One pattern in each line, and a last line that sums up."""
    records: list[Mapping[str, Any]] = [{"record": "pattern", **p} for p in _patterns(report)]
    records.append({"record": "summary", **_head(report)})
    return "".join(json.dumps(finite(r), ensure_ascii=False) + "\n" for r in records)


def _head(report: Report) -> HeadObject:
    profile = report.profile
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "crackle", "version": report.version},
        "source": _source(report),
        "profile": {"name": profile.name, "sha256": profile.sha256()} if profile else None,
        "summary": {
            "patterns": report.patterns,
            "by_kind": dict(report.by_kind),
            "new": report.new,
            "known": report.known,
            "gated": report.gated,
            "exit_code": _exit_code(report),
            "insufficient": list(report.insufficient),
            "least_step": report.least_step,
        },
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def _exit_code(report: Report) -> Literal[0, 1, 2]:
    """That of a run with a report; one that was interrupted has none."""
    match report.exit_code:
        case ExitCode.CLEAN:
            return 0
        case ExitCode.GATED:
            return 1
    return 2


def _source(report: Report) -> SourceObject:
    census, seen = report.census, report.summary
    return {
        "files": list(census.files),
        "format": census.format,
        "tasks": report.tasks,
        "metrics": report.metrics,
        "label": census.named_by,
        "unordered": report.unordered.reason if report.unordered else None,
        "rejected_rows": census.rejected_rows,
        "rejected": [{"file": r.file, "line": r.line, "reason": r.reason} for r in census.rejected],
        "missing_cells": census.missing_cells,
        "not_a_number": census.bad_cell_count,
        "not_numbers": [
            {"file": c.file, "line": c.line, "column": c.column, "text": c.text}
            for c in census.bad_cells
        ],
        "unused_columns": [{"name": c.name, "reason": c.reason} for c in census.unused_columns],
        "notes": list(census.notes),
        "summary": seen
        and {
            "blocks": seen.blocks,
            "tasks_per_block": seen.tasks_per_block,
            "sampled_tasks": seen.sampled_tasks,
        },
    }


def _patterns(report: Report) -> list[PatternObject]:
    """As a person reads them: several of one sort as one, but for those that trip the gate."""
    units = report.census.units
    lines = {e.pattern.id for e in report.entries if isinstance(e.pattern.finding, Several)}
    inside: dict[str, list[PatternObject]] = {line: [] for line in lines}
    for entry in report.entries:
        if entry.pattern.ends in inside and not entry.judged.gates:
            inside[entry.pattern.ends].append(_pattern(entry, units))
    return [
        _pattern(entry, units, inside.get(entry.pattern.id, ()))
        for entry in report.entries
        if entry.pattern.ends not in lines or entry.judged.gates
    ]


def _pattern(
    entry: Entry, units: Mapping[str, Unit], members: Sequence[PatternObject] = ()
) -> PatternObject:
    pattern, location = entry.pattern, entry.location
    involved = pattern.involved_metrics
    return {
        "id": pattern.id,
        "kind": pattern.kind,
        "description": pattern.description,
        "confidence": pattern.confidence,
        "involved_tasks": list(pattern.involved_tasks[:MOST_TASKS]),
        "involved_task_count": len(pattern.involved_tasks),
        "involved_metrics": list(involved),
        "units": {name: units[name].name for name in involved if name in units},
        "metrics": dict(pattern.metrics),
        "evidence": dict(pattern.evidence),
        "group": dict(pattern.group),
        "groups": [_of_group(one) for one in pattern.of_groups],
        "members": list(members),
        "direction": entry.judged.direction,
        "status": entry.judged.status,
        "gates": entry.judged.gates,
        "standing": pattern.standing,
        "spared": entry.judged.spared or None,
        "location": location and {"file": location[0], "line": location[1]},
        "explanation": list(entry.explanation),
    }


def _of_group(pattern: CracklePattern) -> GroupObject:
    return {
        "group": dict(pattern.group),
        "description": pattern.description,
        "confidence": pattern.confidence,
        "metrics": dict(pattern.metrics),
    }


def finite(value: Any) -> Any:
    """The same value with numbers that JSON cannot hold as None, and lone surrogates escaped."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {finite(key): finite(entry) for key, entry in value.items()}
    if isinstance(value, Sequence):
        return [finite(entry) for entry in value]
    return value
