"""The names of the tasks: which column gives them, and how its cells are written as names."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from crackle_cli.reading.columns.epochs import as_iso, epoch_unit
from crackle_cli.reading.columns.keys import codes_of, count, joint
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn
from crackle_cli.table.arrays import Rows
from crackle_cli.table.labels import NumberLabels, TextLabels

NEARLY_DISTINCT = 0.9  # share of the tasks: a column that tells so many apart still names them well
MOST_REPEATED = 0.5  # share of the tasks: text that tells fewer apart is of groups
# Where pandas and R write the numbers of their rows.
UNNAMED = re.compile(r"column \d+|unnamed: \d+|row[ ._]?names?", re.IGNORECASE)

# Text that measures: numbers in units, and nothing else ("8.71MB / 14.80MB", "198.2 ± 2.1").
_AMOUNT = r"(?:± ?|[-+])?\d+(?:[.,]\d+)?"
_UNIT = r"(?:(?:%|[numµμ]?s|min|[kmgtp]i?b?|h|d|b)(?:/(?:s|op|iter))?)"  # the longer ones first
_MEASURES = re.compile(
    rf"{_AMOUNT} ?{_UNIT}?(?:(?: ?(?:/|->|,) ?| ){_AMOUNT} ?{_UNIT}?)*+", re.IGNORECASE
)
_HAS_UNIT = re.compile(rf"\d ?{_UNIT}(?![a-z0-9])|±", re.IGNORECASE)


def naming_column(
    columns: Mapping[str, Column],
    by: Collection[str],
    times: Sequence[str],
    counters: Sequence[str],
) -> str | None:
    """The column that names the tasks, or None where their rows must do.

    The text that tells most apart, where that is nearly all; else the dates, in the same way; else
    numbers that count; else the text that tells most apart, where that is most tasks; else dates
    that change at all; else numbers that count without a name. Text of fewer values is that of
    groups, and text of numbers in units measures. `by`: columns that are grouped by and name
    nothing: what tells the rows of each group apart names them; `times`: those of numbers that are
    dates.
    """
    group = groups_of(columns, by)
    others = {n: c for n, c in columns.items() if isinstance(c, OtherColumn) and n not in by}
    texts = {n: distinct(c, group) for n, c in others.items() if c.reason.startswith("text")}
    texts = {
        n: share
        for n, share in texts.items()
        if share >= MOST_REPEATED and not _measures(others[n])
    }
    days = [n for n in columns if n in times or (n in others and others[n].reason == "date")]
    dates = {
        n: share for n in days if (share := distinct(columns[n], group)) * _size(columns[n]) > 1
    }
    for shares in (texts, dates):
        best = _best(shares)
        if best is not None and shares[best] >= NEARLY_DISTINCT:
            return best
    named = [name for name in counters if not UNNAMED.fullmatch(name)]
    return next(iter(named), None) or _best(texts) or _best(dates) or next(iter(counters), None)


def groups_of(columns: Mapping[str, Column], by: Collection[str]) -> Rows | None:
    """(n,) which group each task is in; None where nothing is grouped by."""
    known = [codes_of(columns[name]) for name in by if name in columns]
    return joint(known) if known else None


def labels_of(name: str, column: Column, group: Rows | None = None) -> TextLabels | NumberLabels:
    """The labels that a column gives the tasks; times as dates.

    group: (n,) the --by group of each task, in which a text need not be told apart from others.
    """
    if isinstance(column, OtherColumn):
        return TextLabels(column.text, range(column.text.codes.size), group)
    return NumberLabels(column.values, range(column.values.size), number_text(name, column))


def number_text(name: str, column: MetricColumn) -> Callable[[float], str]:
    """How the numbers of a column are written as labels."""
    unit = epoch_unit(name, column.values)
    return as_iso(unit) if unit else "{:.15g}".format


def said_before(name: str, column: Column) -> str | None:
    """What stands before the labels of a column in a sentence: `iteration 9`, where 9 is bare.

    None where the labels speak for themselves: text and dates.
    """
    if isinstance(column, OtherColumn) or epoch_unit(name, column.values):
        return None
    return "index" if UNNAMED.fullmatch(name) else name


def distinct(column: Column, group: Rows | None = None) -> float:
    """The share of the n tasks that a column tells from the others; a missing cell tells none.

    group: (n,) of each task, if it need only be told from the others of its group.
    """
    others = 0 if group is None else group.size - count(group)  # than the first of each group
    if group is not None and others:
        return (count(joint([group, codes_of(column)])) - count(group)) / others
    if isinstance(column, OtherColumn):
        return len(column.text.categories) / max(1, column.text.codes.size)
    present = np.sort(column.values[~np.isnan(column.values)])
    return float(np.count_nonzero(np.diff(present)) + 1) / column.values.size


def _best(shares: Mapping[str, float]) -> str | None:
    """The name with the largest share, the first of equals."""
    return max(shares, key=lambda name: shares[name], default=None)


def _measures(column: OtherColumn) -> bool:
    texts = column.text.categories
    return all(map(_MEASURES.fullmatch, texts)) and any(map(_HAS_UNIT.search, texts))


def _size(column: Column) -> int:
    return int(column.text.codes.size if isinstance(column, OtherColumn) else column.values.size)
