"""Every field of the JSON in tables, from report.schema.json."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import crackle_cli.report.render as renderers

Schema = Mapping[str, Any]

SCHEMA = Path(renderers.__file__).parent / "report.schema.json"
WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
    "array": "list",
}
HEAD = "| field | type | always there | meaning |\n|---|---|---|---|\n"


def fields() -> str:
    """What the schema says of itself, then a section for each definition that has fields."""
    schema = json.loads(SCHEMA.read_text())
    known = schema.get("$defs", {})
    parts = [f"{schema['title']}: {schema['description']}"]
    root = schema.get("$ref", "").rpartition("/")[2]
    for name, own in sorted(known.items(), key=lambda one: one[0] != root):
        told = "\n\n".join(_described(own, known))
        if told:
            parts.append(f"### {name}\n\n{told}")
    return "\n\n".join(parts) + "\n"


def _described(own: Schema, known: Schema) -> Iterator[str]:
    """Paragraphs and tables of one definition; none where it is no object."""
    rows = "".join(_rows(own, known, ""))
    if rows:
        yield from filter(None, [own.get("description", "")])
        yield (HEAD + rows).rstrip()
    for part in own.get("allOf", []):
        yield from _also(part, known)
    for either in own.get("oneOf", []) + own.get("anyOf", []):
        paragraphs = list(_described(either, known))
        if paragraphs:
            yield "Either:"
            yield from paragraphs


def _also(part: Schema, known: Schema) -> Iterator[str]:
    """One part of an `allOf`: another definition, one under a condition, or fields."""
    if "if" in part:
        where = " and ".join(
            f"`{name}` is {_type(value, known)}" for name, value in part["if"]["properties"].items()
        )
        yield f"Where {where}: {_type(part['then'], known)}."
    elif "$ref" in part:
        yield f"All of {_type(part, known)}."
    else:
        yield from _described(part, known)


def _rows(own: Schema, known: Schema, path: str) -> Iterator[str]:
    """A line for each property, those of an object inside it after it."""
    for name, value in own.get("properties", {}).items():
        always = "yes" if name in own.get("required", ()) else "no"
        meaning = value.get("description", "").replace("|", "\\|")
        yield f"| `{path}{name}` | {_type(value, known)} | {always} | {meaning} |\n"
        for inner, mark in _inside(value):
            yield from _rows(inner, known, f"{path}{name}{mark}.")


def _inside(value: Schema) -> Iterator[tuple[Schema, str]]:
    """The objects that a value may be, or that a list of it holds."""
    for one in (value, *value.get("oneOf", []), *value.get("anyOf", [])):
        if "properties" in one:
            yield one, ""
        elif isinstance(one.get("items"), dict):
            yield from ((inner, f"[]{mark}") for inner, mark in _inside(one["items"]))


def _type(value: Schema, known: Schema) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        scalar = not {"properties", "allOf", "oneOf", "anyOf"} & known[name].keys()
        return _type(known[name], known) if scalar else f"[{name}](#{name.lower()})"
    if "const" in value or "enum" in value:
        choices = [value["const"]] if "const" in value else value["enum"]
        return " or ".join(f"`{json.dumps(choice)}`" for choice in choices)
    either = value.get("oneOf") or value.get("anyOf")
    if either:
        return " or ".join(_type(one, known) for one in either)
    types = value.get("type", "anything")
    words = [WORDS.get(t, t) for t in ([types] if isinstance(types, str) else types)]
    if types == "array" and value.get("items"):
        return f"list of {_type(value['items'], known)}"
    if isinstance(value.get("additionalProperties"), dict):
        words[words.index("object")] = f"object of {_type(value['additionalProperties'], known)}"
    limits = f", {value['minimum']} to {value['maximum']}" if "maximum" in value else ""
    return " or ".join(words) + limits
