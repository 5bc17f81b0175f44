"""Seeded intervals and the best split of each (Kovács, Bühlmann, Li, Munk, 2023). O(n log n)."""

from collections.abc import Sequence
from functools import lru_cache
from math import log, log1p
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
from crackle_cli.detectors.phase_transition.persistence import inflations
from crackle_cli.statistics.ranks import distinct, normal_scores
from crackle_cli.table.arrays import Floats

Indices = np.ndarray
DECAY = 2.0**-0.5  # lengths from one layer to the next, as the authors advise
SHORTEST = 6  # values of an interval: of fewer, no order of ranks is rare
FEWEST_ASIDE = 2  # values on each side of a split: one value alone is an outlier, not a level
SAME = 1e-9  # mean square of scores, which are of size 1, below which all are tied
SLACK = 1e-9  # by which float error may put a height below a line that it reaches
CERTAIN = 1.0 - 1e-12  # share of the squares that a split explains where it explains them all


class Splits(NamedTuple):
    """Of series the best split of each of i intervals [start, stop): split and height (…, i)."""

    starts: Indices
    stops: Indices
    splits: Indices
    heights: Floats

    def row(self, row: int) -> "Splits":
        """Those of one of b series."""
        return self._replace(splits=self.splits[row], heights=self.heights[row])


class Layer(NamedTuple):
    """The intervals of one length: starts (k,), and s splits of each.

    lefts (s,) are the values left of a split, `shares` (s,) of all; splits (k, s) are places,
    `turned` (s, k) the same; weights (s,) make squares of sums those of levels.
    """

    length: int
    starts: Indices
    lefts: Indices
    splits: Indices
    turned: Indices
    shares: Floats
    weights: Floats

    def contrasts(self, sums: Floats) -> Floats:
        """Squares that each split explains, by running `sums` (b, n + 1): (b, k, s)."""
        first = sums.take(self.starts, axis=1)
        rise = sums.take(self.starts + self.length, axis=1) - first
        if self.lefts.size * 2 > self.starts.size:
            found = sums.take(self.splits, axis=1)
            found -= first[:, :, None]
            found -= rise[:, :, None] * self.shares
            found *= found
            found *= self.weights
            return found
        # The longer axis last: numpy is slow over short rows.
        turned = sums.take(self.turned, axis=1)
        turned -= first[:, None, :]
        turned -= rise[:, None, :] * self.shares[:, None]
        turned *= turned
        turned *= self.weights[:, None]
        return turned.swapaxes(1, 2)


async def scores_of(values: Floats) -> Floats:
    """The normal scores of the values (n,) of one series."""
    found: Floats = await Asked(_scores_of_each, values, values.size)
    return found


def _scores_of_each(asked: list[Floats]) -> Floats:
    return normal_scores(np.stack(asked))


async def best_splits_of(scores: Floats, phi: float, least: float) -> Splits:
    """As `best_splits`, of `scores` (n,) of one series."""
    found: Splits = await Asked(_of_each, (scores, phi, least), scores.size, phi == 0.0)
    return found


def _of_each(asked: list[tuple[Floats, float, float]]) -> list[Splits]:
    scores, phis, least = zip(*asked, strict=True)
    found = best_splits(np.stack(scores), phis, np.array(least))
    return [found.row(i) for i in range(len(asked))]


