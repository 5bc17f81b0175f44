"""Drift: one slope shared by all levels, where that explains a staircase of shifts better.

Backward elimination of splits by an information criterion, with and without a common slope
(Yao, 1988, for the criterion). O(n + k²) for k splits.
"""

import itertools
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
from crackle_cli.table import Floats

SPLIT_COST = 2.0  # parameters of a split: its place and its level
DRIFT_COST = 1.0
ROUNDING = 1e-24  # of a sum of squares, where a fit is perfect


class Fit(NamedTuple):
    """Levels between `splits` and a common `slope` per value (0 without drift): `fitted` (n,).

    `height` is the slope over its standard error (>= 0, may be inf).
    """

    splits: tuple[int, ...]
    slope: float
    fitted: Floats
    height: float = 0.0


def levels_only(values: Floats, splits: tuple[int, ...]) -> Fit:
    """The median between each two splits."""
    fitted = np.empty(values.size)
    for start, stop in _edges(splits, values.size):
        fitted[start:stop] = median(values[start:stop])
    return Fit(splits, 0.0, fitted)


def with_drift(values: Floats, splits: tuple[int, ...]) -> Fit | None:
    """The fit with a common slope and as few of the splits as it needs; None if levels do better.

    `values`: (n,), n >= 4, finite. Values far from their level count as three sigmas away.
    """
    plain = levels_only(values, splits)
    residuals = values - plain.fitted
    sigma = scale(residuals)
    if sigma == 0 and not splits:
        return None
    tamed = plain.fitted + np.clip(residuals, -CLIP * sigma, CLIP * sigma) if splits else values
    sums = _Sums(tamed)
    free = values.size / inflation(persistence(variogram(residuals))) ** 2
    kept, cost = _eliminated(sums, splits, free)
    if cost >= sums.cost(splits, free, drift=False):
        return None
    slope = sums.slope(kept)
    level = levels_only(tamed - slope * sums.time, kept)
    fitted = level.fitted + slope * sums.time
    left = tamed - fitted
    limit = CLIP * scale(left)
    height = over_noise(
        abs(slope) * sums.spread(kept) ** 0.5, np.clip(left, -limit, limit), len(kept) + 2
    )
    return Fit(kept, slope, fitted, height)


def drifting(values: Floats) -> np.ndarray:
    """Which series (b, n) `with_drift` fits better than one level, where nothing splits them: (b,).

    The same costs, of all series at once.
    """
    n = values.shape[1]
    centred = values - values.mean(axis=1, keepdims=True)
    time = np.arange(n) - (n - 1) / 2.0
    squares = np.einsum("ij,ij->i", centred, centred)
    explained = np.einsum("ij,j->i", centred, time) ** 2 / (time @ time)
    free = n / inflation(persistences(variogram(values))) ** 2
    smallest = np.maximum(ROUNDING * squares, 1e-300)
    ratio = np.maximum(squares - explained, smallest) / np.maximum(squares, smallest)
    better: np.ndarray = free * np.log(ratio) + DRIFT_COST * np.log(np.maximum(free, 2.0)) < 0
    return better


def _eliminated(
    sums: "_Sums", splits: tuple[int, ...], free: float
) -> tuple[tuple[int, ...], float]:
    """The splits that a common slope leaves necessary, and the cost of that fit."""
    cost = sums.cost(splits, free, drift=True)
    while splits:
        fewer = [splits[:i] + splits[i + 1 :] for i in range(len(splits))]
        costs = [sums.cost(candidate, free, drift=True) for candidate in fewer]
        best = int(np.argmin(costs))
        if costs[best] > cost:
            break
        splits, cost = fewer[best], costs[best]
    return splits, cost


def _edges(splits: tuple[int, ...], n: int) -> list[tuple[int, int]]:
    edges = [0, *splits, n]
    return list(itertools.pairwise(edges))


class _Sums:
    """Running sums of values, time and their products, for fits in O(1) for each segment."""

    def __init__(self, values: Floats) -> None:
        self.time = np.arange(values.size) - (values.size - 1) / 2.0
        shifted = values - values.mean()
        self._n = values.size
        table = np.stack([shifted, self.time, shifted**2, self.time**2, shifted * self.time])
        self._sums = np.concatenate([np.zeros((5, 1)), np.cumsum(table, axis=1)], axis=1)

    def _moments(self, splits: tuple[int, ...]) -> tuple[float, float, float]:
        """Syy, Stt and Sty within the segments."""
        edges = np.array([0, *splits, self._n])
        counts = np.diff(edges)
        y, t, yy, tt, ty = np.diff(self._sums[:, edges], axis=1)
        inner = [(yy - y * y / counts), (tt - t * t / counts), (ty - y * t / counts)]
        syy, stt, sty = (float(part.sum()) for part in inner)
        return max(syy, 0.0), stt, sty

    def slope(self, splits: tuple[int, ...]) -> float:
        _, stt, sty = self._moments(splits)
        return sty / stt

    def spread(self, splits: tuple[int, ...]) -> float:
        return self._moments(splits)[1]

    def cost(self, splits: tuple[int, ...], free: float, drift: bool) -> float:
        """-2 log likelihood and penalty of a fit to `free` independent values."""
        syy, stt, sty = self._moments(splits)
        left = syy - (sty * sty / stt if drift else 0.0)
        smallest = ROUNDING * max(self._sums[2, -1], 1e-300)
        parameters = SPLIT_COST * len(splits) + DRIFT_COST * drift
        return free * log(max(left, smallest) / self._n) + parameters * log(max(free, 2.0))
