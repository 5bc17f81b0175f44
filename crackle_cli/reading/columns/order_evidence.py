"""Whether the order of the rows means something, by what the columns say. O(n log n) a column.

For an order speak dates that rise or fall, an axis with an origin or gaps of its own, and names
of the rows that count or identify runs. Against it speak rows that are sorted by a metric or by
an alphabet, and rows of each value of a text column that lie together. Without any of these there
is an order.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import lgamma, log
from typing import NamedTuple
from unicodedata import normalize

import numpy as np

from crackle_cli.reading.columns.axes import HUMP, ROUNDING
from crackle_cli.reading.columns.date_order import dates_of, is_in_order
from crackle_cli.reading.columns.roles import Roles
from crackle_cli.reading.columns.task_names import NEARLY_DISTINCT, UNNAMED
from crackle_cli.reading.columns.types import DATED, Column, MetricColumn, OtherColumn
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.labels import TextColumn

APART = "the files do not continue one another"

SURELY = log(1e-3)  # of a chance, shared by all columns that are looked at
GLANCE = 1024  # rows; a column that goes no way shows it in its first ones
FEWEST_LEVELS = 4  # of a metric that the rows are sorted by: one that steps up twice may in time
FEWEST_NAMES = 10  # in the order of an alphabet
FEWEST_LETTERS = 5  # that begin the names of an alphabet; `task aa`, `task ab` only count
ROWS_OF_A_VALUE = 2  # on average; text with fewer tells rows apart
# Neighbouring steps of a sorted sample are as two exponential numbers, of whose ratio the median
# |logarithm| is log 3 = 1.1; those of a metric that drifts, or learns, are nearly alike.
UNEVEN = 0.7
IDENTIFIES = 0.9  # share of the names that must look like one of a run, or stand in order

# Columns that follow a process though they begin at 1; an index of the rows never does.
_PROCESS = re.compile(
    r"(?:^|[^a-z])(?:step|epoch|iter|iteration|time|timestep|elapsed|offset|year|yr|quarter|qtr"
    r"|month|week|day|date|hour|build|run|job|pr|issue)(?:[ _.-]?(?:no|nr|num|number))?$",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?:row[ _.-]?(?:names?|id)?|index|idx|x)", re.IGNORECASE)

# A word of a name that no person gave: of a commit, a container, a UUID.
_HASH = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{7,}|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{8,})", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"(?=.*[^\W\d_]{3})[^\d]+")  # letters a, b, c count the rows
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?[0-3]\d)?(?!\d)")


class Looked(NamedTuple):
    """The columns of n rows, by what they are.

    metrics  name -> (n,), NaN = missing
    axes     of numbers that are set aside because they count, index or date the rows
    texts    of text, but for dates
    identifiers  of numbers that only identify, or are categories
    dates    of dates: (n,) numbers in their order, NaN = missing
    files    which file a row is from
    """

    metrics: Mapping[str, Floats]
    axes: Mapping[str, Floats]
    texts: Mapping[str, TextColumn]
    identifiers: Mapping[str, Floats]
    dates: Mapping[str, Floats]
    files: TextColumn


def looked_at(columns: Mapping[str, Column], roles: Roles, files: TextColumn) -> Looked:
    """Columns by what their types and roles say they are."""
    numbers = {n: c.values for n, c in columns.items() if isinstance(c, MetricColumn)}
    texts = {n: c for n, c in columns.items() if isinstance(c, OtherColumn)}
    named = roles.as_text
    return Looked(
        metrics={n: v for n, v in numbers.items() if n not in roles.set_aside and n not in named},
        axes={name: numbers[name] for name in roles.axes},
        texts={n: c.text for n, c in texts.items() if c.reason != DATED},
        identifiers={n: v for n, v in numbers.items() if n in named},
        dates=dates_of(columns),
        files=files,
    )


def why_unordered(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """Why the order of the rows means nothing, in words; None where it may.

    parts: the rows of each group, or of the whole table; each is in an order of its own.
    """
    against = _sorted_by(looked, parts) or _together(looked, parts) or _by_alphabet(looked, parts)
    return None if against is None or _is_ordered(looked, parts) else against


def _sorted_by(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """A metric that the rows are sorted by; of one metric alone its order is all there is."""
    if len(looked.metrics) < 2:
        return None
    level = SURELY - log(2 * len(looked.metrics))  # it may rise or fall
    for name, values in looked.metrics.items():
        if not is_of_process(name) and _is_sorted(values, parts, level):
            return f"the rows are sorted by {name}"
    return None


def _is_sorted(values: Floats, parts: Sequence[Rows], level: float) -> bool:
    """Whether a metric (n,) goes one way in all parts by no chance, and unevenly."""
    if not _goes_one_way(_present(values, _glances(parts))):
        return False
    known = _present(values, parts)
    runs = [_run_lengths(part) for part in known]
    if not _goes_one_way(known) or max(lengths.size for lengths in runs) < FEWEST_LEVELS:
        return False
    return sum(map(_log_orders, runs)) <= level and _are_uneven(known)


def _glances(parts: Sequence[Rows]) -> list[Rows]:
    return [rows[:GLANCE] for rows in parts]


def _present(values: Floats, parts: Sequence[Rows]) -> list[Floats]:
    """The values of each part, without those that are missing."""
    every = (values[rows] for rows in parts)
    return [part[~np.isnan(part)] for part in every]


def _goes_one_way(parts: Sequence[Floats]) -> bool:
    """Whether all rise, or all fall, ties among them; NaN goes no way."""
    return _rise(parts, 1.0) or _rise(parts, -1.0)


def _rise(parts: Sequence[Floats], sign: float) -> bool:
    return all(bool((sign * np.diff(part) >= 0).all()) for part in parts)


def _are_uneven(parts: Sequence[Floats]) -> bool:
    """Whether steps of a metric that goes one way are those of a sample and not of a process.

    Where many values are tied, nothing can be told.
    """
    steps = [np.abs(np.diff(part)) for part in parts]
    sizes = [np.log(some[some > 0]) for some in steps]
    ratios = np.concatenate([np.diff(some) for some in sizes])
    many_ties = 4 * sum(some.size for some in sizes) < 3 * sum(some.size for some in steps)
    return many_ties or not ratios.size or median(np.abs(ratios)) >= UNEVEN


def _together(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """A text column the rows of whose values lie together; files are such by their nature.

    So are numbers that count groups and not rows: a subject, a batch.
    """
    if _lie_together(looked.files.codes, parts) is not None:
        return APART
    texts = {name: column.codes for name, column in looked.texts.items()}
    numbers = {name: v for name, v in looked.axes.items() if not is_of_process(name)}
    groupings: dict[str, np.ndarray] = {**texts, **looked.identifiers, **numbers}
    level = SURELY - log(max(1, len(groupings)))
    for name, codes in groupings.items():
        chance = _lie_together(codes, parts)
        if chance is not None and chance <= level:
            return f"the rows of each {name} lie together"
    return None


def _by_alphabet(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """A text column of words, one for nearly each row, that stand in the order of an alphabet.

    Alphabets differ in a few places: accents, spaces, capitals.
    """
    for name, column in looked.texts.items():
        if len(column.categories) < NEARLY_DISTINCT * sum(part.size for part in parts):
            continue
        words = sum(_WORD.fullmatch(each) is not None for each in column.categories)
        if words < IDENTIFIES * len(column.categories):
            continue
        keys = [_letters(each) for each in column.categories]
        if len({key[:1] for key in keys}) < FEWEST_LETTERS:
            continue
        places = {key: float(place) for place, key in enumerate(sorted(set(keys)))}
        ranks = np.array([*map(places.get, keys), np.nan])[column.codes]
        steps = np.concatenate([np.diff(part) for part in _present(ranks, parts)])
        if steps.size >= FEWEST_NAMES and (steps >= 0).mean() >= IDENTIFIES:
            return f"the rows are sorted by {name}"
    return None


def _letters(name: str) -> str:
    """The plain letters of a name, by which most alphabets sort alike."""
    return "".join(filter(str.isalpha, normalize("NFKD", name))).casefold()


def _lie_together(codes: np.ndarray, parts: Sequence[Rows]) -> float | None:
    """The logarithm of the chance that rows of a value all lie together; None where they do not.

    Nor where too few rows share a value, or all share one. `codes`: (n,), equal for equal values.
    """
    if any(_comes_back(codes[rows]) for rows in _glances(parts)):
        return None
    chance, values = 0.0, 0
    for rows in parts:
        own = codes[rows]
        lengths = _run_lengths(own)
        values += lengths.size
        if ROWS_OF_A_VALUE * lengths.size > own.size or _comes_back(own):
            return None
        chance += _log_orders(lengths) + lgamma(lengths.size + 1.0)
    return None if values <= len(parts) else chance


def _comes_back(codes: np.ndarray) -> bool:
    """Whether a value (n,) has rows on both sides of another one's."""
    lengths = _run_lengths(codes)
    firsts = codes[np.cumsum(lengths) - lengths]
    return len(set(firsts.tolist())) < lengths.size


