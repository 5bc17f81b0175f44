"""MetricTable: labelled rows of float64 metrics in task order, and the census of their reading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crackle_cli.errors import InputError
from crackle_cli.table.arrays import Floats as Floats
from crackle_cli.table.labels import RowLabels, TextColumn
from crackle_cli.table.units import Unit

DATED = "date"  # why a column of dates is no metric


class RowGroup(NamedTuple):
    """The tasks that share the values of the --by columns; `rows` ascending."""

    values: Mapping[str, str]
    rows: NDArray[np.intp]


class Rejected(NamedTuple):
    """A row that could not be read; `line` is 1-based, 0 where the format has no lines."""

    file: str
    line: int
    reason: str


class BadCell(NamedTuple):
    """A cell of a numeric column that was counted as missing because it is no number."""

    file: str
    line: int
    column: str
    text: str


class UnusedColumn(NamedTuple):
    """A column that is not a metric, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Census:
    """What became of every row, cell and column of the input.

    `rejected` and `bad_cells` may list fewer than `rejected_rows` and `bad_cell_count` count.
    `units`: of each metric whose cells have a unit, what its numbers are in.
    `derived`: of each metric that is computed from others, the columns of the input it is made of.
    `nominal`: metrics whose numbers are names of categories, such as codes: told as shares alone.
    `moments`: times since 1970 among the metrics: dates, which take part in laws alone.
    `named_by`: the column that names the tasks; None where their rows do.
    `notes` are one-line remarks of the reader (delimiter, encoding, header, conversions);
    `warnings` are those that everybody should see.
    """

    files: tuple[str, ...] = ()
    format: str = "memory"
    rejected_rows: int = 0
    rejected: tuple[Rejected, ...] = ()
    missing_cells: int = 0
    bad_cell_count: int = 0
    bad_cells: tuple[BadCell, ...] = ()
    unused_columns: tuple[UnusedColumn, ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    derived: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nominal: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    named_by: str | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Sampled(NamedTuple):
    """What the m tasks of a table stand for: some of each block of neighbours of very many.

    tasks  how many there are
    rows   (m,) their rows among those, ascending
    width  of those in a block
    means  name -> (b,) mean of every block over all that are in it, NaN where none is
    """

    tasks: int
    rows: NDArray[np.intp]
    width: int
    means: Mapping[str, Floats]


class Unordered(NamedTuple):
    """Why the order of the rows of a table means nothing, and which option says that it does.

    reason  in words, such as "the rows are sorted by speed"
    remedy  such as "--ordered looks for them"; empty where the user has said that there is none
    within  parts of the table, such as files, each of which is in an order of its own
    """

    reason: str
    remedy: str = ""
    within: tuple[RowGroup, ...] = ()


@dataclass(frozen=True, eq=False)
class MetricTable:
    """Tasks, in order but where it is said that they are in none, and their metrics.

    metrics  name -> float64 array (n,), NaN = missing, in the order of the columns
    labels   n names of tasks; they may repeat
    said_before  what a sentence says before a label that is a bare number, such as its column
    texts    name -> column of text, for explanations; never a metric
    groups   the --by groups; empty when the table is one
    order    the column that gave the order of the rows; None for the order of the file
    unordered  why that order means nothing; None where it may
    files    (n,) index into `census.files`, and `lines` (n,) 1-based; None where there are none
    sampled  where the tasks are a sample: of what
    located  of tasks that are read in pieces: what tells file and line of a row
    """

    metrics: Mapping[str, Floats]
    labels: Sequence[str]
    texts: Mapping[str, TextColumn] = field(default_factory=dict)
    groups: tuple[RowGroup, ...] = ()
    order: str | None = None
    unordered: Unordered | None = None
    files: NDArray[np.int32] | None = None
    lines: NDArray[np.int64] | None = None
    census: Census = Census()
    sampled: Sampled | None = None
    said_before: str | None = None
    located: Callable[[int], tuple[str, int] | None] | None = None

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, ArrayLike | Sequence[float | None]],
        labels: Sequence[str] | None = None,
    ) -> "MetricTable":
        """A table from columns of equal length, rows in task order; None and NaN are missing.

        Infinities count as missing too. Raises InputError when lengths differ or a value is
        not a number.
        """
        metrics = {str(name): _floats(str(name), column) for name, column in columns.items()}
        lengths = {name: values.size for name, values in metrics.items()}
        if labels is not None:
            lengths["labels"] = len(labels)
        n = next(iter(lengths.values()), 0)
        for name, length in lengths.items():
            if length != n:
                raise InputError(f'column "{name}" has {length} values where the others have {n}')
        missing = sum(int(np.isnan(values).sum()) for values in metrics.values())
        names: Sequence[str] = RowLabels(range(n)) if labels is None else tuple(map(str, labels))
        return cls(metrics, names, census=Census(missing_cells=missing))

    @property
    def tasks(self) -> int:
        """Number of tasks, n."""
        return len(self.labels)

    @property
    def undated_texts(self) -> Mapping[str, TextColumn]:
        """The columns of text but for dates, which are places in an order and name no tasks."""
        dates = {one.name for one in self.census.unused_columns if one.reason == DATED}
        return {name: column for name, column in self.texts.items() if name not in dates}

    @property
    def measured(self) -> tuple[str, ...]:
        """The metrics that have an amount: all but categories and times."""
        others = self.census.nominal | self.census.moments
        return tuple(name for name in self.metrics if name not in others)

    def task(self, row: int) -> str:
        """A task as a sentence names it: `job-17`, `iteration 9`, `row 4`."""
        label = self.labels[row]
        bare = self.said_before and not label.startswith("row ")
        return f"{self.said_before} {label}" if bare else label

    def matrix(self) -> Floats:
        """The metrics as one (n, d) array, built anew at each call."""
        if not self.metrics:
            return np.empty((self.tasks, 0))
        return np.column_stack(list(self.metrics.values()))

    def subset(self, rows: NDArray[np.intp]) -> "MetricTable":
        """The table of some of its rows, in the order given."""
        return replace(
            self,
            metrics={name: values[rows] for name, values in self.metrics.items()},
            labels=[self.labels[row] for row in rows],
            texts={name: column.taken(rows) for name, column in self.texts.items()},
            groups=(),
            files=None if self.files is None else self.files[rows],
            lines=None if self.lines is None else self.lines[rows],
            located=None,
        )

    def with_metrics(self, metrics: Mapping[str, Floats]) -> "MetricTable":
        """The same tasks with other metrics; of one that a sample changes, it speaks for itself."""
        sampled = self.sampled
        if sampled:
            means = {
                name: sampled.means[name]
                if values is self.metrics[name]
                else values.reshape(sampled.means[name].size, -1).mean(axis=1)
                for name, values in metrics.items()
            }
            sampled = sampled._replace(means=means)
        return replace(self, metrics=metrics, sampled=sampled)

    def location(self, row: int) -> tuple[str, int] | None:
        """File and 1-based line of a task, or None where it was not read from a file of lines."""
        if self.located:
            return self.located(row)
        if self.lines is None or self.lines[row] < 1:
            return None
        return self.census.files[0 if self.files is None else int(self.files[row])], int(
            self.lines[row]
        )


def _floats(name: str, column: ArrayLike | Sequence[float | None]) -> Floats:
    try:
        values = np.array(column, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f'column "{name}" holds a value that is not a number') from None
    if values.ndim != 1:
        raise InputError(
            f'column "{name}" has {values.ndim} dimensions; one value for each task is needed'
        )
    values[~np.isfinite(values)] = np.nan
    return values
