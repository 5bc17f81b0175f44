"""Tasks in Parquet files of any length, a piece at a time: row groups are skipped by number."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from crackle_cli.reading.columns.date_order import dates_of
from crackle_cli.reading.columns.looked import Looked
from crackle_cli.reading.columns.types import DATED, OtherColumn, coded, unmasked_texts
from crackle_cli.reading.files.engine import database
from crackle_cli.reading.formats.parquet import ROW
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.reading.unordered import REMEDY, unordered
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.labels import LazyLabels, RowLabels, TextColumn
from crackle_cli.table.metric_table import Census, MetricTable, Unordered
from crackle_cli.table.pieces import CELLS, Piece

PAGE = 1 << 11  # labels read at once


@dataclass(frozen=True)
class ParquetFile:
    """Rows that a user knows to be in the file `name`.

    columns  name of a column -> its name in this file; one that is not there is missing in it
    label    the column of the names of tasks, where they have one
    line     the column of their 1-based lines in the file of that name, where it has lines
    """

    name: str
    path: Path
    rows: int
    columns: Mapping[str, str]
    label: str | None = None
    line: str | None = None


@dataclass(frozen=True, eq=False)
class ParquetTasks:
    """The rows of all files, one after another.

    metrics, text_columns: names of the columns that are read as numbers, and as text.
    names_repeat: whether several tasks may have one name, so that each has its row beside it.
    written: how numbers that are names are written; None where names are text.
    said_before: as that of a MetricTable.
    identifiers: text columns that the files hold as numbers.
    ordered: whether the user says that their order means something; None: by evidence.
    """

    files: tuple[ParquetFile, ...]
    metrics: tuple[str, ...]
    text_columns: tuple[str, ...]
    census: Census
    names_repeat: bool = False
    written: Callable[[float], str] | None = None
    said_before: str | None = None
    identifiers: frozenset[str] = frozenset()
    ordered: bool | None = None

    @property
    def tasks(self) -> int:
        return sum(file.rows for file in self.files)

    @cached_property
    def labels(self) -> Sequence[str]:
        return Labels(self) if any(f.label for f in self.files) else RowLabels(range(self.tasks))

    def prepare_labels(self, rows: Indices) -> None:
        """Read the labels of some rows (ascending) at once."""
        if isinstance(self.labels, Labels):
            self.labels.prepare(rows)

    def pieces(self, metrics: Sequence[str], rows: range) -> Iterator[Piece]:
        """Some metrics of the rows, infinities as missing; CELLS or fewer at once."""
        most = max(1, CELLS // max(1, len(metrics)))
        for file, first in self._placed():
            start, stop = max(rows.start, first), min(rows.stop, first + file.rows)
            for begin in range(start, stop, most):
                end = min(stop, begin + most)
                yield self._read(file, metrics, first, range(begin, end))

    def texts(self, rows: Indices) -> Mapping[str, TextColumn]:
        """The columns of text of some rows (ascending), and the files they are from."""
        found = {name: coded(self._text(name, rows)) for name in self.text_columns}
        if FILE in self.metrics:
            return found
        names = tuple(dict.fromkeys(file.name for file in self.files))
        ends = np.cumsum([file.rows for file in self.files])
        places = np.array([names.index(file.name) for file in self.files], dtype=np.int32)
        return {**found, FILE: TextColumn(places[np.searchsorted(ends, rows, "right")], names)}

    def _text(self, name: str, rows: Indices) -> list[str | None]:
        cells = self._cells(rows, [file.columns.get(name) for file in self.files])
        if name not in self.identifiers:
            return cells
        return [cell and f"{float(cell):.15g}" for cell in cells]

    def names(self, rows: Indices) -> list[str | None]:
        """The names of some tasks (ascending), None where they have none."""
        cells = self._cells(rows, [file.label for file in self.files])
        if self.written:
            cells = [cell and self.written(float(cell)) for cell in cells]
        if self.names_repeat:
            numbered = zip(cells, rows.tolist(), strict=True)
            cells = [cell and f"{cell} (row {row})" for cell, row in numbered]
        return cells

    def called(self, name: str) -> int:
        """How many tasks have a name."""
        counts: list[int] = []
        for file in (file for file in self.files if file.label):
            label = f"CAST({quoted(file.label or '')} AS VARCHAR)"
            query = f"SELECT count(*) FROM {_scan(file)} WHERE {label} = ?"
            counts += database().cursor().execute(query, [name]).fetchall()[0]
        return sum(counts)

    def values(self, metrics: Sequence[str], rows: Indices) -> Mapping[str, Floats]:
        """Some metrics of some rows (ascending), infinities as missing."""
        found = {name: np.full(rows.size, np.nan) for name in metrics}
        for place, own, places in self._within(rows):
            file = self.files[place]
            known = [name for name in metrics if name in file.columns]
            casts = [f"CAST(file.{quoted(file.columns[name])} AS DOUBLE)" for name in known]
            if known:
                columns = self._some(file, own, casts).values()
                for name, column in zip(known, columns, strict=True):
                    found[name][places] = _numbers(column)
        for values in found.values():
            _drop_infinities(values)
        return found

    def location(self, row: int) -> tuple[str, int] | None:
        """File and 1-based line of a task, or None where it was not read from a file of lines."""
        ((place, own, _),) = self._within(np.array([row]))
        file = self.files[place]
        if file.line is None:
            return None
        (lines,) = self._some(file, own, [f"file.{quoted(file.line)}"]).values()
        return file.name, int(lines[0])

    def unordered(self, sample: MetricTable) -> Unordered | None:
        """Why the tasks are in no order, as a sample of them tells; None where they may be."""
        assert sample.sampled
        rows = sample.sampled.rows
        dates = {one.name for one in self.census.unused_columns if one.reason == DATED}
        texts = {name: sample.texts[name] for name in self.text_columns if name not in dates}
        if any(file.label not in (None, *self.text_columns) for file in self.files):
            texts["label"] = coded(self._cells(rows, [file.label for file in self.files]))
        looked = Looked(
            metrics={name: sample.metrics[name] for name in sample.measured},
            axes={},
            texts=texts,
            identifiers={},
            dates=dates_of({name: OtherColumn(sample.texts[name], DATED) for name in dates}),
            files=sample.texts.get(FILE, TextColumn(np.zeros(rows.size, np.int32), ("",))),
        )
        every = [np.arange(rows.size)]
        found = unordered(looked, ReadOptions(ordered=self.ordered), every, None)
        # Nothing can be grouped or sorted that is read in pieces.
        return found and found._replace(remedy=found.remedy and REMEDY)

    def _cells(self, rows: Indices, columns: Sequence[str | None]) -> list[str | None]:
        """One column of some rows as text; `columns`: its name in each file."""
        found: list[str | None] = []
        for place, own, _ in self._within(rows):
            name = columns[place]
            if name is None:
                found += [None] * own.size
            else:
                text = f"CAST(file.{quoted(name)} AS VARCHAR)"
                (column,) = self._some(self.files[place], own, [text]).values()
                found += unmasked_texts(column)
        return found

    def _within(self, rows: Indices) -> Iterator[tuple[int, Indices, slice]]:
        """Each file with some of the rows (ascending), these in the file, and which they are."""
        for place, (file, first) in enumerate(self._placed()):
            low, high = np.searchsorted(rows, [first, first + file.rows])
            if low < high:
                yield place, rows[low:high] - first, slice(int(low), int(high))

    def _placed(self) -> Iterator[tuple[ParquetFile, int]]:
        """Each file and the row it begins with."""
        starts = accumulate((file.rows for file in self.files), initial=0)
        return zip(self.files, starts, strict=False)

    def __getstate__(self) -> dict[str, Any]:
        """The plan: files, columns and rows, without the names that were read."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def _read(self, file: ParquetFile, metrics: Sequence[str], first: int, rows: range) -> Piece:
        known = [name for name in metrics if name in file.columns]
        casts = [f"CAST({quoted(file.columns[name])} AS DOUBLE)" for name in known]
        query = (
            f"SELECT {', '.join(casts) or 1} FROM {_scan(file)} "
            f"WHERE {ROW} >= {rows.start - first} AND {ROW} < {rows.stop - first}"
        )
        columns = list(database().cursor().execute(query).fetchnumpy().values())
        numbers = [_numbers(column) for column in columns]
        infinite = sum(_drop_infinities(column) for column in numbers)
        found = dict(zip(known, numbers, strict=False))
        every = {name: found.get(name, np.full(len(rows), np.nan)) for name in metrics}
        return Piece(rows.start, every, infinite)

    def _some(
        self, file: ParquetFile, rows: Indices, expressions: Sequence[str]
    ) -> Mapping[str, np.ndarray]:
        """Expressions of some rows (ascending) of a file."""
        connection = database().cursor()
        connection.register("wanted", {"row": rows})
        named = ", ".join(f"{text} AS c{i}" for i, text in enumerate(expressions))
        query = (
            f"SELECT {named} FROM {_scan(file)} AS file "
            f"JOIN wanted ON file.{ROW} = wanted.row "
            f"WHERE {ROW} >= {rows[0]} AND {ROW} <= {rows[-1]} ORDER BY {ROW}"
        )
        found: Mapping[str, np.ndarray] = connection.execute(query).fetchnumpy()
        return found


