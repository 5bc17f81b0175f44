"""A delimited file as rows of text cells, rejecting what does not fit instead of refusing.

For what a loading benchmark asks: the cells of every row that can be told, whatever else is wrong.
"""

import csv
from collections import Counter
from pathlib import Path

from crackle_cli.reading.files.sniff import Dialect
from crackle_cli.reading.files.sources import opened
from crackle_cli.reading.files.text import decoded
from crackle_cli.reading.formats.records import records

MOST_LINES = 50  # of a record: a quote that is open for longer was never closed


def read_cells(path: str | Path) -> list[list[str]]:
    """The header row and every row of as many cells as most rows have; the others are left out.

    A quote that is never closed costs its own line only. Raises InputError where the file is
    missing, empty or not text.
    """
    with opened([str(path)]) as (source,):
        text, _ = decoded(source)
    found = records(text)
    rows = [record.cells for record in found.rows]
    if found.unreadable:
        skipped = text.split("\n")[: found.rows[0].line - 1] if found.rows else []
        rows = _line_by_line(text.split("\n")[len(skipped) :], found.dialect)
    if not rows:
        return []
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda w: (widths[w], w == len(rows[0])))
    return [row for row in rows if len(row) == width]


def _line_by_line(lines: list[str], dialect: Dialect) -> list[list[str]]:
    """Rows where quotes cannot be trusted: a record ends with its line unless it parses whole."""
    rows: list[list[str]] = []
    position = 0
    while position < len(lines):
        taken, row = _record(lines, position, dialect)
        if row is not None and any(cell.strip() for cell in row):
            rows.append(row)
        position += taken
    return rows


def _record(lines: list[str], position: int, dialect: Dialect) -> tuple[int, list[str] | None]:
    """How many lines the record that begins there takes, and its cells; None for no record."""
    for taken in range(1, 1 + min(MOST_LINES, len(lines) - position)):
        piece = "\n".join(lines[position : position + taken])
        try:
            (row,) = list(dialect.reader(piece, strict=True)) or [[]]
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                return 1, None
        except ValueError:
            return 1, None
        else:
            return taken, row
    return 1, None
