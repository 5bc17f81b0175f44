"""Large delimited files through DuckDB: only where that provably gives what the small way gives.

The dialect and the type of every column are decided on the first mebibyte by the same code as for
small files; DuckDB is then told everything and guesses nothing. Lines that it rejects are read
again by that code and put in their places. Whatever cannot be proven (a newline within a cell, an
encoding other than UTF-8, an empty line, digits with underscores, …) sends the whole file the
small way, which is exact and twenty times slower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.columns.numbers import is_missing, is_number
from crackle_cli.reading.columns.types import (
    MOSTLY_NUMBERS,
    Column,
    MetricColumn,
    largest_size,
    typed,
    unmasked_texts,
)
from crackle_cli.reading.files.engine import connected
from crackle_cli.reading.files.scan import Scan, lines_ending_with, scanned
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.formats.delimited import column_names, ragged, refuse_many
from crackle_cli.reading.formats.records import Record, Records, records
from crackle_cli.reading.rows import FileRows
from crackle_cli.table.arrays import LARGEST_EXACT, Floats
from crackle_cli.table.metric_table import Rejected

MOST_REREAD = 0.2  # share of lines that are read again one by one before the small way is quicker
LONGEST_LINE = 1 << 24  # bytes; DuckDB's buffers would be 16 lines of it, and each has one thread
TEXT_SAMPLE_BYTES = 1 << 18  # bytes that decide the dialect and the types
SOUGHT = (b"\r", b"\0", b"_", b"+-")

Fetched = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class _ColumnPlan:
    """How to read the file: from line `skip` + 1, which begins at byte `start`."""

    source: Source
    found: Records
    names: list[str]
    numeric: list[bool]
    skip: int
    start: int
    header: bool


def read_large_delimited(source: Source, delimiter: str | None, header: bool) -> FileRows | None:
    """The rows as `read_delimited` gives them, or None where that cannot be proven."""
    plan = _plan(source, delimiter, header)
    if plan is None:
        return None
    line_end = b"\r\n" if source.head.find(b"\r\n") >= 0 else b"\n"
    ending = plan.found.dialect.delimiter.encode() + line_end
    scan = scanned(source.path, plan.start, (b"\n", line_end, ending), SOUGHT)
    if not _is_provable(plan, scan):
        return None
    return _assembled(plan, scan, ending)


def _plan(source: Source, delimiter: str | None, header: bool) -> _ColumnPlan | None:
    """What the first mebibyte tells, or None where the small way is needed."""
    cut = source.head.rfind(b"\n", 0, TEXT_SAMPLE_BYTES)
    try:
        text = source.head[:cut].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if cut < 0 or text[:1] == "\ufeff" or "\r" in text or "\0" in text:
        return None
    found = records(text, delimiter, header)
    dialect = found.dialect
    if found.unreadable or dialect.escape or dialect.aligned or len(found.rows) < 2:
        return None
    names = column_names(source.name, found.rows, header)
    sample = [r.cells for r in found.rows[header:] if len(r.cells) == len(names)]
    if not sample:
        return None
    numeric = [_is_plain(typed(cells)) for cells in zip(*sample, strict=True)]
    skip = found.rows[0].line - (0 if header else 1)
    start = 0
    for _ in range(skip):
        start = source.head.index(b"\n", start) + 1
    return _ColumnPlan(source, found, names, numeric, skip, start, header)


def _is_plain(column: Column) -> bool:
    """Whether a column is numbers without units, separators or truth values."""
    if not isinstance(column, MetricColumn) or column.notes:
        return False
    return not np.isin(column.values[~np.isnan(column.values)], (0.0, 1.0)).all()


def _is_provable(plan: _ColumnPlan, scan: Scan) -> bool:
    """Whether the bytes are such that DuckDB reads them as we do."""
    if not scan.utf8 or b"\0" in scan.present:
        return False
    last_line = scan.tail.removesuffix(b"\n").removesuffix(b"\r")
    if len(plan.names) == 1 and last_line[-1:] in (b"", b"\n", b" ", b"\t"):
        return False  # an empty line at the end is no missing cell
    if b"\r" in scan.present and scan.counts.get(b"\r\n") != scan.counts[b"\n"]:
        return False
    return not scan.present & {b"_", b"+-"} or _no_odd_numbers(plan)


def _no_odd_numbers(plan: _ColumnPlan) -> bool:
    """Whether no numeric cell has what DuckDB's numbers may have and ours may not."""
    checks = [
        f"contains(c{i}, '_') OR contains(c{i}, '+-')"
        for i, numeric in enumerate(plan.numeric)
        if numeric
    ]
    if not checks:
        return True
    query = f"SELECT count(*) FILTER ({' OR '.join(checks)}) FROM {_reader(plan, as_text=True)}"
    return bool(connected().execute(query).fetchall()[0][0] == 0)


