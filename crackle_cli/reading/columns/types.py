"""Columns of text as what they are: metrics in float64, text, or dates; and what did not fit."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.dates import DATE
from crackle_cli.reading.columns.numbers import INFINITE, TRUTH, is_missing, is_number
from crackle_cli.table.arrays import LARGEST_EXACT, Floats, Rows
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import DATED as DATED
from crackle_cli.table.quantities import quantities
from crackle_cli.table.units import Unit

Cell = str | None

MANY_NUMBERS = 0.5  # share from which a column of text may have been meant as numbers
MOSTLY_NUMBERS = 0.9  # share of the cells present that must be numbers for a column to be a metric

_DATES = re.compile(rf"(?:(?:{DATE})?\n)*+")
_PLAIN_CELLS = re.compile(r"[-+0-9.eE,]*")


class MetricColumn(NamedTuple):
    """values (n,), NaN = missing; `bad` are the (row, text) that were no finite numbers.

    unit     what the values are in, where the cells say it
    warning  what everybody should know who uses the column, if anything
    """

    values: Floats
    bad: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()
    unit: Unit | None = None
    warning: str = ""


class OtherColumn(NamedTuple):
    """A column that is no metric: its text, and why ("text", "date", "array", "no values")."""

    text: TextColumn
    reason: str


Column = MetricColumn | OtherColumn


def typed(cells: Sequence[Cell]) -> Column:
    """What a column of n cells is, by all of its cells. Integers are never guessed to be dates."""
    plain = _plain_numbers(cells)
    if plain is not None:
        return MetricColumn(plain)
    if _are_dates(cells):
        return OtherColumn(coded(cells), DATED)
    present = [(row, c.strip()) for row, c in enumerate(cells) if c and not is_missing(c)]
    if not present:
        return OtherColumn(coded(cells), "no values")
    if all(text.casefold() in TRUTH for _, text in present):
        return MetricColumn(_filled(len(cells), present, lambda t: TRUTH[t.casefold()]))
    numbers = [(row, text) for row, text in present if is_number(text)]
    if len(numbers) >= MOSTLY_NUMBERS * len(present):
        return _metric(len(cells), present, numbers)
    return _quantities(cells, present) or OtherColumn(
        coded(cells), _why_no_metric([text for _, text in present], len(numbers))
    )


def _plain_numbers(cells: Sequence[Cell]) -> Floats | None:
    """The quick way for a column of nothing but plain numbers and empty cells, else None.

    The characters are checked all at once: float() alone would accept `1_000` and `nan`.
    """
    try:
        joined = ",".join(cells)  # type: ignore[arg-type]  # None raises
    except TypeError:
        joined = ",".join([cell or "" for cell in cells])
    if not _PLAIN_CELLS.fullmatch(joined) or joined.count(",") != len(cells) - 1:
        return None
    try:
        values = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return None
    exact = values.size and largest_size(values) < LARGEST_EXACT
    return values if exact and not np.isnan(values).all() else None


def _are_dates(cells: Sequence[Cell]) -> bool:
    """Whether all cells are dates or empty, and some are; they are looked at all at once."""
    joined = "\n".join([*(cell or "" for cell in cells), ""])
    lines = joined.count("\n") == len(cells)
    return lines and _DATES.fullmatch(joined) is not None and any(cells)


def _metric(n: int, present: list[tuple[int, str]], numbers: list[tuple[int, str]]) -> Column:
    values = _filled(n, numbers, float)
    fits = {row for row, _ in numbers if np.isfinite(values[row])}
    bad = tuple((row, text) for row, text in present if row not in fits)
    values[~np.isfinite(values)] = np.nan
    rounded = sum(1 for row, text in numbers if abs(values[row]) >= LARGEST_EXACT and _rounds(text))
    notes = (f"{rounded} integers beyond 2^53 were rounded",) if rounded else ()
    return MetricColumn(values, bad, notes)


def _rounds(text: str) -> bool:
    """Whether an integer is changed by float64."""
    return text.lstrip("+-").isdigit() and int(float(text)) != int(text)


def _quantities(cells: Sequence[Cell], present: list[tuple[int, str]]) -> MetricColumn | None:
    """The column with its units and separators understood, when all of it agrees."""
    first = quantities([text for _, text in present[:20]])  # most text is told from few cells
    found = first and quantities([text for _, text in present])
    if not found:
        return None
    values = np.full(len(cells), np.nan)
    values[[row for row, _ in present]] = found.values
    return MetricColumn(values, notes=(found.note,), unit=found.unit)


def _filled(n: int, cells: list[tuple[int, str]], read: Callable[[str], float]) -> Floats:
    values = np.full(n, np.nan)
    values[[row for row, _ in cells]] = [read(text) for _, text in cells]
    return values


def _why_no_metric(texts: list[str], numbers: int) -> str:
    if _are_dates(texts):
        return DATED
    if all(text.startswith("[") and text.endswith("]") for text in texts):
        return "array"
    if all(text.casefold() in INFINITE for text in texts):
        return "infinite"
    if numbers >= MANY_NUMBERS * len(texts):
        odd = next(text for text in texts if not is_number(text))
        return f'text: {len(texts) - numbers} of {len(texts)} cells are no numbers, such as "{odd}"'
    return "text"


def coded(cells: Sequence[Cell]) -> TextColumn:
    """Cells as codes into their distinct texts, in the order of appearance."""
    known: dict[str, int] = {}
    codes = [known.setdefault(cell, len(known)) if cell else -1 for cell in cells]
    return TextColumn(np.array(codes, np.int32), tuple(known))


def texts_of(column: TextColumn) -> list[Cell]:
    """The n texts, None where missing."""
    return [None if code < 0 else column.categories[code] for code in column.codes.tolist()]


def taken(column: Column, rows: Rows) -> Column:
    """The cells in some rows, ascending; texts that are left in none are forgotten."""
    if isinstance(column, OtherColumn):
        known, codes = np.unique(column.text.codes[rows], return_inverse=True)
        first = int(known.size and known[0] < 0)
        texts = tuple(column.text.categories[code] for code in known[first:].tolist())
        return column._replace(text=TextColumn(codes.astype(np.int32) - first, texts))
    place = dict(zip(rows.tolist(), range(rows.size), strict=True)) if column.bad else {}
    bad = tuple((place[row], text) for row, text in column.bad if row in place)
    return column._replace(values=column.values[rows], bad=bad)


def unmasked_texts(values: np.ndarray) -> list[Cell]:
    """The texts of a masked array of DuckDB's; None where masked."""
    texts = np.ma.getdata(values).astype(object)
    texts[np.ma.getmaskarray(values)] = None
    cells: list[Cell] = texts.tolist()
    return cells


def largest_size(values: Floats) -> float:
    """The largest absolute value of (n,), n >= 1; NaN left out, 0 where there is nothing else."""
    largest = max(float(values.max()), -float(values.min()))  # two passes without a copy
    return float(np.nanmax(np.abs(values), initial=0.0)) if np.isnan(largest) else largest
