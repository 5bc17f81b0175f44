"""Groups of tasks, and tasks unlike all others, as findings."""

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, NamedTuple

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.shown import METHOD, Fact, Figure

# Share of the other tasks outside the range of a group from which on a metric parts it alone.
PARTS_ALONE = 0.9

ROLE = "A group, the tasks unlike all others, or all tasks by a text that parts them."
SIZE = "How many tasks."
TASKS = "How many there are in all."
DISTANCE = "Mean distance of the tasks of a group from the one in its middle, in scaled units."
APART = "Metrics that set the tasks apart, the clearest first."


class Apart(NamedTuple):
    """A metric inside and outside a group: central 95 %, and the share of others outside it.

    Of three or more groups also the next ones that it does not overlap.
    """

    metric: Annotated[str, Fact("Its name.")]
    inside: Annotated[tuple[float, float], Fact("Central 95 % of the tasks: low, high.")]
    others: Annotated[tuple[float, float], Fact("The same of all others.")]
    share: Annotated[
        float, Fact("Share of the others outside the range of these.", least=0, most=1)
    ]
    below: Annotated[
        tuple[float, float] | None,
        Fact("Of three or more groups: the same of the next one below, where one is."),
    ] = None
    above: Annotated[
        tuple[float, float] | None,
        Fact("Of three or more groups: the same of the next one above, where one is."),
    ] = None


class Frequency(NamedTuple):
    """How often tasks have a flag, or a text that says how they went, and how often all others."""

    column: Annotated[str, Fact("The metric that is a flag, or the column of text.")]
    value: Annotated[str | None, Fact("The text; null of a flag, whose ones are counted.")]
    share: Annotated[float, Fact("Share of the tasks that have it.", least=0, most=1)]
    others: Annotated[float, Fact("Share of the others that have it.", least=0, most=1)]
    is_there: Annotated[
        bool, Fact("Whether it is that the metric has a number at all, and not that it is a flag.")
    ] = False


