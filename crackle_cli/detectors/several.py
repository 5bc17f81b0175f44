"""Several findings of one sort, which a person reads in one line and a program one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, cast

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.phase_transition.findings import FORM, Transition
from crackle_cli.detectors.shown import Fact, Figure

COUNT = "Of several patterns in one: how many there are; `evidence.ends` of each is the id of this."
SORT = "Of several patterns in one: what they are."

Sort = Literal[
    "level",
    "spread",
    "reset",
    "drift",
    "wander",
    "season",
    "group",
    "pair",
    "lag",
    "exact",
    "rounded",
]
Form = Literal["level", "rate", "spread", "reset", "drift", "wander", "season"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Several(Finding):
    """Findings of one sort; metrics and rows are those of all, strength is that of the surest.

    members  the surest first
    """

    members: tuple[Finding, ...]
    sort: Annotated[Sort, Fact(SORT, name="several")]

    @property
    def count(self) -> Annotated[int, Figure(COUNT, least=2)]:
        return len(self.members)

    @property
    def identity(self) -> str:
        return f"several {self.sort}"

    @property
    def parts(self) -> Sequence[Finding]:
        return self.members


@dataclass(frozen=True, eq=False, kw_only=True)
class SeveralTransitions(Several):
    """Many changes of one metric, or several metrics that drift, wander or repeat themselves."""

    kind: ClassVar[PatternKind] = PatternKind.PHASE_TRANSITION

    @property
    def form(self) -> Annotated[Form, Fact(FORM)]:
        """That of each of them."""
        first = self.members[0]
        assert isinstance(first, Transition)
        return cast(Form, first.form)


@dataclass(frozen=True, eq=False, kw_only=True)
class SeveralGroups(Several):
    """Many groups of tasks, seen in the same metrics."""

    kind: ClassVar[PatternKind] = PatternKind.CLUSTERING


@dataclass(frozen=True, eq=False, kw_only=True)
class SeveralLaws(Several):
    """Many laws that no task breaks."""

    kind: ClassVar[PatternKind] = PatternKind.CONSERVATION


@dataclass(frozen=True, eq=False, kw_only=True)
class SeveralPairs(Several):
    """Many pairs of metrics that move together."""

    kind: ClassVar[PatternKind] = PatternKind.CORRELATION


TYPES = {one.kind: one for one in (SeveralTransitions, SeveralGroups, SeveralLaws, SeveralPairs)}
