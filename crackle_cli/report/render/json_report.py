"""JSON for jq: one object, or one line for each pattern; report.schema.json describes both."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from crackle_cli.report.report import Entry, Report
from crackle_cli.table.units import Unit

SCHEMA_VERSION = 1
MOST_TASKS = 10_000  # labels listed for each pattern; involved_task_count counts them all


def render(report: Report) -> str:
    """One object, indented, always valid; NaN and infinities are null."""
    return json.dumps(finite(as_object(report)), indent=1, ensure_ascii=False) + "\n"


def render_lines(report: Report) -> str:
    """One pattern in each line, and a last line that sums up."""
    whole = as_object(report)
    patterns = whole.pop("patterns")
    records = [{"record": "pattern", **p} for p in patterns]
    records.append({"record": "summary", **whole})
    return "".join(json.dumps(finite(r), ensure_ascii=False) + "\n" for r in records)


def as_object(report: Report) -> dict[str, Any]:
    """The contract of JSON output, schema_version 1."""
    profile = report.profile
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "crackle", "version": report.version},
        "source": _source(report),
        "profile": profile and {"name": profile.name, "sha256": profile.sha256()},
        "summary": {
            "patterns": report.patterns,
            "by_kind": {str(kind): n for kind, n in report.by_kind.items()},
            "new": report.new,
            "known": report.known,
            "gated": report.gated,
            "exit_code": int(report.exit_code),
            "insufficient": [str(kind) for kind in report.insufficient],
        },
        "patterns": [_pattern(entry, report.census.units) for entry in report.entries],
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }


def _source(report: Report) -> dict[str, Any]:
    census = report.census
    return {
        "files": list(census.files),
        "format": census.format,
        "tasks": report.tasks,
        "metrics": report.metrics,
        "label": census.named_by,
        "rejected_rows": census.rejected_rows,
        "rejected": [row._asdict() for row in census.rejected],
        "missing_cells": census.missing_cells,
        "not_a_number": census.bad_cell_count,
        "not_numbers": [cell._asdict() for cell in census.bad_cells],
        "unused_columns": [column._asdict() for column in census.unused_columns],
        "notes": list(census.notes),
        "summary": report.summary and report.summary._asdict(),
    }


def _pattern(entry: Entry, units: Mapping[str, Unit]) -> dict[str, Any]:
    pattern, location = entry.pattern, entry.location
    involved = pattern.involved_metrics
    return {
        "id": pattern.id,
        "kind": str(pattern.kind),
        "description": pattern.description,
        "confidence": pattern.confidence,
        "involved_tasks": list(pattern.involved_tasks[:MOST_TASKS]),
        "involved_task_count": len(pattern.involved_tasks),
        "involved_metrics": list(involved),
        "units": {name: units[name].name for name in involved if name in units},
        "metrics": dict(pattern.metrics),
        "group": dict(pattern.group),
        "direction": entry.judged.direction,
        "status": entry.judged.status,
        "gates": entry.judged.gates,
        "spared": entry.judged.spared or None,
        "location": location and {"file": location[0], "line": location[1]},
        "evidence": dict(pattern.evidence),
        "explanation": list(entry.explanation),
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
