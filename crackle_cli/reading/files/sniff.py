"""The dialect of a delimited file, decided on its first mebibyte.

The dialect wins whose rows are most alike and whose cells are most often something known: a
number, a date, a word (van den Burg, Nazábal, Sutton, 2019: data consistency). O(characters) for
each dialect looked at; a file that is plainly comma-, tab-, semicolon- or bar-separated is
decided by the first that fits.
"""

import csv
import re
from collections import Counter, defaultdict
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crackle_cli.reading.columns.numbers import is_missing, is_number
from crackle_cli.table.quantities import quantities

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

SAMPLE_CHARACTERS = 1 << 18  # characters; RECORDS are nearly always reached before
RECORDS = 150  # rows that decide
USUAL_DELIMITERS = (",", "\t", ";", "|")  # in the order of preference
RARE_DELIMITERS = ":^~#&*!@%+=/\\$_- "
PLAIN_ENOUGH = 0.95  # share of known cells at which a file with equal rows needs no second look

csv.field_size_limit(1 << 20)  # a cell of more than 1 MiB is no metric

_KNOWN = re.compile(
    r"[-+]?[$€£]?\d[\d.,]*\s?[%$€£]?(?:[eE][-+]?\d+)?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"|[^\W_][\w .'’()/&@:+-]*"  # words, names, e-mail addresses and paths
    r"|/[\w./-]*|[\[{].*[\]}]"
)
_RUNS = re.compile(" {2,}")
_EDGES = re.compile("^ | $", re.MULTILINE)
_TWO_NUMBERS = re.compile(r"\d \d")
_WHOLE = re.compile(  # a day, a time, both; a duration; a number of thousands
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[-+]\d\d:?\d\d)?)?"
    r"|(?:\d+ days?,? )?\d+:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"|\d{1,3}(?:_\d{3})+(?:\.\d+)?"
)
_WITH_UNIT = re.compile(r"[-+]?\d[\d.]* (?P<unit>[A-Za-zµμ%°/]{1,8})")
_ANSWERS = (
    frozenset({"true", "false"}),
    frozenset({"yes", "no"}),
    frozenset({"pass", "fail", "passed", "failed"}),
    frozenset({"success", "succeeded", "failure", "failed"}),
)