def _reader(plan: _ColumnPlan, as_text: bool = False) -> str:
    """The table function with every option explicit."""
    kinds = ", ".join(
        f"'c{i}': '{'DOUBLE' if numeric and not as_text else 'VARCHAR'}'"
        for i, numeric in enumerate(plan.numeric)
    )
    quote = plan.found.dialect.quote
    return (
        f"read_csv({_literal(str(plan.source.path))}, auto_detect=false, header=false, "
        f"skip={plan.skip}, delim={_literal(plan.found.dialect.delimiter)}, "
        f"quote={_literal(quote)}, escape={_literal(quote)}, columns={{{kinds}}}, "
        "strict_mode=true, store_rejects=true, rejects_limit=0, "
        f"max_line_size={LONGEST_LINE}, buffer_size={2 * LONGEST_LINE})"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _assembled(plan: _ColumnPlan, scan: Scan, ending: bytes) -> FileRows | None:
    """The accepted rows and those that were read again, in the order of the file."""
    import duckdb

    connection = connected()
    try:
        fetched: Fetched = connection.execute(f"SELECT * FROM {_reader(plan)}").fetchnumpy()
        errors = connection.execute("SELECT DISTINCT line, csv_line FROM reject_errors").fetchall()
    except duckdb.Error:
        return None
    finally:
        connection.close()
    again = {line: text.rstrip("\r\n") for line, text in errors}
    accepted = len(next(iter(fetched.values())))
    lines_in_file = plan.skip + scan.counts[b"\n"] + (not scan.ends_with_newline)
    every = np.arange(plan.skip + 1, lines_in_file + 1, dtype=np.int64)
    if accepted + len(again) != every.size or len(again) > MOST_REREAD * every.size:
        return None
    lines = np.setdiff1d(every, np.fromiter(again, np.int64), assume_unique=True)
    if scan.counts[ending] or scan.tail.endswith(ending.rstrip(b"\r\n")):
        shifted = _shifted(plan, ending)
        if shifted is None:
            return None
        again |= shifted
        kept = np.isin(lines, np.fromiter(shifted, np.int64), invert=True)
        if not kept.all():
            lines, fetched = lines[kept], {name: v[kept] for name, v in fetched.items()}
    return _spliced(plan, fetched, lines, dict(sorted(again.items())))


def _shifted(plan: _ColumnPlan, ending: bytes) -> dict[int, str] | None:
    """The lines with one extra, empty cell: DuckDB accepts them. None where they are too many."""
    suspects = lines_ending_with(plan.source.path, ending.rstrip(b"\r\n"), plan.skip)
    texts = {line: raw.decode() for line, raw in suspects.items()}
    width = len(plan.names)
    shifted = {
        line: text
        for line, text in texts.items()
        if (record := _record(plan, line, text)) is None or len(record.cells) != width
    }
    return shifted if len(shifted) <= MOST_REREAD * max(1, len(texts)) + 1000 else None


def _spliced(
    plan: _ColumnPlan, fetched: Fetched, lines: np.ndarray, again: Mapping[int, str]
) -> FileRows | None:
    """The rows of both kinds by line: `lines` of those fetched, `again` of those to read again."""
    width = len(plan.names)
    records = {line: _record(plan, line, text) for line, text in again.items()}
    whole = [record for record in records.values() if record and len(record.cells) == width]
    rejected = [
        ragged(plan.source.name, record, width)
        if record
        else Rejected(plan.source.name, line, "text follows a closing quote")
        for line, record in records.items()
        if record is None or len(record.cells) != width
    ]
    refuse_many(plan.source.name, rejected, lines.size + len(again))
    at = np.searchsorted(lines, [record.line for record in whole])  # rows to insert before
    columns: dict[str, Column] = {}
    for i, name in enumerate(plan.names):
        extra = [record.cells[i] for record in whole]
        column = _column(fetched[f"c{i}"], extra, at, plan.numeric[i])
        if column is None:
            return None
        columns[name] = column
    return _file_rows(plan, columns, np.insert(lines, at, [r.line for r in whole]), rejected)


def _column(
    values: np.ndarray, extra: Sequence[str], at: np.ndarray, numeric: bool
) -> Column | None:
    if numeric:
        return _numbers(values, extra, at)
    texts = unmasked_texts(values)
    return typed(np.insert(np.array(texts, object), at, extra).tolist() if extra else texts)


def _record(plan: _ColumnPlan, line: int, text: str) -> Record | None:
    # DuckDB reports a line together with the empty ones before it
    rows = list(plan.found.dialect.reader(text.strip("\r\n"), strict=False))
    return Record(line, rows[0]) if len(rows) == 1 else None


def _numbers(values: np.ndarray, extra: Sequence[str], at: np.ndarray) -> MetricColumn | None:
    """The metric with the cells that were read again in place; None where it is none after all."""
    numbers: Floats = np.ma.filled(values, np.nan).astype(np.float64, copy=False)
    if numbers.size and largest_size(numbers) >= LARGEST_EXACT:  # infinite, or rounded
        return None
    if not extra:
        return MetricColumn(numbers)
    given = [float(c) if is_number(c) else np.nan for c in extra]
    if any(abs(v) >= LARGEST_EXACT for v in given):
        return None
    numbers = np.insert(numbers, at, given)
    bad = [
        (int(row), cell.strip())
        for row, cell in zip(at + np.arange(at.size), extra, strict=True)
        if not is_missing(cell) and not is_number(cell)
    ]
    present = int((~np.isnan(numbers)).sum())
    return (
        MetricColumn(numbers, tuple(bad))
        if present >= MOSTLY_NUMBERS * (present + len(bad))
        else None
    )


def _file_rows(
    plan: _ColumnPlan, columns: Mapping[str, Column], lines: np.ndarray, rejected: list[Rejected]
) -> FileRows:
    if not lines.size:
        raise InputError(f"{plan.source.name}: holds a header and no rows")
    said = f"{plan.found.dialect.spoken()}, "
    said += f"header on line {plan.found.rows[0].line}" if plan.header else "no header"
    return FileRows(
        file=plan.source.name,
        format="tsv" if plan.found.dialect.delimiter == "\t" else "csv",
        lines=lines,
        columns=columns,
        rejected=tuple(rejected),
        notes=tuple(f"{plan.source.name}: {note}" for note in (said, *plan.found.notes)),
    )
