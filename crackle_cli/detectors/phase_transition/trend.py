"""A line, or one that bends at up to four knots, beside levels: fitted without regard to outliers.

Knots are added one by one where they explain the most squares (Friedman, 1991: MARS). O(n) for each
knot and place.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.likelihood import FREEDOM, scale_squares
from crackle_cli.statistics.ranks import distinct, medians
from crackle_cli.table.arrays import Floats

MOST_KNOTS = 4  # of what is told with its knots; more is a curve
WAVES = 5  # half cosines: a line with four knots has as many freedoms
PLACES = 48  # where knots are sought
ROUNDS = 5  # of weighting outliers down


class Fit(NamedTuple):
    """Levels and a trend of n values: `fitted` (n,) is both, `trend` (n,) alone, 0 at its start."""

    fitted: Floats
    trend: Floats
    knots: tuple[int, ...]


def fit(values: Floats, cuts: tuple[int, ...], knots: tuple[int, ...], line: bool = True) -> Fit:
    """Levels between `cuts`, and a line that bends at `knots`, by the t of the likelihood."""
    n = values.size
    basis = basis_of(n, knots) if line else np.empty((0, n))
    starts = np.array((0, *cuts))
    counts = np.diff(np.append(starts, n))
    levels = np.repeat(
        [float(medians(values[a:b])) for a, b in pairwise((*starts.tolist(), n))], counts
    )
    slopes = np.zeros(len(basis))
    if line:
        slopes = _solved(basis, tamed(values) - levels, np.ones(n), starts, counts)
    floor = np.finfo(float).eps * float(values @ values) / n + np.finfo(float).tiny
    for _ in range(ROUNDS if line else 2):
        left = values - slopes @ basis
        residuals = left - levels
        squares = residuals * residuals
        scale = float(scale_squares(squares[None], floor)[0])
        weights = (FREEDOM + 1.0) / (FREEDOM + squares / scale)
        if line:
            slopes = _solved(basis, values, weights, starts, counts)
            left = values - slopes @ basis
        levels = _level(left, weights, starts, counts)
    trend = slopes @ basis
    return Fit(levels + trend, trend, knots)


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


def bent(values: Floats) -> list[tuple[int, ...]]:
    """The knots that explain the most squares of `values` (n,): the best one, two … of them."""
    n = values.size
    places, rows, gram = _hinges(n)
    products = rows @ tamed(values)
    gram = gram.copy()
    least = 1e-9 * np.diag(gram)
    found: list[tuple[int, ...]] = []
    knots: tuple[int, ...] = ()
    chosen = 0  # the line
    for _ in range(MOST_KNOTS):
        # Sweep out what was chosen: what is left is of the rows beside it (Gauss, Jordan).
        column, pivot = gram[:, chosen].copy(), gram[chosen, chosen]
        products = products - column * (products[chosen] / pivot)
        gram -= np.outer(column, column) / pivot
        left = np.diag(gram)
        gains = np.where(left > least, products**2 / np.maximum(left, least), 0.0)
        for knot in knots:
            gains[1:][np.abs(places - knot) < max(3, n // PLACES)] = 0.0
        chosen = int(gains[1:].argmax()) + 1
        if gains[chosen] <= 0:
            break
        knots = tuple(sorted((*knots, int(places[chosen - 1]))))
        found.append(knots)
    return found


def tamed(values: Floats) -> Floats:
    """`values` (n,) without spikes: within three deviations of the median of five neighbours."""
    n = values.size
    padded = np.concatenate([values[2:0:-1], values, values[-2:-4:-1]])
    middle = medians(np.lib.stride_tricks.sliding_window_view(padded, 5)) if n >= 3 else values
    apart = values - middle
    limit = 3.0 * 1.4826 * float(medians(np.abs(apart)))
    return middle + np.clip(apart, -limit, limit) if limit else values


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


def _centred(row: Floats, weights: Floats, starts: np.ndarray, counts: np.ndarray) -> Floats:
    return row - _level(row, weights, starts, counts)


def _level(row: Floats, weights: Floats, starts: np.ndarray, counts: np.ndarray) -> Floats:
    sums = np.add.reduceat(row * weights, starts) / np.add.reduceat(weights, starts)
    return np.repeat(sums, counts)


def _solved(
    basis: Floats, values: Floats, weights: Floats, starts: np.ndarray, counts: np.ndarray
) -> Floats:
    """Slopes (k,) beside levels, by weighted least squares within segments."""
    inner = np.stack([_centred(row, weights, starts, counts) for row in basis])
    gram = (inner * weights) @ inner.T
    return np.asarray(np.linalg.lstsq(gram, (inner * weights) @ values, rcond=1e-10)[0])