class Dialect(NamedTuple):
    """How the cells of a file are told apart.

    escape   "" means that a quote is doubled
    aligned  columns stand below each other: several delimiters in a row are one
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    aligned: bool = False

    def spoken(self) -> str:
        if self.aligned:
            return "aligned by spaces"
        names = {
            ",": "comma",
            ";": "semicolon",
            "\t": "tab",
            "|": "bar",
            ":": "colon",
            " ": "space",
        }
        said = f"{names.get(self.delimiter, self.delimiter)}-separated"
        said += f", quoted by {self.quote}" if self.quote == "'" else ""
        return said + (f", escaped by {self.escape}" if self.escape else "")

    def reader(self, text: str, strict: bool) -> "CsvReader":
        """Rows of cells; with `strict`, csv.Error where quotes are misplaced."""
        if self.aligned:
            text = _EDGES.sub("", _RUNS.sub(" ", text))
        return csv.reader(
            StringIO(text),
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
            doublequote=not self.escape,
            skipinitialspace=self.delimiter != " ",
            strict=strict,
        )


def sniffed(text: str) -> Dialect:
    """The most consistent dialect; comma-separated where none gives two columns."""
    sample = text[:SAMPLE_CHARACTERS]
    quote = _quote(sample)
    escapes = ("", "\\") if f"\\{quote}" in sample else ("",)
    for escape in escapes:
        for delimiter in USUAL_DELIMITERS:
            dialect = Dialect(delimiter, quote, escape)
            rows = _rows(sample, dialect, strict=len(escapes) > 1)
            even = bool(rows) and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1
            if even and _known_share(rows) >= PLAIN_ENOUGH:
                return dialect
    aligned = Dialect(" ", quote, aligned=True)
    return aligned if _is_aligned(sample, aligned) else _most_consistent(sample, quote, escapes)


def _is_aligned(sample: str, aligned: Dialect) -> bool:
    """Whether every row has equally many cells only if runs of spaces are one delimiter."""
    if "  " not in sample:
        return False
    one_by_one = _rows(sample, aligned._replace(aligned=False))
    rows = _rows(sample, aligned, strict=True)
    even = len(rows) > 1 and len(rows[0]) > 1 and len({len(row) for row in rows}) == 1
    return even and len({len(row) for row in one_by_one}) > 1


def _most_consistent(sample: str, quote: str, escapes: tuple[str, ...]) -> Dialect:
    best, highest = Dialect(",", quote), 0.0
    for delimiter in [d for d in (*USUAL_DELIMITERS, *RARE_DELIMITERS) if d in sample]:
        for escape in escapes:
            if escape == delimiter:  # one character cannot be both; csv of Python 3.13 refuses it
                continue
            dialect = Dialect(delimiter, quote, escape)
            rows = _rows(sample, dialect)
            if delimiter in RARE_DELIMITERS and _is_one_column(rows, delimiter):
                continue
            score = _pattern_score(rows) * _known_share(rows) if rows else 0.0
            score *= 1.0 if delimiter in USUAL_DELIMITERS else 0.9  # of equals, the usual one
            if score > highest:
                best, highest = dialect, score
    return best


def _is_one_column(rows: list[list[str]], delimiter: str) -> bool:
    """Whether a rare delimiter is no delimiter but part of a name, a number or a date.

    `latency_ms` above numbers, the sign of `-5`, the unit of `50 %`, the dashes of a day. In
    two of three rows, so that a few odd ones do not matter.
    """
    body = rows[1:] or rows
    most = 2 / 3 * len(body)
    if not rows or sum(len(row) == 1 for row in body) > most:
        return True
    first, *lines = [delimiter.join(row).strip() for row in (rows[0], *body)]
    if sum(is_number(line) or _is_quantity(line) for line in lines) > most:
        return True
    unit = Counter(map(_unit, lines)).most_common(1)[0][0]
    wholes = [_WHOLE.fullmatch(line) or (unit and _unit(line) == unit) for line in (first, *lines)]
    # a name of as many parts as the cells have is that of as many columns
    named_alike = len(rows[0]) == len(body[0]) and not wholes[0]
    return sum(map(bool, wholes[1:])) > most and not named_alike


def _unit(line: str) -> str | None:
    """The one word after a number, whether it is a unit that is known or not."""
    found = _WITH_UNIT.fullmatch(line)
    return found["unit"] if found else None


def _is_quantity(line: str) -> bool:
    """Whether a line is one number with its unit; `1 200` may be two numbers."""
    return _TWO_NUMBERS.search(line) is None and quantities([line]) is not None


def _quote(sample: str) -> str:
    """The quote that cells begin or end with."""
    double, single = _at_edges('"', sample), _at_edges("'", sample)
    return "'" if single > 2 * double and _single_quotes_pair(sample) else '"'


def _at_edges(quote: str, sample: str) -> int:
    if quote not in sample:
        return 0
    edges = rf"(?:^|[,;\t|: ]){quote}|{quote}(?:[,;\t|: ]|$)"
    return len(re.findall(edges, sample, re.MULTILINE))


def _single_quotes_pair(sample: str) -> bool:
    """Whether cells both begin and end with an apostrophe, as quoted ones do."""
    return re.search(r"(?:^|[,;\t|:])'[^'\n]*'(?:[,;\t|:]|$)", sample, re.MULTILINE) is not None


def _rows(sample: str, dialect: Dialect, strict: bool = False) -> list[list[str]]:
    """The first rows that are not empty; none where they cannot be read, or not strictly."""
    try:
        rows = list(islice(dialect.reader(sample, strict), RECORDS))
    except csv.Error:
        return []
    if len(rows) < RECORDS and len(sample) == SAMPLE_CHARACTERS:
        rows = rows[:-1]  # cut off
    return [row for row in rows if any(cell.strip() for cell in row)]


def _pattern_score(rows: list[list[str]]) -> float:
    """Large when many rows have one and the same number of cells, and more than one."""
    widths = Counter(map(len, rows))
    terms = (count * max(width - 1, 1e-3) / width for width, count in widths.items())
    return sum(terms) / len(widths)


def _known_share(rows: list[list[str]]) -> float:
    """Share of the cells that are numbers, dates, words or empty; each row counts the same."""
    shares: defaultdict[str, bool] = defaultdict(bool)
    known = total = 0.0
    for row in rows:
        for cell in row:
            if cell not in shares:
                shares[cell] = _is_known(cell)
        known += sum(shares[cell] for cell in row) / len(row)
        total += 1
    return known / total


def _is_known(cell: str) -> bool:
    text = cell.strip()
    return is_missing(text) or _KNOWN.fullmatch(text) is not None


def looks_like_data(first: list[str], second: list[str]) -> bool:
    """Whether a first row has numbers wherever the next has, and so is hardly a header.

    One cell alone may also be a number with a unit, a date or a word of truth, as the next is.
    """
    pairs = [(is_number(a), is_number(b)) for a, b in zip(first, second, strict=False)]
    if any(a for a, _ in pairs) and all(a or not b for a, b in pairs):
        return True
    return len(first) == len(second) == 1 and _are_alike(first[0].strip(), second[0].strip())


def _are_alike(first: str, second: str) -> bool:
    """Whether two texts are values of one kind."""
    words = {first.casefold(), second.casefold()}
    return (
        any(words <= answers for answers in _ANSWERS)
        or quantities([first, second]) is not None
        or bool(_WHOLE.fullmatch(first) and _WHOLE.fullmatch(second))
        or (_unit(first) is not None and _unit(first) == _unit(second))
    )
