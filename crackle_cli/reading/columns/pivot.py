"""A long table made wide: one task for all rows of a key, one metric for each name. O(n log n)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.axes import COUNTS
from crackle_cli.reading.columns.keys import codes_of, is_time, joint
from crackle_cli.reading.columns.long import counts_rows, is_called_value, is_constant_in
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn, texts_of, typed
from crackle_cli.table.arrays import Floats, Rows


class Tasks(NamedTuple):
    """The tasks that n rows are of.

    of     (n,) the task of each row, from 0 in their order; -1 of rows that are left out
    first  (t,) the first row of each task
    """

    of: Rows
    first: Rows


class Wide(NamedTuple):
    """A table made wide.

    columns  its t cells each
    metrics  (name, column of values) -> the metric that they became
    dropped  columns of which a task has several cells, and why each is left out
    several  how many cells of metrics stand for several rows
    """

    columns: dict[str, Column]
    metrics: Mapping[tuple[str, str], str]
    dropped: Mapping[str, str]
    several: int


def tasks_of(codes: Rows, places: Floats | None) -> Tasks:
    """The tasks of rows (codes (n,), -1 of none), in the order in which they come.

    places: (n,) what their key says of the order, where it says any. By that they are sorted where
    they would come neither forwards nor backwards, as in a table that is sorted by its names.
    """
    known, first, of = np.unique(codes, return_index=True, return_inverse=True)
    held = np.flatnonzero(known >= 0)
    order = np.argsort(first[held], kind="stable")
    if places is not None:
        at = places[first[held]]
        steps = np.diff(at[order])
        if not ((steps >= 0).all() or (steps <= 0).all()):
            order = np.argsort(at, kind="stable")
    rank = np.full(known.size, -1)
    rank[held[order]] = np.arange(order.size)
    return Tasks(rank[of], first[held][order])


def wide(
    columns: Mapping[str, Column], tasks: Tasks, names: Sequence[str], values: Sequence[str]
) -> Wide:
    """The columns with `values` once for each name, and the others as each task has them.

    A metric is called by its name, with the column of values behind it where there are several;
    values of one name alone keep the name of their column.
    """
    others = {n: c for n, c in columns.items() if n not in names and n not in values}
    made, dropped, several = _of_tasks(others, tasks, complete=not names)
    dropped.update(dict.fromkeys(names, "names the metrics"))
    if not names:
        return Wide(made, {}, dropped, several)
    parts: dict[tuple[str, str], MetricColumn] = {}
    for name, rows in _rows_of_names(columns, names, tasks.of):
        for value in values:
            part = _part(columns[value], rows)
            if part is not None:
                cells, count = _gathered(tasks, rows, part.values)
                several += count
                parts[name, value] = part._replace(values=cells, bad=(), notes=())
    called = _called([*parts], values, made)
    made.update({called[pair]: column for pair, column in parts.items()})
    return Wide(made, called, dropped, several)


def _of_tasks(
    columns: Mapping[str, Column], tasks: Tasks, complete: bool
) -> tuple[dict[str, Column], dict[str, str], int]:
    """The columns of which each task has one cell, why others are left out, and cells of several.

    The first one of times that differ. complete: the rows of a task are of one another.
    """
    made: dict[str, Column] = {}
    dropped: dict[str, str] = {}
    several = 0
    every = np.arange(tasks.of.size)
    for name, column in columns.items():
        present = np.where(codes_of(column) < 0, -1, tasks.of)
        alike = is_constant_in(present if complete else tasks.of, column)
        if alike or is_time(name, column):
            made[name] = _firsts(column, present, tasks)
        elif isinstance(column, OtherColumn):
            dropped[name] = column.reason
        elif complete:
            cells, count = _gathered(tasks, every, column.values)
            made[name] = column._replace(values=cells, bad=(), notes=())
            several += count
        else:
            dropped[name] = COUNTS if counts_rows(column) else "not pivoted"
    return made, dropped, several


def _firsts(column: Column, present: Rows, tasks: Tasks) -> Column:
    """The first cell of each task. present: (n,) the task of each row that has one, else -1."""
    known, at = np.unique(present, return_index=True)
    rows = tasks.first.copy()
    rows[known[known >= 0]] = at[known >= 0]
    if isinstance(column, OtherColumn):
        return column._replace(text=column.text.taken(rows))
    return column._replace(values=column.values[rows], bad=(), notes=())


def _rows_of_names(
    columns: Mapping[str, Column], names: Sequence[str], of: Rows
) -> Iterator[tuple[str, Rows]]:
    """Each name, in the order in which they come, with the rows of tasks that have it."""
    codes = joint([codes_of(columns[name]) for name in names])
    codes = np.where(of < 0, -1, codes)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    parts = [rows for rows in np.split(order, starts) if rows.size and codes[rows[0]] >= 0]
    for rows in sorted(parts, key=lambda rows: int(rows[0])):
        yield " ".join(_text(name, columns[name], int(rows[0])) for name in names), rows


def _text(name: str, column: Column, row: int) -> str:
    """What stands in a cell of a column of names: `web-1`, `store 3`."""
    if isinstance(column, OtherColumn):
        return column.text.categories[int(column.text.codes[row])]
    return f"{name} {column.values[row]:.15g}"


def _part(column: Column, rows: Rows) -> MetricColumn | None:
    """The values of one name; numbers in units that others do not have are read by themselves."""
    if isinstance(column, OtherColumn):
        read = typed(texts_of(column.text.taken(rows)))
        return read if isinstance(read, MetricColumn) else None
    values = column.values[rows]
    return None if np.isnan(values).all() else column._replace(values=values)


def _gathered(tasks: Tasks, rows: Rows, values: Floats) -> tuple[Floats, int]:
    """(t,) the value of each task, NaN where none; and how many stand for several rows.

    Of several the median; of flags the share; how many there are of what is 1 in every row.
    """
    present = ~np.isnan(values)
    of, values = tasks.of[rows[present]], values[present]
    of, values = of[of >= 0], values[of >= 0]
    sizes = np.bincount(of, minlength=tasks.first.size)
    some, several = sizes > 0, int(np.count_nonzero(sizes > 1))
    cells = np.full(tasks.first.size, np.nan)
    if not several:
        cells[of] = values
    elif (values == 1.0).all():
        cells = sizes.astype(np.float64)
    elif ((values == 0.0) | (values == 1.0)).all():
        cells[some] = np.bincount(of, values, tasks.first.size)[some] / sizes[some]
    else:
        ranked = values[np.lexsort((values, of))]
        start, size = (np.cumsum(sizes) - sizes)[some], sizes[some]
        cells[some] = (ranked[start + (size - 1) // 2] + ranked[start + size // 2]) / 2.0
    return cells, several


def _called(
    pairs: Sequence[tuple[str, str]], values: Sequence[str], taken: Mapping[str, Column]
) -> dict[tuple[str, str], str]:
    """What each pair of a name and a column of values is called; no two alike.

    By its name alone where the column is called no more than `value`.
    """
    bare = [value for value in values if is_called_value(value)]
    names = {name for name, _ in pairs}
    of_value = [value for _, value in pairs]
    called: dict[tuple[str, str], str] = {}
    used = set(taken)
    for name, value in pairs:
        alone = len(names) > 1 and of_value.count(value) == 1
        told = value if alone and len(values) > 1 else name
        told = f"{name} {value}" if told == name and len(values) > 1 and [value] != bare else told
        while told in used:
            told = f"{told} {value}"
        used.add(told)
        called[name, value] = told
    return called
