"""The names of tasks: sequences that are made when asked for, of rows, text or numbers."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from operator import eq
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats

MOST_SHOWN = 3  # labels in the representation of many


class LazyLabels(Sequence[str]):
    """Labels of tasks that are made when asked for; equal to any sequence of the same ones.

    `_rows`: the rows whose names they are, ascending, a part of them in a slice.
    """

    _rows: range | NDArray[np.intp]

    @abstractmethod
    def _name(self, row: int) -> str:
        """The name of the task in a row."""

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> str | Self:
        if isinstance(index, slice):
            part = copy(self)
            part._rows = self._rows[index]
            return part
        return self._name(int(self._rows[index]))

    def __repr__(self) -> str:
        shown = ", ".join(repr(self[i]) for i in range(min(MOST_SHOWN, len(self))))
        more = f", … {len(self):,} in all" if len(self) > MOST_SHOWN else ""
        return f"<labels {shown}{more}>" if shown else "<no labels>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # it could not agree with that of a tuple cheaply


class RowLabels(LazyLabels):
    """Labels of tasks that have no name: `row 0`, `row 1`, …, made when asked for."""

    def __init__(self, rows: range) -> None:
        self._rows = rows

    def _name(self, row: int) -> str:
        return f"row {row}"


@dataclass(frozen=True)
class TextColumn:
    """A column of text: `codes` (n,) index into `categories`; -1 where the cell is missing."""

    codes: NDArray[np.int32]
    categories: tuple[str, ...]

    @cached_property
    def repeated(self) -> NDArray[np.bool_]:
        """(k,): which of the k categories more than one cell has."""
        return np.bincount(self.codes + 1, minlength=len(self.categories) + 1)[1:] > 1

    def taken(self, rows: NDArray[np.intp]) -> "TextColumn":
        return TextColumn(self.codes[rows], self.categories)


class TextLabels(LazyLabels):
    """Labels of tasks from a column of text, made when asked for.

    `nightly (row 3)` where another task has the same text, `row 3` where there is none. Where
    tasks are in groups, only those of the same group count: `group` (n,) is that of each.
    """

    def __init__(
        self, column: TextColumn, rows: range, group: NDArray[np.intp] | None = None
    ) -> None:
        self._column, self._rows, self._group = column, rows, group

    @cached_property
    def _again(self) -> NDArray[np.bool_]:
        """(n,): which tasks another one of their group has the text of."""
        codes = self._column.codes
        if self._group is None:
            return np.append(self._column.repeated, False)[codes]
        pairs = np.stack([self._group.astype(np.int64), codes])
        _, place, counts = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
        return (counts > 1)[place.ravel()] & (codes >= 0)

    def _name(self, row: int) -> str:
        code = int(self._column.codes[row])
        if code < 0:
            return f"row {row}"
        text = self._column.categories[code]
        return f"{text} (row {row})" if self._again[row] else text

    @property
    def repeat(self) -> bool:
        """Whether any text is that of several tasks."""
        return bool(self._again.any())

    def count(self, value: str) -> int:
        """How many tasks are called so: at once for a text that is the whole name of a task."""
        if value not in self._column.categories:
            return super().count(value)
        code = self._column.categories.index(value)
        named = (self._column.codes == code) & ~self._again  # the others are called so with a row
        return sum(row in self._rows for row in np.flatnonzero(named).tolist())


class NumberLabels(LazyLabels):
    """Labels of tasks from numbers, made when asked for, with the row as in `TextLabels`."""

    def __init__(self, values: Floats, rows: range, written: Callable[[float], str]) -> None:
        self._values, self._rows, self._written = values, rows, written

    def _name(self, row: int) -> str:
        value = float(self._values[row])
        if np.isnan(value):
            return f"row {row}"
        text = self._written(value)
        return f"{text} (row {row})" if value in self._repeated else text

    @cached_property
    def _repeated(self) -> frozenset[float]:
        values = np.sort(self._values)
        return frozenset(values[1:][np.diff(values) == 0].tolist())

    @property
    def repeat(self) -> bool:
        """Whether any number is that of several tasks."""
        return bool(self._repeated)


class SomeLabels(LazyLabels):
    """The labels of some rows (ascending) of others, made when asked for."""

    def __init__(self, labels: Sequence[str], rows: NDArray[np.intp]) -> None:
        self._labels, self._rows = labels, rows

    def _name(self, row: int) -> str:
        return self._labels[row]
