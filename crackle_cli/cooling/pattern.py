"""CracklePattern: what a user gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.shown import Fact, Figure, facts, figures

WHOLE = (
    "Of the end of an outage, of a way on a drift or a walk, or of one of several that are alike: "
    "the id of the pattern that tells of the whole. A person reads both in one line."
)


class Onset(NamedTuple):
    """Where a change begins, and where its metrics are back, in rows and labels of the table."""

    row: Annotated[
        int,
        Figure(
            "First task of the change, of a turn the last of the way before it: 0-based row of the "
            "table. Absent from a drift along the whole order, and from what wanders.",
            least=0,
        ),
    ]
    row_low: Annotated[int, Figure("First row at which it may begin (95 %).", least=0)]
    row_high: Annotated[int, Figure("Last row at which it may begin (95 %).", least=0)]
    tasks_after: Annotated[
        int,
        Figure(
            "Tasks from `row` to the end, whatever shifted later; the gate asks by it how recent "
            "the change is.",
            least=0,
        ),
    ]
    begins: Annotated[str, Fact("Label of the first task of the change.")]
    may_begin: Annotated[
        tuple[str, ...],
        Fact(
            "Labels of the tasks at which it may begin (95 %), the nearest to `begins` first; at "
            "most 100."
        ),
    ]
    row_back: Annotated[
        int | None,
        Figure(
            "Where the metrics come back to the level before: first row there. That is told as "
            "one event; its end is a pattern besides, with a `row` of its own.",
            optional=True,
            least=0,
        ),
    ] = None
    row_back_low: Annotated[
        int | None,
        Figure("First row at which they may be back (95 %).", optional=True, least=0),
    ] = None
    row_back_high: Annotated[
        int | None,
        Figure("Last row at which they may be back (95 %).", optional=True, least=0),
    ] = None
    back: Annotated[
        str | None, Fact("Label of the first task back at the level before.", optional=True)
    ] = None
    ends: Annotated[
        str | None,
        Fact(WHOLE, optional=True),
    ] = None


class PartOf(NamedTuple):
    """What is told in the line of another pattern, and has no place of its own."""

    ends: Annotated[str, Fact(WHOLE)]


class Breach(NamedTuple):
    """A task that breaks a law."""

    label: Annotated[str, Fact("Of the task.")]
    row: Annotated[int, Fact("Its 0-based row of the table.", least=0)]
    residual: Annotated[float, Fact("What the terms are off by, with its sign.")]
    suspect: Annotated[
        str | None,
        Fact("The metric that is likely wrong, as every law that the task breaks holds it."),
    ]
    recorded: Annotated[
        bool | None,
        Fact(
            "`crackle check`: whether the law names the task as one that breaks it.",
            optional=True,
        ),
    ] = None


class Breaches(NamedTuple):
    """The first tasks that break a law, one at least."""

    violators: Annotated[tuple[Breach, ...], Fact("Tasks that break it, at most 1000.")]


@dataclass(frozen=True)
class CracklePattern:
    """A pattern that nobody designed, ready for a reader.

    A shift that is taken back is told with its end, and what wanders with its turns; the end and
    each turn are patterns too, with a row of their own. So is each of many that are alike, which
    are told in one line. evidence["ends"] is the id of the whole.

    involved_tasks    labels of the tasks, in task order; of a shift, those up to the next of the
                      metric that leads it
    group             the values of the --by columns it was found in; empty for the whole table
    id                the same for the same pattern in another run, whatever its estimates
    finding           what it was made of; rows are those of the whole table
    where             the place that a table gives it: where a change begins, who breaks a law
    of_groups         where several groups tell it: as each of them does; its numbers, its tasks
                      and its place are those of the first one
    involved_metrics  names of the metrics
    metrics           what `finding` and `where` show as figures (None where one is undefined)
    evidence          what else they show, as JSON can hold it
    """

    description: str
    involved_tasks: Sequence[str]
    group: Mapping[str, str]
    id: str
    finding: Finding = field(repr=False, compare=False)
    where: Onset | Breaches | PartOf | None = field(default=None, repr=False)
    of_groups: "tuple[CracklePattern, ...]" = field(default=(), repr=False)
    kind: PatternKind = field(init=False)
    confidence: float = field(init=False)
    involved_metrics: tuple[str, ...] = field(init=False)
    metrics: Mapping[str, float | None] = field(init=False)
    evidence: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        found = self.finding
        views = {
            "kind": found.kind,
            "confidence": found.confidence,
            "involved_metrics": found.metrics,
            "metrics": figures(found, self.where),
            "evidence": facts(found, self.where),
        }
        for name, value in views.items():
            object.__setattr__(self, name, value)  # as the frozen class itself does

    @property
    def parts(self) -> "tuple[CracklePattern, ...]":
        """As each group that tells it does; itself where it is told once."""
        return self.of_groups or (self,)

    @property
    def onset(self) -> Onset | None:
        """Where a change begins; None of what has no such place."""
        return self.where if isinstance(self.where, Onset) else None

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """The tasks that break a law."""
        return self.where.violators if isinstance(self.where, Breaches) else ()

    @property
    def standing(self) -> bool:
        """Whether it only says what columns are: a constant, a copy, or a bound."""
        return self.finding.standing

    @property
    def ends(self) -> str | None:
        """Of what is told in the line of another pattern, the id of that."""
        return self.where.ends if isinstance(self.where, Onset | PartOf) else None
