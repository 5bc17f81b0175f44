"""Whether the order of the rows means something, by what the columns say. O(n log n) a column.

For an order speak dates that rise or fall, an axis with an origin or gaps of its own, and names
of the rows that count or identify runs. Against it speak rows that are sorted by a metric, rows of
each value of a text column that lie together, rows with names in words, rows that are persons, and
dates in no order. Without any of these there is an order.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from crackle_cli.reading.columns.axes import ROUNDING, is_of_process
from crackle_cli.reading.columns.date_order import is_in_order
from crackle_cli.reading.columns.looked import Looked
from crackle_cli.reading.columns.persons import of_persons
from crackle_cli.reading.columns.sorted_rows import (
    glances,
    goes_one_way,
    named_in_words,
    sorted_by,
    together,
)
from crackle_cli.reading.columns.task_names import NEARLY_DISTINCT, UNNAMED
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.labels import TextColumn

IDENTIFIES = 0.9  # share of the names that must look like one of a run, or stand in order

_INDEX = re.compile(r"(?:row[ _.-]?(?:names?|id)?|index|idx|x)", re.IGNORECASE)

# A word of a name that no person gave: of a commit, a container, a UUID.
_HASH = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{7,}|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{8,})", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?[0-3]\d)?(?!\d)")


def why_unordered(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """Why the order of the rows means nothing, in words; None where it may.

    parts: the rows of each group, or of the whole table; each is in an order of its own.
    """
    persons = of_persons(looked)
    against = (
        sorted_by(looked, parts)
        or together(looked, parts)
        or named_in_words(looked, parts)
        or persons
        or _dates_in_no_order(looked, parts)
    )
    if against is None or _is_ordered(looked, parts, numbered=persons is None):
        return None
    return against


def _dates_in_no_order(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """Dates of which no column is in the order of the rows."""
    if not looked.dates or any(is_in_order(dates, parts) for dates in looked.dates.values()):
        return None
    return said_of_dates(next(iter(looked.dates)))


def said_of_dates(column: str) -> str:
    """That the dates of a column are in no order, in words."""
    return f'the dates in "{column}" are in no order'


def _is_ordered(looked: Looked, parts: Sequence[Rows], numbered: bool) -> bool:
    """Whether anything speaks for an order.

    numbered: whether numbers and names of the rows do; those of persons only tell them apart.
    """
    if any(is_in_order(dates, parts) for dates in looked.dates.values()):
        return True
    numbers = {**looked.axes, **looked.identifiers, **looked.metrics}
    axes = {n: v for n, v in numbers.items() if numbered or is_of_process(n)}
    if any(_is_axis(n, v, n not in looked.metrics, parts) for n, v in axes.items()):
        return True
    if _are_days(looked.files.categories):
        return True
    return numbered and any(_names_runs(column, parts) for column in looked.texts.values())


def _is_axis(name: str, values: Floats, aside: bool, parts: Sequence[Rows]) -> bool:
    """Whether a column (n,) goes one way, and is no mere number of the line.

    aside: whether it is known to be no metric. A metric in equal steps is an axis too.
    """
    if not goes_one_way([values[rows] for rows in glances(parts)]):
        return False
    known = [values[rows] for rows in parts]
    steps = np.concatenate([np.diff(part) for part in known])
    index = _INDEX.fullmatch(name) or UNNAMED.fullmatch(name)
    if index or not steps.any() or not goes_one_way(known):
        return False
    if is_of_process(name):
        return True
    even = bool((np.abs(steps - steps[0]) <= ROUNDING * np.abs(values).max()).all())
    counts = even and abs(float(steps[0])) == 1.0 and all(part[0] in (0.0, 1.0) for part in known)
    return bool(steps.all()) and (aside or even) and not counts


def _are_days(files: Sequence[str]) -> bool:
    """Whether the names of files are of one day, or month, after another."""
    found = [_DAY.findall(name.rpartition("/")[2]) for name in files]
    return all(found) and all(one < other for one, other in pairwise(found))


def _names_runs(column: TextColumn, parts: Sequence[Rows]) -> bool:
    """Whether text that tells nearly all rows apart names runs: by hashes, or numbered in order.

    An alphabet is an order too, but none in time.
    """
    names = column.categories
    if len(names) < NEARLY_DISTINCT * sum(part.size for part in parts):
        return False
    if sum(_HASH.search(name) is not None for name in names) >= IDENTIFIES * len(names):
        return True
    numbers = [tuple(map(int, _NUMBER.findall(name))) for name in names]
    if sum(map(bool, numbers)) < IDENTIFIES * len(names):
        return False
    places = {number: float(place) for place, number in enumerate(sorted(set(numbers)))}
    return is_in_order(np.array([*map(places.get, numbers), np.nan])[column.codes], parts)
