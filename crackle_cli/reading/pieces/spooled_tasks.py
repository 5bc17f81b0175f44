"""Files larger than memory as Parquet files on disk: every piece is read as a small file is."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.progress import Progress
from crackle_cli.reading.assemble import Columns, selected
from crackle_cli.reading.columns.roles import Roles, roles_of
from crackle_cli.reading.columns.task_names import labels_of, said_before
from crackle_cli.reading.columns.types import MetricColumn, texts_of
from crackle_cli.reading.files.engine import database
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.formats.parquet import read_parquet, shape_of
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.reading.pieces.parquet_tasks import ParquetFile, ParquetTasks, quoted
from crackle_cli.reading.pieces.text_pieces import text_pieces
from crackle_cli.reading.rows import FileRows
from crackle_cli.reading.unite import as_columns, format_of, read_source
from crackle_cli.reading.widen import told_as_long
from crackle_cli.table.metric_table import Census, MetricTable
from crackle_cli.table.pieces import CELLS
from crackle_cli.table.units import common

MOST_LOSSES = 1000  # rejected rows and odd cells that are named; all are counted
LABEL, LINE = "label", "line"
PIECE_BYTES = 1 << 26  # bytes of text: some 700,000 rows of ten metrics


@dataclass(frozen=True)
class SpooledPiece:
    """A piece as it was written.

    roles  name of a column -> how its numbers are read ("in ms"), or why it is no metric
    """

    file: ParquetFile
    metrics: tuple[str, ...]
    texts: tuple[str, ...]
    roles: Mapping[str, str]
    census: Census


def spooled_tasks(
    sources: Sequence[Source], options: ReadOptions, folder: Path, progress: Progress
) -> ParquetTasks:
    """The tasks of all sources, written to `folder`. Raises as `read` does.

    Also raises InputError where a column is a metric in one piece and none in another.
    """
    parts: list[SpooledPiece] = []
    roles, seen, repeat = Roles(None, {}), set[str](), False
    before: str | None = None
    for rows in _pieces(sources, options, folder, progress):
        read = as_columns([rows])
        read = read if seen else told_as_long(read, options)
        roles = _roles_in(read, options, roles, seen)
        seen.update(read.columns)
        table = selected(read, options, roles)
        if not table.tasks:
            continue
        path = folder / f"{len(parts)}.parquet"
        notes = {n: c.notes for n, c in read.columns.items() if isinstance(c, MetricColumn)}
        if roles.label is not None:
            named = read.columns[roles.label]
            repeat = repeat or labels_of(roles.label, named).repeat
            before = before or said_before(roles.label, named)
        part = _written(table, roles.label, rows.file, path)
        parts.append(replace(part, roles=_roles(table, notes)))
    if not parts:
        raise InputError(f"{sources[0].name}: no row is left to look at")
    _refuse_changing(parts)
    metrics = dict.fromkeys(name for part in parts for name in part.metrics)
    texts = dict.fromkeys(name for part in parts for name in part.texts)
    census = _joined([part.census for part in parts])
    return ParquetTasks(
        files=tuple(part.file for part in parts),
        metrics=tuple(metrics),
        text_columns=tuple(texts),
        census=census,
        names_repeat=repeat,
        said_before=before,
        identifiers=census.nominal,
        ordered=options.ordered,
    )


def _roles_in(read: Columns, options: ReadOptions, before: Roles, seen: Set[str]) -> Roles:
    """The roles in a piece; columns `seen` before keep theirs, whatever a last short piece tells.

    Raises as `roles_of` does.
    """
    own = roles_of(read.columns, options)
    new = {name: why for name, why in own.set_aside.items() if name not in seen}
    made = (one for one in own.durations if not any(name in seen for name in one))
    return Roles(
        label=before.label if before.label in read.columns else own.label,
        set_aside={**before.set_aside, **new},
        axes=(*before.axes, *(name for name in own.axes if name not in seen)),
        durations=(*before.durations, *made),
        nominal=before.nominal | (own.nominal - seen),
        moments=before.moments | (own.moments - seen),
    )


def _pieces(
    sources: Sequence[Source], options: ReadOptions, folder: Path, progress: Progress
) -> Iterator[FileRows]:
    """The rows of all sources, a piece at a time, with the lines of the whole files."""
    whole = sum(source.size for source in sources)
    done = 0
    for source in sources:
        format_ = format_of(source, options)
        if format_ == "parquet":
            yield from _parquet_pieces(source)
        elif format_ == "json":
            yield read_source(source, options)
        else:
            header = options.header and format_ != "jsonl"
            for piece in text_pieces(source, header, folder / "piece", PIECE_BYTES):
                rows = read_source(piece.source, options._replace(input_format=format_))
                yield _moved(rows, piece.line_offset)
                progress("reading", done + piece.end, whole, "bytes")
        done += source.size


def _parquet_pieces(source: Source) -> Iterator[FileRows]:
    shape = shape_of(source)
    step = max(1, CELLS // len(shape.kinds))
    for start in range(0, shape.rows, step):
        yield read_parquet(source, range(start, min(shape.rows, start + step)))


def _moved(rows: FileRows, lines: int) -> FileRows:
    """Rows whose lines are counted from the first line of the whole file."""
    return rows._replace(
        lines=rows.lines + lines,
        rejected=tuple(one._replace(line=one.line + lines) for one in rows.rejected),
    )


def _written(table: MetricTable, label: str | None, name: str, path: Path) -> SpooledPiece:
    """A piece in a file whose columns are called by their place."""
    texts = {text: texts_of(c) for text, c in table.texts.items() if text != FILE}
    columns: dict[str, str] = {}
    stored: dict[str, np.ndarray] = {}
    for column, values in table.metrics.items():
        columns[column] = f"m{len(columns)}"
        stored[columns[column]] = np.ma.masked_invalid(values)
    for column, cells in texts.items():
        if column in columns:  # a category, whose numbers are its text too
            continue
        columns[column] = f"t{len(columns)}"
        stored[columns[column]] = np.array(cells, dtype=object)
    if label is not None:
        stored[LABEL] = np.array(texts.get(label) or [*map(_bare, table.labels)], dtype=object)
    if table.lines is not None and table.lines.all():
        stored[LINE] = table.lines
    connection = database().cursor()
    connection.register("piece", stored)
    target = str(path).replace("'", "''")
    connection.execute(f"COPY (SELECT {', '.join(map(quoted, stored))} FROM piece) TO '{target}'")
    connection.close()
    named, placed = (name if name in stored else None for name in (LABEL, LINE))
    file = ParquetFile(name, path, table.tasks, columns, named, placed)
    return SpooledPiece(file, tuple(table.metrics), tuple(texts), {}, table.census)


def _bare(label: str) -> str | None:
    """The number or date of a label, without its row in the piece."""
    return None if label.startswith("row ") else label.partition(" (row ")[0]


def _roles(table: MetricTable, notes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """How each column is read; the units that others were converted from do not matter."""
    said = {
        name: ", ".join(n.split(" (")[0] for n in notes.get(name, ()) if not n[0].isdigit())
        for name in table.metrics
    }
    unused = {column.name: column.reason for column in table.census.unused_columns}
    return {name: reason for name, reason in unused.items() if reason != "no values"} | {
        name: f"numbers {note}".strip() for name, note in said.items()
    }


def _refuse_changing(parts: Sequence[SpooledPiece]) -> None:
    known: dict[str, tuple[str, int]] = {}
    row = 0
    for part in parts:
        for name, role in part.roles.items():
            first, _ = known.setdefault(name, (role, row))
            metric, was = role.startswith("numbers"), first.startswith("numbers")
            if role != first and (metric or was):
                raise InputError(
                    f'{part.file.name}: column "{name}" is {first} at first and {role} from row '
                    f"{row:,} on; leave it out with --ignore, or raise --max-memory"
                )
        row += part.file.rows


def _joined(parts: Sequence[Census]) -> Census:
    """One census of all pieces, each column and remark once."""
    files = tuple(dict.fromkeys(chain.from_iterable(p.files for p in parts)))
    unused = {c.name: c for p in parts for c in p.unused_columns}
    metrics = [set(unused) - {c.name for c in p.unused_columns} for p in parts]
    told = dict.fromkeys(chain.from_iterable(p.units for p in parts))
    units = {name: common(p.units[name] for p in parts if name in p.units) for name in told}
    return Census(
        files=files,
        format=", ".join(dict.fromkeys(p.format for p in parts)),
        rejected_rows=sum(p.rejected_rows for p in parts),
        rejected=tuple(chain.from_iterable(p.rejected for p in parts))[:MOST_LOSSES],
        bad_cell_count=sum(p.bad_cell_count for p in parts),
        bad_cells=tuple(chain.from_iterable(p.bad_cells for p in parts))[:MOST_LOSSES],
        unused_columns=tuple(c for c in unused.values() if not any(c.name in m for m in metrics)),
        units={name: unit for name, unit in units.items() if unit},
        derived=parts[0].derived,
        nominal=frozenset[str]().union(*(p.nominal for p in parts)),
        moments=frozenset[str]().union(*(p.moments for p in parts)),
        named_by=parts[0].named_by,
        notes=tuple(dict.fromkeys(chain.from_iterable(p.notes for p in parts))),
        warnings=tuple(dict.fromkeys(chain.from_iterable(p.warnings for p in parts))),
    )
