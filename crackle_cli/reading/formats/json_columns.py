"""JSON that holds columns, not rows: lists by name, what pandas writes, ranges of Prometheus."""

from collections.abc import Sequence
from typing import Any, NamedTuple

MANY_ALIKE = 20  # alike objects by name that are surely rows, and not the parts of one task
INDEX = "index"  # what the index of pandas is called, unless a column is
MOMENT_RESULTS = {"vector": "an instant vector", "scalar": "one scalar", "string": "one string"}


class Rows(NamedTuple):
    """The objects that columns were turned into, and what those columns were."""

    objects: list[dict[str, Any]]
    note: str


def rows_of_columns(value: dict[str, Any]) -> Rows | None:
    """The rows in an object of columns; None where it is none. Never guessed from one row."""
    for reader, note in (
        (_lists, "an object of columns"),
        (_split, "the columns, index and data of pandas"),
        (_by_index, "an object of columns, as pandas writes it"),
        (_by_row, "an object of rows by their index, as pandas writes it"),
        (_table, "the schema and data of pandas"),
        (_range_query, "a range query of Prometheus, a column for each series"),
    ):
        objects = reader(value)
        if objects:
            return Rows(objects, note)
    return None


def rows_of_lists(value: list[Any]) -> Rows | None:
    """The rows in a list of lists, the columns without names; None where it is none."""
    if not value or not all(isinstance(row, list) and _are_scalars(row) for row in value):
        return None
    if not value[0] or len({len(row) for row in value}) != 1:
        return None
    objects = [{f"c{i}": cell for i, cell in enumerate(row, start=1)} for row in value]
    return Rows(objects, "rows without names of columns")


def what_without_rows(value: dict[str, Any]) -> str | None:
    """What an object holds that was meant as a table and is none, and what to do; else None."""
    columns = list(value.values())
    if all(isinstance(column, list) and _are_scalars(column) for column in columns):
        sizes = sorted({len(column) for column in columns})
        return (
            f"columns of different lengths ({', '.join(map(str, sizes[:5]))})"
            if len(sizes) > 1
            else None
        )
    data = value.get("data")
    kind = data.get("resultType") if isinstance(data, dict) else None
    if kind in MOMENT_RESULTS:
        return (
            f"{MOMENT_RESULTS[kind]} of Prometheus, no rows over time; "
            "ask for a range (query_range)"
        )
    if kind == "matrix" and data and data.get("result") == []:
        return "an empty result of Prometheus; no series matched the query in that range"
    return None


def _lists(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"x": [1, 2], "y": [3, 4]}`."""
    if not all(isinstance(column, list) and _are_scalars(column) for column in value.values()):
        return None
    if len({len(column) for column in value.values()}) != 1:
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*value.values(), strict=True)]


def _split(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"columns": ["x"], "index": [0], "data": [[1]]}`."""
    names, data, index = (value.get(key) for key in ("columns", "data", "index"))
    if not (isinstance(names, list) and isinstance(data, list) and _are_names(names)):
        return None
    if not all(isinstance(row, list) and len(row) == len(names) for row in data):
        return None
    rows = [dict(zip(map(str, names), row, strict=True)) for row in data]
    if isinstance(index, list) and len(index) == len(rows) and INDEX not in names:
        return [{INDEX: at, **row} for at, row in zip(index, rows, strict=True)]
    return rows


def _by_index(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"x": {"0": 1, "1": 2}, "y": {"0": 3, "1": 4}}`; other keys may be those of one task."""
    columns = list(value.values())
    if len(columns) < 2 or not all(isinstance(column, dict) for column in columns):
        return None
    if not all(key.isdigit() for column in columns for key in column):
        return None
    index = sorted({key for column in columns for key in column}, key=int)
    same = all(len(column) == len(index) for column in columns)
    cells = [cell for column in columns for cell in column.values()]
    if not _are_scalars(cells) or len(index) < (2 if same else MANY_ALIKE):
        return None
    if not same and len(columns) > len(index):
        return None
    rows = [{name: column.get(key) for name, column in value.items()} for key in index]
    return rows if INDEX in value else [{INDEX: k, **r} for k, r in zip(index, rows, strict=True)]


def _by_row(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"a": {"x": 1, "y": 3}, "b": {"x": 2, "y": 4}}`, of many rows or of numbered ones."""
    rows = list(value.values())
    if len(rows) < 2 or not all(isinstance(row, dict) and row for row in rows):
        return None
    alike = all(row.keys() == rows[0].keys() and _are_scalars([*row.values()]) for row in rows)
    if not alike or not (len(rows) >= MANY_ALIKE or all(key.isdigit() for key in value)):
        return None
    return rows if INDEX in rows[0] else [{INDEX: k, **row} for k, row in value.items()]


def _table(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"schema": {"fields": …}, "data": [{"index": 0, "x": 1}]}`."""
    schema, data = value.get("schema"), value.get("data")
    if not (isinstance(schema, dict) and "fields" in schema and isinstance(data, list)):
        return None
    return data if all(isinstance(row, dict) for row in data) else None


def _range_query(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"data": {"resultType": "matrix", "result": [{"metric": …, "values": [[time, "1"]]}]}}`."""
    data = value.get("data")
    if not isinstance(data, dict) or data.get("resultType") != "matrix":
        return None
    try:
        return _by_time(data["result"])
    except (KeyError, TypeError, ValueError):  # not what Prometheus answers
        return None


def _by_time(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for series in result:
        labels = dict(series["metric"])
        name = str(labels.pop("__name__", "value"))
        told = ",".join(f"{key}={label}" for key, label in labels.items())
        for time, number in series["values"]:
            row = rows.setdefault(time, {"timestamp": time})
            row[f"{name}{{{told}}}" if told else name] = number
    return [rows[time] for time in sorted(rows, key=float)]


def _are_scalars(cells: Sequence[Any]) -> bool:
    return not any(isinstance(cell, (list, dict)) for cell in cells)


def _are_names(names: Sequence[Any]) -> bool:
    return len(set(map(str, names))) == len(names) and _are_scalars(names)
