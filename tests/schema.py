"""report.schema.json, made of the types of findings and JSON: `python -m tests.schema`."""

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from crackle_cli.cooling.pattern import Breaches, Onset, PartOf
from crackle_cli.detectors.clustering import findings as clustering
from crackle_cli.detectors.conservation import findings as conservation
from crackle_cli.detectors.correlation import findings as correlation
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.phase_transition import findings as phase_transition
from crackle_cli.detectors.several import TYPES as SEVERAL
from crackle_cli.detectors.shown import Fact, Field, Figure, Shown, fields
from crackle_cli.report.render import json_types

PATH = Path(json_types.__file__).with_name("report.schema.json")
TYPES: dict[PatternKind, tuple[type[Finding], ...]] = {
    PatternKind.CLUSTERING: (*clustering.TYPES, SEVERAL[PatternKind.CLUSTERING]),
    PatternKind.PHASE_TRANSITION: (
        *phase_transition.TYPES,
        SEVERAL[PatternKind.PHASE_TRANSITION],
    ),
    PatternKind.CONSERVATION: (*conservation.TYPES, SEVERAL[PatternKind.CONSERVATION]),
    PatternKind.CORRELATION: (*correlation.TYPES, SEVERAL[PatternKind.CORRELATION]),
}
PLACES: dict[PatternKind, tuple[type, ...]] = {
    PatternKind.CLUSTERING: (PartOf,),
    PatternKind.PHASE_TRANSITION: (Onset,),
    PatternKind.CONSERVATION: (Breaches, PartOf),
    PatternKind.CORRELATION: (PartOf,),
}
SIMPLE = {int: "integer", str: "string", bool: "boolean"}
STRICTER = {  # what no type says
    ("PatternObject", "id"): {
        "pattern": f"^({'|'.join(PatternKind)})-[0-9a-f]{{8}}(-[0-9]+)?$",
    },
    ("PatternObject", "description"): {"minLength": 1},
    ("PatternObject", "involved_metrics"): {"minItems": 1},
    ("ProfileObject", "sha256"): {"pattern": "^[0-9a-f]{64}$"},
}


def schema() -> dict[str, Any]:
    """The schema of the whole report (the root), and of one line of `-f jsonl` ($defs/line)."""
    version = json_types.SCHEMA_VERSION
    pattern = described(json_types.PatternObject)
    pattern["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind.value}}},
            "then": {"$ref": f"#/$defs/{kind}"},
        }
        for kind in PatternKind
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"crackle report, schema_version {version}",
        "description": "What `crackle cool --json` prints (the root), and the lines of `-f jsonl` "
        "($defs/line). Fields may be added within a schema_version; none is renamed or retyped. "
        "A number that JSON cannot hold is null.",
        "$ref": "#/$defs/report",
        "$defs": {
            "report": described(json_types.ReportObject),
            "line": {
                "oneOf": [
                    _line("pattern", {"$ref": "#/$defs/pattern"}),
                    _line("summary", described(json_types.HeadObject)),
                ]
            },
            "pattern": pattern,
            **{kind.value: _of_kind(kind) for kind in PatternKind},
        },
    }


def _line(record: str, rest: dict[str, Any]) -> dict[str, Any]:
    mark = {"properties": {"record": {"const": record}}, "required": ["record"]}
    return {"allOf": [rest, mark]}


def _of_kind(kind: PatternKind) -> dict[str, Any]:
    records = [*TYPES[kind], *PLACES[kind]]
    shown = [field for record in records for field in fields(record)]
    return {
        "description": f"What else a {kind.words} has. All fields are optional, and others may be "
        "added.",
        "type": "object",
        "properties": {
            name: {"type": "object", "properties": _merged(f for f in shown if _is(f, sort))}
            for name, sort in (("metrics", Figure), ("evidence", Fact))
        },
    }


def _is(field: Field, sort: type[Shown]) -> bool:
    return isinstance(field.shown, sort)


def _merged(shown: Iterable[Field]) -> dict[str, Any]:
    """The fields of several types by their names: each of any of the types that it has."""
    by_name: dict[str, list[Field]] = {}
    for field in shown:
        by_name.setdefault(field.name, []).append(field)
    return {
        name: _with([field.shown for field in same], Union[tuple(map(_type, same))])  # noqa: UP007
        for name, same in by_name.items()
    }


