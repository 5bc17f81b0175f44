"""Drift: one smooth trend shared by all levels, where that explains a staircase of shifts better.

A polynomial of low degree, and backward elimination of splits, both by an information criterion,
against levels alone (Schwarz, 1978; Yao, 1988). O(n + k²) for k splits.
"""

import itertools
from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.statistic import over_noise
from crackle_cli.statistics.noise import (
    CLIP,
    inflation,
    persistence,
    persistences,
    scale,
    variogram,
)
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

SPLIT_COST = 2.0  # parameters of a split: its place and its level
DEGREE_COST = 1.0
MOST_DEGREES = 4  # growth that begins, bends and ends; what turns more often is no drift
EACH = 15  # values to a degree, at least: a quartic follows a random walk of 30 too well
FORTH = 0.5  # of what a trend moves at all, the least that is left of it at the end
ROUNDING = 1e-24  # of a sum of squares, where a fit is perfect


class Fit(NamedTuple):
    """Levels between `splits` and a common `trend` (n,), None without: `fitted` (n,).

    `height` is the slope of its straight part over its standard error (>= 0, may be inf). A
    `smooth` one is a curve, and `raw` its height by the persistence as it is, without standard
    errors: of few values these allow for a random walk whatever a curve leaves.
    """

    splits: tuple[int, ...]
    trend: Floats | None
    fitted: Floats
    height: float = 0.0
    smooth: bool = False
    raw: float = 0.0

    @property
    def leads_on(self) -> bool:
        """Whether the trend leads from one level to another, and not mostly forth and back."""
        if self.trend is None:
            return False
        moved = float(self.trend.max() - self.trend.min())
        return abs(float(self.trend[-1] - self.trend[0])) >= FORTH * moved > 0


def levels_only(values: Floats, splits: tuple[int, ...]) -> Fit:
    """The median between each two splits."""
    fitted = np.empty(values.size)
    for start, stop in itertools.pairwise((0, *splits, values.size)):
        fitted[start:stop] = median(values[start:stop])
    return Fit(splits, None, fitted)


def with_drift(values: Floats, splits: tuple[int, ...]) -> Fit | None:
    """The fit with a common trend and as few of the splits as it needs; None if levels do better.

    `values`: (n,), n >= 4, finite. Values far from their level count as three sigmas away.
    """
    degrees = _degrees(values.size)
    if not splits and scale(values - median(values)) == 0:
        return None
    sums, left = _fitted(values, splits, degrees)
    if splits:
        limit = CLIP * scale(left)
        values = values - left + np.clip(left, -limit, limit)
        sums, left = _fitted(values, splits, degrees)
    # Of what the trend leaves: a trend is no noise that lasts.
    free = values.size / inflation(persistence(variogram(left))) ** 2
    fits = [(*_eliminated(sums, splits, free, d), d) for d in range(1, degrees + 1)]
    kept, cost, degree = min(fits, key=lambda fit: fit[1])
    if cost >= sums.cost(splits, free):
        return None
    trend = sums.trend(kept, degree)
    fitted = levels_only(values - trend, kept).fitted + trend
    left = values - fitted
    limit = CLIP * scale(left)
    straight = sums.explained(kept, 1) ** 0.5
    parameters = len(kept) + 1 + degree
    height = over_noise(straight, np.clip(left, -limit, limit), parameters)
    return Fit(kept, trend, fitted, height)


def _fitted(values: Floats, splits: tuple[int, ...], degrees: int) -> tuple["_Sums", Floats]:
    """Running sums, and what all levels with a trend of all `degrees` leave (n,)."""
    sums = _Sums(values)
    level = values - sums.trend(splits, degrees)
    return sums, level - levels_only(level, splits).fitted


