"""What a comparison tells, as values: each type has what its sentence and its JSON need."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from crackle_cli.comparison.sizes import Estimate, Size


@dataclass(frozen=True)
class Finding:
    """metrics: what it speaks of, the one that it is of first; p_value: None of what is no test."""

    kind: ClassVar[str]
    metrics: tuple[str, ...]
    p_value: float | None


@dataclass(frozen=True)
class Tested(Finding):
    """A finding that a test has made."""

    p_value: float


class Within(NamedTuple):
    """The part of a change within each value of a text column, as a share of the mean of base.

    change: None where that is not above 0.
    """

    column: str
    change: Estimate | None


class Where(NamedTuple):
    """The values of a text column for which alone a metric changes."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class LevelChange(Tested):
    """A metric is higher or lower.

    tasks     how many tasks of base and of new have a value
    left_out  how many lie too far out to count in the test
    assumed   whether so few tasks tell only if each side is of one level
    where     the tasks that it is told of; None for all
    within    what of it is no change of shares, where one moves it, too
    """

    kind: ClassVar[str] = "level"
    size: Size
    tasks: tuple[int, int]
    left_out: int = 0
    assumed: bool = False
    within: Within | None = None
    where: Where | None = None


@dataclass(frozen=True)
class BaseDrift(Finding):
    """Base rises or falls by itself, and new lies where that leads: no change of new.

    found  the change that would be told otherwise
    """

    kind: ClassVar[str] = "drift"
    rises: bool
    found: LevelChange


@dataclass(frozen=True)
class PairedChange(Tested):
    """A metric over all benchmarks that both sides have.

    change    the geometric mean of their ratios; the mean difference where not `relative`
    pairs     how many benchmarks there are
    """

    kind: ClassVar[str] = "paired"
    change: Estimate
    relative: bool
    pairs: int


@dataclass(frozen=True)
class SpreadChange(Tested):
    """A metric spreads more or less.

    ratio          of Gini's mean differences, new over base
    before, after  the width of the middle half of the values
    """

    kind: ClassVar[str] = "spread"
    ratio: Estimate
    before: float
    after: float
    tasks: tuple[int, int]


@dataclass(frozen=True)
class RateChange(Tested):
    """A metric is more or less often not at its usual value.

    events      in how many of the `tasks` of base and of new it is not
    difference  of the shares
    rose        whether the mean of all values did
    """

    kind: ClassVar[str] = "rate"
    usual: float
    events: tuple[int, int]
    tasks: tuple[int, int]
    difference: Estimate
    rose: bool


class Moved(NamedTuple):
    """A metric that shares move: how unlikely, and how large, what is left of it within them is.

    within  as a share of the mean of base; None where that is not above 0
    """

    metric: str
    within_p: float
    within: Estimate | None


@dataclass(frozen=True)
class ShareChange(Tested):
    """A value of a text column, which is the "metric", has another share of the tasks.

    moved  the metrics that this moves and that are unchanged within the values
    """

    kind: ClassVar[str] = "share"
    value: str
    events: tuple[int, int]
    tasks: tuple[int, int]
    difference: Estimate
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class BrokenLaw(Finding):
    """A law of base that tasks of new break.

    broken  how many do; `tasks`: those that are known by name, and by how much each
    """

    kind: ClassVar[str] = "law"
    law: str
    broken: int
    tasks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Uncoupled(Tested):
    """The first of the metrics no longer moves with the others.

    before, after  rank correlation with the first of them in base and in new
    """

    kind: ClassVar[str] = "correlation"
    before: float
    after: float


@dataclass(frozen=True)
class Newcomers(Finding):
    """Tasks of new as base has none; `sort` is "group" or "odd tasks", `told` says which."""

    kind: ClassVar[str] = "group"
    sort: str
    told: str
    tasks: int


@dataclass(frozen=True)
class Missing(Finding):
    """A metric that one side alone has; `side` is the one without it, "base" or "new"."""

    kind: ClassVar[str] = "missing"
    side: str
    reason: str = ""


@dataclass(frozen=True)
class Absence(Tested):
    """A metric that more or fewer of the tasks have no value of; `cells` of base and of new."""

    kind: ClassVar[str] = "absence"
    cells: tuple[int, int]
    tasks: tuple[int, int]


@dataclass(frozen=True)
class OtherUnit(Finding):
    """A metric whose cells are in other units, so that its numbers cannot be compared."""

    kind: ClassVar[str] = "unit"
    before: str
    after: str


@dataclass(frozen=True)
class Same:
    """A metric that is not told apart.

    size           what its change might be
    smallest       the change that would have been seen in 80 of 100 cases, as a share of the level
                   of base where `relative`; None where nothing varies
    told           whether it surely changed, by less than matters
    of_tasks       whether the smallest change is one of the share of tasks that are not as usual
    """

    metric: str
    size: Size
    tasks: tuple[int, int]
    p_value: float
    smallest: float | None
    relative: bool
    told: bool = False
    of_tasks: bool = False
