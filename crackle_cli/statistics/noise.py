"""Noise: a robust scale, and how far one value outlasts itself (first-order autoregression).

Both are read from differences, which a few shifts of level disturb little (von Neumann, 1941).
"""

from functools import lru_cache

import numpy as np

from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

MAD_TO_SIGMA = 1.4826  # of normal noise
MEAN_DEVIATION_TO_SIGMA = 1.2533  # of normal noise
LAGS = 6  # averaging lags 2 … 6 estimates φ within 1.1/√n, lag 2 alone within 1.4/√n
HIGH = 0.8  # φ^6 is .26 then, which 1,000 values tell from nothing
CLIP = 3.0  # differences further out than 3 σ are outliers or shifts, not noise
MOST_PERSISTENT = 0.9999  # a random walk would have no finite long-run variance

_GRID = np.linspace(0.0, 0.999, 1000)  # φ, finer than it can be estimated: see LAGS


def scale(residuals: Floats) -> float:
    """Robust standard deviation of `residuals` (n,), finite and centred; 0 where all are 0.

    The median deviation; the mean deviation where more than half of the values are equal.
    """
    if not residuals.size:
        return 0.0
    deviations = np.abs(residuals)
    middle = median(deviations)
    if middle:
        return MAD_TO_SIGMA * middle
    return MEAN_DEVIATION_TO_SIGMA * float(deviations.sum()) / deviations.size


def scales(residuals: Floats) -> Floats:
    """As `scale`, of each row of `residuals` (…, n), n >= 1: (…)."""
    deviations = np.abs(residuals)
    middle = medians(deviations)
    if middle.all():
        return MAD_TO_SIGMA * middle
    means = MEAN_DEVIATION_TO_SIGMA * deviations.sum(axis=-1) / deviations.shape[-1]
    return np.where(middle > 0, MAD_TO_SIGMA * middle, means)


def variogram(values: Floats, clip: bool = False, spacing: int = 1) -> Floats:
    """Half the mean squared difference at lags 1 … min(6, n // 5), at least 2, times `spacing`.

    `values`: (…, n), n >= 4, finite; (…, lags). `clip` limits each difference to three robust
    sigmas. O(n).
    """
    n = values.shape[-1]
    lags = max(2, min(LAGS, n // (5 * spacing)))
    halves = np.empty((*values.shape[:-1], lags))
    for lag in range(1, lags + 1):
        apart = lag * spacing
        steps = values[..., apart:] - values[..., :-apart]
        if clip:
            np.abs(steps, out=steps)
            sigma = MAD_TO_SIGMA * medians(steps)
            limit = np.where(sigma > 0, CLIP * sigma, np.inf)
            np.minimum(steps, limit[..., None], out=steps)
        halves[..., lag - 1] = np.einsum("...i,...i->...", steps, steps) / (2.0 * (n - apart))
    return halves


def persistence(halves: Floats) -> float:
    """φ in [0, .999] of an AR(1) from its variogram (lags,)."""
    return float(persistences(halves))


def persistences(halves: Floats) -> Floats:
    """φ in [0, .999] of AR(1)s from their variograms (…, lags): γ(k) is in ratio to 1 - φ^k."""
    first = halves[..., 0]
    steady = np.where(halves[..., -1] > 0, 0.999, 0.0)
    ratio = halves[..., 1:].mean(axis=-1) / np.where(first > 0, first, 1.0)
    phi = np.interp(ratio, _expected(halves.shape[-1]), _GRID)
    return np.where(first > 0, phi, steady)


@lru_cache(maxsize=LAGS)
def _expected(lags: int) -> Floats:
    """Mean of γ(2) … γ(lags) over γ(1), for every φ of the grid."""
    ratios = (1.0 - _GRID[:, None] ** np.arange(2, lags + 1)) / (1.0 - _GRID[:, None])
    expected: Floats = ratios.mean(axis=1)
    return expected