def drifting(values: Floats) -> np.ndarray:
    """Which series (b, n) a slope fits better than one level, where nothing splits them: (b,).

    The same costs as of `with_drift`, of all series at once.
    """
    n = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    basis = _basis(n)[:, : _degrees(n)]
    weights = np.einsum("ij,jk->ik", centred, basis)  # the same alone as among many
    squares = np.einsum("ij,ij->i", centred, centred)
    steadied = centred - np.einsum("ik,jk->ij", weights, basis)
    free = n / inflation(persistences(variogram(steadied))) ** 2
    smallest = np.maximum(ROUNDING * squares, 1e-300)
    ratio = np.maximum(squares - weights[:, 0] ** 2, smallest) / np.maximum(squares, smallest)
    better: np.ndarray = free * np.log(ratio) + DEGREE_COST * np.log(np.maximum(free, 2.0)) < 0
    return better


def _degrees(n: int) -> int:
    return max(1, min(MOST_DEGREES, n // EACH))


@lru_cache(maxsize=4)
def _basis(n: int) -> Floats:
    """Orthonormal polynomials of the order (n, MOST_DEGREES), each of mean 0; n > MOST_DEGREES."""
    time = np.linspace(-1.0, 1.0, n)
    basis: Floats = np.linalg.qr(np.vander(time, MOST_DEGREES + 1, increasing=True))[0][:, 1:]
    return basis


def _eliminated(
    sums: "_Sums", splits: tuple[int, ...], free: float, degree: int
) -> tuple[tuple[int, ...], float]:
    """The splits that a common trend leaves necessary, and the cost of that fit."""
    cost = sums.cost(splits, free, degree)
    while splits:
        fewer = [splits[:i] + splits[i + 1 :] for i in range(len(splits))]
        costs = [sums.cost(candidate, free, degree) for candidate in fewer]
        best = int(np.argmin(costs))
        if costs[best] > cost:
            break
        splits, cost = fewer[best], costs[best]
    return splits, cost


class _Sums:
    """Running sums of values, polynomials and their products: fits in O(1) for each segment."""

    def __init__(self, values: Floats) -> None:
        n = values.size
        self._n, self._basis = n, _basis(n)
        columns = np.column_stack([values - values.mean(), self._basis])
        products = (columns[:, :, None] * columns[:, None, :]).reshape(n, -1)
        self._sums = np.zeros((n + 1, columns.shape[1] + products.shape[1]))
        np.cumsum(np.hstack([columns, products]), axis=0, out=self._sums[1:])

    def _moments(self, splits: tuple[int, ...]) -> Floats:
        """Products of values and polynomials within the segments, summed: (1 + degrees,) twice."""
        edges = np.array([0, *splits, self._n])
        sums = np.diff(self._sums[edges], axis=0)
        width = self._basis.shape[1] + 1
        totals = sums[:, :width]
        inner = sums[:, width:].sum(axis=0).reshape(width, width)
        moments: Floats = inner - (totals / np.diff(edges)[:, None]).T @ totals
        return moments

    def _weights(self, moments: Floats, degree: int) -> Floats:
        """Least squares; the least of them where the segments leave a polynomial no room."""
        within = slice(1, 1 + degree)
        weights: Floats = np.linalg.pinv(moments[within, within]) @ moments[within, 0]
        return weights

    def trend(self, splits: tuple[int, ...], degree: int) -> Floats:
        """The trend (n,) of this degree beside levels between the splits, of mean 0."""
        weights = self._weights(self._moments(splits), degree)
        trend: Floats = self._basis[:, :degree] @ weights
        return trend

    def explained(self, splits: tuple[int, ...], degree: int) -> float:
        """By how much the trend lessens the sum of squares around the levels."""
        return self._explained(self._moments(splits), degree)

    def _explained(self, moments: Floats, degree: int) -> float:
        return max(0.0, float(self._weights(moments, degree) @ moments[1 : 1 + degree, 0]))

    def cost(self, splits: tuple[int, ...], free: float, degree: int = 0) -> float:
        """-2 log likelihood and penalty of a fit to `free` independent values."""
        moments = self._moments(splits)
        left = float(moments[0, 0]) - self._explained(moments, degree)
        smallest = ROUNDING * max(float(self._sums[-1, self._basis.shape[1] + 1]), 1e-300)
        parameters = SPLIT_COST * len(splits) + DEGREE_COST * degree
        return free * log(max(left, smallest) / self._n) + parameters * log(max(free, 2.0))
