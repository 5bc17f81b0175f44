"""What a table larger than memory must be able to tell: its length, pieces of it, and labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import Census, MetricTable, Unordered

CELLS = 1 << 22  # numbers of a piece: 32 MiB


@dataclass(frozen=True, eq=False)
class Piece:
    """Metrics (n,) of the rows from `start` on; `infinite` cells of them count as missing."""

    start: int
    metrics: Mapping[str, Floats]
    infinite: int = 0


class Pieces(Protocol):
    """Tasks in order, read a piece at a time as often as needed."""

    @property
    def tasks(self) -> int: ...

    @property
    def metrics(self) -> Sequence[str]: ...

    @property
    def labels(self) -> Sequence[str]:
        """The names of all tasks, read when asked for."""

    @property
    def said_before(self) -> str | None:
        """What a sentence says before a label that is a bare number, as in a MetricTable."""

    def prepare_labels(self, rows: Indices) -> None:
        """Read the labels of some rows (ascending) at once, since they will be asked for."""

    @property
    def census(self) -> Census: ...

    def pieces(self, metrics: Sequence[str], rows: range) -> Iterator[Piece]:
        """Some metrics of the rows, in pieces that follow each other."""

    def values(self, metrics: Sequence[str], rows: Indices) -> Mapping[str, Floats]:
        """Some metrics of some rows (ascending), infinities as missing."""

    def texts(self, rows: Indices) -> Mapping[str, TextColumn]:
        """The columns of text of some rows."""

    def unordered(self, sample: MetricTable) -> Unordered | None:
        """Why the tasks are in no order, as a sample of them tells; None where they may be."""

    def location(self, row: int) -> tuple[str, int] | None:
        """File and 1-based line of a task, or None where it was not read from a file of lines."""
