"""Durations that are written as a clock shows them, and how they are told from times of day."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from crackle_cli.reading.columns.epochs import words_of
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn
from crackle_cli.table.quantities import DURATIONS, SECONDS

NAMES = frozenset(
    {"duration", "elapsed", "took", "taken", "runtime", "wall", "walltime", "latency", "uptime",
     "wait", "waited", "lap", "lasted", "delay", "downtime"}
)  # fmt: skip

_CLOCK = re.compile(r"(?:(\d+) days?,? )?(\d+):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?")


def without_clocks(name: str, column: Column) -> Column:
    """A column of durations such as `0:03:15` as seconds; every other one as it is.

    Times of day look alike: the name must be that of a duration, or a value be none of a day
    (25:10:00, 1 day 0:00:10), or some have hours and others none (59:58, 1:00:02). Two numbers
    are minutes and seconds.
    """
    if isinstance(column, MetricColumn) or column.reason not in ("date", "text"):
        return column
    texts = column.text.categories
    if not texts or not _CLOCK.fullmatch(texts[0]):
        return column
    found = [match for text in texts if (match := _CLOCK.fullmatch(text))]
    if len(found) < len(texts) or not (words_of(name) & NAMES or _are_no_times(found)):
        return column
    seconds = np.array([*map(_seconds, found), np.nan])  # the last is of code -1
    return MetricColumn(seconds[column.text.codes], notes=(DURATIONS,), unit=SECONDS)


def clock_notes(columns: Mapping[str, Column]) -> list[str]:
    """Which columns were taken for times of day that may be durations, and what tells them."""
    clocks = (
        name
        for name, column in columns.items()
        if isinstance(column, OtherColumn) and _are_clocks(column.text.categories)
    )
    return [
        f'column "{name}": read as times of day; as "{name}_duration" it would be of durations'
        for name in clocks
    ]


def _are_clocks(texts: Sequence[str]) -> bool:
    return bool(texts) and all(map(_CLOCK.fullmatch, texts))


def _are_no_times(found: list[re.Match[str]]) -> bool:
    beyond = any(match[1] or int(match[2]) > 23 for match in found)
    return beyond or len({match[4] is None for match in found}) > 1


def _seconds(clock: re.Match[str]) -> float:
    days, first, second, third = clock.groups()
    if third is None:
        return 86400.0 * int(days or 0) + 60 * int(first) + int(second)
    whole = 86400.0 * int(days or 0) + 3600 * int(first) + 60 * int(second)
    return whole + float(third.replace(",", "."))
