"""A change as the tasks of some values of a text column show it: its place, levels and noise."""

from collections.abc import Callable
from dataclasses import replace
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.aligned import Aligned
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.change_point import place as placed
from crackle_cli.detectors.phase_transition.decomposition import Window
from crackle_cli.detectors.phase_transition.findings import Change, Rate, Shift
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.detectors.phase_transition.persistence import inflation, persistence
from crackle_cli.detectors.phase_transition.results import Sureness
from crackle_cli.detectors.phase_transition.scopes import Where
from crackle_cli.detectors.phase_transition.strength import rate_sureness, step_sureness
from crackle_cli.detectors.phase_transition.where import Scope, Sides
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Rows

FEWEST_AROUND = 2  # values on each side of a place


class _Tasks(NamedTuple):
    """The tasks of some groups: their rows, values and groups (m,), and where they change."""

    rows: Rows
    values: Floats
    codes: NDArray[np.intp]
    at: int

    @property
    def later(self) -> NDArray[np.bool_]:
        return np.arange(self.rows.size) >= self.at

    def sides(self) -> tuple[Floats, Floats]:
        return self.values[: self.at], self.values[self.at :]

    def left(self) -> Floats:
        """The values from the median of their group on their side."""
        left = self.values.copy()
        for code in np.flatnonzero(np.bincount(self.codes)).tolist():
            for side in (self.later, ~self.later):
                own = (self.codes == code) & side
                if own.any():
                    left[own] -= median(left[own])
        return left


def scoped(
    change: Shift, values: Floats, window: Window, column: Grouping, where: Where, moves: bool
) -> Shift:
    """A change of a metric as the tasks tell it whose value of a column moved.

    values (n,): of a rate 1.0 of the tasks with the event. `moves`: whether its place is sought
    among those tasks; else it is at the first of them.
    """
    tasks, place = _placed(change, values, window, np.flatnonzero(where.moved), column)
    if moves and not isinstance(change, Rate):
        tasks, place = _replaced(tasks)
    before, after, noise = _levels(tasks, isinstance(change, Rate))
    leading = Change(
        change.leading.metric,
        before,
        after,
        100.0 * (after - before) / abs(before) if before else None,
        (after - before) / noise if noise else None,
        change.leading.share_of,
    )
    sure = _sureness(change, tasks, leading)
    return replace(
        change,
        rows=tasks.rows[tasks.at :],
        strength=sure.strength,
        confidence=sure.low,
        place=place,
        changes=(leading,),
        scope=_scope(column, where, values, window, place.row, isinstance(change, Rate)),
    )


def within_each(change: Shift, values: Floats, window: Window, column: Grouping) -> Shift:
    """A change from the levels of a column, in the units of the metric (n,), as one of each value.

    Its levels are means over the values of their medians, each with the weight of its tasks.
    """
    scope = _scope(column, _every(column), values, window, change.place.row, rate=False)
    known = tuple(one for one in scope.moved if one.tasks_before and one.tasks_after)
    if not known:
        return change
    tasks = np.array([one.tasks_before + one.tasks_after for one in known], np.float64)
    levels = np.array([(one.before, one.after) for one in known])
    before, after = (float(level) for level in tasks @ levels / tasks.sum())
    leading = change.leading._replace(
        before=before,
        after=after,
        change_pct=100.0 * (after - before) / abs(before) if before else None,
    )
    return replace(change, changes=(leading,), scope=scope._replace(moved=known, each=True))


def within_some(
    change: Shift, values: Floats, window: Window, aligned: Aligned, column: Grouping, where: Where
) -> Shift:
    """The same of some values of another column: as sure as they lie from the levels of the one."""
    own = np.append(where.moved, False)[column.codes]
    sure = scoped(change, aligned.values, window, column, where, moves=not change.back)
    found = within_each(sure, np.where(own, values, np.nan), window, aligned.column)
    return replace(found, scope=_scope(column, where, values, window, sure.place.row, rate=False))


def _every(column: Grouping) -> Where:
    every = np.ones(len(column.values), bool)
    return Where(every, ~every, 0.0)


def first_moved(row: int, column: Grouping, where: Where) -> int:
    """The first task from a row on whose value moved."""
    moved = np.append(where.moved, False)[column.codes[row:]]
    return row + int(moved.argmax()) if moved.any() else row


def _placed(
    change: Shift, values: Floats, window: Window, moved: Rows, column: Grouping
) -> tuple[_Tasks, Place]:
    codes = column.codes[window.start : window.stop]
    own = values[window.start : window.stop]
    inside = np.flatnonzero(np.isin(codes, moved) & ~np.isnan(own))
    rows = window.start + inside
    row, low, high = change.place
    at = int(np.searchsorted(rows, row))
    at = min(max(at, FEWEST_AROUND), rows.size - FEWEST_AROUND)
    row = int(rows[at])
    low = min(low, int(rows[at - 1]) + 1)
    return _Tasks(rows, own[inside], codes[inside], at), Place(row, low, max(high, row))


def _replaced(tasks: _Tasks) -> tuple[_Tasks, Place]:
    """The tasks with their own place, each group from the middle of its two levels."""
    left = tasks.left()
    flat = left.copy()
    for code in np.flatnonzero(np.bincount(tasks.codes)).tolist():
        own = tasks.codes == code
        sides = [tasks.values[own & side] for side in (tasks.later, ~tasks.later)]
        levels = [median(side) for side in sides if side.size]
        flat[own] = tasks.values[own] - sum(levels) / len(levels)
    inflated = inflation(flat.size, persistence(left, 2))
    span = placed(flat, tasks.at, FEWEST_AROUND, inflated, 0.0)
    return tasks._replace(at=span.at), _place(tasks.rows, span)


def _place(rows: Rows, span: Span) -> Place:
    """In rows of the table; it may begin with any task after the last of these before it."""
    low = int(rows[span.low - 1]) + 1 if span.low else 0
    return Place(int(rows[span.at]), low, int(rows[span.high]))


def _levels(tasks: _Tasks, rate: bool) -> tuple[float, float, float]:
    before, after = (_level(rate)(side) for side in tasks.sides())
    return before, after, 0.0 if rate else scale(tasks.left())


def _level(rate: bool) -> Callable[[Floats], float]:
    return _mean if rate else median


def _mean(values: Floats) -> float:
    return float(values.mean())


def _sureness(change: Shift, tasks: _Tasks, leading: Change) -> Sureness:
    before, after = tasks.sides()
    log_p = log(change.p_value) if change.p_value else 0.0
    if isinstance(change, Rate):
        return rate_sureness(before, after, log_p)
    units = np.inf if leading.noise_units is None else leading.noise_units
    inflated = inflation(tasks.rows.size, persistence(tasks.left(), 2))
    return step_sureness(units, (before.size, after.size), inflated, log_p)


def _scope(
    column: Grouping, where: Where, values: Floats, window: Window, row: int, rate: bool
) -> Scope:
    def sides(code: int) -> Sides:
        own = (column.codes == code) & ~np.isnan(values)
        before, after = values[window.start : row], values[row : window.stop]
        before, after = before[own[window.start : row]], after[own[row : window.stop]]
        level = _level(rate)
        levels = (level(side) if side.size else float("nan") for side in (before, after))
        return Sides(column.values[code], before.size, after.size, *levels)

    return Scope(
        column.name,
        tuple(sides(code) for code in np.flatnonzero(where.moved).tolist()),
        tuple(sides(code) for code in np.flatnonzero(where.unchanged).tolist()),
        len(column.values),
    )
