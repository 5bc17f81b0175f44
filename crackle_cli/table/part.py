"""Part: one --by group of a table, or the whole of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Rows


class Part(NamedTuple):
    """A --by group: its values (none for the whole table), and its rows of the table.

    rows: ascending; None where the part is the whole table of `tasks` tasks.
    """

    group: Mapping[str, str]
    tasks: int
    rows: Rows | None = None

    def first_of(self, row: int) -> int:
        """How many tasks of the part come before a row of the table."""
        return row if self.rows is None else int(np.searchsorted(self.rows, row))

    def without_last(self, count: int) -> Rows:
        """The rows of the part but for those of its last tasks."""
        rows = np.arange(self.tasks) if self.rows is None else self.rows
        return rows[: max(0, rows.size - count)]

    def between(self, low: int, high: int) -> Sequence[int]:
        """The rows of the part from `low` to `high`, both included."""
        if self.rows is None:
            return range(low, high + 1)
        found: list[int] = self.rows[self.first_of(low) : self.first_of(high + 1)].tolist()
        return found
