"""What is new in a table: what its last tasks brought, and what could not be told without them.

A step is certain only after some tasks. A gate that looks at the place alone would let pass what
takes more than `recent` tasks to show; so it also asks what the table without those tasks told.
What comes and goes at the edge of certainty, and a slope that is cut somewhere, are no news.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

import numpy as np

from crackle_cli.detectors.clustering.findings import Group, OddTasks
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.change_point import over_a_line
from crackle_cli.detectors.phase_transition.findings import Changed, Drift, Placed, Shift, Spread
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.part import Part

# A place is known to within some multiple of (noise / step)^2 tasks whatever the length (Hinkley,
# 1970); 12 of them hold it in 99 of 100 steps of white noise.
WIDTH = 12.0

# In nats: a step is e times as likely as a line. A slope too weak to be told as one is told as a
# step somewhere, and as another one after more tasks.
SURER_THAN_A_LINE = 1.0


class Look(Protocol):
    """What can still be asked of a table."""

    def told(self, rows: Rows) -> Sequence[Finding]:
        """The transitions that some rows tell alone."""
        ...

    def values(self, metric: str) -> Floats:
        """The values (n,) of a metric; NaN is missing."""
        ...


@dataclass(frozen=True, eq=False)
class Recency:
    """The last tasks of a part of a table, and what was told of it without them.

    look    None where nobody can say: of tables read in pieces, in which the last tasks are less
            than one block, and change nothing that their blocks tell
    recent  how many tasks are the last ones; 0: all
    """

    part: Part
    recent: int
    look: Look | None = None
    _told: dict[int, Sequence[Finding]] = field(default_factory=dict, init=False)

    def begins_late(self, tasks_after: int) -> bool:
        """Whether what has so many tasks from its first one on begins among the last tasks."""
        return not self.recent or tasks_after <= self.recent

    def is_news(self, found: Finding) -> bool:
        """Whether an older change is told for the first time.

        It is told without the last task too, but not without the last ones, nor without one more;
        and a step of level is more than a slope.
        """
        if self.look is None or not isinstance(found, Placed):
            return False
        looks_back = self.recent, self.recent + 1
        if any(_tells(f, found) for count in looks_back for f in self._without(count)):
            return False
        twice = any(_tells(f, found) for f in self._without(1) if not isinstance(f, Drift))
        return twice and (not isinstance(found, Shift) or self._is_step(found, self.look))

    def _without(self, count: int) -> Sequence[Finding]:
        """What the part tells without its last tasks, looked at once and only where asked for."""
        if count not in self._told and self.look:
            self._told[count] = self.look.told(self.part.without_last(count))
        return self._told.get(count, ())

    def _is_step(self, found: Shift, look: Look) -> bool:
        """Whether two levels explain a metric better than a line, since its change before."""
        metric, row = found.leading.metric, found.place.row
        earlier = [
            f.place.row
            for count in (self.recent, self.recent + 1)
            for f in self._without(count)
            if isinstance(f, Shift) and metric in f.metrics
        ]
        first = max((at for at in earlier if at < found.place.low), default=0)
        rows = self.part.without_last(0)
        rows = rows[(rows >= first) & (rows <= found.rows[-1])]
        at = int(np.searchsorted(rows, row))
        return over_a_line(look.values(metric)[rows], at) >= SURER_THAN_A_LINE

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


def _tells(earlier: Finding, found: Placed) -> bool:
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
    if not isinstance(earlier, Placed) or isinstance(earlier, Spread) != isinstance(found, Spread):
        return False
    return abs(earlier.place.row - found.place.row) <= 1 + _width(earlier) + _width(found)


def _width(found: Placed) -> float:
    """How many tasks beside its place a change may begin."""
    units = [abs(c.noise_units) if c.noise_units is not None else inf for c in found.changes]
    sharpest = max(units, default=inf)
    by_size = WIDTH / sharpest**2 if sharpest else inf
    return max(found.place.high - found.place.low, by_size)


def recency_of(
    parts: Sequence[Part], recent: int, look: Look | None = None
) -> Callable[[Mapping[str, str]], Recency]:
    """The recency of the part that has the values of a pattern's group, or of the whole table."""
    known = {tuple(part.group.items()): Recency(part, recent, look) for part in parts}
    whole = Recency(Part({}, sum(part.tasks for part in parts)), recent, look)
    return lambda group: known.get(tuple(group.items()), whole)
