"""Columns that may say which rows of a long table are of one task: dates, runs, steps. O(n log n).

Rows of one task that were written a moment apart have a time of each their own; they lie together
in a round, with a gap before the next one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

import numpy as np

from crackle_cli.reading.columns.dates import seconds_of
from crackle_cli.reading.columns.epochs import epoch_unit, words_of
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn, texts_of
from crackle_cli.table.arrays import Floats, Rows

MOSTLY = 0.98  # share of the rows: a few may lack a cell, or be there twice
MOMENTS = 8  # dates, runs, files: the least that a phase transition takes
NUMBERS = 12  # blocks of an experiment are numbered too, and seldom so many
NUMBERED_TEXTS = 20  # S01, S02, … may be subjects
PAUSE = 2.0  # times as long as any pause within a round is the shortest one between two

RUNS = frozenset(
    {"commit", "sha", "rev", "revision", "build", "version", "release", "tag", "run", "pipeline"}
)
_RUN = re.compile(r"[0-9a-f]{7,40}|v?\d+(?:\.\d+)+[\w.+-]*")  # a commit, or a version
_NUMBERED = re.compile(r".*\d")
_CALENDAR = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
                       r"|nov|dec)[a-z]*|q[1-4]|am|pm", re.IGNORECASE)  # fmt: skip


class Key(NamedTuple):
    """Which task each row is of.

    said    what a task is in a sentence: `"commit"`, `file`
    codes   (n,) a number for each task; -1 where the row has none
    column  the column that says it; None where none does
    fewest  tasks that there must be of its kind
    """

    said: str
    codes: Rows
    column: str | None
    fewest: int


def times_and_runs(columns: Mapping[str, Column]) -> list[Key]:
    """The columns of dates whose values repeat, then those of runs; of each kind the finest first.

    Times may also be numbers since 1970.
    """
    moments = {n: c for n, c in columns.items() if is_time(n, c)}
    runs = {n: c for n, c in columns.items() if is_text(c) and _is_run(n, c)}
    found: list[Key] = []
    for kind in (moments, runs):
        keys = [Key(f'"{name}"', codes_of(column), name, MOMENTS) for name, column in kind.items()]
        found += sorted(keys, key=lambda key: -count(key.codes))
    return [key for key in found if count(key.codes) < key.codes.size]


def numbered_texts(columns: Mapping[str, Column]) -> Iterator[Key]:
    """The columns of text that end in a number: w01, w02, …"""
    for name, column in columns.items():
        if is_text(column) and not _is_run(name, column) and _are_all(_NUMBERED, column):
            yield Key(f'"{name}"', codes_of(column), name, NUMBERED_TEXTS)


def numbers_as_keys(columns: Mapping[str, Column], names: Rows) -> Iterator[Key]:
    """The columns of numbers that rise from row to row, or fall, within each name (codes (n,))."""
    order = np.argsort(names, kind="stable")
    same = np.diff(names[order]) == 0
    for name, column in columns.items():
        if isinstance(column, MetricColumn) and same.any():
            steps = np.diff(column.values[order])[same]
            one_way = max(np.count_nonzero(steps > 0), np.count_nonzero(steps < 0))
            if one_way >= MOSTLY * steps.size:
                yield Key(f'"{name}"', codes_of(column), name, NUMBERS)


def rounds(columns: Mapping[str, Column], names: Rows) -> Iterator[Key]:
    """The times at which rows come in rounds, with a pause before the next one.

    names: codes (n,); each is in a round at most once.
    """
    most = int(np.bincount(names[names >= 0]).max(initial=0))
    if most < MOMENTS or most == names.size:
        return
    for name, column in columns.items():
        times = places_of(column) if is_time(name, column) else None
        if times is None or np.isnan(times).any():
            continue
        order = np.argsort(times, kind="stable")
        pauses = np.diff(times[order])
        by_size = np.sort(pauses)
        between, within = by_size[1 - most], by_size[: 1 - most].max(initial=0.0)
        if between > 0 and between >= PAUSE * within:
            codes = np.empty(names.size, np.intp)
            codes[order] = np.concatenate([[0], np.cumsum(pauses >= between)])
            yield Key(f'round of "{name}"', codes, None, MOMENTS)


def cycle(columns: Mapping[str, Column], name: str) -> Iterator[Key]:
    """The rounds of rows in which the texts of a column come again and again in one order.

    Only where no other column may say the task. Days and months come so without being series.
    """
    column = columns[name]
    others = [c for n, c in columns.items() if n != name and isinstance(c, OtherColumn)]
    if not isinstance(column, OtherColumn) or others or _are_all(_CALENDAR, column):
        return
    codes, width = column.text.codes, len(column.text.categories)
    again = codes.size >= MOMENTS * width and bool((codes[width:] == codes[:-width]).all())
    if again and not any(map(_never_falls, columns.values())):
        yield Key("round of rows", np.arange(codes.size) // width, None, MOMENTS)


def files_as_key(files: Rows) -> Iterator[Key]:
    """Each file as one run: the exports of a benchmark."""
    yield Key("file", files.astype(np.intp), None, MOMENTS)


def codes_of(column: Column) -> Rows:
    """(n,) a number for each value, -1 where missing."""
    if isinstance(column, OtherColumn):
        return column.text.codes.astype(np.intp)
    known, codes = np.unique(column.values, return_inverse=True)
    missing = np.isnan(column.values)
    return np.where(missing, -1, codes) if known.size and np.isnan(known[-1]) else codes


def joint(several: Sequence[Rows]) -> Rows:
    """(n,) a number for each combination of codes, in ascending order; -1 where one is missing."""
    codes = several[0]
    for more in several[1:]:
        both = np.where((codes < 0) | (more < 0), -1, codes * (more.max(initial=0) + 1) + more)
        known, places = np.unique(both, return_inverse=True)
        codes = places - 1 if known.size and known[0] < 0 else places
    return codes


def count(codes: Rows) -> int:
    """How many different codes there are, missing ones left out."""
    return int(np.count_nonzero(np.bincount(codes[codes >= 0])))


def has_enough(key: Key) -> bool:
    """Whether there are as many tasks as a key of its kind takes."""
    return count(key.codes) >= key.fewest


def places_of(column: Column) -> Floats | None:
    """(n,) numbers in the order of a column of dates or numbers; None of other text."""
    if isinstance(column, MetricColumn):
        return column.values
    try:
        return seconds_of(texts_of(column.text)) if column.reason == "date" else None
    except ValueError:  # a date whose order is not known: day or month first
        return None


def is_time(name: str, column: Column) -> bool:
    """Whether a column is one of dates, as text or as numbers since 1970."""
    if isinstance(column, OtherColumn):
        return column.reason == "date"
    return epoch_unit(name, column.values) is not None


def is_text(column: Column) -> TypeGuard[OtherColumn]:
    """Whether a column is one of text."""
    return isinstance(column, OtherColumn) and column.reason.startswith("text")


def _is_run(name: str, column: OtherColumn) -> bool:
    return bool(words_of(name) & RUNS) or _are_all(_RUN, column)


def _are_all(pattern: re.Pattern[str], column: OtherColumn) -> bool:
    return all(map(pattern.fullmatch, column.text.categories))


def _never_falls(column: Column) -> bool:
    """Whether a column of numbers goes up in steps, or in one with every row."""
    if not isinstance(column, MetricColumn):
        return False
    steps = np.diff(column.values)
    return bool((steps >= 0).all() and steps.any())
