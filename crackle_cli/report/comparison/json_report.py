"""A comparison as JSON: one object, or one line for each change; compare.schema.json has both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from crackle_cli import __version__
from crackle_cli.comparison.comparison import Comparison, Side
from crackle_cli.comparison.judging import Told
from crackle_cli.report.comparison.words import verdict
from crackle_cli.report.render.json_report import finite

SCHEMA_VERSION = 1


def render(comparisons: Sequence[Comparison]) -> str:
    """One object, or a list of several, indented; NaN and infinities are null."""
    objects = [finite(_object(one)) for one in comparisons]
    whole = objects[0] if len(objects) == 1 else objects
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _object(comparison: Comparison) -> dict[str, Any]:
    return {
        **_head(comparison),
        "changes": [_change(one) for one in comparison.changes],
        "same": [_value(one) for one in comparison.same],
    }


def render_lines(comparisons: Sequence[Comparison]) -> str:
    """A line for each change and each metric that is not told apart, and one that sums up."""
    return "".join(map(_lines, comparisons))


def _lines(comparison: Comparison) -> str:
    records = [
        *({"record": "change", **_change(one)} for one in comparison.changes),
        *({"record": "same", **_value(one)} for one in comparison.same),
        {"record": "summary", **_head(comparison)},
    ]
    return "".join(json.dumps(finite(one), ensure_ascii=False) + "\n" for one in records)


def _head(comparison: Comparison) -> dict[str, Any]:
    directions = [one.direction for one in comparison.changes]
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "crackle", "version": __version__},
        "base": _side(comparison.base),
        "new": _side(comparison.new),
        "profile": comparison.profile,
        "summary": {
            "metrics": comparison.metrics,
            "changes": len(comparison.changes),
            "better": directions.count("better"),
            "worse": directions.count("worse"),
            "gated": len(comparison.gated),
            "exit_code": int(comparison.exit_code),
        },
        "warnings": list(comparison.warnings),
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "tasks": side.tasks, "files": list(side.census.files)}


def _change(one: Told) -> dict[str, Any]:
    return {
        "kind": one.finding.kind,
        "description": one.sentence,
        "verdict": verdict(one),
        "gates": one.gates,
        "spared": one.spared or None,
        **_value(one.finding),
    }


def _value(value: Any) -> Any:
    """A value of a finding as JSON has it: records as objects, tuples as lists."""
    if is_dataclass(value):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "_asdict"):
        return {name: _value(part) for name, part in value._asdict().items()}
    if isinstance(value, Mapping):
        return {name: _value(part) for name, part in value.items()}
    return [_value(part) for part in value] if isinstance(value, tuple | list) else value
