"""Whether the rows of a table are sorted, by a metric or what they belong to, or are of things.

O(n log n) a column.
"""

import re
from collections.abc import Sequence
from math import lgamma, log

import numpy as np

from crackle_cli.reading.columns.axes import is_of_process
from crackle_cli.reading.columns.looked import Looked
from crackle_cli.reading.columns.task_names import NEARLY_DISTINCT
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Rows

APART = "the files do not continue one another"

SURELY = log(1e-3)  # of a chance, shared by all columns that are looked at
GLANCE = 1024  # rows; a column that goes no way shows it in its first ones
FEWEST_LEVELS = 4  # of a metric that the rows are sorted by: one that steps up twice may in time
FEWEST_NAMES = 10  # of rows, in words
FEWEST_LETTERS = 5  # that begin names in words; `task aa`, `task ab` only count
ROWS_OF_A_VALUE = 2  # on average; text with fewer tells rows apart
# Neighbouring steps of a sorted sample are as two exponential numbers, of whose ratio the median
# |logarithm| is log 3 = 1.1; those of a metric that drifts, or learns, are nearly alike.
UNEVEN = 0.7
IDENTIFIES = 0.9  # share of the names that must be words

_WORD = re.compile(r"(?=.*[^\W\d_]{3})[^\d]+")  # letters a, b, c count the rows


def sorted_by(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """A metric that the rows are sorted by; of one metric alone its order is all there is.

    Or one by which the rows of each value of another column are, that lie together: as
    `sort adult infect` leaves them.
    """
    if len(looked.metrics) < 2:
        return None
    outer = _blocks(looked, parts)
    level = SURELY - log(2 * len(looked.metrics) * (1 + len(outer)))  # it may rise or fall
    measured = {n: values for n, values in looked.metrics.items() if not is_of_process(n)}
    for name, values in measured.items():
        if _is_sorted(values, parts, level):
            return f"the rows are sorted by {name}"
    for first, blocks in outer.items():
        for name, values in measured.items():
            if name != first and _is_sorted(values, blocks, level):
                return f"the rows are sorted by {first} and {name}"
    return None


def _blocks(looked: Looked, parts: Sequence[Rows]) -> dict[str, list[Rows]]:
    """The rows of each value of the columns whose equal values lie together, each cut once."""
    texts = {name: column.codes for name, column in looked.texts.items()}
    columns: dict[str, np.ndarray] = {**texts, **looked.identifiers, **looked.metrics}
    found: dict[bytes, tuple[str, list[Rows]]] = {}
    for name, values in columns.items():
        if is_of_process(name) or any(_comes_back(values[rows]) for rows in glances(parts)):
            continue
        lengths = [_run_lengths(values[rows]) for rows in parts]
        many = any(ROWS_OF_A_VALUE * own.size > own.sum() for own in lengths)
        if many or sum(own.size for own in lengths) == len(parts):
            continue
        if any(_comes_back(values[rows]) for rows in parts):
            continue
        cuts = np.concatenate(lengths)
        pairs = zip(parts, lengths, strict=True)
        blocks = [each for rows, own in pairs for each in np.split(rows, np.cumsum(own)[:-1])]
        found.setdefault(cuts.tobytes(), (name, blocks))
    return dict(found.values())


def _is_sorted(values: Floats, parts: Sequence[Rows], level: float) -> bool:
    """Whether a metric (n,) goes one way in all parts by no chance, and unevenly."""
    if not goes_one_way(_present(values, glances(parts))):
        return False
    known = _present(values, parts)
    runs = [_run_lengths(part) for part in known]
    if not goes_one_way(known) or max(lengths.size for lengths in runs) < FEWEST_LEVELS:
        return False
    return sum(map(_log_orders, runs)) <= level and _are_uneven(known)


def glances(parts: Sequence[Rows]) -> list[Rows]:
    return [rows[:GLANCE] for rows in parts]


def _present(values: Floats, parts: Sequence[Rows]) -> list[Floats]:
    """The values of each part, without those that are missing."""
    every = (values[rows] for rows in parts)
    return [part[~np.isnan(part)] for part in every]


def goes_one_way(parts: Sequence[Floats]) -> bool:
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


def together(looked: Looked, parts: Sequence[Rows]) -> str | None:
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


def named_in_words(looked: Looked, parts: Sequence[Rows]) -> str | None:
    """A text column of words, one for nearly each row: the rows are things, and no runs.

    Runs are numbered, dated or called by a hash; a name that counts by letters begins as the
    others do.
    """
    rows = sum(part.size for part in parts)
    for name, column in looked.texts.items():
        names = column.categories
        if not max(FEWEST_NAMES, NEARLY_DISTINCT * rows) <= len(names):
            continue
        words = sum(_WORD.fullmatch(each) is not None for each in names)
        first = {each.lstrip()[:1].casefold() for each in names}
        if words >= IDENTIFIES * len(names) and len(first) >= FEWEST_LETTERS:
            return f"each row is named in words ({name})"
    return None


def _lie_together(codes: np.ndarray, parts: Sequence[Rows]) -> float | None:
    """The logarithm of the chance that rows of a value all lie together; None where they do not.

    Nor where too few rows share a value, or all share one. `codes`: (n,), equal for equal values.
    """
    if any(_comes_back(codes[rows]) for rows in glances(parts)):
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
