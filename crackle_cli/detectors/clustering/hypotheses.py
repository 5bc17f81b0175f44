"""What may name tasks that differ: values of text columns, and of pairs of such columns.

O(n c^2) for c columns of few values.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Indices
from crackle_cli.table.labels import TextColumn

TASKS_OF_A_VALUE = 5  # on average; a column of fewer tells tasks apart
MOST_VALUES = 1000  # of a column
MOST_PAIRED = 12  # values of a column of which pairs are tried
MOST_PAIRS = 45  # of columns: those of ten


class Names(NamedTuple):
    """The values of a column, or the pairs of values of two, that tasks have.

    columns  the column, or both
    codes    (n,) which of the k names a task has, -1 none
    texts    (k,) the text, or both texts, of each name
    order    rows of the tasks that have one, by it; `firsts` (k,): where each name begins in it
    halves   of pairs, which two sets of names these are made of; `parts` (k, 2): of which names
    """

    columns: tuple[str, ...]
    codes: NDArray[np.intp]
    texts: Sequence[tuple[str, ...]]
    order: Indices
    firsts: Indices
    halves: tuple[int, ...] = ()
    parts: Indices = np.empty((0, 2), np.intp)

    @property
    def sizes(self) -> Indices:
        """(k,) how many tasks have each."""
        return np.diff(self.firsts, append=self.order.size)


def hypotheses(texts: Mapping[str, TextColumn], rows: Indices) -> list[Names]:
    """The names that tasks in some rows have, pairs last.

    Of columns that group the tasks alike the first.
    """
    single: list[Names] = []
    seen = set[bytes]()
    for name, column in texts.items():
        names = _values(name, column, rows)
        if names and (mark := _mark(names.codes)) not in seen:
            seen.add(mark)
            single.append(names)
    few = [i for i, names in enumerate(single) if len(names.texts) <= MOST_PAIRED]
    pairs = [_pairs(single, *two) for two in [*combinations(few, 2)][:MOST_PAIRS]]
    return [*single, *(names for names in pairs if names.texts)]


def _values(name: str, column: TextColumn, rows: Indices) -> Names | None:
    """None of a column that does not group tasks."""
    kinds, codes = _numbered(column.codes[rows])
    if not 2 <= kinds.size <= MOST_VALUES:
        return None
    names = _names((name,), codes, [(column.categories[code],) for code in kinds.tolist()])
    return names if names.order.size >= TASKS_OF_A_VALUE * kinds.size else None


def _numbered(codes: NDArray[np.integer]) -> tuple[Indices, NDArray[np.intp]]:
    """The codes (k,) that there are, and which of them each of `codes` (n,) is; -1 stays."""
    present = np.flatnonzero(np.bincount(codes + 1)[1:])
    place = np.full(int(codes.max()) + 2, -1)  # the last one of those that have none
    place[present] = np.arange(present.size)
    return present, place[codes]


def _names(
    columns: tuple[str, ...], codes: NDArray[np.intp], texts: Sequence[tuple[str, ...]]
) -> Names:
    order = np.argsort(codes, kind="stable")
    order = order[int(np.count_nonzero(codes < 0)) :]
    return Names(columns, codes, texts, order, np.searchsorted(codes[order], range(len(texts))))


def _mark(codes: NDArray[np.intp]) -> bytes:
    """The same of two columns of which each tells the other."""
    first = np.full(int(codes.max()) + 1, codes.size)
    known = np.flatnonzero(codes >= 0)
    np.minimum.at(first, codes[known], known)
    return np.where(codes >= 0, first[codes], -1).tobytes()


def _pairs(single: Sequence[Names], one: int, other: int) -> Names:
    first, second = single[one], single[other]
    width = len(second.texts)
    known = (first.codes >= 0) & (second.codes >= 0)
    kinds, codes = _numbered(np.where(known, first.codes * width + second.codes, -1))
    parts = np.stack(np.divmod(kinds, width), axis=1)
    texts = [(*first.texts[a], *second.texts[b]) for a, b in parts.tolist()]
    names = _names((*first.columns, *second.columns), codes, texts)
    return names._replace(halves=(one, other), parts=parts)
