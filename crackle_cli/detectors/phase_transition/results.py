"""What the engine tells of one series, in its own values and rows: no words, no names."""

from typing import NamedTuple

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.findings import Pace, Way
from crackle_cli.table.arrays import Floats


class Sides(NamedTuple):
    """What lies before and after a change, and the standard deviation of the noise around it."""

    before: float
    after: float
    noise: float


class Share(NamedTuple):
    """What a rate is a share of: the tasks with a value, or those with any other."""

    value: float
    others: bool


class Sureness(NamedTuple):
    """Strength in [0, 1], the lower end of its 95 % interval, and log p over its share of alpha."""

    strength: float
    low: float
    log_p: float


class Step(NamedTuple):
    """A step of level, of spread or of a rate, or a reset, at one value.

    form   "level", "spread" or "reset"
    until  the first value after the next step of this form
    back   the place of the step that takes this one back
    share  of a rate, whose sides are shares of the tasks: of which ones
    """

    form: str
    span: Span
    until: int
    sides: Sides
    sure: Sureness
    suspect: bool = False
    back: Span | None = None
    share: Share | None = None


class Turn(NamedTuple):
    """The last value of a way, which begins the next.

    before, after  the way: "up" or "down"; None where neither is sure
    faster         whether the way after it is the faster one
    log_p          log p over its share of alpha
    """

    span: Span
    before: Way | None
    after: Way | None
    faster: bool
    log_p: float

    @property
    def back(self) -> bool:
        """Whether what was up is surely down after it, or down up."""
        return {self.before, self.after} == {"up", "down"}


class Drift(NamedTuple):
    """A trend that levels share, told of the values start … stop - 1.

    pace   "even", "levelling off" or "ever faster"
    knots  where it bends
    turns  where it goes up and down
    tops   the level at each turn
    """

    start: int
    stop: int
    sides: Sides
    sure: Sureness
    pace: Pace
    knots: tuple[int, ...] = ()
    turns: tuple[Turn, ...] = ()
    tops: tuple[float, ...] = ()


class Wander(NamedTuple):
    """A series without a level, between two values, and where it goes another way."""

    low: float
    high: float
    noise: float
    sure: Sureness
    turns: tuple[Turn, ...] = ()


class Repeat(NamedTuple):
    """A season of so many values, between two values."""

    period: float
    low: float
    high: float
    noise: float
    sure: Sureness


Result = Step | Drift | Wander | Repeat


def within(values: Floats, pair: tuple[float, float]) -> tuple[float, float]:
    """A pair brought within the range of `values` (n,): no level is told that never occurred."""
    low, high = float(values.min()), float(values.max())
    return min(max(pair[0], low), high), min(max(pair[1], low), high)
