"""Noise: a robust scale, and how far one value outlasts itself (first-order autoregression).

Both are read from differences, which a few shifts of level disturb little (von Neumann, 1941).
"""

import math
from functools import lru_cache

import numpy as np

from crackle_cli.arrays import Floats
from crackle_cli.statistics.ranks import median

MAD_TO_SIGMA = 1.4826  # of normal noise
MEAN_DEVIATION_TO_SIGMA = 1.2533  # of normal noise
LAGS = 6  # averaging lags 2 … 6 estimates φ within 1.1/√n, lag 2 alone within 1.4/√n
HIGH = 0.8  # φ^6 is .26 then, which 1,000 values tell from nothing
CLIP = 3.0  # differences further out than 3 σ are outliers or shifts, not noise
UPPER = 2.0  # standard errors between the estimate of φ and the bound that is used
MOST_PERSISTENT = 0.9999  # a random walk would have no finite long-run variance

_GRID = np.linspace(0.0, 0.999, 1000)


def scale(residuals: Floats) -> float:
    """Robust standard deviation of `residuals` (n,), finite and centred; 0 where all are 0.

    The median deviation; the mean deviation where more than half of the values are equal.
    """
    deviations = np.abs(residuals)
    if not deviations.size:
        return 0.0
    middle = median(deviations)
    if middle:
        return MAD_TO_SIGMA * middle
    return MEAN_DEVIATION_TO_SIGMA * float(deviations.sum()) / deviations.size


def variogram(values: Floats, clip: bool = False, spacing: int = 1) -> Floats:
    """Half the mean squared difference at lags 1 … min(6, n // 5), at least 2, times `spacing`.

    `values`: (n,), n >= 4, finite. `clip` limits each difference to three robust sigmas. O(n).
    """
    lags = max(2, min(LAGS, values.size // (5 * spacing)))
    halves = np.empty(lags)
    for lag in range(1, lags + 1):
        apart = lag * spacing
        steps = values[apart:] - values[:-apart]
        if clip:
            steps = np.abs(steps)
            sigma = MAD_TO_SIGMA * median(steps)
            if sigma > 0:
                steps = np.minimum(steps, CLIP * sigma)
        halves[lag - 1] = float(steps @ steps) / (2.0 * steps.size)
    return halves


def persistence(halves: Floats) -> float:
    """φ in [0, .999] of an AR(1) from its variogram, where γ(k) is in ratio to 1 - φ^k."""
    if halves[0] <= 0:
        return 0.999 if halves[-1] > 0 else 0.0
    ratio = float(halves[1:].mean() / halves[0])
    return float(np.interp(ratio, _expected(halves.size), _GRID))


@lru_cache(maxsize=LAGS)
def _expected(lags: int) -> Floats:
    """Mean of γ(2) … γ(lags) over γ(1), for every φ of the grid."""
    ratios = (1.0 - _GRID[:, None] ** np.arange(2, lags + 1)) / (1.0 - _GRID[:, None])
    expected: Floats = ratios.mean(axis=1)
    return expected


def wandering(values: Floats, scores: Floats) -> float:
    """φ of `values` (n,), n >= 4: the largest of those of the values, clipped, and `scores`.

    The scores of a random walk look less persistent than it is. And where φ is high, lags further
    apart tell it better from 1.
    """
    phi = max(persistence(variogram(scores)), persistence(variogram(values, clip=True)))
    spacing = min(LAGS, values.size // (5 * LAGS))
    if phi >= HIGH and spacing > 1:
        phi = max(phi, persistence(variogram(values, True, spacing)) ** (1.0 / spacing))
    return phi


def upper_persistence(phi: float, n: int) -> float:
    """The φ that noise of n values may have: two standard errors above its estimate.

    1/√n is the standard error of white noise, where sensitivity is lost; (1 + 3φ)/n the bias
    (Marriott, Pope, 1954).
    """
    return min(MOST_PERSISTENT, phi + UPPER / math.sqrt(n) + (1.0 + 3.0 * phi) / n)


def inflation(phi: float) -> float:
    """Long-run over ordinary standard deviation of an AR(1)."""
    return math.sqrt((1.0 + phi) / (1.0 - phi))
