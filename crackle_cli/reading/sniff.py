"""The dialect of a delimited file: decided here, on its first mebibyte, and stated."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from crackle_cli.reading.numbers import is_number

DELIMITERS = ",;\t|:"  # in the order of preference when two fit equally well
RECORDS = 200  # rows that decide

csv.field_size_limit(1 << 20)  # a cell of more than 1 MiB is not a metric


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are told apart."""

    delimiter: str

    def spoken(self) -> str:
        names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon"}
        return names.get(self.delimiter, repr(self.delimiter))


def sniffed(text: str) -> Dialect:
    """The delimiter that splits most rows into the same number (of two or more) of cells."""
    sample = text[: 1 << 20]
    best = max(DELIMITERS, key=lambda d: (_consistency(sample, d), -DELIMITERS.index(d)))
    return Dialect(best if _consistency(sample, best) > (0, 0) else ",")


def _consistency(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows that have the commonest width, and that width; (0, 0) for one column."""
    reader = csv.reader(StringIO(sample), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, RECORDS) if row)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, count = widths.most_common(1)[0]
    return (count / widths.total(), width) if width > 1 else (0, 0)


def looks_like_data(first: list[str], second: list[str]) -> bool:
    """Whether a first row has numbers wherever the next has, and so is hardly a header."""
    pairs = [(is_number(a), is_number(b)) for a, b in zip(first, second, strict=False)]
    return any(a for a, _ in pairs) and all(a or not b for a, b in pairs)
