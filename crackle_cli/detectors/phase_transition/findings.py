"""What goes along the order, as findings: levels, spreads, drifts, seasons, odd last tasks."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

import numpy as np

from crackle_cli.detectors.finding import Finding, PatternKind, Place
from crackle_cli.detectors.phase_transition.where import MeanParts, Mixed, Scope, Switch
from crackle_cli.detectors.shown import Fact, Figure
from crackle_cli.table.arrays import Rows

BEFORE = "Level before; the first value of a drift; of a spread the usual distance from the level."
AFTER = "Level after; the last value of a drift; of a spread the usual distance from the level."
CHANGE = "Change in per cent of the level before; null where that is 0."
UNITS = "Change in robust standard deviations of the noise; null where there is none."
METHOD = "How it was found; left out of what is found by default."
FORM = (
    "What changed: the level, the rate of a value, the mix of the tasks alone, the spread, a "
    "trend, the last task alone, a "
    "counter that began anew; or that the metric wanders without a level, repeats itself, or turns "
    "on a drift or a walk."
)
SHARE = "Of a rate: the tasks whose share is told, by their value."
PER_TASK = "Of a rate: that it is told as a share, from 0 to 1, of the tasks."
SUSPECT = "Whether too few tasks show it to be sure of it yet."
WAY_BEFORE = "Of a turn: the way before it; null where that is not sure."
WAY_AFTER = "Of a turn: the way after it; null where that is not sure."
PARTS = "Where shares of a text column change with it: what the change of the mean is made of."
FASTER = "Of a turn: whether the metric moves faster after it than before."

Pace = Literal["even", "levelling off", "ever faster"]
Way = Literal["up", "down"]


class ShareOf(NamedTuple):
    """The tasks that a rate is of: those with a value of a metric, or those with any other."""

    value: Annotated[float, Fact("Their value, or that of all the others.")]
    others: Annotated[bool, Fact("Whether they are those with any other value.")]


class Change(NamedTuple):
    """What a metric changed by, from one side of a change to the other."""

    metric: Annotated[str, Fact("Its name.")]
    before: Annotated[float, Fact(BEFORE)]
    after: Annotated[float, Fact(AFTER)]
    change_pct: Annotated[float | None, Fact(CHANGE)]
    noise_units: Annotated[float | None, Fact(UNITS)]
    share_of: Annotated[ShareOf | None, Fact(SHARE, optional=True)] = None
    parts: Annotated[MeanParts | None, Fact(PARTS, optional=True)] = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Transition(Finding):
    """Whatever goes along the order of the tasks."""

    kind: ClassVar[PatternKind] = PatternKind.PHASE_TRANSITION
    form: ClassVar[str]

    @property
    def identity(self) -> str:
        return self.form


@dataclass(frozen=True, eq=False, kw_only=True)
class Changed(Transition):
    """Metrics that were one thing before and another after; the one that leads comes first."""

    changes: tuple[Change, ...]

    @property
    def leading(self) -> Change:
        return self.changes[0]

    @property
    def before(self) -> Annotated[float, Figure(BEFORE)]:
        return self.leading.before

    @property
    def after(self) -> Annotated[float, Figure(AFTER)]:
        return self.leading.after

    @property
    def change_pct(self) -> Annotated[float | None, Figure(CHANGE)]:
        return self.leading.change_pct

    @property
    def noise_units(self) -> Annotated[float | None, Figure(UNITS)]:
        return self.leading.noise_units

    @property
    def several(
        self,
    ) -> Annotated[
        tuple[Change, ...] | None,
        Fact(
            "Where several metrics shift at one task: the numbers of each, the leader first.",
            name="changes",
            optional=True,
        ),
    ]:
        return self.changes if len(self.changes) > 1 else None


@dataclass(frozen=True, eq=False, kw_only=True)
class Placed(Transition):
    """What happens at one task."""

    place: Place

    @property
    def key(self) -> Hashable:
        return type(self).__name__, self.metrics, self.place.row

    def moved(self, rows: Rows) -> Self:
        return replace(super().moved(rows), place=self.place.moved(rows))


@dataclass(frozen=True, eq=False, kw_only=True)
class ChangePoint(Placed, Changed):
    """A change at one task.

    switch  a text column that has another value from that task on
    scope   the values of a text column that alone move
    mixed   the share of a value of a text column that changes with it
    """

    switch: Annotated[
        Switch | None,
        Fact("A text column that turns at the first task of the change.", optional=True),
    ] = None
    scope: Annotated[
        Scope | None,
        Fact("The values of a text column whose tasks alone change.", optional=True),
    ] = None
    mixed: Annotated[
        Mixed | None,
        Fact("The share of a value of a text column that changes at that place.", optional=True),
    ] = None

    @property
    def where(self) -> Hashable:
        """What one event has in common by a text column: the values that move, or whose share."""
        mixed = self.mixed and (self.mixed.column, self.mixed.value)
        return self.scope and self.scope.key, mixed


@dataclass(frozen=True, eq=False, kw_only=True)
class Abrupt(ChangePoint):
    """From one state to another, which may be taken back.

    back   where a later one of its metric takes it back to the state before
    since  of one that takes another back: the row where that other one lies
    """

    back: Place | None = None
    since: int | None = None

    def moved(self, rows: Rows) -> Self:
        return replace(
            super().moved(rows),
            back=self.back and self.back.moved(rows),
            since=None if self.since is None else int(rows[self.since]),
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Shift(Abrupt):
    """Another level."""

    form: ClassVar[Annotated[Literal["level", "rate"], Fact(FORM)]] = "level"
    suspect: ClassVar[Annotated[bool, Fact(SUSPECT)]] = False

    @property
    def identity(self) -> str:
        return ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rate(Shift):
    """Another share of the tasks that have a value, or that have not the usual one."""

    form: ClassVar[Annotated[Literal["rate"], Fact(FORM)]] = "rate"
    per_task: ClassVar[Annotated[Literal[True], Fact(PER_TASK)]] = True

    @property
    def share_of(self) -> Annotated[ShareOf | None, Fact(SHARE, optional=True)]:
        return self.leading.share_of


@dataclass(frozen=True, eq=False, kw_only=True)
class Mix(Abrupt):
    """Another share of tasks of a value of a text column, within whose values nothing changes."""

    form: ClassVar[Annotated[Literal["mix"], Fact(FORM)]] = "mix"


@dataclass(frozen=True, eq=False, kw_only=True)
class Spike(Abrupt):
    """A last task at another level: a shift, or an outlier."""

    form: ClassVar[Annotated[Literal["spike"], Fact(FORM)]] = "spike"
    suspect: ClassVar[Annotated[bool, Fact(SUSPECT)]] = True


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread(Abrupt):
    """Another usual distance from the level."""

    form: ClassVar[Annotated[Literal["spread"], Fact(FORM)]] = "spread"


@dataclass(frozen=True, eq=False, kw_only=True)
class Reset(ChangePoint):
    """A counter that began anew."""

    form: ClassVar[Annotated[Literal["reset"], Fact(FORM)]] = "reset"


class TurningPoint(NamedTuple):
    """The last task of a way, which begins the next; None for a way that is not sure.

    p_value  of the turn alone
    """

    place: Place
    before: Way | None
    after: Way | None
    faster: bool
    p_value: float

    def moved(self, rows: Rows) -> "TurningPoint":
        """The same in a table where `rows[i]` is what is row i in the table it is from."""
        return self._replace(place=self.place.moved(rows))


@dataclass(frozen=True, eq=False, kw_only=True)
class Turn(Placed):
    """Where a drift surely goes back, or what wanders surely goes another way."""

    form: ClassVar[Annotated[Literal["turn"], Fact(FORM)]] = "turn"
    way_before: Annotated[Way | None, Fact(WAY_BEFORE)]
    way_after: Annotated[Way | None, Fact(WAY_AFTER)]
    faster: Annotated[bool, Fact(FASTER)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Turning(Transition):
    """What goes one way and then another; a person reads its turns in its own line."""

    turns: tuple[TurningPoint, ...] = ()

    @property
    def parts(self) -> tuple[Turn, ...]:
        """The turns, as sure as they are told; the tasks of each are those of the way after it."""
        edges = [*(turn.place.row for turn in self.turns), int(self.rows[-1]) + 1]
        cuts = np.searchsorted(self.rows, edges)
        return tuple(
            Turn(
                metrics=self.metrics,
                rows=self.rows[first:stop],
                strength=self.strength,
                confidence=self.confidence,
                p_value=turn.p_value,
                place=turn.place,
                way_before=turn.before,
                way_after=turn.after,
                faster=turn.faster,
            )
            for turn, (first, stop) in zip(self.turns, pairwise(cuts), strict=True)
        )

    def moved(self, rows: Rows) -> Self:
        return replace(super().moved(rows), turns=tuple(turn.moved(rows) for turn in self.turns))


@dataclass(frozen=True, eq=False, kw_only=True)
class Drift(Turning, Changed):
    """A trend along the order, or along a part of it.

    farthest  where it goes up and down: the change on the way that leads farthest
    """

    form: ClassVar[Annotated[Literal["drift"], Fact(FORM)]] = "drift"
    pace: Annotated[Pace, Fact("Of a drift: how it goes.")] = "even"
    part: Annotated[
        bool,
        Fact(
            "Of a drift: whether it is told of a part of the tasks, those involved: its longest "
            "stretch between two shifts, or where a curve moves."
        ),
    ] = False
    bends: Annotated[tuple[int, ...], Fact("Rows at which a drift bends.")] = ()
    tops: Annotated[tuple[float, ...], Fact("The level of a drift at each of its turns.")] = ()

    farthest: Change | None = None

    def moved(self, rows: Rows) -> Self:
        return replace(super().moved(rows), bends=tuple(int(rows[row]) for row in self.bends))


@dataclass(frozen=True, eq=False, kw_only=True)
class Range(Transition):
    """What has no level, but stays between two values."""

    low: Annotated[float, Figure("The least of it.")]
    high: Annotated[float, Figure("The most of it.")]


@dataclass(frozen=True, eq=False, kw_only=True)
class Wander(Turning, Range):
    """Each value is near the one before, and there is no level: a random walk, or nearly one."""

    form: ClassVar[Annotated[Literal["wander"], Fact(FORM)]] = "wander"


@dataclass(frozen=True, eq=False, kw_only=True)
class Season(Range):
    """What repeats itself every so many tasks."""

    form: ClassVar[Annotated[Literal["season"], Fact(FORM)]] = "season"
    period: Annotated[float, Figure("Tasks after which it repeats itself.", least=2)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Halves(ChangePoint):
    """Method `original`: the mean of one half of the tasks, and of the other."""

    form: ClassVar[Annotated[Literal["level"], Fact(FORM)]] = "level"
    method: ClassVar[Annotated[Literal["original"], Fact(METHOD)]] = "original"

    @property
    def identity(self) -> str:
        return ""


TYPES = (Shift, Rate, Mix, Spike, Spread, Reset, Drift, Wander, Turn, Season, Halves)
