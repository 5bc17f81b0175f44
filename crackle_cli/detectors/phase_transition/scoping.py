"""Changes with the text column that tells where they are, and those that only some tasks show.

Three things are asked: which shares of values change and what that moves, whether a change is one
of all tasks, and whether some tasks change that are too few to show among all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain
from math import exp, log

import numpy as np

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.aligned import Aligned, aligned, scores_of
from crackle_cli.detectors.phase_transition.conversion import finding, matters
from crackle_cli.detectors.phase_transition.decomposition import (
    Window,
    cells_around,
    parts,
)
from crackle_cli.detectors.phase_transition.event_results import has
from crackle_cli.detectors.phase_transition.findings import (
    Drift,
    Mix,
    Rate,
    Reset,
    Season,
    Shift,
    Spread,
    Transition,
    Wander,
)
from crackle_cli.detectors.phase_transition.groupings import Grouping, groupings, interleaved
from crackle_cli.detectors.phase_transition.mixes import (
    SURELY,
    Moved,
    is_part,
    is_turn,
    mix_at,
    mix_finding,
    moved_by,
    noted,
    share_at,
)
from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.results import Share
from crackle_cli.detectors.phase_transition.scoped import (
    first_moved,
    scoped,
    within_each,
    within_some,
)
from crackle_cli.detectors.phase_transition.scopes import Where, where_moved
from crackle_cli.detectors.phase_transition.share_shifts import ShareShift, share_shifts
from crackle_cli.detectors.phase_transition.windows import (
    NEAR,
    around,
    ends_of,
    reach,
    window_around,
)
from crackle_cli.detectors.phase_transition.within_groups import Inner, inner_steps
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.statistics.ranks import median, normal_scores
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

LEVELLESS = (Drift, Wander, Season, Reset)  # a metric that has no levels has none in its groups


def with_scopes(
    table: MetricTable,
    found: Mapping[str, Sequence[Transition]],
    settings: PhaseTransitionSettings,
    alpha: float,
) -> list[Transition]:
    """What is `found` of the metrics of a table, and what its text columns tell besides.

    alpha: of each metric.
    """
    columns = interleaved(groupings(table))
    if not columns or not found:
        return [*chain.from_iterable(found.values())]
    shares = share_shifts(columns, alpha, len(found))
    told = []
    for name, changes in found.items():
        one = _Metric(name, table.metrics[name], columns, settings, alpha)
        nominal = name in table.census.nominal
        told += one.told(changes, [] if nominal else shares, inner=not nominal)
    return told


class _Metric:
    """A metric (n,) of a table with the columns that may tell where it changes."""

    def __init__(
        self,
        name: str,
        values: Floats,
        columns: Sequence[Grouping],
        settings: PhaseTransitionSettings,
        alpha: float,
    ) -> None:
        self.name, self.values, self.columns = name, values, columns
        self.settings, self.alpha = settings, alpha
        self.scores = scores_of(values)

    def told(
        self, changes: Sequence[Transition], shares: Sequence[ShareShift], inner: bool
    ) -> list[Transition]:
        """The changes of the metric, each with where it is; what only the mix moves is that."""
        moved = [*moved_by(self.scores, self.values, shares, self.settings)]
        mixes = [one.share for one in moved if one.alone]
        left = []
        for change in changes:
            if (mix := self._mix_of(change, changes)) is not None:
                mixes += mix
            elif not (mixes and isinstance(change, Drift)):  # nothing slopes within the values
                left.append(change)
        mixes = [m for i, m in enumerate(mixes) if not any(_meet(m, o) for o in mixes[:i])]
        told = [self._where(one, moved, changes) for one in left]
        told += [mix_finding(self.name, self.values, share) for share in mixes]
        if inner and not any(isinstance(one, LEVELLESS) for one in changes):
            seen = aligned(self.values, self.scores, self.columns, self.alpha)
            within = self._within_each(seen) if seen else []
            each = [one for one in within if one.scope and one.scope.each]
            told = reduce(_with_sharper, each, told)
            told += self._inner(told, seen)
            told = reduce(_with_sharper, (one for one in within if one not in each), told)
        told = [one for one in told if not self._is_widened(one, told)]
        return [one for one in told if isinstance(one, Mix) or matters(one, self.settings)]

    def _is_widened(self, change: Transition, told: Sequence[Transition]) -> bool:
        """Whether a spread is one of all tasks since some values moved away from the others."""
        if not isinstance(change, Spread):
            return False
        window = window_around(change, told)
        return any(
            self._is_as_wide(column, window)
            for shift in told
            if isinstance(shift, Shift) and shift.scope and reach(shift.place, change.place)
            for column in self.columns
            if column.name == shift.scope.column
        )

    def _is_as_wide(self, column: Grouping, window: Window) -> bool:
        """Whether the tasks of each value of a column lie as far from their level as before."""
        found = np.full(self.values.size, np.nan)
        for side in (slice(window.start, window.low), slice(window.high, window.stop)):
            own, codes = self.values[side], column.codes[side]
            for code in range(len(column.values)):
                inside = np.flatnonzero((codes == code) & ~np.isnan(own))
                if inside.size:
                    found[side.start + inside] = np.abs(own[inside] - median(own[inside]))
        within = parts(each) if (each := cells_around(found, column, window)) else None
        return within is not None and abs(within.within) <= SURELY * within.error

    def _mix_of(self, change: Transition, changes: Sequence[Transition]) -> list[ShareShift] | None:
        """The share whose change alone makes a change, none if by chance; None of any other."""
        if not isinstance(change, Shift | Spread):
            return None
        window = window_around(change, changes)
        best = mix_at(self._measured(change, window), self.columns, window)
        if best is None or is_turn(best[1]):
            return None
        share = share_at(*best, window, change)
        return [] if share is None else [share]

    def _where(
        self, change: Transition, moved: Sequence[Moved], changes: Sequence[Transition]
    ) -> Transition:
        """A change with the values that alone move, or with a share that changes with it."""
        if not isinstance(change, Shift):
            return change
        window = window_around(change, changes)
        ends = ends_of(change, changes)
        best = self._moved(self._measured(change, window), window)
        if best is not None and all(self._is_alike(best, end, changes) for end in ends):
            column, where = best
            told = scoped(change, self._levels(change), window, column, where, moves=not ends)
            if change.back and ends:
                back = change.back.row
                first = first_moved(back, column, where)
                told = replace(
                    told, back=change.back._replace(row=first, high=max(first, change.back.high))
                )
            return told
        for one in moved:
            span = one.share.span
            if window.low - NEAR <= span.high and span.low <= window.high + NEAR:
                found = cells_around(self._measured(change, window), one.share.column, window)
                if found is not None and is_part(parts(found)):
                    return noted(change, self.values, one.share)
        return change

    def _is_alike(
        self, best: tuple[Grouping, Where], end: Shift, changes: Sequence[Transition]
    ) -> bool:
        """Whether the other end of an event is one of the same values."""
        window = window_around(end, changes)
        other = self._moved(self._measured(end, window), window)
        return (
            other is not None
            and other[0] is best[0]
            and bool((other[1].moved == best[1].moved).all())
        )

    def _moved(self, measured: Floats, window: Window) -> tuple[Grouping, Where] | None:
        """The column, and its values that move, which part the tasks best."""
        found = []
        for column in self.columns:
            each = cells_around(measured, column, window)
            where = None if each is None else where_moved(each, len(self.columns))
            if where is not None:
                found.append((column, where))
        return max(found, key=lambda pair: pair[1].apart, default=None)

    def _levels(self, change: Shift) -> Floats:
        """What a change is one of: the values (n,), or which tasks have the event."""
        if not isinstance(change, Rate) or change.share_of is None:
            return self.values
        happened = has(self.values, Share(*change.share_of))
        return np.where(np.isnan(self.values), np.nan, happened)

    def _measured(self, change: Shift | Spread, window: Window) -> Floats:
        """What of each task (n,) a change moves: its score, the event, or its distance."""
        if isinstance(change, Rate):
            return self._levels(change)
        if isinstance(change, Shift):
            return self.scores
        found = np.full(self.values.size, np.nan)
        own = self.values[window.start : window.stop]
        present = np.flatnonzero(~np.isnan(own))
        # From one middle: from those of both sides what the mix moves would lie further away.
        distances = np.abs(own[present] - median(own[present]))
        found[window.start + present] = normal_scores(distances)
        return found

    def _inner(self, told: Sequence[Transition], seen: Aligned | None) -> list[Transition]:
        """What the tasks of some values show, and all tasks do not.

        Where a column parts the metric, from its levels: they hide what the values of others do.
        """
        places = [one.place for one in told if isinstance(one, Shift)]
        segments = np.searchsorted(
            sorted(p.row for p in places), np.arange(self.values.size), "right"
        )
        values, scores = (seen.values, seen.scores) if seen else (self.values, self.scores)
        steps = inner_steps(values, scores, segments, self.columns, self.alpha)
        found: list[Shift] = []
        for step in steps:
            if any(_is_near(step, place) for place in places):
                continue
            one = self._inner_shift(step, steps, seen)
            # A step of one group may be that of others, and lie where that is told already.
            if one is not None and not any(reach(one.place, place) for place in places):
                found.append(one)
                places.append(one.place)
        return [*found]

    def _inner_shift(
        self, inner: Inner, steps: Sequence[Inner], seen: Aligned | None
    ) -> Shift | None:
        """A step in one group, where a column says that others do not step there."""
        change = finding(self.name, inner.whole, inner.step)
        if not isinstance(change, Shift):
            return None
        p_value = max(SMALLEST, exp(max(inner.log_p, log(SMALLEST))))
        change = replace(change, p_value=p_value)
        alike = [s.step for s in steps if s.whole is inner.whole]
        start = max((int(s.until) for s in alike if s.until <= inner.step.span.at), default=0)
        rows = inner.whole.rows
        window = around(change, int(rows[start]) if start else 0)
        measured = seen.scores if seen else self._measured(change, window)
        best = self._moved(measured, window)
        if best is None:
            return None
        column, where = best
        own = np.append(where.moved, False)[column.codes]
        measured = np.where(own, measured, np.nan)
        if mix_at(measured, self.columns, window) is not None:
            return None
        if seen and column is not seen.column:
            return within_some(change, self.values, window, seen, column, where)
        return scoped(change, self._levels(change), window, column, where, moves=not change.back)

    def _within_each(self, seen: Aligned) -> list[Shift]:
        """What every value of a column shows that parts the metric, and all tasks do not."""
        changes = [finding(self.name, seen.whole, step) for step in seen.steps]
        shifts = [one for one in changes if isinstance(one, Shift)]
        found = (self._within(one, seen, window_around(one, shifts)) for one in shifts)
        return [one for one in found if one is not None]

    def _within(self, change: Shift, seen: Aligned, window: Window) -> Shift | None:
        """A change within each value; of some values of another column where only these move."""
        if mix_at(seen.values, self.columns, window) is not None:
            return None
        best = self._moved(seen.values, window)
        if best is None:
            return within_each(change, self.values, window, seen.column)
        return within_some(change, self.values, window, seen, *best)


def _with_sharper(told: Sequence[Transition], new: Shift) -> list[Transition]:
    """The changes with one that values of a text column show, in place of that of all tasks there.

    What is told with a text column, or is one of the ends of an event, stays in its place.
    """
    there = [one for one in told if isinstance(one, Shift | Mix) and reach(one.place, new.place)]
    if any(isinstance(one, Mix) or one.scope or one.mixed or one.back for one in there):
        return [*told]
    if any(ends_of(one, told) for one in there if isinstance(one, Shift)):
        return [*told]
    return [*(one for one in told if not any(one is other for other in there)), new]


def _is_near(inner: Inner, place: Place) -> bool:
    low, high = (int(inner.whole.rows[at]) for at in (inner.step.span.low, inner.step.span.high))
    return place.low - NEAR <= high and low <= place.high + NEAR


def _meet(one: ShareShift, other: ShareShift) -> bool:
    return one.span.low - NEAR <= other.span.high and other.span.low - NEAR <= one.span.high
