"""JSON that holds columns, not rows: lists by name, what pandas writes, ranges of Prometheus."""

from collections.abc import Sequence
from typing import Any, NamedTuple

INDEX = "index"  # what the index of pandas is called, unless a column is
MOMENTS = {"vector": "an instant vector", "scalar": "one scalar", "string": "one string"}


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
        (_range_query, "a range query of Prometheus, a column for each series"),
    ):
        objects = reader(value)
        if objects:
            return Rows(objects, note)
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
    index = list(columns[0])
    alike = all(list(column) == index and _are_scalars([*column.values()]) for column in columns)
    if not alike or len(index) < 2 or not all(key.isdigit() for key in index):
        return None
    rows = [{name: column[key] for name, column in value.items()} for key in index]
    return rows if INDEX in value else [{INDEX: k, **r} for k, r in zip(index, rows, strict=True)]


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


def answer_without_rows(value: dict[str, Any]) -> str | None:
    """What an answer of Prometheus holds that is no table, and what to ask for; else None."""
    data = value.get("data")
    kind = data.get("resultType") if isinstance(data, dict) else None
    if kind in MOMENTS:
        return f"{MOMENTS[kind]} of Prometheus, no rows over time; ask for a range (query_range)"
    if kind == "matrix" and data and data.get("result") == []:
        return "an empty result of Prometheus; no series matched the query in that range"
    return None


def _are_scalars(cells: Sequence[Any]) -> bool:
    return not any(isinstance(cell, (list, dict)) for cell in cells)


def _are_names(names: Sequence[Any]) -> bool:
    return len(set(map(str, names))) == len(names) and _are_scalars(names)
