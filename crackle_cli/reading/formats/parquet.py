"""Parquet through DuckDB: numbers as they are, everything else as text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn, coded
from crackle_cli.reading.files.engine import database
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.rows import FileRows
from crackle_cli.table.pieces import CELLS
from crackle_cli.visible import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

ROW = "file_row_number"
NUMERIC = ("INT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")


@dataclass(frozen=True)
class Shape:
    """How many rows a file has, and what kind each of its columns is."""

    rows: int
    kinds: Mapping[str, str]


def shape_of(source: Source) -> Shape:
    """What the end of a Parquet file says of it. Raises InputError where it is damaged or empty."""
    with _opened(source) as relation:
        kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
        rows = int(relation.count("*").fetchall()[0][0])
    if not rows:
        raise InputError(f"{source.name}: holds no rows")
    return Shape(rows, kinds)


def read_parquet(source: Source, rows: range | None = None) -> FileRows:
    """The columns of a Parquet file, or some rows of it. Raises InputError as `shape_of`.

    Numbers are fetched a few million at a time: in less than half of the time that DuckDB takes
    for all at once, in less memory, and an interrupt is heeded in between.
    """
    shape = shape_of(source)
    rows = rows or range(shape.rows)
    numeric = {name: kind for name, kind in shape.kinds.items() if _is_numeric(kind)}
    others = {name: kind for name, kind in shape.kinds.items() if name not in numeric}
    columns: dict[str, np.ndarray] = {name: np.empty(len(rows)) for name in numeric}
    step = max(1, CELLS // max(1, len(numeric)))
    numbered = len(rows) < shape.rows or len(rows) > step
    with _opened(source, numbered) as relation:
        for start in range(rows.start, rows.stop if numeric else rows.start, step):
            part = range(start, min(rows.stop, start + step))
            for name, values in _fetched(relation, numeric, part if numbered else None).items():
                columns[name][part.start - rows.start : part.stop - rows.start] = values
        if others:
            columns |= _fetched(relation, others, rows if numbered else None)
    return FileRows(
        file=source.name,
        format="parquet",
        lines=np.zeros(len(rows), dtype=np.int64),
        columns={name: _column(columns[name], kind) for name, kind in shape.kinds.items()},
    )


def _fetched(
    relation: "DuckDBPyRelation", kinds: Mapping[str, str], rows: range | None
) -> dict[str, np.ndarray]:
    """Some columns, numbers with NaN for what is missing; of all rows, or of some by number."""
    if rows is not None:
        relation = relation.filter(f"{ROW} >= {rows.start} AND {ROW} < {rows.stop}")
    chosen = ", ".join(_selected(name, kind) for name, kind in kinds.items())
    found = relation.project(chosen).fetchnumpy()
    return {
        name: np.ma.filled(values, np.nan) if _is_numeric(kinds[name]) else values
        for name, values in found.items()
    }


@contextmanager
def _opened(source: Source, numbered: bool = False) -> Iterator["DuckDBPyRelation"]:
    """The file as a relation, with the numbers of its rows if wanted."""
    import duckdb

    cursor = database().cursor()
    try:
        yield cursor.from_parquet(str(source.path), file_row_number=numbered)
    except duckdb.Error as error:
        reason = visible(str(error).split("\n")[0])
        raise InputError(f"{source.name}: cannot be read as Parquet: {reason}") from None
    finally:
        cursor.close()


def _selected(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    target = "DOUBLE" if _is_numeric(kind) else "VARCHAR"
    return f"CAST({quoted} AS {target}) AS {quoted}"


def _is_numeric(kind: str) -> bool:
    bare = kind.removeprefix("U").removeprefix("H")
    return bare.startswith(NUMERIC) or bare.endswith("INT")


def _column(values: np.ndarray, kind: str) -> Column:
    if _is_numeric(kind):
        if np.isfinite(values).all():
            return MetricColumn(values)
        infinite = np.flatnonzero(np.isinf(values))
        bad = tuple((int(row), str(values[row])) for row in infinite)
        values[infinite] = np.nan
        return MetricColumn(values, bad)
    missing = np.ma.getmaskarray(values)
    cells = [
        None if gone else str(v) for v, gone in zip(np.ma.getdata(values), missing, strict=True)
    ]
    dates = kind.startswith(("DATE", "TIME"))
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
    return OtherColumn(coded(cells), "date" if dates else "array" if nested else "text")
