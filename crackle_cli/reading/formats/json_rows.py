"""JSON Lines and JSON arrays of objects, nested ones flattened to dotted names."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.columns.types import Cell
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.files.text import decoded
from crackle_cli.reading.formats.json_columns import (
    rows_of_columns,
    rows_of_lists,
    what_without_rows,
)
from crackle_cli.reading.formats.json_path import (
    Number,
    at_path,
    holds_objects,
    json_path_option,
    rows_inside,
)
from crackle_cli.reading.rows import MOST_REJECTED, FileRows
from crackle_cli.table.metric_table import Rejected

MOST_JSON_DEPTH = 20  # objects in objects, each of which becomes a part of a column's name

Objects = list[tuple[int, dict[str, Cell]]]


def read_json_lines(source: Source) -> FileRows:
    """One object in each line; a line that is none is rejected."""
    text, notes = decoded(source)
    objects: Objects = []
    rejected: list[Rejected] = []
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            objects.append((line, flat_object(written)))
        except ValueError as error:
            rejected.append(Rejected(source.name, line, _reason(error)))
    if len(rejected) > max(1, MOST_REJECTED * (len(objects) + len(rejected))):
        first = rejected[0]
        raise InputError(
            f"{source.name}: {len(rejected)} of {len(objects) + len(rejected)} lines cannot be "
            f"read, the first is line {first.line}: {first.reason}"
        )
    return _rows(source, "jsonl", objects, rejected, notes)


def read_json(source: Source, path: str | None) -> FileRows:
    """An array of rows, or an object of columns or rows, at the top or at a dotted path."""
    text, notes = decoded(source)
    try:
        value = _loaded(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{source.name}:{error.lineno}: not valid JSON: {error.msg}") from None
    except ValueError as error:
        raise InputError(f"{source.name}: {_reason(error)}") from None
    value = at_path(source.name, value, path)
    columns = rows_of_columns(value) if isinstance(value, dict) else None
    columns = rows_of_lists(value) if isinstance(value, list) else columns
    notes = (*notes, f"{source.name}: {columns.note}") if columns else notes
    rows = columns.objects if columns else _in_array(source.name, value, path)
    objects: Objects = []
    rejected: list[Rejected] = []
    for number, row in enumerate(rows, start=1):
        try:
            objects.append((0, _flat(_object(row))))
        except ValueError as error:
            rejected.append(Rejected(source.name, 0, f"element {number}: {_reason(error)}"))
    if len(rejected) > max(1, MOST_REJECTED * len(rows)):
        raise InputError(f"{source.name}: {len(rejected)} of {len(rows)} elements are no objects")
    warnings = rows_inside(source.name, rows, path) if len(rows) > 1 else ()
    return _rows(source, "json", objects, rejected, notes)._replace(warnings=warnings)


def flat_object(written: str) -> dict[str, Cell]:
    """One JSON object as dotted names and cells of text. Raises ValueError."""
    return _flat(_object(_loaded(written)))


def _loaded(text: str) -> Any:
    """The value, numbers kept as they are written. Raises ValueError."""
    try:
        return json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=str,
            object_pairs_hook=_without_duplicates,
        )
    except RecursionError:
        raise ValueError(f"nested deeper than {MOST_JSON_DEPTH} levels") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError(f'the key "{_twice(pairs)}" stands twice')
    return result


def _twice(pairs: list[tuple[str, Any]]) -> str:
    return next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("no JSON object")
    return value


def _flat(value: dict[str, Any]) -> dict[str, Cell]:
    pairs = list(_leaves(value, "", 0))
    flat = dict(pairs)
    if len(flat) < len(pairs):  # {"a.b": 1, "a": {"b": 2}}
        raise ValueError(f'the name "{_twice(pairs)}" stands twice, once as nested keys')
    return flat


def _leaves(value: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Cell]]:
    if depth > MOST_JSON_DEPTH:
        raise ValueError(f"nested deeper than {MOST_JSON_DEPTH} levels")
    for key, entry in value.items():
        if isinstance(entry, dict):
            yield from _leaves(entry, f"{prefix}{key}.", depth + 1)
        else:
            yield prefix + key, _cell(entry)


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str):
        return value
    return _written(value)


def _written(value: Any) -> str:
    """A value as JSON without spaces, its numbers as they were."""
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(k, ensure_ascii=False)}:{_written(v)}" for k, v in value.items())
        return "{" + ",".join(pairs) + "}"
    return value if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def _in_array(name: str, value: Any, path: str | None) -> list[Any]:
    """The elements of an array; an object is one row, unless it holds an array of objects."""
    if isinstance(value, list):
        if not value:
            raise InputError(f"{name}: the JSON array is empty")
        return value
    if isinstance(value, dict):
        if told := what_without_rows(value):
            raise InputError(f"{name}: holds {told}")
        inside = next((key for key, entry in value.items() if holds_objects(entry)), None)
        if inside:
            how = json_path_option(path, inside)
            raise InputError(f"{name}: the rows are inside the object; use {how}")
        return [value]
    raise InputError(f'{name}: the JSON holds no array of objects, such as [{{"x": 1}}]')


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg} (column {error.colno})"
    return str(error)


def _rows(
    source: Source,
    format_: str,
    objects: Objects,
    rejected: list[Rejected],
    notes: tuple[str, ...],
) -> FileRows:
    if not objects:
        raise InputError(f"{source.name}: holds no JSON object")
    names = dict.fromkeys(key for _, row in objects for key in row)
    return FileRows(
        file=source.name,
        format=format_,
        cells={name: [row.get(name) for _, row in objects] for name in names},
        lines=np.array([line for line, _ in objects], dtype=np.int64),
        rejected=tuple(rejected),
        notes=notes,
    )
