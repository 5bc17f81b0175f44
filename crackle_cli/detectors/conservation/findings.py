"""Laws, metrics that keep a value, and what new tasks say of saved laws, as findings."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.shown import METHOD, Fact, Figure
from crackle_cli.laws.check import State
from crackle_cli.laws.law import Law, LawForm, LawKind, Violator
from crackle_cli.laws.text import formula
from crackle_cli.table.arrays import Rows

FORM = "One constant metric, sums, sums with products, products, or bounds."
CONSTANT = "What the terms add up or multiply to."


class SaidTerm(NamedTuple):
    """A term of a law as readers get it: a product also lists its factors.

    A metric may have ` * ` in its own name.
    """

    metric: Annotated[str, Fact("A metric, a product of metrics, or previous(metric).")]
    coefficient: Annotated[float | None, Fact("Its weight in a sum.", optional=True)]
    exponent: Annotated[float | None, Fact("Its power in a product.", optional=True)]
    factors: Annotated[tuple[str, ...] | None, Fact("The metrics of a product.", optional=True)]


class Check(NamedTuple):
    """What a saved law is in new tasks.

    excused  rows on record for breaking it
    drifted  tasks further off than any on record, where they are too many; else 0
    """

    state: State
    excused: frozenset[int] = frozenset()
    drifted: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Conserved(Finding):
    """What stays as it is from task to task."""

    kind: ClassVar[PatternKind] = PatternKind.CONSERVATION


@dataclass(frozen=True, eq=False, kw_only=True)
class LawFinding(Conserved):
    """A law, and how the tasks keep it.

    law        what is kept, with `n` and `holds` as its record; a saved law has its own
    violators  the first tasks that break it; `broken` counts all
    check      of a saved law: what it was judged to be
    """

    method: ClassVar[Annotated[Literal["sparse"], Fact(METHOD)]] = "sparse"
    law: Law
    n: Annotated[
        int,
        Figure(
            "Tasks that have all metrics of the law, without those in which both sides are 0.",
            least=0,
        ),
    ]
    holds: Annotated[int, Figure("Tasks of those that keep it.", least=0)]
    broken: Annotated[int, Figure("Tasks of those that break it.", name="violators", least=0)]
    missing: Annotated[int, Figure("Tasks that lack one of its metrics.", least=0)] = 0
    zero: Annotated[
        int, Figure("Tasks in which both sides are 0, where there are others.", least=0)
    ] = 0
    violators: tuple[Violator, ...] = ()
    check: Check | None = None

    @property
    def standing(self) -> bool:
        """Of what every task keeps: a constant, two columns of one quantity, or a bound."""
        if self.check or self.broken:
            return False
        if self.law.form is LawForm.BOUND:
            return True
        alone, pair = len(self.law.metrics) == 1, len(self.law.metrics) == 2
        return alone or (pair and self.law.kind is not LawKind.APPROXIMATE)

    @property
    def identity(self) -> str:
        """Form and terms as text; estimated constants stay out, since they change between runs."""
        if self.law.form is LawForm.BOUND:
            return f"{self.law.form} {self.text}"
        terms = sorted(self.law.terms, key=lambda t: t.name)
        return f"{self.law.form} {' '.join(f'{t.weight:.6g}*{t.name}' for t in terms)}"

    @property
    def key(self) -> Hashable:
        return type(self).__name__, self.identity, self.law.kind, self.law.constant

    def moved(self, rows: Rows) -> Self:
        violators = tuple(v._replace(row=int(rows[v.row])) for v in self.violators)
        return replace(super().moved(rows), violators=violators)

    @property
    def form(
        self,
    ) -> Annotated[LawForm, Fact(FORM)]:
        return self.law.form

    @property
    def exactness(
        self,
    ) -> Annotated[
        LawKind,
        Fact(
            "Whether it holds to the last digit, to the decimals printed, or to a tolerance.",
            name="kind",
        ),
    ]:
        return self.law.kind

    @property
    def terms(
        self,
    ) -> Annotated[
        tuple[SaidTerm, ...],
        Fact("Its terms; of a bound the metrics, ascending, without its numbers."),
    ]:
        form = self.law.form
        weighted = form not in (LawForm.POWER, LawForm.BOUND)
        return tuple(
            SaidTerm(
                t.name,
                t.weight if weighted else None,
                t.weight if form is LawForm.POWER else None,
                t.factors if len(t.factors) > 1 else None,
            )
            for t in self.law.terms
            if t.factors
        )

    @property
    def constant(self) -> Annotated[float, Figure(CONSTANT), Fact(CONSTANT)]:
        return self.law.constant

    @property
    def tolerance(
        self,
    ) -> Annotated[
        float,
        Figure(
            "How far a task that keeps it may be off: absolute of sums, of the logarithm of "
            "products."
        ),
    ]:
        return self.law.tolerance

    @property
    def quanta(
        self,
    ) -> Annotated[
        Mapping[str, float] | None,
        Fact("Of a rounded law: the step to which each metric is printed.", optional=True),
    ]:
        return self.law.quanta if self.law.kind is LawKind.ROUNDED else None

    @property
    def text(self) -> Annotated[str, Fact("The law as `crackle check` reads it.")]:
        return formula(self.law)

    @property
    def state(
        self,
    ) -> Annotated[State | None, Fact("What `crackle check` says.", optional=True)]:
        return self.check and self.check.state

    @property
    def recorded_n(
        self,
    ) -> Annotated[
        int | None,
        Figure(
            "`crackle check`: tasks on record; 0 where the law has no record.",
            optional=True,
            least=0,
        ),
    ]:
        return self.law.n if self.check else None


@dataclass(frozen=True, eq=False, kw_only=True)
class Constant(LawFinding):
    """A metric that keeps a value."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LowVariation(Conserved):
    """Method `original`: a metric whose standard deviation is a small part of its mean."""

    method: ClassVar[Annotated[Literal["original"], Fact(METHOD)]] = "original"
    form: ClassVar[Annotated[Literal["constant"], Fact(FORM)]] = "constant"
    mean: Annotated[float, Figure("Method `original`.")]
    standard_deviation: Annotated[float, Figure("Method `original`.")]
    variation: Annotated[float, Figure("Method `original`: standard deviation over mean.")]

    @property
    def identity(self) -> str:
        return ""


TYPES = (LawFinding, Constant, LowVariation)
