"""Seeded intervals and the best split of each (Kovács, Bühlmann, Li, Munk, 2023). O(n log n)."""

from functools import lru_cache
from math import log, log1p
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.persistence import inflations
from crackle_cli.statistics.ranks import distinct
from crackle_cli.table.arrays import Floats

Indices = np.ndarray
DECAY = 2.0**-0.5  # lengths from one layer to the next, as the authors advise
SHORTEST = 6  # values of an interval: of fewer, no order of ranks is rare
FEWEST = 2  # values on each side of a split: one value alone is an outlier, not a level
SAME = 1e-9  # mean square of scores, which are of size 1, below which all are tied
CERTAIN = 1.0 - 1e-12  # share of the squares that a split explains where it explains them all


class Splits(NamedTuple):
    """Of b series the best split of each of i intervals [start, stop): split and height (b, i)."""

    starts: Indices
    stops: Indices
    splits: Indices
    heights: Floats


class Layer(NamedTuple):
    """The intervals of one length: starts (k,), and s splits of each.

    lefts (s,) are the values left of a split, `shares` (s,) of all; splits (k, s) are places;
    weights (s,) make squares of sums those of levels.
    """

    length: int
    starts: Indices
    lefts: Indices
    splits: Indices
    shares: Floats
    weights: Floats


def best_splits(scores: Floats, phi: float = 0.0, every: int = 1) -> Splits:
    """The best split of every seeded interval of each series. `scores`: (b, n), finite, n >= 4.

    A height is L / I(k, φ) - log(n / m) of k values on the shorter side of m: L is the log
    likelihood ratio of two levels, in the form of a t-test, I the inflation of the variance of
    their mean. `every`: 2 leaves out the intervals of every second length.
    """
    sums, squares = running(scores)
    chosen = layers(scores.shape[1])[::every]
    parts = [_layer_splits(layer, sums, squares, phi) for layer in chosen]
    starts = np.concatenate([layer.starts for layer in chosen])
    lengths = np.concatenate([np.full(layer.starts.size, layer.length) for layer in chosen])
    splits = np.concatenate([split for split, _ in parts], axis=1)
    heights = np.concatenate([height for _, height in parts], axis=1)
    return Splits(starts, starts + lengths, splits, heights)


def running(scores: Floats) -> tuple[Floats, Floats]:
    """Running sums (b, n + 1) of `scores` (b, n) and of their squares, from 0 on."""
    b, n = scores.shape
    sums, squares = np.zeros((b, n + 1)), np.zeros((b, n + 1))
    np.cumsum(scores, axis=1, out=sums[:, 1:])
    np.cumsum(scores * scores, axis=1, out=squares[:, 1:])
    return sums, squares


def height(explained: float, m: int, inflated: float, n: int) -> float:
    """The height of a split of m values of n that explains so large a share of their squares."""
    return (m - 2) / -2.0 * log1p(-min(explained, CERTAIN)) / inflated - log(n / m)


def heights_of(explained: Floats, m: int, inflated: Floats | float, n: int) -> Floats:
    """As `height`, of many (…)."""
    found: Floats = np.log1p(-np.minimum(explained, CERTAIN))
    found *= (m - 2) / -2.0
    found /= inflated
    found -= log(n / m)
    return found


def _layer_splits(
    layer: Layer, sums: Floats, squares: Floats, phi: float
) -> tuple[Indices, Floats]:
    m, n = layer.length, sums.shape[1] - 1
    stops = layer.starts + m
    first = sums.take(layer.starts, axis=1)
    rise = sums.take(stops, axis=1) - first
    total = squares.take(stops, axis=1) - squares.take(layer.starts, axis=1) - rise * rise / m
    contrasts = sums.take(layer.splits, axis=1)
    contrasts -= first[:, :, None]
    contrasts -= rise[:, :, None] * layer.shares
    contrasts *= contrasts
    contrasts *= layer.weights
    if phi:
        contrasts /= np.maximum(total, np.finfo(float).tiny)[:, :, None]
        shorter = np.minimum(layer.lefts, m - layer.lefts)
        inflated = inflations(m // 2, phi)[shorter - 1]
        heights = heights_of(contrasts, m, inflated, n)
        best = heights.argmax(axis=2)
        top = np.take_along_axis(heights, best[:, :, None], 2)[:, :, 0]
    else:
        best = contrasts.argmax(axis=2)
        between = np.take_along_axis(contrasts, best[:, :, None], 2)[:, :, 0]
        top = heights_of(between / np.where(total > 0, total, 1.0), m, 1.0, n)
    top = np.where(total > SAME * m, top, -np.inf)
    return layer.starts + layer.lefts[best], top


@lru_cache(maxsize=32)
def layers(n: int) -> tuple[Layer, ...]:
    """The layers of n values, longest first; the first is the whole series."""
    found: list[Layer] = []
    length, exact = n, float(n)
    while length >= SHORTEST or not found:
        count = 1 if length == n else 2 * -(-n // length) - 1
        starts = np.rint(np.linspace(0, n - length, count)).astype(np.intp)
        starts = distinct(np.concatenate([starts, n - length - starts]))  # alike from both ends
        lefts = np.arange(FEWEST, length - FEWEST + 1)
        weights = length / (lefts * (length - lefts))
        splits = starts[:, None] + lefts
        found.append(Layer(length, starts, lefts, splits, lefts / length, weights))
        exact *= DECAY
        length = round(exact)
    return tuple(found)