class Labels(LazyLabels):
    """The names of tasks, a page at a time; a slice reads nothing until it is looked into."""

    def __init__(self, tasks: ParquetTasks, rows: range | None = None) -> None:
        self._tasks = tasks
        self._rows = range(tasks.tasks) if rows is None else rows
        self._known: dict[int, str] = {}

    def prepare(self, rows: Indices) -> None:
        """Read the names of some tasks (ascending) at once."""
        texts = self._tasks.names(rows)
        for row, text in zip(rows.tolist(), texts, strict=True):
            self._known[row] = f"row {row}" if text is None else text

    def _name(self, row: int) -> str:
        if row not in self._known:
            first = row - row % PAGE
            self.prepare(np.arange(first, min(first + PAGE, self._tasks.tasks)))
        return self._known[row]

    def count(self, value: str) -> int:
        """How many of all tasks are called so, in one pass over their names."""
        return self._tasks.called(value)


def quoted(name: str) -> str:
    """A name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


def _scan(file: ParquetFile) -> str:
    path = str(file.path).replace("'", "''")
    return f"read_parquet('{path}', {ROW} = true)"


def _numbers(values: np.ndarray) -> Floats:
    numbers: Floats = np.ma.filled(values, np.nan).astype(np.float64, copy=False)
    return numbers


def _drop_infinities(numbers: Floats) -> int:
    """Make infinities missing, in place, and count them."""
    if np.isfinite(numbers.sum()):
        return 0
    infinite = np.isinf(numbers)
    numbers[infinite] = np.nan
    return int(np.count_nonzero(infinite))
