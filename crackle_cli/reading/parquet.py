"""Parquet through DuckDB: numbers as they are, everything else as text."""

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.columns import Column, MetricColumn, OtherColumn, coded
from crackle_cli.reading.engine import connected
from crackle_cli.reading.rows import FileRows
from crackle_cli.reading.sources import Source
from crackle_cli.visible import visible

NUMERIC = ("INT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN")


def read_parquet(source: Source) -> FileRows:
    """The columns of a Parquet file. Raises InputError where it is damaged or empty."""
    import duckdb

    connection = connected()
    try:
        relation = connection.from_parquet(str(source.path))
        kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
        chosen = ", ".join(_selected(name, kind) for name, kind in kinds.items())
        columns = relation.project(chosen).fetchnumpy()
    except duckdb.Error as error:
        reason = visible(str(error).split("\n")[0])
        raise InputError(f"{source.name}: cannot be read as Parquet: {reason}") from None
    finally:
        connection.close()
    n = len(next(iter(columns.values()), []))
    if not n:
        raise InputError(f"{source.name}: holds no rows")
    return FileRows(
        file=source.name,
        format="parquet",
        lines=np.zeros(n, dtype=np.int64),
        columns={name: _column(columns[name], kinds[name]) for name in kinds},
    )


def _selected(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    target = "DOUBLE" if _is_numeric(kind) else "VARCHAR"
    return f"CAST({quoted} AS {target}) AS {quoted}"


def _is_numeric(kind: str) -> bool:
    bare = kind.removeprefix("U").removeprefix("H")
    return bare.startswith(NUMERIC) or bare.endswith("INT")


def _column(values: np.ndarray, kind: str) -> Column:
    if _is_numeric(kind):
        numbers = np.ma.filled(values, np.nan).astype(np.float64, copy=False)
        if np.isfinite(numbers).all():
            return MetricColumn(numbers)
        infinite = np.flatnonzero(np.isinf(numbers))
        bad = tuple((int(row), str(numbers[row])) for row in infinite)
        numbers[infinite] = np.nan
        return MetricColumn(numbers, bad)
    missing = np.ma.getmaskarray(values)
    cells = [
        None if gone else str(v) for v, gone in zip(np.ma.getdata(values), missing, strict=True)
    ]
    dates = kind.startswith(("DATE", "TIME"))
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
    return OtherColumn(coded(cells), "date" if dates else "array" if nested else "text")
