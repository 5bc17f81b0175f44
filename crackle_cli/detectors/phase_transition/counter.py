"""Counters that grow and are set back: where, and what they are when the drops are joined. O(n)."""

from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

RISING, FALLING = 0.8, 0.03  # shares of the steps of a counter that go up, at least; and down
DROP = 8.0  # median steps that a counter loses at least when it is set back


class Counter(NamedTuple):
    """The first values after each reset, and the values (n,) as if it had not been."""

    resets: tuple[int, ...]
    joined: Floats


def counter(values: Floats) -> Counter | None:
    """The resets of `values` (n,), or None where they are no counter or never set back."""
    falls = np.count_nonzero(values[1:] < values[:-1])
    if not 0 < falls <= FALLING * (values.size - 1):
        return None
    steps = np.diff(values)
    down = np.flatnonzero(steps < 0)
    if np.count_nonzero(steps > 0) < RISING * steps.size:
        return None
    usual = median(steps)
    if (-steps[down] <= DROP * usual).any():
        return None
    steps[down] = usual
    joined = values[0] + np.concatenate([[0.0], np.cumsum(steps)])
    return Counter(tuple((down + 1).tolist()), joined)
