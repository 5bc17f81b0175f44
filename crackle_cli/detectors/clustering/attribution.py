"""What the names of tasks tell of one metric: the column that parts it, and names that differ."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.causes import Cause, Level, causes
from crackle_cli.detectors.clustering.hypotheses import Names
from crackle_cli.statistics.ranks import median, ranks
from crackle_cli.table.arrays import Floats

MOST_READ = 50  # values of a column whose levels a person reads; more are what the rows are of
MOST_NAMED = 3  # values of a column that differ each for itself; of more it is the column
NEARLY_ALL = 0.8  # nine in ten: of a column that only pairs with others show to part a metric
FEW = 0.45  # of the tasks; of two values that are about as common none is the rest
CLEAR = 0.5  # of two tasks of different values three in four are ordered as their levels are


class Attribution(NamedTuple):
    """What the names tell of a metric.

    column   which set of names parts it, by several values: None if none does
    causes   the names whose tasks differ, within each value of that column
    chance   that of the clearest name
    """

    column: int | None
    causes: tuple[Cause, ...]
    chance: float


def attributed(values: Floats, names: Sequence[Names], level: Level) -> Attribution:
    """The least that the names tell of a metric (n,), NaN where missing.

    A column whose values each have one level says what the metric is, and no task differs.
    """
    closed = {which for which, one in enumerate(names) if _determines(one, values)}
    while True:
        found = [*causes(values, names, closed, level)]
        crowds = [w for w, n in _counted(found).items() if n > MOST_NAMED and _is_crowd(names[w])]
        if not crowds:
            break
        closed.update(crowds)
    chance = min((one.chance for one in found), default=1.0)
    column = _parting(values, found, names)
    if column is None:
        return Attribution(None, tuple(found), chance)
    rest = causes(_within(values, names[column]), names, {*closed, column}, level)
    return Attribution(column, tuple(rest), chance)


def _parting(values: Floats, found: Sequence[Cause], names: Sequence[Names]) -> int | None:
    """The column that parts a metric best, of those of which some values differ; None if none does.

    Where only pairs with values of others show it, it must order nearly all tasks.
    """
    alone = _counted(found)
    best, most = None, 0.0
    for which, count in _in_pairs_too(found, names).items():
        own = alone.get(which, 0)
        halved = _is_halved(names[which])
        if count <= 1 and not halved:
            continue
        size = concordance([level for _, level in levels(names[which], values)])
        least = CLEAR if own > 1 or (own and halved) else NEARLY_ALL
        if size >= least and size > most:
            best, most = which, size
    return best


def _determines(names: Names, values: Floats) -> bool:
    """Whether all tasks of each name have the same value."""
    own = values[names.order]
    lowest = np.fmin.reduceat(own, names.firsts)
    return bool(np.array_equal(lowest, np.fmax.reduceat(own, names.firsts), equal_nan=True))


def _is_halved(names: Names) -> bool:
    """Whether there are two values of which neither is that of a few."""
    return len(names.texts) == 2 and FEW * names.order.size <= float(names.sizes.min())


def _is_crowd(names: Names) -> bool:
    return len(names.texts) > MOST_READ


def _counted(found: Sequence[Cause]) -> dict[int, int]:
    """Of how many values of each set of names the tasks differ."""
    return {which: sum(one.names == which for one in found) for which in {c.names for c in found}}


def _in_pairs_too(found: Sequence[Cause], names: Sequence[Names]) -> dict[int, int]:
    """Of how many values of each column the tasks differ, by themselves or in a pair."""
    differ = {(one.names, one.value) for one in found if not names[one.names].halves}
    for one in found:
        pair = names[one.names]
        if pair.halves:
            differ.update(zip(pair.halves, pair.parts[one.value].tolist(), strict=True))
    return {which: sum(w == which for w, _ in differ) for which in {w for w, _ in differ}}


def levels(names: Names, values: Floats) -> list[tuple[str, Floats]]:
    """The value of a column and what the tasks have that have it, the lowest level first."""
    groups = np.split(values[names.order], names.firsts[1:])
    known = [
        (text, own[np.isfinite(own)]) for (text, *_), own in zip(names.texts, groups, strict=True)
    ]
    present = [(text, own) for text, own in known if own.size]
    return sorted(present, key=lambda one: (median(one[1]), one[0]))


def concordance(groups: Sequence[Floats]) -> float:
    """Of pairs of two groups, the share that is ordered as these are, less that of the others.

    Somers (1962). O(n log n log k).
    """
    sizes = [own.size for own in groups]
    pairs = (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2
    _, net = _counted_pairs(groups)
    return max(0.0, net / pairs)


def _counted_pairs(groups: Sequence[Floats]) -> tuple[Floats, int]:
    """All values in their order, and how many more pairs of two groups are ordered as these are."""
    if len(groups) == 1:
        return np.sort(groups[0]), 0
    half = len(groups) // 2
    (lower, first), (higher, second) = map(_counted_pairs, (groups[:half], groups[half:]))
    below = np.searchsorted(lower, higher, "left").sum()
    above = (lower.size - np.searchsorted(lower, higher, "right")).sum()
    both = np.sort(np.concatenate([lower, higher]), kind="stable")
    return both, first + second + int(below - above)


def _within(values: Floats, names: Names) -> Floats:
    """(n,) which place each value has among those of the tasks of its name, 0 … 1."""
    found = np.full(values.size, np.nan)
    for rows in np.split(names.order, names.firsts[1:]):
        known = rows[np.isfinite(values[rows])]
        found[known] = (ranks(values[known]) - 0.5) / max(known.size, 1)
    return found
