"""Largest contrasts within seeded intervals (Kovács, Bühlmann, Li, Munk, 2023). O(n log n)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from crackle_cli.table import Floats

Indices = np.ndarray
DECAY = 2.0**-0.5  # lengths of the intervals from one layer to the next, as the authors advise
FEWEST = 2  # values on each side of a split: one value alone is an outlier, not a level


@dataclass(frozen=True, eq=False)
class Contrast:
    """A split of values[start:stop] and the height of its contrast."""

    start: int
    stop: int
    split: int
    height: float


def largest_contrasts(values: Floats) -> list[Contrast]:
    """Where the two sides of a split differ most, for the intervals of each length, longest first.

    `values`: (n,), n >= 2 * FEWEST, finite. The height is the absolute difference of the means,
    times sqrt(k (m - k) / m) for k values of m on the left; nan never.
    """
    sums = np.concatenate([[0.0], np.cumsum(values - values.mean())])
    found = []
    for starts, length in layers(values.size):
        lefts = np.arange(FEWEST, length - FEWEST + 1)
        rises = (sums[starts + length] - sums[starts])[:, None] * (lefts / length)
        contrasts = np.abs(sums[starts[:, None] + lefts] - sums[starts][:, None] - rises)
        contrasts /= np.sqrt(lefts * (length - lefts) / length)
        row, column = divmod(int(contrasts.argmax()), lefts.size)
        start = int(starts[row])
        height = float(contrasts[row, column])
        found.append(Contrast(start, start + length, start + int(lefts[column]), height))
    return found


@lru_cache(maxsize=64)
def layers(n: int) -> tuple[tuple[Indices, int], ...]:
    """(starts, length) of each layer, longest first; the first is the whole series."""
    found = []
    length, exact = n, float(n)
    while length >= 2 * FEWEST:
        count = 1 if length == n else 2 * -(-n // length) - 1
        starts = np.rint(np.linspace(0, n - length, count)).astype(np.intp)
        starts = np.unique([*starts, *(n - length - starts)])  # the same from both ends
        found.append((starts, length))
        exact *= DECAY
        length = round(exact)
    return tuple(found)
