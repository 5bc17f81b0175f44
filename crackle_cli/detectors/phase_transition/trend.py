"""A line, or one that bends at up to four knots, beside levels: fitted without regard to outliers.

Knots are added one by one where they explain the most squares (Friedman, 1991: MARS). O(n) for each
knot and place.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
from crackle_cli.detectors.phase_transition.likelihood import (
    FREEDOM,
    least_scales,
    scale_squares,
)
from crackle_cli.statistics.noise import CLIP, MAD_TO_SIGMA
from crackle_cli.statistics.ranks import distinct, medians
from crackle_cli.table.arrays import Floats

MOST_KNOTS = 4  # of what is told with its knots; more is a curve
WAVES = 5  # half cosines: a line with four knots has as many freedoms
PLACES = 48  # where knots are sought
ROUNDS = 5  # of weighting outliers down
SINGULAR = 1e-10  # share of the largest eigenvalue below which a direction is only float error


class Fit(NamedTuple):
    """Levels and a trend of n values: `fitted` (n,) is both, `trend` (n,) alone, 0 at its start."""

    fitted: Floats
    trend: Floats
    knots: tuple[int, ...]


async def fit(
    values: Floats,
    cuts: tuple[int, ...],
    knots: tuple[int, ...],
    calm: Floats | None = None,
) -> Fit:
    """Levels between `cuts` of `values` (n,), by the t of the likelihood.

    And a line that bends at `knots` beside them, where the values come `calm` (n,) too, as `tamed`.
    """
    # Sums of whole rows are rounded otherwise than those of parts, so they keep to themselves.
    alike = bool(cuts), len(knots)
    if calm is None:
        found = await Asked(_levels_of_each, (values, cuts), values.size, alike)
    else:
        found = await Asked(_lines_of_each, (values, cuts, knots, calm), values.size, alike)
    return found


def _levels_of_each(asked: list[tuple[Floats, tuple[int, ...]]]) -> Iterator[Fit]:
    values = np.stack([one[0] for one in asked])
    parts = Parts.of([one[1] for one in asked], values.shape[1])
    fitted = parts.medians(values)
    floor = least_scales(values)
    for _ in range(2):
        fitted = parts.means(values, _weights(values - fitted, floor))
    none = np.zeros(values.shape[1])
    return (Fit(row, none, ()) for row in fitted)


def _lines_of_each(
    asked: list[tuple[Floats, tuple[int, ...], tuple[int, ...], Floats]],
) -> Iterator[Fit]:
    values = np.stack([one[0] for one in asked])
    parts = Parts.of([one[1] for one in asked], values.shape[1])
    levels = parts.medians(values)
    bases = np.stack([basis_of(values.shape[1], one[2]) for one in asked])
    calm = np.stack([one[3] for one in asked])
    trends = parts.trends(bases, calm - levels, np.ones(values.shape))
    floor = least_scales(values)
    for _ in range(ROUNDS):
        weights = _weights(values - trends - levels, floor)
        trends = parts.trends(bases, values, weights)
        levels = parts.means(values - trends, weights)
    fitted = levels + trends
    return (Fit(a, b, one[2]) for a, b, one in zip(fitted, trends, asked, strict=True))


def _weights(residuals: Floats, floor: Floats) -> Floats:
    """What each of `residuals` (b, n) weighs by the t, of scales above a `floor` (b,)."""
    squares = residuals * residuals
    scales = scale_squares(squares, floor)
    weights = np.add(squares, FREEDOM * scales[:, None], out=squares)
    return np.divide((FREEDOM + 1.0) * scales[:, None], weights, out=weights)


class Parts(NamedTuple):
    """The parts between the cuts of b series (b, n), one after another: starts and counts (p,)."""

    starts: np.ndarray
    counts: np.ndarray
    shape: tuple[int, int]

    @classmethod
    def of(cls, cuts: Sequence[tuple[int, ...]], n: int) -> "Parts":
        starts = np.array([i * n + at for i, row in enumerate(cuts) for at in (0, *row)])
        counts = np.diff(starts, append=len(cuts) * n)
        return cls(starts, counts, (len(cuts), n))

    def medians(self, values: Floats) -> Floats:
        """The median of its part at each of `values` (b, n)."""
        if self.whole:
            return np.broadcast_to(medians(values)[:, None], values.shape)
        flat, stops = values.ravel(), self.starts + self.counts
        pairs = zip(self.starts.tolist(), stops.tolist(), strict=True)
        return self._spread(np.array([float(medians(flat[a:b])) for a, b in pairs]))

    def means(self, values: Floats, weights: Floats) -> Floats:
        """The weighted mean of its part at each of `values` (b, n)."""
        return self._spread(self._sums(values * weights) / self._sums(weights))

    def trends(self, bases: Floats, values: Floats, weights: Floats) -> Floats:
        """What of `values` (b, n) is of `bases` (b, k, n) by weighted squares within parts."""
        sums = self._sums(weights)
        inner = bases.copy()
        weighted = bases * weights[:, None]
        for i in range(bases.shape[1]):
            inner[:, i] -= self._spread(self._sums(weighted[:, i]) / sums)
        np.multiply(inner, weights[:, None], out=weighted)
        products = np.matmul(weighted, values[:, :, None])
        slopes = _solved(np.matmul(weighted, inner.swapaxes(1, 2)), products)
        found: Floats = np.matmul(slopes.swapaxes(1, 2), bases)[:, 0]
        return found

    @property
    def whole(self) -> bool:
        """Whether each series is one part."""
        return bool(self.starts.size == self.shape[0])

    def _sums(self, values: Floats) -> Floats:
        if self.whole:
            return np.asarray(values.sum(axis=1))
        return np.add.reduceat(values.ravel(), self.starts)

    def _spread(self, each: Floats) -> Floats:
        if self.whole:
            return each[:, None]
        return np.repeat(each, self.counts).reshape(self.shape)


def _solved(gram: Floats, products: Floats) -> Floats:
    """Slopes (b, k, 1) of least length by normal equations (b, k, k) and (b, k, 1)."""
    sizes, vectors = np.linalg.eigh(gram)
    told = sizes > SINGULAR * sizes[:, -1:]
    inverse = np.where(told, 1.0 / np.where(told, sizes, 1.0), 0.0)
    turned = np.matmul(vectors.swapaxes(1, 2), products)
    found: Floats = np.matmul(vectors, inverse[:, :, None] * turned)
    return found


def basis_of(n: int, knots: tuple[int, ...]) -> Floats:
    """A line and its bends, as rows (1 + k, n) that rise by at most 1."""
    t = np.arange(float(n))
    return np.stack([t / n, *(np.maximum(0.0, t - knot) / n for knot in knots)])


def swing_gains(scores: Floats) -> Floats:
    """What the slowest waves gain in each row of `scores` (m, n), in nats: (m,).

    A line or a bent line is made of them for the most part, so half of its gain is theirs.
    """
    n = scores.shape[1]
    waves = np.cos(np.pi * np.arange(1, WAVES + 1)[:, None] * (np.arange(n) + 0.5) / n)
    total = np.einsum("ij,ij->i", scores, scores)
    told = np.square(scores @ waves.T).sum(axis=1) * (2.0 / n)
    share = np.minimum(told / np.where(total > 0, total, 1.0), 1.0 - 1e-12)
    gains: Floats = -n / 2.0 * np.log1p(-share)
    return gains


async def bent(calm: Floats) -> list[tuple[int, ...]]:
    """The knots that explain the most squares of values (n,), as `tamed`: one, two … of them."""
    found: list[tuple[int, ...]] = await Asked(_bent_of_each, calm, calm.size)
    return found


def _bent_of_each(asked: list[Floats]) -> list[list[tuple[int, ...]]]:
    calm = np.stack(asked)
    b, n = calm.shape
    places, rows, gram = _hinges(n)
    products = (rows @ calm[:, :, None])[:, :, 0]
    grams = np.repeat(gram[None], b, axis=0)
    least = 1e-9 * np.diag(gram)
    near = np.abs(places[:, None] - places) < max(3, n // PLACES)
    blocked = np.zeros((b, places.size), bool)
    each = np.arange(b)
    chosen = np.zeros(b, np.intp)  # the line
    found: list[list[tuple[int, ...]]] = [[] for _ in asked]
    for _ in range(MOST_KNOTS):
        # Sweep out what was chosen: what is left is of the rows beside it (Gauss, Jordan).
        columns = grams[each, :, chosen]
        pivots = columns[each, chosen][:, None]
        pivots = np.where(pivots > 0, pivots, 1.0)  # what is done has none left
        products = products - columns * (products[each, chosen][:, None] / pivots)
        grams -= columns[:, :, None] * columns[:, None, :] / pivots[:, :, None]
        left = np.einsum("ijj->ij", grams)
        gains = np.where(left > least, products**2 / np.maximum(left, least), 0.0)[:, 1:]
        gains[blocked] = 0.0
        best = gains.argmax(axis=1)
        for knots, place, gain in zip(found, best, gains[each, best], strict=True):
            if gain > 0:
                before = knots[-1] if knots else ()
                knots.append(tuple(sorted((*before, int(places[place])))))
        blocked |= near[best]
        blocked |= gains[each, best][:, None] <= 0  # nothing more is told
        chosen = best + 1
    return found


def tamed(values: Floats) -> Floats:
    """`values` (n,) without spikes: within three deviations of the median of five neighbours."""
    n = values.size
    if n < 3:
        return values
    padded = np.concatenate([values[2:0:-1], values, values[-2:-4:-1]])
    middle = _middles_of_five(*(padded[i : i + n] for i in range(5)))
    apart = values - middle
    limit = CLIP * MAD_TO_SIGMA * float(medians(np.abs(apart)))
    return middle + np.clip(apart, -limit, limit) if limit else values


def _middles_of_five(a: Floats, b: Floats, c: Floats, d: Floats, e: Floats) -> Floats:
    """The median of each five: neither the least nor the largest of four is it."""
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    found: Floats = np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e))
    return found


@lru_cache(maxsize=4)
def _hinges(n: int) -> tuple[np.ndarray, Floats, Floats]:
    """Places of knots, none so near an end that few values tell it; a line and their bends.

    The rows (1 + k, n) are centred, and come with their products (1 + k, 1 + k).
    """
    margin = max(3, n // 20)
    places = distinct(np.rint(np.linspace(margin, n - margin, PLACES)).astype(np.intp))
    t = np.arange(float(n))
    rows = np.vstack([t[None], np.maximum(0.0, t - places[:, None])]) / n
    rows -= rows.mean(axis=1, keepdims=True)
    return places, rows, rows @ rows.T