def _log_orders(lengths: np.ndarray) -> float:
    """The logarithm of the chance of one order among all of so many equal rows each."""
    equal = sum(lgamma(length + 1.0) for length in lengths[lengths > 1].tolist())
    return equal - lgamma(float(lengths.sum()) + 1.0)


def _run_lengths(values: np.ndarray) -> np.ndarray:
    """How many equal values follow one another, (k,)."""
    new = np.ones(values.size, bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.diff(np.flatnonzero(new), append=values.size)


def _is_ordered(looked: Looked, parts: Sequence[Rows]) -> bool:
    """Whether anything speaks for an order."""
    if any(is_in_order(dates, parts) for dates in looked.dates.values()):
        return True
    numbers = {**looked.axes, **looked.identifiers, **looked.metrics}
    if any(_is_axis(n, v, n not in looked.metrics, parts) for n, v in numbers.items()):
        return True
    if _are_days(looked.files.categories):
        return True
    return any(_names_runs(column, parts) for column in looked.texts.values())


def _is_axis(name: str, values: Floats, aside: bool, parts: Sequence[Rows]) -> bool:
    """Whether a column (n,) goes one way, and is no mere number of the line.

    aside: whether it is known to be no metric. A metric in equal steps is an axis too.
    """
    if not _goes_one_way([values[rows] for rows in _glances(parts)]):
        return False
    known = [values[rows] for rows in parts]
    steps = np.concatenate([np.diff(part) for part in known])
    index = _INDEX.fullmatch(name) or UNNAMED.fullmatch(name)
    if index or not steps.any() or not _goes_one_way(known):
        return False
    if is_of_process(name):
        return True
    even = bool((np.abs(steps - steps[0]) <= ROUNDING * np.abs(values).max()).all())
    counts = even and abs(float(steps[0])) == 1.0 and all(part[0] in (0.0, 1.0) for part in known)
    return bool(steps.all()) and (aside or even) and not counts


def is_of_process(name: str) -> bool:
    """Whether a column is called as what follows a process: `epoch`, `run_number`."""
    return _PROCESS.search(HUMP.sub(" ", name)) is not None


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
