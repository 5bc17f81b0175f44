"""compare.schema.json, made of the types of a comparison: `python -m tests.compare_schema`."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from crackle_cli.comparison import findings
from crackle_cli.report.comparison import json_report

PATH = Path(json_report.__file__).with_name("compare.schema.json")
SIMPLE = {int: "integer", str: "string", bool: "boolean"}
COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}


def schema() -> dict[str, Any]:
    """The schema of `crackle compare --json` (the root), and of a line of `-f jsonl`."""
    kinds = [kind for kind in _subclasses(findings.Finding) if "kind" in vars(kind)]
    head = _head()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"crackle comparison, schema_version {json_report.SCHEMA_VERSION}",
        "description": "What `crackle compare --json` prints (the root; a list of them for more "
        "than two sides), and the lines of `-f jsonl` ($defs/line). Fields may be added within a "
        "schema_version. A number that JSON cannot hold is null.",
        "anyOf": [
            {"$ref": "#/$defs/comparison"},
            {"type": "array", "items": {"$ref": "#/$defs/comparison"}},
        ],
        "$defs": {
            "comparison": _object(
                {
                    **head,
                    "changes": {"type": "array", "items": {"$ref": "#/$defs/change"}},
                    "same": {"type": "array", "items": {"$ref": "#/$defs/same"}},
                }
            ),
            "line": {
                "oneOf": [
                    _line("change", {"$ref": "#/$defs/change"}),
                    _line("same", {"$ref": "#/$defs/same"}),
                    _line("summary", _object(head)),
                ]
            },
            "change": {"oneOf": [{"$ref": f"#/$defs/{kind.kind}"} for kind in kinds]},
            "same": _of(findings.Same),
            **{kind.kind: _change(kind) for kind in kinds},
        },
    }


def text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _head() -> dict[str, Any]:
    side = _object({"name": TEXT, "tasks": COUNT, "files": {"type": "array", "items": TEXT}})
    counts = ("metrics", "changes", "better", "worse", "gated")
    summary = {**dict.fromkeys(counts, COUNT), "exit_code": {"enum": [0, 1]}}
    return {
        "schema_version": {"const": json_report.SCHEMA_VERSION},
        "tool": _object({"name": {"const": "crackle"}, "version": TEXT}),
        "base": side,
        "new": side,
        "profile": TEXT,
        "summary": _object(summary),
        "warnings": {"type": "array", "items": TEXT},
    }


def _change(kind: type[findings.Finding]) -> dict[str, Any]:
    shown = {
        "kind": {"const": kind.kind},
        "description": {"type": "string", "minLength": 1},
        "verdict": {"enum": ["better", "worse", "changed"]},
        "gates": {"type": "boolean"},
        "spared": {"type": ["string", "null"]},
    }
    about = " ".join((kind.__doc__ or "").split("\n\n")[0].split())
    return {"description": about, **_object({**shown, **_of(kind)["properties"]})}


def _subclasses(kind: type) -> list[type[Any]]:
    return [one for child in kind.__subclasses__() for one in (child, *_subclasses(child))]


def _line(record: str, rest: dict[str, Any]) -> dict[str, Any]:
    mark = {"properties": {"record": {"const": record}}, "required": ["record"]}
    return {"allOf": [rest, mark]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _of(hint: Any) -> dict[str, Any]:
    """The schema of a type of a finding's field."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_of(arg) for arg in args]}
    if hint in SIMPLE:
        return {"type": SIMPLE[hint]}
    if hint is float:
        return {"type": ["number", "null"]}  # infinite and NaN are null
    if hint is NoneType:
        return {"type": "null"}
    if origin is tuple:
        same = args[-1] is ... or len(set(args)) == 1
        if same:
            return {"type": "array", "items": _of(args[0])}
        return {"type": "array", "prefixItems": [_of(arg) for arg in args]}
    hints = get_type_hints(hint)
    names = [f.name for f in fields(hint)] if is_dataclass(hint) else hint._fields
    return _object({name: _of(hints[name]) for name in names})


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
