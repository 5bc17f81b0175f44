"""View: what detectors and events look through, whatever holds the rows of a table."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from crackle_cli.detectors.finding import Finding, PatternKind, Tally
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

SomeTally = TypeVar("SomeTally", bound=Tally)


class View(Protocol):
    """Tasks in order: a table in memory, one of its --by groups, or pieces of a larger table.

    Detectors look at tables of the view; where these are less than all tasks, what a finding
    needs of the others is refined and counted.
    """

    @property
    def part(self) -> Part:
        """Which tasks of the table these are."""

    @property
    def parts(self) -> "Sequence[View]":
        """The --by groups as views, else the view alone."""

    @property
    def table(self) -> MetricTable:
        """For words: the labels of all tasks, and the metrics of those that are in memory."""

    @property
    def outline(self) -> MetricTable:
        """For words too: as `table`, but of tasks that are read in pieces without any values."""

    @property
    def sample(self) -> MetricTable:
        """The tasks of the part, or a seeded sample of them that knows what it stands for."""

    @property
    def rows(self) -> Rows | None:
        """(m,) rows of the sample in the table, ascending; None where it is the table."""

    def table_for(self, kind: PatternKind) -> MetricTable:
        """What the detector of a kind looks at: the sample, or runs of neighbours."""

    def refined(self, findings: Sequence[Finding]) -> list[Finding]:
        """What was found in these tables in rows of the whole, shifts at their own task."""

    def counted(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings as all tasks tell them."""

    def tallied(self, tallies: Sequence[SomeTally]) -> list[SomeTally]:
        """Each counted over all tasks."""

    def columns(self, names: Sequence[str], rows: Rows) -> Mapping[str, Floats]:
        """The columns that a law speaks of, in some rows (ascending) of the table."""

    def prepare_labels(self, rows: Rows) -> None:
        """Read the labels of some rows (ascending) at once, since they will be asked for."""
