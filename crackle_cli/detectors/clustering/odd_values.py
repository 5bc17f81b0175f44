"""Values beyond the tail of their metric, and tasks whose values no noise of the table explains.

What a value alone must be, and what several values of one task may be: each odd metric multiplies
the chance that no task of noise is so odd. Metrics that move together count once. O(n d log n).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb, exp, log, prod
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.tails import DEEPEST, Tail, gap_p_values, odd_p_values, shapes, tails
from crackle_cli.table.arrays import Floats, Indices

TASKS_PER_ODD = 1_000  # of so many one may be odd, ...
MOST_ODD = 64  # ... of more than 12,000 up to so many on each side of a metric
SUSPICIOUS = 0.05  # p-value of a value that counts beside others of its task
LONE_SHARE = 0.5  # of alpha: for values that are odd by themselves, ...
SEVERAL_SHARE = 0.25  # ... and for several of one task
DEPENDENCE = 1.5  # times as often as by chance the far values of two families may meet
KNOWN_TAIL = 300  # tasks; fewer do not show a shape of their tails that can be told from others
HABIT_METRICS = 3  # with a lone odd value each, and ...
HABIT_SHARE = 0.25  # ... more than this share of all: such values are the noise of the table


class Column(NamedTuple):
    """Numbers (n,) whose tails are looked at; every so-manieth counts as independent."""

    values: Floats
    spacing: int
    one_sided: bool = False


class FarValue(NamedTuple):
    """A value far out in its column.

    p_value  of its tail alone, whatever others there are
    depth    how many values of that side are as far out, this one among them
    nearer   how far from the middle the furthest of the others is, as a share of how far it is
    """

    row: int
    column: int
    side: int
    p_value: float
    depth: int
    nearer: float


class FarValues(NamedTuple):
    """Those with a p-value of at most SUSPICIOUS, and in how many tails they were sought: which."""

    values: tuple[FarValue, ...]
    looks: int
    tails: tuple[Tail, ...] = ()


class OddRow(NamedTuple):
    """A task with its far values, the surest first, and how seldom a table of noise has one.

    nearer  how far from the middle the others are, as a share: over the families multiplied
    """

    row: int
    values: tuple[FarValue, ...]
    p_value: float
    nearer: float


def far_values(columns: Sequence[Column], beside: Sequence[Tail] = ()) -> FarValues:
    """The far values of each column, by the shapes of all their tails, and of some `beside`."""
    tasks = columns[0].values.size if columns else 0
    deepest = max(DEEPEST, min(MOST_ODD, tasks // TASKS_PER_ODD))
    sides = [
        (i, side, tail)
        for i, column in enumerate(columns)
        for side, tail in enumerate(tails(column.values, column.spacing, deepest) or ())
        if side or not column.one_sided
    ]
    if not sides:
        return FarValues((), 0)
    own = tuple(tail for *_, tail in sides)
    priors = shapes([*own, *beside], deepest)
    found: list[FarValue] = []
    for (i, side, tail), shape in zip(sides, priors[: len(own)], strict=True):
        found += _far_in(columns[i].values, tail, gap_p_values(tail, shape, deepest), (i, side))
    return FarValues(tuple(found), len(own), own)


def _far_in(values: Floats, tail: Tail, gaps: Floats, place: tuple[int, int]) -> Iterator[FarValue]:
    """Those of one side of a column, by the p-values of the gaps of its tail."""
    p_values = odd_p_values(gaps)
    far = int(np.count_nonzero(p_values <= SUSPICIOUS))
    if not far:
        return
    for row in np.flatnonzero(np.isin(values, tail.furthest[:far])).tolist():
        equal = np.flatnonzero(tail.furthest == values[row])
        if equal[-1] >= far:
            continue  # as large as one that is not far out
        p_value = float(p_values[equal[-1]])
        inner = int(np.flatnonzero(p_values == p_value)[-1]) + 1
        nearest, own = (abs(v / 2 - tail.middle / 2) for v in (tail.furthest[inner], values[row]))
        yield FarValue(row, *place, p_value, int(equal[-1]) + 1, float(nearest / own))


def odd_rows(far: FarValues, families: Sequence[Indices], tasks: int, alpha: float) -> list[OddRow]:
    """Tasks with a value that is odd by itself, or with several that are together, by their rows.

    families: columns that move together.
    """
    family_of = {int(column): i for i, family in enumerate(families) for column in family}
    by_row: defaultdict[int, list[FarValue]] = defaultdict(list)
    for value in sorted(far.values, key=lambda v: (v.p_value, v.column)):
        by_row[value.row].append(value)
    surest = {row: _surest(values, family_of) for row, values in sorted(by_row.items())}
    habit = _is_habit(surest.values(), far.looks, len(family_of), alpha)
    found = []
    for row, own in surest.items():
        alone = table_p_value(own[0].p_value, far.looks, tasks, LONE_SHARE)
        together = _together(own, len(families), tasks, habit)
        together = table_p_value(together, 1, tasks, SEVERAL_SHARE)
        p_value = together if habit else min(alone, together)
        if p_value <= alpha:
            found.append(OddRow(row, tuple(by_row[row]), p_value, prod(v.nearer for v in own)))
    return found


def table_p_value(p_value: float, looks: int, tasks: int, share: float) -> float:
    """How seldom a table has such a value in any of so many looks that have `share` of alpha."""
    known = min(1.0, (tasks / KNOWN_TAIL) ** 2)
    return min(1.0, p_value * looks / (share * known))


def _surest(values: Sequence[FarValue], family_of: Mapping[int, int]) -> list[FarValue]:
    """The first of each family."""
    firsts: dict[int, FarValue] = {}
    for value in values:
        firsts.setdefault(family_of[value.column], value)
    return list(firsts.values())


def _is_habit(tasks: Iterable[Sequence[FarValue]], tails: int, metrics: int, alpha: float) -> bool:
    """Whether lone odd values are the noise of the table: so many of its metrics have some."""
    lone = {own[0].column for own in tasks if len(own) == 1 and _is_odd(own[0], tails, alpha)}
    return len(lone) >= HABIT_METRICS and len(lone) > HABIT_SHARE * metrics


def _is_odd(value: FarValue, tails: int, alpha: float) -> bool:
    return table_p_value(value.p_value, tails, KNOWN_TAIL, LONE_SHARE) <= alpha


def _together(surest: Sequence[FarValue], families: int, tasks: int, habit: bool) -> float:
    """How seldom a table of noise has so far values of several families in one task; 1 of one.

    By which families, by how far each is out unless that is a habit, and by how seldom the far
    tasks of each are one.
    """
    best, chance, meeting = 0.0, 0.0, log(tasks)
    for k, value in enumerate(surest, start=1):
        chance += 0.0 if habit else log(2 * max(value.p_value, SMALLEST_P_VALUE))
        meeting += min(0.0, log(DEPENDENCE * value.depth / tasks))
        if k > 1:
            best = min(best, chance + log(comb(families, k)) + min(0.0, meeting))
    return exp(best)
