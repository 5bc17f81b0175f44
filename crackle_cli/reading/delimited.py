"""CSV, TSV and their kin: records of cells, ragged ones rejected with their line."""

import csv
from collections import Counter
from io import StringIO

import numpy as np

from crackle_cli.errors import InputError
from crackle_cli.reading.rows import FileRows
from crackle_cli.reading.sniff import Dialect, looks_like_data, sniffed
from crackle_cli.reading.sources import Source
from crackle_cli.reading.text import decoded
from crackle_cli.table import Rejected

Record = tuple[int, list[str]]  # 1-based line on which it begins, cells


def read_delimited(source: Source, delimiter: str | None, header: bool) -> FileRows:
    """The rows of a delimited file. Raises InputError where it is no table."""
    text, notes = decoded(source)
    dialect = Dialect(delimiter) if delimiter else sniffed(text)
    records, rejected = _records(source.name, text, dialect)
    if not records:
        raise InputError(f"{source.name}: no row could be read; a table needs a header and rows")
    names = _names(source.name, records, header)
    rows = records[1:] if header else records
    if not rows:
        raise InputError(f"{source.name}: holds a header and no rows")
    whole = [record for record in rows if len(record[1]) == len(names)]
    rejected += [_ragged(source.name, r, len(names)) for r in rows if len(r[1]) != len(names)]
    _refuse_many(source.name, rejected, len(rows))
    columns = zip(*(cells for _, cells in whole), strict=True)
    said = f"{source.name}: {dialect.spoken()}-separated, "
    said += f"header on line {records[0][0]}" if header else "no header"
    return FileRows(
        file=source.name,
        format="tsv" if dialect.delimiter == "\t" else "csv",
        cells=dict(zip(names, columns, strict=True)),
        lines=np.array([line for line, _ in whole], dtype=np.int64),
        rejected=tuple(sorted(rejected, key=lambda r: r.line)),
        notes=(said, *notes),
    )


def _records(name: str, text: str, dialect: Dialect) -> tuple[list[Record], list[Rejected]]:
    """Every record that parses, and those that do not. Raises InputError for an open quote."""
    reader = csv.reader(
        StringIO(text), delimiter=dialect.delimiter, strict=True, skipinitialspace=True
    )
    records: list[Record] = []
    rejected: list[Rejected] = []
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return records, rejected
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                swallowed = reader.line_num - line
                raise InputError(
                    f"{name}:{line}: a quote opens here and is never closed "
                    f"(it swallows {swallowed} lines); close it or double it"
                ) from None
            rejected.append(Rejected(name, line, str(error)))
        else:
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
        line = reader.line_num + 1


def _names(name: str, records: list[Record], header: bool) -> list[str]:
    """The column names: of the header, or c1, c2, … for the width that most rows have."""
    widths = Counter(len(cells) for _, cells in records[1:] or records)
    usual, count = widths.most_common(1)[0]
    if not header:
        return [f"c{i}" for i in range(1, usual + 1)]
    line, first = records[0]
    if len(records) > 1 and looks_like_data(first, records[1][1]):
        raise InputError(
            f"{name}:{line}: the first line looks like data, not like column names; "
            "write a header, or use --no-header"
        )
    if len(first) != usual and count > widths.total() / 2:
        raise InputError(
            f"{name}:{line}: the header has {len(first)} columns and most rows have {usual}"
        )
    return unique_names(name, line, [cell.strip() for cell in first])


def unique_names(file: str, line: int, names: list[str]) -> list[str]:
    """The names, unnamed columns called by their position. Raises InputError for a duplicate."""
    named = [name or f"column {i}" for i, name in enumerate(names, start=1)]
    for i, name in enumerate(named):
        if name in named[:i]:
            raise InputError(
                f"{file}:{line}: columns {named.index(name) + 1} and {i + 1} "
                f'are both called "{name}"'
            )
    return named


def _ragged(name: str, record: Record, width: int) -> Rejected:
    line, cells = record
    return Rejected(name, line, f"{len(cells)} cells where the header has {width}")


def _refuse_many(name: str, rejected: list[Rejected], rows: int) -> None:
    """More than 5 % (and more than one row) rejected is no note but an error."""
    if len(rejected) > max(1, 0.05 * (rows + len(rejected))):
        first = min(rejected, key=lambda r: r.line)
        raise InputError(
            f"{name}: {len(rejected)} of {rows} rows cannot be read, "
            f"the first on line {first.line}: {first.reason}"
        )
