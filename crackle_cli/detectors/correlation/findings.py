"""Metrics that move together, as findings: families of them, and pairs of which one is ahead."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from crackle_cli.detectors.finding import Finding, PatternKind, Place
from crackle_cli.detectors.shown import METHOD, Fact, Figure
from crackle_cli.table.arrays import Rows

LEADER = "The metric that is most like all others, or ahead of the other."
CORRELATION = "Rank correlation of two metrics; of more the median of its absolute values."
WEAK = 0.3  # |r| that is none, beside one that is worth telling
TURNING = (
    "Rank correlation of the second metric with a line that turns at a value of the first; above "
    "0 in a valley, below 0 at a peak."
)


class Member(NamedTuple):
    """A metric that moves with the leader of its family, or against it."""

    metric: Annotated[str, Fact("Its name.")]
    sign: Annotated[Literal[1, -1], Fact("1 where it moves with the leader, -1 against it.")]
    correlation: Annotated[float, Fact("Rank correlation with the leader.", least=-1, most=1)]


class Opposite(NamedTuple):
    """A text column within each of whose values two metrics move the other way (Simpson, 1951)."""

    column: Annotated[str, Fact("The text column.")]
    correlation: Annotated[
        float, Fact("Rank correlation within its values, of all together.", least=-1, most=1)
    ]


@dataclass(frozen=True, eq=False, kw_only=True)
class Correlated(Finding):
    """Metrics that move together; the leader comes first."""

    kind: ClassVar[PatternKind] = PatternKind.CORRELATION
    correlation: Annotated[float, Figure(CORRELATION, least=-1, most=1)]
    opposite: Annotated[
        Opposite | None,
        Fact("A text column within each of whose values it is the opposite.", optional=True),
    ] = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Family(Correlated):
    """Two metrics or more that move together at the same task."""

    method: ClassVar[Annotated[Literal["prewhitened"], Fact(METHOD)]] = "prewhitened"
    smallest: Annotated[float, Figure("Smallest |r| between the leader and a member.")]
    largest: Annotated[float, Figure("Largest |r| between the leader and a member.")]
    members: Annotated[tuple[Member, ...], Fact("The others.")]

    @property
    def identity(self) -> str:
        return ""

    @property
    def size(self) -> Annotated[int, Figure("Metrics that move together.", least=0)]:
        return len(self.metrics)

    @property
    def leader(self) -> Annotated[str, Fact(LEADER)]:
        return self.metrics[0]


@dataclass(frozen=True, eq=False, kw_only=True)
class Lagged(Correlated):
    """Two metrics of which one follows the other."""

    method: ClassVar[Annotated[Literal["prewhitened"], Fact(METHOD)]] = "prewhitened"
    lag: Annotated[int, Figure("Tasks by which the leader is ahead.", least=1)]

    @property
    def identity(self) -> str:
        return "lag"

    @property
    def leader(self) -> Annotated[str, Fact(LEADER)]:
        return self.metrics[0]


@dataclass(frozen=True, eq=False, kw_only=True)
class Bent(Correlated):
    """A metric, the second, that has a valley or a peak where the first is in its middle.

    share  of the tasks whose first metric is below the value where it turns
    """

    method: ClassVar[Annotated[Literal["folded"], Fact(METHOD)]] = "folded"
    correlation: Annotated[float, Figure(TURNING, least=-1, most=1)]
    turn: Annotated[float, Figure("Value of the first metric at which the second turns.")]
    share: float

    @property
    def shape(self) -> Annotated[Literal["valley", "peak"], Fact("What the second metric has.")]:
        return "valley" if self.correlation > 0 else "peak"

    @property
    def identity(self) -> str:
        return f"{self.shape} {self.metrics[0]}"


@dataclass(frozen=True, eq=False, kw_only=True)
class Broken(Correlated):
    """Metrics that move together before a task or from there on, and not, or otherwise, besides.

    before, after  correlations with the leader on either side: of one other metric as it is, of
                   more the median of the absolute values
    """

    method: ClassVar[Annotated[Literal["split"], Fact(METHOD)]] = "split"
    before: Annotated[float, Figure("Correlation before the change.", least=-1, most=1)]
    after: Annotated[float, Figure("Correlation from the change on.", least=-1, most=1)]
    place: Annotated[Place, Fact("Where in the order it changes.")]

    @property
    def leader(self) -> Annotated[str, Fact(LEADER)]:
        return self.metrics[0]

    @property
    def turns(self) -> bool:
        """Whether they move the other way on the other side."""
        return self.before * self.after < 0 and min(abs(self.before), abs(self.after)) > WEAK

    @property
    def identity(self) -> str:
        if self.turns:
            return "turn"
        return "before" if abs(self.before) >= abs(self.after) else "after"

    @property
    def key(self) -> Hashable:
        return type(self).__name__, self.metrics, self.identity, self.place.row

    def moved(self, rows: Rows) -> Self:
        return replace(super().moved(rows), place=self.place.moved(rows))


@dataclass(frozen=True, eq=False, kw_only=True)
class Copy(Correlated):
    """Two metrics that rank all tasks alike, or the other way round: one quantity on two scales."""

    method: ClassVar[Annotated[Literal["ranks"], Fact(METHOD)]] = "ranks"

    @property
    def standing(self) -> bool:
        return True

    @property
    def identity(self) -> str:
        return "copy"


@dataclass(frozen=True, eq=False, kw_only=True)
class RoundedCopy(Copy):
    """A metric that is a rounded multiple of the other."""


@dataclass(frozen=True, eq=False, kw_only=True)
class DelayedCopy(Copy):
    """A metric that is the other some tasks before."""

    lag: Annotated[int, Figure("Tasks by which the leader is ahead.", least=1)]


@dataclass(frozen=True, eq=False, kw_only=True)
class PearsonPair(Correlated):
    """Method `original`: two metrics whose values lie near a straight line."""

    method: ClassVar[Annotated[Literal["original"], Fact(METHOD)]] = "original"

    @property
    def identity(self) -> str:
        return ""


TYPES = (Family, Lagged, Bent, Broken, Copy, RoundedCopy, DelayedCopy, PearsonPair)
