"""Delimited text as records, each with the line on which it begins; what is unreadable is said."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from crackle_cli.reading.columns.numbers import is_number
from crackle_cli.reading.files.sniff import Dialect, sniffed

MOST_PREAMBLE = 20  # lines before the header that a report may begin with


class Record(NamedTuple):
    """A row of cells and the 1-based line on which it begins."""

    line: int
    cells: list[str]


class Unreadable(NamedTuple):
    """A record that is no row of cells; `open_quote`: it swallowed all lines after it."""

    line: int
    reason: str
    open_quote: bool = False
    swallowed: int = 0


@dataclass
class Records:
    """Everything in a text: its rows, what could not be read, and remarks on what was skipped."""

    dialect: Dialect
    rows: list[Record] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def records(text: str, delimiter: str | None = None, header: bool = True) -> Records:
    """The records of a text; `delimiter` overrides what would be found out."""
    start, declared, notes = _beginning(text)
    body = text[start:] if start else text
    chosen = delimiter or declared
    found = sniffed(body)
    dialect = Dialect(chosen, found.quote, found.escape) if chosen else found
    result = Records(dialect, notes=notes)
    _read(body, text.count("\n", 0, start), result)
    result.rows = _without_empty_lines(result.rows, header)
    _skip_preamble(result)
    return result


def _beginning(text: str) -> tuple[int, str | None, list[str]]:
    """Where the table begins after `sep=;` and comment lines, the delimiter, and notes."""
    start, at, declared, comments = 0, 0, None, 0
    while True:
        stop = text.find("\n", at)
        line = text[at : stop if stop >= 0 else len(text)].strip()
        if declared is None and line[:4].casefold() == "sep=" and len(line) == 5:
            declared = line[4]
        elif line.startswith("#") and not _is_header(line, text[stop + 1 : stop + 4096]):
            comments += 1
        elif line or stop < 0:
            break
        at = stop + 1
        start = at if line else start
        if stop < 0:
            break
    notes = [f'delimiter "{declared}" as the first line says'] if declared else []
    if comments:
        notes.append(f"{comments} comment line{'s' if comments > 1 else ''} before the header")
    return start, declared, notes


def _is_header(line: str, rest: str) -> bool:
    """Whether a line that begins with # has the cells of the lines below: `#build,duration`."""
    below = next((text for text in rest.split("\n") if text.strip() and text[0] != "#"), "")
    return any(line.count(d) == below.count(d) > 0 for d in ",;\t|")


def _read(body: str, lines_before: int, result: Records) -> None:
    if not _read_plain(body, lines_before, result):
        _read_quoted(body, lines_before, result)


def _read_plain(body: str, lines_before: int, result: Records) -> bool:
    """The quick way for a text without a quote, where every line is a record; else False."""
    dialect = result.dialect
    if dialect.quote in body or (dialect.escape and dialect.escape in body):
        return False
    try:
        rows = list(dialect.reader(body, strict=True))
    except csv.Error:
        return False
    lines = enumerate(rows, lines_before + 1)
    result.rows += [Record(line, [] if _is_blank(cells) else cells) for line, cells in lines]
    return True


def _is_blank(cells: list[str]) -> bool:
    """Whether a record is an empty line, or holds one empty cell."""
    return len(cells) < 2 and not any(cell.strip() for cell in cells)


def _read_quoted(body: str, lines_before: int, result: Records) -> None:
    reader = result.dialect.reader(body, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "unexpected end of data" in str(error)
            swallowed = reader.line_num - line if unclosed else 0
            result.unreadable.append(
                Unreadable(lines_before + line, _reason(str(error)), unclosed, swallowed)
            )
            if unclosed:
                return
        else:
            result.rows.append(Record(lines_before + line, cells))
        line = reader.line_num + 1


def _without_empty_lines(rows: list[Record], header: bool) -> list[Record]:
    """The rows; in a single column an empty line is a missing cell, but not at the end."""
    held = [record for record in rows if not _is_blank(record.cells)]
    if not held or len(held) == len(rows) or any(len(record.cells) > 1 for record in held):
        return held
    first = held[0].line if header else rows[0].line
    last = max(record.line for record in rows if record.cells)  # `""` is a cell at the end, too
    return [Record(r.line, r.cells or [""]) for r in rows if first <= r.line <= last]


def _reason(message: str) -> str:
    if "expected after" in message:
        return "text follows a closing quote"
    if "field larger" in message:
        return "a cell of more than 1 MiB"
    return message


def _skip_preamble(result: Records) -> None:
    """Drop titles above the header: short rows before a row of names that has the usual width."""
    rows = result.rows
    if len(rows) < 3:
        return
    usual = Counter(len(record.cells) for record in rows).most_common(1)[0][0]
    first = next((i for i, r in enumerate(rows[: MOST_PREAMBLE + 1]) if len(r.cells) == usual), 0)
    names = rows[first].cells
    if (
        first
        and usual > 1
        and not any(is_number(cell) for cell in names)
        and all(sum(bool(cell.strip()) for cell in record.cells) == 1 for record in rows[:first])
    ):
        result.notes.append(f"{first} line{'s' if first > 1 else ''} above the header skipped")
        del rows[:first]
