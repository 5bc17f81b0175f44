"""What detectors find: Finding, the base of all types of findings, with its kind, and Detection.

A new type of finding is

1. a frozen dataclass in `findings.py` of its detector, one of its TYPES: what its sentence, its
   plot and its JSON need as fields, each with its type and, where readers get it, its meaning
   (`shown`); an `identity`; `moved` where it has rows besides `rows`; and `parts` where programs
   get more than one pattern of it;
2. its sentence: a `case` in the module of wording that is called as the detector;
3. its explanation: a `case` in report.explanation, and in report.certainty;
4. `python -m tests.schema`, which writes the schema of the JSON anew.

Nothing else knows the types one by one, but for those of events that join or drop them.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple, Protocol, Self

from crackle_cli.detectors.shown import Fact, Figure
from crackle_cli.table.arrays import Rows
from crackle_cli.table.pieces import Piece


class PatternKind(StrEnum):
    """The four patterns. The value is the word in JSON, flags and profiles."""

    CLUSTERING = "clustering"
    PHASE_TRANSITION = "phase_transition"
    CONSERVATION = "conservation"
    CORRELATION = "correlation"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return "conservation law" if self is PatternKind.CONSERVATION else self.replace("_", " ")


class Place(NamedTuple):
    """Where in the task order a change lies: its first row, and the rows it may begin at (95 %)."""

    row: Annotated[int, Fact("Its 0-based row of the table.")]
    low: Annotated[int, Fact("First row that it may be (95 %).", name="row_low")]
    high: Annotated[int, Fact("Last row that it may be (95 %).", name="row_high")]

    def moved(self, rows: Rows) -> "Place":
        """The same place in a table where `rows[i]` is what is row i in the table it is from."""
        return Place(*(int(rows[row]) for row in self))


class Tally(Protocol):
    """What a finding in a sample still needs to be told of all tasks: counted a piece at a time.

    The tallies of pieces add up in any grouping of neighbours.
    """

    @property
    def key(self) -> Hashable:
        """What tells it from the tallies of other findings; those of one key are counted once."""

    @property
    def metrics(self) -> Sequence[str]:
        """Names of the metrics to be read."""

    @property
    def rows(self) -> range | None:
        """The rows to be read; None for all."""

    def of(self, piece: Piece) -> Self:
        """Counted over the tasks of a piece alone."""

    def merged(self, later: Self) -> Self:
        """Both together; the tasks of `later` follow these."""

    def told(self, finding: "Finding") -> "Finding":
        """The finding with what all tasks say of it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Finding(ABC):
    """One thing that a detector found, in rows and numbers, not yet in words.

    metrics     names of the metrics involved, in table order (a leader may come first)
    rows        0-based rows of the tasks involved, ascending
    strength    size of the effect in [0, 1]; what it measures is the detector's to say
    confidence  what the user sees: the lower end of the 95 % interval of the strength
    p_value     against the detector's null, in (0, 1]; None where a method tests nothing
    tally       of a finding in a sample: what tells it of all tasks
    """

    kind: ClassVar[PatternKind]
    metrics: tuple[str, ...]
    rows: Rows
    strength: Annotated[
        float,
        Fact(
            "Size of the effect, 0 … 1; the confidence is the lower end of its 95 % interval.",
            least=0,
            most=1,
        ),
    ]
    confidence: float
    p_value: Annotated[
        float | None,
        Figure(
            "Chance of so clear a pattern where there is none; null where the method tests "
            "nothing.",
            least=0,
            most=1,
        ),
    ]
    tally: Tally | None = None

    @property
    @abstractmethod
    def identity(self) -> str:
        """What tells it from others of its kind over the same metrics, stable between runs.

        A law's terms; never row numbers, confidence or estimates.
        """

    @property
    def standing(self) -> bool:
        """Whether it only says what a column is: no event, and no task differs from the others."""
        return False

    @property
    def parts(self) -> Sequence["Finding"]:
        """What a program gets as patterns besides it; a person reads them in its line."""
        return ()

    @property
    def key(self) -> Hashable:
        """What tells it from every other one of a run."""
        return type(self).__name__, self.metrics, self.identity

    def moved(self, rows: Rows) -> Self:
        """The same finding in a table where `rows[i]` is what is row i in the table it is from."""
        return replace(self, rows=rows[self.rows])


class Detection(NamedTuple):
    """What one detector found, and how many hypotheses it looked at to find it.

    `tested` counts every hypothesis, found or not: false discovery control needs it.
    `notes` says in words what could not be tested and why ("too few tasks: 6 of at least 8").
    """

    findings: tuple[Finding, ...]
    tested: int
    notes: tuple[str, ...] = ()
