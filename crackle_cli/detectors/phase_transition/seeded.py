"""Largest contrasts within seeded intervals (Kovács, Bühlmann, Li, Munk, 2023). O(n log n)."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.ranks import distinct
from crackle_cli.table.arrays import Floats

Indices = np.ndarray
DECAY = 2.0**-0.5  # lengths of the intervals from one layer to the next, as the authors advise
FEWEST = 2  # values on each side of a split: one value alone is an outlier, not a level


class Contrasts(NamedTuple):
    """Of b series the highest contrast (b,) within the intervals of one length.

    values[start : start + length] is parted at `split`; all places are within the series.
    """

    length: int
    starts: Indices
    splits: Indices
    heights: Floats


def largest_contrasts(values: Floats) -> list[Contrasts]:
    """Where the two sides of a split differ most, for the intervals of each length, longest first.

    `values`: (b, n), n >= 2 * FEWEST, finite. The height is the absolute difference of the means,
    times sqrt(k (m - k) / m) for k values of m on the left; nan never.
    """
    series = np.arange(len(values))
    sums = np.zeros((len(values), values.shape[1] + 1))
    np.cumsum(values - values.mean(axis=1, keepdims=True), axis=1, out=sums[:, 1:])
    found = []
    for layer in layers(values.shape[1]):
        starts, length = layer.starts, layer.length
        first = sums.take(starts, axis=1)
        rise = sums.take(starts + length, axis=1) - first
        contrasts = sums.take(layer.splits, axis=1)
        contrasts -= first[:, :, None]
        contrasts -= rise[:, :, None] * layer.shares
        contrasts *= layer.weights
        np.abs(contrasts, out=contrasts)
        contrasts = contrasts.reshape(len(values), -1)
        best = contrasts.argmax(axis=1)
        row, split = starts[best // layer.shares.size], layer.splits.ravel()[best]
        found.append(Contrasts(length, row, split, contrasts[series, best]))
    return found


class Layer(NamedTuple):
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
        starts = distinct(np.concatenate([starts, n - length - starts]))  # alike from both ends
        found.append((starts, length))
        exact *= DECAY
        length = round(exact)
    return found
