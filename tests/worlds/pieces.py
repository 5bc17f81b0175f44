"""A table in memory that is read a piece at a time."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import Census, MetricTable
from crackle_cli.table.pieces import Piece


class TableInPieces:
    def __init__(self, table: MetricTable, sizes: Sequence[int] = (100_000,)) -> None:
        self.table, self.sizes = table, sizes
        self.tasks, self.metrics = table.tasks, list(table.metrics)
        self.labels = table.labels
        self.census = Census(units=table.census.units, derived=table.census.derived)
        self.said_before = table.said_before

    def prepare_labels(self, rows: np.ndarray) -> None:
        """They are there."""

    def pieces(self, metrics: Sequence[str], rows: range) -> Iterator[Piece]:
        """Pieces of the sizes, in turn."""
        start, turn = rows.start, 0
        while start < rows.stop:
            stop = min(rows.stop, start + self.sizes[turn % len(self.sizes)])
            yield Piece(start, {name: self.table.metrics[name][start:stop] for name in metrics})
            start, turn = stop, turn + 1

    def values(self, metrics: Sequence[str], rows: np.ndarray) -> Mapping[str, np.ndarray]:
        return {name: self.table.metrics[name][rows] for name in metrics}

    def texts(self, rows: np.ndarray) -> Mapping[str, TextColumn]:
        return {name: column.taken(rows) for name, column in self.table.texts.items()}

    def unordered(self, sample):
        return self.table.unordered

    def location(self, row: int) -> tuple[str, int] | None:
        return self.table.location(row)
