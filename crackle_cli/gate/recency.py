"""What is new in a table: what its last tasks brought, and what could not be told without them.

A step is certain only after some tasks. A gate that looks at the place alone would let pass what
takes more than `recent` tasks to show; so it also asks what the table told with fewer of its last
tasks. What comes and goes at the edge of certainty, and a slope that is cut somewhere, are no news.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Protocol

import numpy as np

from crackle_cli.detectors.clustering.findings import Group, OddTasks
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.change_point import is_step
from crackle_cli.detectors.phase_transition.findings import (
    Changed,
    ChangePoint,
    Drift,
    Shift,
    Spread,
)
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.part import Part

# A place is known to within some multiple of (noise / step)^2 tasks whatever the length (Hinkley,
# 1970); 12 of them hold it in 99 of 100 steps of white noise.
WIDTH = 12.0


class Look(Protocol):
    """What can still be asked of a table."""

    def told(self, rows: Rows, metrics: Sequence[str] = ()) -> Sequence[Finding]:
        """The transitions that some rows tell alone, of some metrics or of all."""
        ...

    def values(self, metric: str) -> Floats:
        """The values (n,) of a metric; NaN is missing."""
        ...


@dataclass(frozen=True, eq=False)
class Recency:
    """The last tasks of a part of a table, and what was told of it without them.

    look     None where nobody can say: of tables read in pieces, in which the last tasks are less
             than one block, and change nothing that their blocks tell
    recent   how many tasks are the last ones; 0: all
    confirm  tasks that show a change; with fewer it was only suspect
    """

    part: Part
    recent: int
    look: Look | None = None
    confirm: int = 2
    _told: dict[tuple[int, Sequence[str]], Sequence[Finding]] = field(
        default_factory=dict, init=False
    )

    def no_news(self, found: Finding, tasks_after: int) -> str:
        """Why a transition with so many tasks from its first one on is no news, or empty."""
        if not self.recent:
            return ""
        if tasks_after <= self.recent:
            return "" if self._is_step(found) else "a slope explains it as well"
        return "" if self._is_news(found) else f"begins before the last {self.recent} tasks"

    def _is_news(self, found: Finding) -> bool:
        """Whether an older change was told first among the last tasks, and without a gap since.

        One table may tell it by chance, so what counts is two running. What has fewer tasks before
        it than are the last ones is how the table begins. The looks that cost more come last.
        """
        last = self.recent
        if not isinstance(found, ChangePoint) or self.part.first_of(found.place.row) < last:
            return False
        if self._was_told(found, last) and self._was_told(found, last + 1):
            return False
        if not self._was_told(found, 1) or not self._is_step(found):
            return False
        earlier = [self._was_told(found, count) for count in range(1, 2 * last + 1)]
        running = earlier.index(False) if False in earlier else len(earlier)
        return running < last and not any(a and b for a, b in pairwise(earlier[running:]))

    def _was_told(self, found: ChangePoint, count: int) -> bool:
        """Whether the part tells a change without so many of its last tasks.

        As a drift it was no news then, but is no step that is told again now.
        """
        tasks = self.part.tasks - count

        def counts(earlier: Finding) -> bool:
            if isinstance(earlier, ChangePoint):
                return tasks - self.part.first_of(earlier.place.row) >= self.confirm
            return count >= self.recent

        return any(counts(f) and is_same(f, found) for f in self._without(count, found.metrics))

    def _without(self, count: int, metrics: Sequence[str]) -> Sequence[Finding]:
        """What the part tells without its last tasks, looked at once and only where asked for.

        Every old change is asked for without the last ones, few for more: these by their metrics.
        """
        of = () if count in (self.recent, self.recent + 1) else metrics
        rows = self.part.without_last(count)
        if self.look and rows.size and (count, of) not in self._told:
            self._told[count, of] = self.look.told(rows, of)
        return self._told.get((count, of), ())

    def _is_step(self, found: Finding) -> bool:
        """Whether a metric steps rather than slopes, since its change before.

        What some values of a text column do, all tasks do not tell.
        """
        if not isinstance(found, Shift) or found.scope or self.look is None:
            return True
        metric, row = found.leading.metric, found.place.row
        earlier = [
            f.place.row
            for count in (self.recent, self.recent + 1)
            for f in self._without(count, found.metrics)
            if isinstance(f, Shift) and metric in f.metrics
        ]
        first = max((at for at in earlier if at < found.place.low), default=0)
        rows = self.part.without_last(0)
        rows = rows[(rows >= first) & (rows <= found.rows[-1])]
        return is_step(self.look.values(metric)[rows], int(np.searchsorted(rows, row)))

    def holds(self, row: int) -> bool:
        """Whether a row is one of the last tasks."""
        return not self.recent or self.part.first_of(row) >= self.part.tasks - self.recent

    def standing(self, found: Finding) -> str:
        """Why something without a place is no news, or an empty text: a recent task is in it."""
        if not self.recent:
            return ""
        match found:
            case LawFinding():
                listed = len(found.violators) == found.broken
                fresh = not listed or any(self.holds(v.row) for v in found.violators)
                return "" if fresh else f"none of the last {self.recent} tasks breaks it"
            case OddTasks():
                fresh = any(self.holds(int(row)) for row in found.rows[-self.recent :])
                return "" if fresh else f"none of the last {self.recent} tasks is odd"
            case Group() if found.rows.size and self.holds(int(found.rows[0])):
                return ""
            case Group():
                return f"begins before the last {self.recent} tasks"
        return "no task begins it"


def is_same(earlier: Finding, found: ChangePoint) -> bool:
    """Whether an earlier finding is the same change: of its metrics, its way and near its place.

    A drift says of its metric that it moves, whenever.
    """
    if not isinstance(earlier, Changed):
        return False
    ways = {change.metric: change.after > change.before for change in found.changes}
    alike = [c for c in earlier.changes if ways.get(c.metric) == (c.after > c.before)]
    if not alike:
        return False
    if isinstance(earlier, Drift):
        return True
    if not isinstance(earlier, ChangePoint):
        return False
    if isinstance(earlier, Spread) != isinstance(found, Spread):
        return False
    return is_same_place(earlier, found)


def is_same_place(one: ChangePoint, other: ChangePoint) -> bool:
    """Whether two changes may begin at the same task."""
    return abs(one.place.row - other.place.row) <= 1 + _width(one) + _width(other)


def _width(found: ChangePoint) -> float:
    """How many tasks beside its place a change may begin."""
    units = [abs(c.noise_units) if c.noise_units is not None else inf for c in found.changes]
    sharpest = max(units, default=inf)
    by_size = WIDTH / sharpest**2 if sharpest else inf
    return max(found.place.high - found.place.low, by_size)


def recency_of(
    parts: Sequence[Part], recent: int, look: Look | None = None, confirm: int = 2
) -> Callable[[Mapping[str, str]], Recency]:
    """The recency of the part that has the values of a pattern's group, or of the whole table."""
    known = {tuple(part.group.items()): Recency(part, recent, look, confirm) for part in parts}
    whole = Recency(Part({}, sum(part.tasks for part in parts)), recent, look, confirm)
    return lambda group: known.get(tuple(group.items()), whole)
