"""Whether a table is long: one row for each name at each time, as an export of metrics has it.

Told by what cannot be chance: of the rows of one task no two have the same name, though names
drawn at random would meet often. O(n log n) for each key and set of names that is tried.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.keys import (
    MOSTLY,
    Key,
    codes_of,
    count,
    cycle,
    files_as_key,
    has_enough,
    is_text,
    is_time,
    joint,
    numbered_texts,
    numbers_as_keys,
    places_of,
    rounds,
    times_and_runs,
)
from crackle_cli.reading.columns.types import Column, MetricColumn
from crackle_cli.table.arrays import Rows

EVIDENCE = 7.0  # nats: so few rows of one task with the same name are as rare by chance as e^-7
FULL = 0.2  # share of the cells of the wide table that have a row
OFTEN = (
    1.5  # rows of a task, unless one name is in nearly all of them: steps, few with a validation
)
NEARLY_ALL = 0.9
ENOUGH_TIMES = 8  # rows of a name in which anything can be told of it
MOST_TOLD_APART = 5  # columns of text that are tried: instance, device, metric, …
MOST_AT_ONCE = 3
MOST_NUMBERED = 50  # names that are numbers: stores, sensors

# Headers that say it themselves: a column of names, and one of values.
_NAMES = re.compile(r"(?:.*[_. ])?(?:metric|metric_name|variable|measurement|indicator|series)")
_VALUE = re.compile(r"(?:.*[_. ])?(?:value|val)")

Columns = Mapping[str, Column]


class Long(NamedTuple):
    """How the rows of one task are told apart.

    key     which task each row is of
    names   the columns that tell the rows of a task apart; none where these complete one another
    values  the columns that each name has; none where they are of the whole task
    """

    key: Key
    names: tuple[str, ...]
    values: tuple[str, ...] = ()


def long_table(columns: Columns, files: Rows, by: Sequence[str] = ()) -> Long | None:
    """How to see a table of n rows wide, or None where it is not long.

    files: (n,) of each row; by: columns that are grouped by, so that a task is of one group.
    """
    free = {name: column for name, column in columns.items() if name not in by}
    group = [codes_of(columns[name]) for name in by]
    return _completed(free, group) or _told_apart(free, files, group) or _headed(free)


def pivoted_by(
    columns: Columns, files: Rows, by: Sequence[str], names: Sequence[str]
) -> Key | None:
    """What says which rows are of one task where a user names the columns that tell them apart.

    columns: those that may say it, and those given by name. Of what may, it leaves the fewest rows
    with the name of another.
    """
    free = {name: column for name, column in columns.items() if name not in (*by, *names)}
    group = [codes_of(columns[name]) for name in by]
    codes = joint([codes_of(columns[name]) for name in names])
    found = [*times_and_runs(free), *_other_keys(free, files, joint([*group, codes]))]

    def meetings(key: Key) -> int:
        return codes.size - count(joint([*group, key.codes, codes]))

    some = (key for key in found if 1 < count(key.codes) < codes.size)
    return min(some, key=meetings, default=None)


def is_constant_in(task: Rows, column: Column) -> bool:
    """Whether all rows of one task (codes (n,), -1 of none) have the same cell."""
    order = np.argsort(task, kind="stable")
    same = (np.diff(task[order]) == 0) & (task[order][1:] >= 0)
    return not np.diff(codes_of(column)[order])[same].any()


def values_in(columns: Columns, task: Rows) -> tuple[str, ...]:
    """The columns of numbers that differ from row to row of a task (codes (n,)).

    But for times, and what only counts the rows of the file.
    Where there is none, the text that is called the value: numbers in units of many kinds.
    """
    numbers = {n: c for n, c in columns.items() if isinstance(c, MetricColumn)}
    found = tuple(
        n
        for n, c in numbers.items()
        if not is_time(n, c) and not counts_rows(c) and not is_constant_in(task, c)
    )
    texts = tuple(n for n, c in columns.items() if is_text(c) and is_called_value(n))
    return found or texts


def is_called_value(name: str) -> bool:
    """Whether a column is called `value`, and not what it is the value of."""
    return _VALUE.fullmatch(name.lower()) is not None


def counts_rows(column: MetricColumn) -> bool:
    """Whether the numbers (n,) are those of the lines: 1, 2, 3, …"""
    return bool((np.diff(column.values) == 1.0).all())


def _completed(columns: Columns, group: Sequence[Rows]) -> Long | None:
    """Rows of one step of which each has what the others lack: that of training, of validation."""
    numbers = {n: c for n, c in columns.items() if isinstance(c, MetricColumn)}
    if sum(bool(np.isnan(c.values).any()) for c in numbers.values()) < 2:
        return None
    steps = [
        Key(f'"{name}"', codes_of(column), name, ENOUGH_TIMES)
        for name, column in numbers.items()
        if _rises(column)
    ]
    keys = [key for key in (*times_and_runs(columns), *steps) if has_enough(key)]
    found = [key for key in keys if _complete(key, numbers, group)]
    return Long(max(found, key=lambda key: _grain(key, columns)), ()) if found else None


def _rises(column: MetricColumn) -> bool:
    """Whether the numbers never fall from row to row, or nearly."""
    steps = np.diff(column.values)
    return bool(np.count_nonzero(steps >= 0) >= MOSTLY * steps.size)


def _complete(key: Key, numbers: Mapping[str, MetricColumn], group: Sequence[Rows]) -> bool:
    """Whether no two rows of a task have both a number that differs, and some have other ones."""
    task = joint([*group, key.codes])
    if (task < 0).any() or count(task) == task.size:
        return False
    apart = [n for n, c in numbers.items() if n != key.column and not is_constant_in(task, c)]
    present = (task[~np.isnan(numbers[name].values)] for name in apart)
    return bool(apart) and all(rows.size == count(rows) for rows in present)


def _grain(key: Key, columns: Columns) -> tuple[int, bool]:
    """The finest key first, and of equals one of whole numbers: a step before an epoch of 0.1."""
    places = places_of(columns[key.column]) if key.column else None
    return count(key.codes), places is not None and not (places % 1).any()


def _told_apart(columns: Columns, files: Rows, group: Sequence[Rows]) -> Long | None:
    """Rows that names tell apart within each task; times and runs come first as what says it."""
    texts = {n: joint([codes_of(columns[one]) for one in n]) for n in _sets(columns)}
    first = times_and_runs(columns)
    names = {**texts, **(_numbered(columns) if first else {})}
    tried = chain(
        ((key, one) for key in first for one in names),
        ((key, one) for one in texts for key in _keys_for(one, columns, files, group, texts[one])),
    )
    for key, one in tried:
        task = joint([*group, key.codes])
        if key.column in one or not has_enough(key) or not _tell_apart(task, names[one]):
            continue
        left = {n: c for n, c in columns.items() if n != key.column and n not in one}
        values = values_in(left, task)
        if values:
            return Long(key, one, values)
    return None


def _sets(columns: Columns) -> Iterator[tuple[str, ...]]:
    """The columns of text that may hold names, then several of them together, the coarsest first.

    Of columns with as many texts the one with the shorter texts comes first: a name before an id.
    """
    texts = {n: c.text for n, c in columns.items() if is_text(c)}
    sizes = {
        name: (len(text.categories), sum(map(len, text.categories)))
        for name, text in texts.items()
        if 2 <= len(text.categories) <= text.codes.size / ENOUGH_TIMES
    }
    few = sorted(sizes, key=sizes.__getitem__)[:MOST_TOLD_APART]
    for width in range(1, MOST_AT_ONCE + 1):
        for one in combinations(few, width):
            yield tuple(name for name in columns if name in one)


def _numbered(columns: Columns) -> dict[tuple[str, ...], Rows]:
    """The columns of numbers that may be names: of stores, of sensors."""
    numbers = {n: codes_of(c) for n, c in columns.items() if isinstance(c, MetricColumn)}
    return {(n,): codes for n, codes in numbers.items() if 2 <= count(codes) <= MOST_NUMBERED}


def _keys_for(
    names: tuple[str, ...], columns: Columns, files: Rows, group: Sequence[Rows], codes: Rows
) -> Iterator[Key]:
    yield from _other_keys(columns, files, joint([*group, codes]))
    if len(names) == 1 and not group:
        yield from cycle(columns, names[0])


def _other_keys(columns: Columns, files: Rows, names: Rows) -> Iterator[Key]:
    """What may say the task where no column of dates or runs does; names: codes (n,)."""
    return chain(
        numbers_as_keys(columns, names),
        files_as_key(files),
        rounds(columns, names),
        numbered_texts(columns),
    )


def _tell_apart(task: Rows, names: Rows) -> bool:
    """Whether rows of one task (codes (n,)) have different names, and not by chance."""
    held = (task >= 0) & (names >= 0)
    size = np.count_nonzero(held)
    if size < MOSTLY * task.size:
        return False
    of_task, of_name = np.bincount(task[held]), np.bincount(names[held])
    tasks, width = np.count_nonzero(of_task), np.count_nonzero(of_name)
    often = np.count_nonzero(of_name >= ENOUGH_TIMES)
    if width < 2 or 2 * often < width or size < FULL * tasks * width:
        return False
    if size < OFTEN * tasks and of_name.max() < NEARLY_ALL * tasks:
        return False
    meetings = float((of_task * (of_task - 1.0)).sum()) / 2.0
    by_chance = meetings * float(((of_name / size) ** 2).sum())
    twice = size - count(joint([task[held], names[held]]))
    return bool(twice <= (1.0 - MOSTLY) * size and _rarer(int(twice), by_chance) >= EVIDENCE)


def _rarer(count: int, expected: float) -> float:
    """How rare at most so few events are where more are expected, in nats (Chernoff, 1952)."""
    if count >= expected:
        return 0.0
    return expected - count - (count * log(expected / count) if count else 0.0)


def _headed(columns: Columns) -> Long | None:
    """Rows of a column of names and one of values, as their headers say, however many at a time."""
    names = [n for n, c in columns.items() if is_text(c) and _NAMES.fullmatch(n.lower())]
    numbers = (n for n, c in columns.items() if isinstance(c, MetricColumn))
    values = [n for n in numbers if is_called_value(n)]
    if len(names) != 1 or len(values) != 1:
        return None
    keys = (key for key in times_and_runs(columns) if key.column not in names)
    key = next((key for key in keys if has_enough(key)), None)
    return Long(key, (names[0],), (values[0],)) if key else None
