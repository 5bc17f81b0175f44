"""Values made fit for a t statistic, without knowing which side they are of: logs, no outliers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.table.arrays import Floats

ENOUGH = 8  # values of which the inner ones tell what lies far out
OUTER = 5  # one value in so many on each end is no inner one
FAR = 3.0  # ranges of the inner values beyond them: 4 sigmas of ten normal values


class Tamed(NamedTuple):
    """values (m, N), NaN where missing or left out; logs (m,) whether they are; left_out (m, N)."""

    values: Floats
    logs: NDArray[np.bool_]
    left_out: NDArray[np.bool_]


def tamed(pooled: Floats, smaller: int) -> Tamed:
    """Values (m, N) of both sides, of which the smaller one has so many.

    At most a minority of the smaller side is left out, so that no change can be.
    """
    logs = _better_as_logs(pooled)
    values = pooled.copy()
    values[logs] = np.log(values[logs])
    out = np.zeros(values.shape, bool)
    most = (smaller - 1) // 2
    if pooled.shape[1] >= ENOUGH and most:
        for i, row in enumerate(values):
            out[i] = _far_out(row, most)
    values[out] = np.nan
    return Tamed(values, logs, out)


def _better_as_logs(pooled: Floats) -> NDArray[np.bool_]:
    """(m,): whether all are above 0 and their logarithms are no more skewed."""
    positive: NDArray[np.bool_] = np.logical_not((pooled <= 0).any(axis=1))
    if not positive.any():
        return positive
    found = positive.copy()
    raw, logs = pooled[positive], np.log(pooled[positive])
    found[positive] = np.abs(_skew(logs)) <= np.abs(_skew(raw)) + 1e-9
    return found


def _skew(values: Floats) -> Floats:
    """How unevenly the middle halves lie about the median: of the outer tenths, robust."""
    ascending = np.sort(values, axis=1)  # NaN last
    count = np.isfinite(values).sum(axis=1)
    rows = np.arange(len(values))
    last = np.maximum(count - 1, 0)
    low = ascending[rows, last // 10]
    high = ascending[rows, last - last // 10]
    middle = (ascending[rows, last // 2] + ascending[rows, (last + 1) // 2]) / 2
    width = np.where(high > low, high - low, 1.0)
    return np.asarray(np.nan_to_num((high + low - 2.0 * middle) / width))


def _far_out(row: Floats, most: int) -> NDArray[np.bool_]:
    """(N,): the values far beyond the inner ones; none where there are more than `most`."""
    ascending = np.sort(row[np.isfinite(row)])
    n = ascending.size
    if n < ENOUGH:
        return np.zeros(row.size, bool)
    low, high = ascending[n // OUTER], ascending[n - 1 - n // OUTER]
    room = FAR * (high - low)
    out = (row < low - room) | (row > high + room)
    return out if room > 0 and np.count_nonzero(out) <= most else np.zeros(row.size, bool)
