"""What detectors find: Finding, with its kind and place, and Detection."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, Self

from crackle_cli.laws.law import Violator
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

    row: int
    low: int
    high: int

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


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that a detector found, in rows and numbers, not yet in words.

    metrics       names of the metrics involved, in table order (a leader may come first)
    rows          0-based rows of the tasks involved, ascending
    strength      size of the effect in [0, 1]; what it measures is the detector's to say
    strength_low  lower end of its 95 % interval: the confidence that the user sees
    p_value       against the detector's null, in (0, 1]; None where a method tests nothing
    numbers       the figures that its sentence is made of; None where one is undefined
    evidence      everything else that is worth keeping, ready for JSON
    identity      what tells it from others of its kind over the same metrics, stable between
                  runs (a law's terms); never row numbers, confidence or estimates
    tally         of a finding in a sample: what tells it of all tasks
    back          of a shift: where a later one of its metric takes it back to the level before
    since         of a shift that takes another back: the row where that other one lies
    """

    kind: PatternKind
    metrics: tuple[str, ...]
    rows: Rows
    strength: float
    strength_low: float
    p_value: float | None
    numbers: Mapping[str, float | None]
    evidence: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None
    violators: tuple[Violator, ...] = ()
    identity: str = ""
    tally: Tally | None = None
    back: Place | None = None
    since: int | None = None

    def moved(self, rows: Rows) -> "Finding":
        """The same finding in a table where `rows[i]` is what is row i in the table it is from."""
        return replace(
            self,
            rows=rows[self.rows],
            place=self.place and self.place.moved(rows),
            violators=tuple(v._replace(row=int(rows[v.row])) for v in self.violators),
            back=self.back and self.back.moved(rows),
            since=None if self.since is None else int(rows[self.since]),
        )


class Detection(NamedTuple):
    """What one detector found, and how many hypotheses it looked at to find it.

    `tested` counts every hypothesis, found or not: false discovery control needs it.
    `notes` says in words what could not be tested and why ("too few tasks: 6 of at least 8").
    """

    findings: tuple[Finding, ...]
    tested: int
    notes: tuple[str, ...] = ()