def _type(field: Field) -> Any:
    """Without None where that is left out."""
    if not field.shown.optional:
        return field.type
    # What a union is made of is known here only when the program runs.
    return Union[tuple(t for t in get_args(field.type) if t is not NoneType)]  # noqa: UP007


def described(typed_dict: type) -> dict[str, Any]:
    """An object that has all the keys of a TypedDict."""
    hints = get_type_hints(typed_dict, include_extras=True)
    return {
        "type": "object",
        "properties": {
            name: {**_annotated(hint), **STRICTER.get((typed_dict.__name__, name), {})}
            for name, hint in hints.items()
        },
        "required": list(hints),
    }


def _annotated(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is not Annotated:
        return _of(hint)
    kind, *notes = get_args(hint)
    return _with(notes, kind)


def _with(notes: list[Shown], hint: Any) -> dict[str, Any]:
    """A type with what notes of it say: its meaning, and between which numbers it is."""
    about = " ".join(dict.fromkeys(note.about for note in notes))
    least = [note.least for note in notes if note.least is not None]
    most = [note.most for note in notes if note.most is not None]
    bounds = {"minimum": min(least)} if len(least) == len(notes) else {}
    bounds |= {"maximum": max(most)} if len(most) == len(notes) else {}
    number = {"type": "number"} if hint is float and len(bounds) == 2 else _of(hint)
    return {"description": about, **bounds, **number}


def _of(hint: Any) -> dict[str, Any]:
    """The schema of a type."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _any_of(args)
    if hint is json_types.PatternObject:
        return {"$ref": "#/$defs/pattern"}
    if hint in SIMPLE:
        return {"type": SIMPLE[hint]}
    if hint is float:
        return {"type": ["number", "null"]}  # infinite and NaN are null
    if hint is NoneType:
        return {"type": "null"}
    if (values := _values(hint)) is not None:
        return {"enum": values}
    if origin in (tuple, list):
        fixed = {} if origin is list or args[-1] is ... else _length(len(args))
        return {"type": "array", "items": _of(args[0]), **fixed}
    if origin in (dict, Mapping):
        return _mapping(*args)
    return described(hint) if is_typeddict(hint) else _record(hint)


def _length(n: int) -> dict[str, int]:
    return {"minItems": n, "maxItems": n}


def _values(hint: Any) -> list[Any] | None:
    """The values that an enumeration has; None of other types."""
    if get_origin(hint) is Literal:
        return list(get_args(hint))
    return (
        [one.value for one in hint] if isinstance(hint, type) and issubclass(hint, Enum) else None
    )


def _any_of(hints: Iterable[Any]) -> dict[str, Any]:
    """One list of values, or of the names of simple types; else the one or the other."""
    parts = [_of(hint) for hint in hints]
    if any("enum" in part for part in parts):
        values = [value for part in parts for value in part.get("enum", [None])]
        return {"enum": list(dict.fromkeys(values))}
    if all(part.keys() == {"type"} for part in parts):
        names = [n for part in parts for n in _listed(part["type"])]
        return {"type": list(dict.fromkeys(names))}
    unlike = [part for i, part in enumerate(parts) if part not in parts[:i]]
    return unlike[0] if len(unlike) == 1 else {"anyOf": unlike}


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def _mapping(key: Any, value: Any) -> dict[str, Any]:
    """An object of any names, or of those of an enumeration, which counts each."""
    names = _values(key)
    if names is not None:
        properties = {name: {**_of(value), "minimum": 0} for name in names}
        return {"type": "object", "properties": properties, "required": names}
    return {"type": "object", **({} if value is Any else {"additionalProperties": _of(value)})}


def _record(hint: type) -> dict[str, Any]:
    """A value of a fact: what it shows itself."""
    shown = fields(hint)
    if not shown:
        raise TypeError(f"{hint} shows nothing")
    return {
        "type": "object",
        "properties": _merged(shown),
        "required": [field.name for field in shown if not field.shown.optional],
    }


def text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
