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
    for layer in layers(values.size):
        starts, length = layer.starts, layer.length
        first = sums[starts]
        contrasts = sums[layer.splits] - first[:, None]
        contrasts -= (sums[starts + length] - first)[:, None] * layer.shares
        contrasts *= layer.weights
        np.abs(contrasts, out=contrasts)
        row, column = divmod(int(contrasts.argmax()), layer.shares.size)
        start, height = int(starts[row]), float(contrasts[row, column])
        found.append(Contrast(start, start + length, int(layer.splits[row, column]), height))
    return found


@dataclass(frozen=True, eq=False)
class Layer:
    """The intervals of one length.

    starts (k,) of the intervals; splits (k, s) in each; shares (s,) of an interval to the left of
    a split, and weights (s,) that make contrasts of sums one of means.
    """

    length: int
    starts: Indices
    splits: Indices
    shares: Floats
    weights: Floats


@lru_cache(maxsize=8)
def layers(n: int) -> tuple[Layer, ...]:
    """The layers of n values, longest first; the first is the whole series. O(n log n)."""
    return tuple(_layer(starts, length) for starts, length in _intervals(n))


def _layer(starts: Indices, length: int) -> Layer:
    lefts = np.arange(FEWEST, length - FEWEST + 1)
    weights = np.sqrt(lefts * (length - lefts) / length) ** -1
    return Layer(length, starts, starts[:, None] + lefts, lefts / length, weights)


def _intervals(n: int) -> list[tuple[Indices, int]]:
    """(starts, length) of each layer."""
    found = []
    length, exact = n, float(n)
    while length >= 2 * FEWEST:
        count = 1 if length == n else 2 * -(-n // length) - 1
        starts = np.rint(np.linspace(0, n - length, count)).astype(np.intp)
        starts = np.unique([*starts, *(n - length - starts)])  # the same from both ends
        found.append((starts, length))
        exact *= DECAY
        length = round(exact)
    return found
