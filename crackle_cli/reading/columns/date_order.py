"""Whether the dates of a table say another order than its rows. O(n), O(n log n) out of order."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.dates import moments, sort_as_text
from crackle_cli.reading.columns.epochs import epoch_unit
from crackle_cli.reading.columns.types import Column, MetricColumn
from crackle_cli.table.arrays import Floats, Rows

FEW_LATE = 0.05  # share of the tasks: so many may be late in a log, or have a clock that is wrong
MOST_PARSED = 4096  # dates that are no ISO 8601; so many tell an order, and take 80 ms
DISTINCT = 3  # dates that can be in an order


class Disorder(NamedTuple):
    """Dates of a column that are in no order, or run `backwards`, the newest task first."""

    column: str
    backwards: bool


def disorder(columns: Mapping[str, Column], parts: Sequence[Rows]) -> Disorder | None:
    """Where dates run backwards, or none of them is in order: transitions would mislead.

    parts: the rows of each group, or of the whole table; each is in an order of its own.
    """
    found = {name: _how(ranks, parts) for name, ranks in dates_of(columns).items()}
    backwards = next((name for name, how in found.items() if how is _How.BACKWARDS), None)
    if backwards is not None:
        return Disorder(backwards, backwards=True)
    if found and all(how is _How.NO_ORDER for how in found.values()):
        return Disorder(next(iter(found)), backwards=False)
    return None


def dates_of(columns: Mapping[str, Column]) -> dict[str, Floats]:
    """name -> (n,) numbers in the order of the dates of a column, NaN where missing."""
    times = {name: _ranks(name, column) for name, column in columns.items()}
    return {name: ranks for name, ranks in times.items() if ranks is not None}


def is_in_order(ranks: Floats, parts: Sequence[Rows]) -> bool:
    """Whether numbers (n,), NaN = missing, rise or fall in every part, but for a few late rows."""
    return _how(ranks, parts) is not _How.NO_ORDER


def _ranks(name: str, column: Column) -> np.ndarray | None:
    """(n,) numbers in the order of the dates of a column, NaN where missing; None for others."""
    if isinstance(column, MetricColumn):
        return column.values if epoch_unit(name, column.values) else None
    dates = column.text.categories
    if column.reason != "date" or len(dates) < DISTINCT:
        return None
    step = 1 if sort_as_text(dates) else max(1, len(dates) // MOST_PARSED)
    some = moments(dates[::step])
    if some is None:
        return None
    ranks = np.full(len(dates) + 1, np.nan)  # the last is of code -1
    ranks[:-1:step] = some
    return ranks[column.text.codes]


class _How(Enum):
    IN_ORDER = auto()
    BACKWARDS = auto()
    NO_ORDER = auto()


def _how(ranks: Floats, parts: Sequence[Rows]) -> _How:
    """How dates run: a few late tasks, ties and a wrong date are no disorder.

    Nor is a log that is written as tasks end, with the times at which they began. Files that were
    put one after another are, though nearly all neighbours are in order.
    """
    taken = [part[~np.isnan(part)] for part in (ranks[rows] for rows in parts)]
    if _is_rising(taken):
        return _How.IN_ORDER
    return _How.BACKWARDS if _is_rising([-part for part in taken]) else _How.NO_ORDER


def _is_rising(parts: Sequence[Floats]) -> bool:
    """Whether dates rise but for a few tasks, or nearly all stand near their place in the order."""
    most = FEW_LATE * sum(part.size for part in parts)
    if sum(_misplaced(part) for part in parts) <= most:
        return True
    return sum(_far(part) for part in parts) <= most


def _misplaced(ranks: Floats) -> int:
    """How many tasks come after a later one, or before an earlier one: whichever are fewer."""
    late = np.count_nonzero(ranks < np.maximum.accumulate(ranks))
    early = np.count_nonzero(ranks[::-1] > np.minimum.accumulate(ranks[::-1]))
    return int(min(late, early))


def _far(ranks: Floats) -> int:
    """How many tasks stand further from their place in the order than a twentieth of all."""
    places = np.argsort(ranks, kind="stable")
    return int(np.count_nonzero(np.abs(places - np.arange(ranks.size)) > FEW_LATE * ranks.size))
