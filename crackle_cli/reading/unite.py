"""Several files as one set of columns, united by name."""

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.assemble import Columns
from crackle_cli.reading.columns.clocks import clock_notes, without_clocks
from crackle_cli.reading.columns.numbers import TRUTH
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn, coded, typed
from crackle_cli.reading.files.sources import Source, detected_format
from crackle_cli.reading.formats.delimited import read_delimited
from crackle_cli.reading.formats.json_path import json_path_option
from crackle_cli.reading.options import ReadOptions
from crackle_cli.reading.rows import FileRows
from crackle_cli.suggest import listed
from crackle_cli.table.metric_table import Census
from crackle_cli.table.units import Unit, common

LARGE = 4 << 20  # bytes; below, the standard library is done before DuckDB is loaded


def united(sources: Sequence[Source], options: ReadOptions) -> Columns:
    """All rows of all sources, in their order; a column that a file lacks is missing there."""
    files = [read_source(source, options) for source in sources]
    if len(files) == 1:
        _refuse_lone_word(files[0])
        _refuse_lone_task(files[0], options.json_path)
    return as_columns(files)


def _refuse_lone_task(rows: FileRows, path: str | None) -> None:
    """One object of JSON around an array of objects is no task of its own."""
    if rows.format != "json" or rows.n != 1:
        return
    inside = next((n for n in rows.names if (rows.texts(n)[0] or "").startswith("[{")), None)
    if inside:
        how = json_path_option(path, inside)
        raise InputError(f"{rows.file}: the rows are inside the object; use {how}")


def _refuse_lone_word(rows: FileRows) -> None:
    """One object such as `{"status": "success"}` is an answer of something, no table of a task."""
    if rows.format != "json" or rows.n != 1:
        return
    metrics = [name for name in rows.names if isinstance(rows.typed(name), MetricColumn)]
    if len(metrics) == 1 and (word := rows.texts(metrics[0])[0] or "").casefold() in TRUTH:
        raise InputError(
            f'{rows.file}: holds one object without a number ("{metrics[0]}" is {word}), no table; '
            'write an array of objects, such as [{"x": 1}]'
        )


def as_columns(files: Sequence[FileRows]) -> Columns:
    """The rows of files as one set of columns."""
    names = dict.fromkeys(name for rows in files for name in rows.names)
    columns = {name: without_clocks(name, _column(name, files)) for name in names}
    rejected = tuple(chain.from_iterable(rows.rejected for rows in files))
    census = Census(
        files=tuple(rows.file for rows in files),
        format=", ".join(dict.fromkeys(rows.format for rows in files)),
        rejected_rows=len(rejected),
        rejected=rejected,
        notes=(*chain.from_iterable(rows.notes for rows in files), *clock_notes(columns)),
        warnings=(*chain.from_iterable(rows.warnings for rows in files), *_strangers(files)),
    )
    return Columns(
        columns=columns,
        files=np.repeat(np.arange(len(files), dtype=np.int32), [rows.n for rows in files]),
        lines=np.concatenate([rows.lines for rows in files]),
        census=census,
    )


def _strangers(files: Sequence[FileRows]) -> list[str]:
    """A warning for the first file that has no column of any before it."""
    known = set(files[0].names)
    for before, rows in enumerate(files[1:], start=1):
        if known.isdisjoint(rows.names):
            others = listed((one.file for one in files[:before]), 3)
            return [
                f"{rows.file} has no column in common with {others}; its tasks are put behind "
                "theirs all the same, with nothing to compare"
            ]
        known.update(rows.names)
    return []


def format_of(source: Source, options: ReadOptions) -> str:
    """What a file is read as."""
    if options.json_path and options.input_format is None:
        return "json"
    return options.input_format or detected_format(source)


def read_source(source: Source, options: ReadOptions) -> FileRows:
    """The rows of one file."""
    format_ = format_of(source, options)
    if format_ == "parquet":
        from crackle_cli.reading.formats.parquet import read_parquet

        return read_parquet(source)
    if format_ == "jsonl":
        from crackle_cli.reading.formats.json_rows import read_json_lines

        return _large_json_lines(source) or read_json_lines(source)
    if format_ == "json":
        from crackle_cli.reading.formats.json_rows import read_json

        return read_json(source, options.json_path)
    delimiter = "\t" if format_ == "tsv" else None
    if source.size > LARGE:
        from crackle_cli.reading.formats.large_delimited import read_large_delimited

        rows = read_large_delimited(source, delimiter, options.header)
        if rows is not None:
            return rows
    return read_delimited(source, delimiter, options.header)


def _large_json_lines(source: Source) -> FileRows | None:
    if source.size <= LARGE:
        return None
    from crackle_cli.reading.formats.large_json import read_large_json_lines

    return read_large_json_lines(source)


def _column(name: str, files: Sequence[FileRows]) -> Column:
    """One column over all files: numbers joined, or typed anew when a file has it as text."""
    parts = [rows.typed(name) for rows in files]
    if len(parts) == 1:
        return parts[0]
    metrics = [metric for part in parts if (metric := _as_metric(part))]
    if len(metrics) < len(parts) or not any(isinstance(part, MetricColumn) for part in parts):
        return typed(list(chain.from_iterable(rows.texts(name) for rows in files)))
    joined = _joined(metrics)
    if not any(metric.unit for metric in metrics):
        return joined
    units = {
        rows.file: metric.unit
        for rows, metric in zip(files, metrics, strict=True)
        if not np.isnan(metric.values).all()
    }
    if unit := common(units.values()):
        return joined._replace(unit=unit)
    if None in units.values():  # seconds, perhaps, or the milliseconds of the other files
        return joined._replace(warning=f"{_told(units)}; its numbers are taken as they are")
    cells = list(chain.from_iterable(rows.texts(name) for rows in files))
    return OtherColumn(coded(cells), _told(units))


def _told(units: Mapping[str, Unit | None]) -> str:
    """`in s in a.csv, without a unit in b.csv`: the first file of each kind."""
    first: dict[str, str] = {}
    for file, unit in units.items():
        first.setdefault(f"in {unit.name}" if unit else "without a unit", file)
    return ", ".join(f"{how} in {file}" for how, file in first.items())


def _as_metric(part: Column) -> MetricColumn | None:
    """A metric as it is, a column without values as one of missing values, else None."""
    if isinstance(part, OtherColumn):
        empty = part.reason == "no values"
        return MetricColumn(np.full(part.text.codes.size, np.nan)) if empty else None
    return part


def _joined(parts: Sequence[MetricColumn]) -> MetricColumn:
    starts = np.cumsum([0, *(part.values.size for part in parts)]).tolist()
    return MetricColumn(
        values=np.concatenate([part.values for part in parts]),
        bad=tuple(
            (start + row, text)
            for start, part in zip(starts, parts, strict=False)
            for row, text in part.bad
        ),
        notes=tuple(chain.from_iterable(part.notes for part in parts)),
    )