class Explanation(NamedTuple):
    """A text that a group shares: of how many of its tasks, and of how many others."""

    column: Annotated[str, Fact("The column.")]
    text: Annotated[str, Fact("The text.")]
    inside: Annotated[int, Fact("Tasks of the group that have it.", least=0)]
    others: Annotated[int, Fact("Other tasks that have it.", least=0)]
    of: Annotated[int, Fact("Tasks of the group that were looked at.", least=0)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Cluster(Finding):
    """Tasks that are told together."""

    kind: ClassVar[PatternKind] = PatternKind.CLUSTERING


@dataclass(frozen=True, eq=False, kw_only=True)
class Group(Cluster):
    """Tasks parted from all others by a thinner place.

    name  which of the groups it is, by their medians of the metric that they are seen in
    """

    name: str
    method: ClassVar[Annotated[Literal["density"], Fact(METHOD)]] = "density"
    role: ClassVar[Annotated[Literal["group"], Fact(ROLE)]] = "group"
    size: Annotated[int, Figure(SIZE, least=0)]
    tasks: Annotated[int, Figure(TASKS, least=0)]
    average_distance: Annotated[float, Figure(DISTANCE, least=0)]
    groups: Annotated[int, Fact("Groups in all, this one among them.", least=0)]
    seen_in: Annotated[tuple[str, ...], Fact("Metrics by which the groups were found.")]
    apart: Annotated[tuple[Apart, ...], Fact(APART)]
    explained_by: Annotated[
        tuple[Explanation, ...], Fact("Texts that nearly all of a group share.")
    ]

    @property
    def separation(
        self,
    ) -> Annotated[float, Figure("How empty the fullest valley beside a group is, 0 … 1.")]:
        return self.strength

    @property
    def identity(self) -> str:
        return self.name

    @property
    def key(self) -> Hashable:
        return type(self).__name__, self.seen_in, self.name, self.rows.tobytes()


class OddValue(NamedTuple):
    """What is odd in a task: a value that is unusual, or one that others foretell otherwise."""

    metric: Annotated[str, Fact("Its name.")]
    value: Annotated[float, Fact("Its value in the task.")]
    usual: Annotated[tuple[float, float], Fact("Central 95 % of all others: low, high.")]
    expected: Annotated[
        float | None,
        Fact("Where a relation is broken: what the other metrics of the task foretell."),
    ] = None


class OddTask(NamedTuple):
    """One odd task."""

    values: Annotated[tuple[OddValue, ...], Fact("What is odd in it, the surest first.")]
    p_value: Annotated[float, Fact("How seldom a table of noise has one so odd.", least=0, most=1)]


class Oddity(StrEnum):
    """In which way tasks are odd."""

    VALUES = "values"  # each by itself
    TOGETHER = "together"  # only in how they meet
    RELATION = "relation"  # one is not what the others foretell


class Name(NamedTuple):
    """A value of a text column, which names the tasks that have it."""

    column: Annotated[str, Fact("The column.")]
    text: Annotated[str, Fact("The value.")]


@dataclass(frozen=True, eq=False, kw_only=True)
class NamedGroup(Cluster):
    """The tasks of one value of a text column, or of a pair of values, which differ from others.

    size and tasks are those looked at where a table is read in pieces.
    """

    method: ClassVar[Annotated[Literal["density"], Fact(METHOD)]] = "density"
    role: ClassVar[Annotated[Literal["group"], Fact(ROLE)]] = "group"
    size: Annotated[int, Figure(SIZE, least=0)]
    tasks: Annotated[int, Figure(TASKS, least=0)]
    named: Annotated[
        tuple[Name, ...], Fact("The value, or both values, that all tasks of the group have.")
    ]
    apart: Annotated[tuple[Apart, ...], Fact(APART)]
    rates: Annotated[
        tuple[Frequency, ...], Fact("What they have more often than others, or more seldom.")
    ] = ()

    @property
    def identity(self) -> str:
        return " ".join(f"{one.column} = {one.text}" for one in self.named)

    @property
    def standing(self) -> bool:
        """Whether all that is told is which tasks have a metric at all, and which have not."""
        return not self.apart and all(one.is_there for one in self.rates)


@dataclass(frozen=True, eq=False, kw_only=True)
class OddTasks(Cluster):
    """Tasks that no noise of the table explains, and that are odd in the same way.

    partner  of a broken relation: the metric that says most of the one that breaks it
    """

    method: ClassVar[Annotated[Literal["density"], Fact(METHOD)]] = "density"
    role: ClassVar[Annotated[Literal["outliers"], Fact(ROLE)]] = "outliers"
    size: Annotated[int, Figure(SIZE, least=0)]
    tasks: Annotated[int, Figure(TASKS, least=0)]
    looked_at: Annotated[
        int, Figure("Of odd tasks: how many tasks were looked at, a sample of very many.", least=0)
    ]
    distance: Annotated[
        float,
        Figure(
            "Of odd tasks: how far the nearest of them lies from the others, in robust standard "
            "deviations."
        ),
    ]
    oddity: Annotated[
        Oddity,
        Fact(
            "Of odd tasks: whether values are odd by themselves, only together, or one is not "
            "what the others foretell."
        ),
    ]
    partner: Annotated[
        str | None, Fact("Of a broken relation: the metric that foretells most.", optional=True)
    ] = None
    apart: Annotated[tuple[Apart, ...], Fact(APART)]
    odd: Annotated[tuple[OddTask, ...], Fact("Each of the involved tasks, in their order.")]
    explained_by: Annotated[
        tuple[Explanation, ...], Fact("Texts that nearly all of a group share.")
    ]

    @property
    def identity(self) -> str:
        return "outliers" if self.oddity is Oddity.VALUES else self.oddity.value

    @property
    def key(self) -> Hashable:
        return type(self).__name__, self.metrics, self.identity, self.rows.tobytes()


@dataclass(frozen=True, eq=False, kw_only=True)
class NearTasks(Cluster):
    """Method `original`: tasks within a distance of the first of them."""

    method: ClassVar[Annotated[Literal["original"], Fact(METHOD)]] = "original"
    role: ClassVar[Annotated[Literal["group"], Fact(ROLE)]] = "group"
    size: Annotated[int, Figure(SIZE, least=0)]
    average_distance: Annotated[float, Figure(DISTANCE, least=0)]

    @property
    def identity(self) -> str:
        return ""

    @property
    def key(self) -> Hashable:
        return type(self).__name__, int(self.rows[0])


class Level(NamedTuple):
    """The tasks that have one value of a text column, in a metric."""

    text: Annotated[str, Fact("The value of the column.")]
    tasks: Annotated[int, Fact("How many of the tasks looked at have it.", least=0)]
    inside: Annotated[tuple[float, float], Fact("Central 95 % of those tasks: low, high.")]
    share: Annotated[
        float | None,
        Fact("Of a flag, 0 or 1: the share of those tasks that have 1.", least=0, most=1),
    ] = None


class Parted(NamedTuple):
    """A metric that differs by the values of a text column."""

    metric: Annotated[str, Fact("Its name.")]
    strength: Annotated[float, Fact("How clearly it differs.", least=0, most=1)]
    levels: Annotated[tuple[Level, ...], Fact("Each value, the lowest level first.")]


@dataclass(frozen=True, eq=False, kw_only=True)
class Contrast(Finding):
    """A text column by most of whose values metrics differ."""

    kind: ClassVar[PatternKind] = PatternKind.CLUSTERING
    method: ClassVar[Annotated[Literal["density"], Fact(METHOD)]] = "density"
    role: ClassVar[Annotated[Literal["contrast"], Fact(ROLE)]] = "contrast"
    column: Annotated[str, Fact("The text column.")]
    parted: Annotated[tuple[Parted, ...], Fact("The metrics that differ, the clearest first.")]

    @property
    def identity(self) -> str:
        return f"by {self.column}"


TYPES = (Group, NamedGroup, OddTasks, NearTasks, Contrast)
