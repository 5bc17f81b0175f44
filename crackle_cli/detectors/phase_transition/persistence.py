"""Persistence: how far one value outlasts itself, φ of an AR(1), and what it does to a mean.

φ is measured within segments, so that a staircase has none of it (von Neumann, 1941, for the idea;
bias of short segments after Marriott and Pope, 1954). O(n).
"""

from functools import lru_cache
from math import sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.batching import Asked
from crackle_cli.statistics.noise import CLIP, scales
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
    return float(persistences(residuals[None], np.array([segments]))[0])


async def persistence_of(residuals: Floats, segments: int) -> float:
    """As `persistence`, of many series together."""
    found: float = await Asked(_of_each, (residuals, segments), residuals.size)
    return found


def _of_each(asked: list[tuple[Floats, int]]) -> list[float]:
    residuals, segments = zip(*asked, strict=True)
    found: list[float] = persistences(np.stack(residuals), np.array(segments)).tolist()
    return found


def persistences(residuals: Floats, segments: np.ndarray) -> Floats:
    """As `persistence`, of each row of `residuals` (b, n) and its number of `segments` (b,)."""
    n = residuals.shape[1]
    limits = CLIP * scales(residuals)[:, None]
    limits[limits == 0] = np.inf
    tamed = np.clip(residuals, -limits, limits)
    total = np.einsum("ij,ij->i", tamed, tamed)
    together = np.einsum("ij,ij->i", tamed[:, 1:], tamed[:, :-1])
    r = together / np.where(total > 0, total, 1.0)
    phi = (r + BIAS * segments / n) / np.maximum(LEAST_LEFT, 1.0 - SHRINKAGE * segments / n)
    return np.where(total > 0, np.clip(phi, 0.0, STEADY), 0.0)


def least_persistence(n: int) -> float:
    """φ below which n values are as good as independent."""
    return float(min(LEAST, ERRORS / sqrt(n)))
