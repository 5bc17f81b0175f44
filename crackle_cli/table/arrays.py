"""The array types that everything speaks in, and sets of rows."""

import numpy as np
from numpy.typing import NDArray

LARGEST_EXACT = 2.0**53  # beyond it different whole numbers are one float64

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Rows = NDArray[np.intp]  # of a table, counted from 0


def without(rows: Rows, gone: Rows) -> Rows:
    """The distinct of `rows` (n,) >= 0 that are not among those `gone` (m,), ascending.

    By a mask: of a million rows a hundred times as fast as np.setdiff1d.
    """
    left = np.zeros(
        max((int(part.max()) + 1 for part in (rows, gone) if part.size), default=0), bool
    )
    left[rows] = True
    left[gone] = False
    return np.flatnonzero(left)
