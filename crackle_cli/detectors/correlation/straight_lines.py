"""Pairs whose values lie on a straight line: the conservation laws tell them. O(n d^2)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.correlation.pairs import Pairs
from crackle_cli.detectors.correlation.pairwise_missing import masked
from crackle_cli.table.arrays import Floats

STRAIGHT_LINE = 1 - 1e-9  # |r| of the values
STRAIGHT_RANKS = 0.999  # |r| of what is new in each task; below, the values cannot be so straight


def on_a_line(pairs: Pairs, columns: Sequence[Floats]) -> NDArray[np.bool_]:
    """Which pairs lie on a straight line; `columns`: of all metrics (n,), NaN = missing."""
    result = np.zeros(pairs.r.size, dtype=bool)
    near = np.flatnonzero(np.abs(pairs.r) > STRAIGHT_RANKS)
    if not near.size:
        return result
    rows, row = np.unique(pairs.one[near], return_inverse=True)
    others, other = np.unique(pairs.other[near], return_inverse=True)
    left, right = (np.column_stack([columns[j] for j in which]) for which in (rows, others))
    there, too = (1.0 - np.isnan(values) for values in (left, right))
    r = masked(_scaled(left), _scaled(right), there, too)[0]
    result[near] = np.abs(r[row, other]) > STRAIGHT_LINE
    return result


def _scaled(values: Floats) -> Floats:
    """`values` (n, d) around 0, of norm 1, 0 where missing; no square is too large or too small."""
    there = ~np.isnan(values)
    given = np.where(there, values / np.nanmax(np.abs(values), axis=0), 0.0)
    centred = (given - given.sum(axis=0) / there.sum(axis=0)) * there
    result: Floats = centred / np.sqrt((centred**2).sum(axis=0))
    return result
