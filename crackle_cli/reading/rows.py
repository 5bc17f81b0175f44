"""What every format becomes first: the rows of one file, as cells of text or as typed columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.reading.columns.types import Cell, Column, MetricColumn, texts_of, typed
from crackle_cli.table.metric_table import Rejected

# Share of the rows that cannot be read; with more, the file is not what it is taken for.
MOST_REJECTED = 0.05


class FileRows(NamedTuple):
    """One file of n rows.

    lines     (n,) 1-based lines; 0 where the format has none
    cells     name -> n cells of text, None where the row has none
    columns   name -> column, where the file itself says what it is
    rejected  rows that could not be read
    notes     remarks on how it was read; warnings: those that everybody should see
    """

    file: str
    format: str
    lines: NDArray[np.int64]
    cells: Mapping[str, Sequence[Cell]] = {}
    columns: Mapping[str, Column] = {}
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return int(self.lines.size)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.cells, *self.columns)

    def typed(self, name: str) -> Column:
        """A column as what it is; one that the file lacks has no values."""
        return self.columns.get(name) or typed(self.texts(name))

    def texts(self, name: str) -> Sequence[Cell]:
        """A column as text again."""
        if name in self.cells:
            return self.cells[name]
        column = self.columns.get(name)
        if column is None:
            return (None,) * self.n
        if isinstance(column, MetricColumn):
            return [None if np.isnan(v) else repr(v) for v in column.values.tolist()]
        return texts_of(column.text)
