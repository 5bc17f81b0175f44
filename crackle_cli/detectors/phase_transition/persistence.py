"""Persistence: how far one value outlasts itself, φ of an AR(1), and what it does to a mean.

φ is measured within segments, so that a staircase has none of it (von Neumann, 1941, for the idea;
bias of short segments after Marriott and Pope, 1954). O(n).
"""

from functools import lru_cache
from math import sqrt

import numpy as np

from crackle_cli.statistics.noise import CLIP, scale
from crackle_cli.table.arrays import Floats

# A mean of m̄ values takes 1/m̄ of the lag-one autocorrelation away, and 3/m̄ of its size.
BIAS, SHRINKAGE, LEAST_LEFT = 1.0, 3.0, 0.4
# φ that is not noise: 1.2 standard errors of long series, and as little in short ones, where it is
# the cost that tells a staircase from persistence.
LEAST, ERRORS = 0.12, 1.2
HARD = 0.9  # φ from which on a series wanders, and has no level
STEADY = 0.99  # φ at which the search is as good as deaf; a walk is told by its cost


@lru_cache(maxsize=256)
def inflations(longest: int, phi: float) -> Floats:
    """Variance of means of 1 … `longest` AR(1) values over that of independent ones: (longest,)."""
    k = np.arange(1.0, longest + 1.0)
    if phi == 0.0:
        return np.ones(longest)
    found: Floats = (1.0 + phi) / (1.0 - phi) - 2.0 * phi * (1.0 - phi**k) / (k * (1.0 - phi) ** 2)
    return np.maximum(found, 1.0)


def inflation(k: int, phi: float) -> float:
    """As `inflations`, of k >= 1 values alone."""
    if phi == 0.0:
        return 1.0
    found = (1.0 + phi) / (1.0 - phi) - 2.0 * phi * (1.0 - phi**k) / (k * (1.0 - phi) ** 2)
    return max(1.0, float(found))


def persistence(residuals: Floats, segments: int) -> float:
    """φ in [0, STEADY] of `residuals` (n,) of so many segments, outliers drawn in to 3 σ."""
    limit = CLIP * scale(residuals)
    tamed = np.clip(residuals, -limit, limit) if limit else residuals
    total = float(tamed @ tamed)
    if total <= 0:
        return 0.0
    r = float(tamed[1:] @ tamed[:-1]) / total
    phi = (r + BIAS * segments / residuals.size) / _left(residuals.size, segments)
    return float(min(STEADY, max(0.0, phi)))


def least_persistence(n: int) -> float:
    """φ below which n values are as good as independent."""
    return float(min(LEAST, ERRORS / sqrt(n)))


def _left(n: int, segments: int) -> float:
    return max(LEAST_LEFT, 1.0 - SHRINKAGE * segments / n)