def best_splits(
    scores: Floats,
    phis: Sequence[float] = (),
    least: Floats | float = -np.inf,
    every: int = 1,
) -> Splits:
    """The best split of every seeded interval of each series. `scores`: (b, n), finite, n >= 4.

    A height is L / I(k, φ) - log(n / m) of k values on the shorter side of m: L is the log
    likelihood ratio of two levels, in the form of a t-test, I the inflation of the variance of
    their mean. `phis`: of each series, where they are not 0. Of what is below the `least` height,
    of all or of each series, height and split may be left out: -inf and any. `every`: 2 leaves out
    the intervals of every second length.
    """
    b, n = scores.shape
    sums, squares = running(scores)
    chosen = layers(n)[::every]
    inflated = np.stack([inflations(n // 2, phi) for phi in phis]) if any(phis) else None
    lines = np.broadcast_to(np.asarray(least), b)
    parts = [_layer_splits(layer, sums, squares, inflated, lines) for layer in chosen]
    starts, stops = _intervals(n, every)
    splits = np.concatenate([split for split, _ in parts], axis=1)
    heights = np.concatenate([height for _, height in parts], axis=1)
    return Splits(starts, stops, splits, heights)


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
    # Ten times as fast as log1p; what is rounded off is as little as was of the share.
    found: Floats = np.log(1.0 - np.minimum(explained, CERTAIN))
    found *= (m - 2) / -2.0
    found /= inflated
    found -= log(n / m)
    return found


def _layer_splits(
    layer: Layer, sums: Floats, squares: Floats, inflated: Floats | None, least: Floats
) -> tuple[Indices, Floats]:
    m, n = layer.length, sums.shape[1] - 1
    stops = layer.starts + m
    rise = sums.take(stops, axis=1) - sums.take(layer.starts, axis=1)
    total = squares.take(stops, axis=1) - squares.take(layer.starts, axis=1) - rise * rise / m
    contrasts = layer.contrasts(sums)
    most = contrasts.max(axis=2)
    varies = total > SAME * m
    most /= np.where(varies, total, 1.0)
    # The means of fewest values are inflated least.
    top = heights_of(most, m, 1.0 if inflated is None else inflated[:, FEWEST_ASIDE - 1, None], n)
    rows, intervals = np.nonzero(varies & (top >= least[:, None] - SLACK))
    high = contrasts[rows, intervals]
    reached = top[rows, intervals]
    if inflated is not None:
        high /= total[rows, intervals][:, None]
        shorter = np.minimum(layer.lefts, m - layer.lefts) - 1
        # What no share reaches needs no logarithm of each.
        lines = (least[:, None] - SLACK + log(n / m)) * inflated[:, shorter] * (-2.0 / (m - 2))
        reaches = (high >= -np.expm1(lines)[rows]).any(axis=1)
        rows, intervals, high = rows[reaches], intervals[reaches], high[reaches]
        high = heights_of(high, m, inflated[rows[:, None], shorter], n)
        reached = high.max(axis=1)
    splits = np.broadcast_to(layer.starts, top.shape).copy()
    splits[rows, intervals] += layer.lefts[high.argmax(axis=1)]
    heights = np.full(top.shape, -np.inf)
    heights[rows, intervals] = reached
    return splits, heights


@lru_cache(maxsize=64)
def _intervals(n: int, every: int) -> tuple[Indices, Indices]:
    chosen = layers(n)[::every]
    starts = np.concatenate([layer.starts for layer in chosen])
    lengths = np.concatenate([np.full(layer.starts.size, layer.length) for layer in chosen])
    return starts, starts + lengths


@lru_cache(maxsize=32)
def layers(n: int) -> tuple[Layer, ...]:
    """The layers of n values, longest first; the first is the whole series."""
    found: list[Layer] = []
    length, exact = n, float(n)
    while length >= SHORTEST or not found:
        count = 1 if length == n else 2 * -(-n // length) - 1
        starts = np.rint(np.linspace(0, n - length, count)).astype(np.intp)
        starts = distinct(np.concatenate([starts, n - length - starts]))  # alike from both ends
        lefts = np.arange(FEWEST_ASIDE, length - FEWEST_ASIDE + 1)
        weights = length / (lefts * (length - lefts))
        splits = starts[:, None] + lefts
        turned = np.ascontiguousarray(splits.T)
        found.append(Layer(length, starts, lefts, splits, turned, lefts / length, weights))
        exact *= DECAY
        length = round(exact)
    return tuple(found)
