"""CSV, TSV and their kin as columns of text; ragged rows are rejected with their line."""

from collections import Counter

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.columns.numbers import is_missing
from crackle_cli.reading.files.sniff import looks_like_data
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.files.text import decoded
from crackle_cli.reading.formats.records import Record, Records, records
from crackle_cli.reading.rows import MOST_REJECTED, FileRows
from crackle_cli.table.metric_table import Rejected

TOTALS = frozenset({"total", "totals", "sum", "average", "mean", "gesamt", "summe", "grand total"})
MOST_COLUMNS = 20_000  # a table of more is a matrix, and every pair of metrics would be looked at


def read_delimited(source: Source, delimiter: str | None, header: bool) -> FileRows:
    """The rows of a delimited file. Raises InputError where it is no table."""
    text, notes = decoded(source)
    found = records(text, delimiter, header)
    name = source.name
    rejected = [_unreadable(name, found, i) for i in range(len(found.unreadable))]
    if not found.rows:
        raise InputError(f"{name}: no row could be read; a table needs a header and rows")
    names = column_names(name, found.rows, header)
    rows = found.rows[1:] if header else found.rows
    if not rows:
        raise InputError(f"{name}: holds a header and no rows")
    whole = [record for record in rows if len(record.cells) == len(names)]
    rejected += [ragged(name, r, len(names)) for r in rows if len(r.cells) != len(names)]
    refuse_many(name, rejected, len(whole) + len(rejected))
    columns = zip(*(record.cells for record in whole), strict=True)
    said = f"{found.dialect.spoken()}, "
    said += f"header on line {found.rows[0].line}" if header else "no header"
    return FileRows(
        file=name,
        format="tsv" if found.dialect.delimiter == "\t" else "csv",
        cells=dict(zip(names, columns, strict=True)),
        lines=np.array([record.line for record in whole], dtype=np.int64),
        rejected=tuple(sorted(rejected, key=lambda r: r.line)),
        notes=(*(f"{name}: {note}" for note in (said, *found.notes)), *notes),
        warnings=footer_warning(name, rows[-1]),
    )


def _unreadable(name: str, found: Records, i: int) -> Rejected:
    one = found.unreadable[i]
    if one.open_quote:
        raise InputError(
            f"{name}:{one.line}: a quote opens here and is never closed "
            f"(it swallows {one.swallowed} lines); close it or double it"
        )
    return Rejected(name, one.line, one.reason)


def column_names(name: str, rows: list[Record], header: bool) -> list[str]:
    """The column names: of the header, or c1, c2, … for the width that most rows have."""
    widths = Counter(len(record.cells) for record in rows[1:] or rows)
    usual, count = widths.most_common(1)[0]
    if usual > MOST_COLUMNS:
        raise InputError(f"{name}: has {usual:,} columns; crackle reads at most {MOST_COLUMNS:,}")
    if not header:
        return [f"c{i}" for i in range(1, usual + 1)]
    line, first = rows[0].line, rows[0].cells
    if len(rows) > 1 and looks_like_data(first, _below(rows)):
        raise InputError(
            f"{name}:{line}: the first line looks like data, not like column names; "
            "write a header, or use --no-header"
        )
    if len(first) != usual and count > widths.total() / 2 and len(rows) > 1:
        raise InputError(
            f"{name}:{line}: the header has {_counted(len(first), 'column')} "
            f"and most rows have {usual}"
        )
    return unique_names(name, line, [cell.strip().removeprefix("#").strip() for cell in first])


def _below(rows: list[Record]) -> list[str]:
    """The cells of the first row below the header; in a single column of the first not missing."""
    present = (r.cells for r in rows[1:] if len(r.cells) > 1 or not is_missing("".join(r.cells)))
    return next(present, rows[1].cells)


def unique_names(file: str, line: int, names: list[str]) -> list[str]:
    """The names, unnamed columns called by their position. Raises InputError for a duplicate."""
    named = [name or f"column {i}" for i, name in enumerate(names, start=1)]
    first: dict[str, int] = {}
    for i, name in enumerate(named, start=1):
        if name in first:
            raise InputError(
                f'{file}:{line}: columns {first[name]} and {i} are both called "{name}"'
            )
        first[name] = i
    return named


def ragged(name: str, record: Record, width: int) -> Rejected:
    """Why a row of another width than the header's is rejected."""
    return Rejected(
        name, record.line, f"{_counted(len(record.cells), 'cell')} where the header has {width}"
    )


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def refuse_many(name: str, rejected: list[Rejected], rows: int) -> None:
    """More than MOST_REJECTED (and more than one row) is no note but an error."""
    if len(rejected) > max(1, MOST_REJECTED * rows):
        first = min(rejected, key=lambda r: r.line)
        raise InputError(
            f"{name}: {len(rejected)} of {rows} rows cannot be read, "
            f"the first on line {first.line}: {first.reason}"
        )


def footer_warning(name: str, last: Record) -> tuple[str, ...]:
    """A warning where the last row looks like the sum of the others."""
    first = last.cells[0].strip().rstrip(":").casefold()
    if first not in TOTALS:
        return ()
    return (
        f'{name}:{last.line}: the last row looks like a footer ("{last.cells[0].strip()}") '
        "and counts as a task; leave it out with --where",
    )
