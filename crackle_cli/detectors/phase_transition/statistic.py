"""Two tests of "no level shift anywhere" that stay honest under autocorrelation.

`ranked` is the sensitive one: the largest contrast of normal scores, in long-run standard
deviations. Its noise is measured around any shift, so a huge step looks like a random walk to
it; `studentised` measures the noise after the step is taken out, and asks for more.
"""

from math import log, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.seeded import Contrasts, largest_contrasts
from crackle_cli.statistics.noise import (
    CLIP,
    MOST_PERSISTENT,
    UPPER,
    inflation,
    persistences,
    scales,
    upper_persistence,
    variogram,
    wandering,
)
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats, Indices


class Ranked(NamedTuple):
    """Of b series the highest contrasts of normal scores for each length of interval.

    splits   (b,) of the best of all lengths
    heights  (b,) its height in long-run sigmas, less what its length is penalised by (>= 0)
    phi      (b,) the persistence of the series
    sigmas   (b,) the standard deviations of its scores; 0 where these are steady
    """

    contrasts: list[Contrasts]
    splits: Indices
    heights: Floats
    phi: Floats
    sigmas: Floats


def ranked(values: Floats) -> Ranked:
    """Contrasts of the normal scores of each series of `values` (b, n), n >= 4, finite.

    Short intervals, of which there are more, are penalised so that each
    length has its share of false alarms (Dümbgen, Spokoiny, 2001).
    """
    n = values.shape[1]
    scores = normal_scores(values)
    contrasts = largest_contrasts(scores)
    phi = wandering(values, scores)
    sigmas = np.sqrt(np.maximum(0.0, variogram(scores)[:, 0] / (1.0 - phi)))
    steady = sigmas <= 0
    long_run = np.where(steady, 1.0, sigmas) * inflation(upper_persistence(phi, n))
    heights = np.stack([c.heights / long_run - penalty(n / c.length) for c in contrasts])
    heights[:, steady] = 0.0
    best = heights.argmax(axis=0)
    series = np.arange(len(values))
    splits = np.stack([c.splits for c in contrasts])[best, series]
    return Ranked(contrasts, splits, np.maximum(0.0, heights[best, series]), phi, sigmas)


def penalty(often: float) -> float:
    """Of an interval that fits `often` times into the series; none of the whole one."""
    return sqrt(2.0 + 2.0 * log(often)) - sqrt(2.0)


def wander(phi: Floats, n: int) -> np.ndarray:
    """Which series of n values with persistence `phi` (b,) may be random walks: (b,).

    A random walk has no level to be near to.
    """
    return upper_persistence(phi, n) >= MOST_PERSISTENT


def studentised(values: Floats, splits: Indices, errors: float = UPPER) -> Floats:
    """The steps (b,) of `values` (b, n) at `splits` (b,) over their standard errors.

    The noise is measured once the step is taken out, and lasts as long as it may within so many
    standard `errors` of its persistence. Residuals beyond three sigmas count as
    three, so outliers neither make nor hide a step, but the shorter side must also stand against
    its own spread (Welch, 1947): a few values from a skewed tail do not. A split leaves two values
    or more on each side; inf without any noise.
    """
    n = values.shape[1]
    left = np.arange(n) < splits[:, None]
    low, high = _centres(values, left, splits)
    residuals = values - np.where(left, low[:, None], high[:, None])
    limit = (CLIP * scales(residuals))[:, None]
    tamed = np.clip(residuals, -limit, limit)
    below = _sums(tamed, left)
    rest = n - splits
    step = np.abs(high + (tamed.sum(axis=1) - below) / rest - low - below / splits)
    pooled = step * (1.0 / splits + 1.0 / rest) ** -0.5
    sigma = long_run_sigma(tamed, 2, errors)
    own = _own_error(residuals, left == (2 * splits <= n)[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):  # of series without any noise
        own = own * sigma / deviation(tamed, 2)
        heights = np.where(own > 0, np.minimum(pooled / sigma, step / own), pooled / sigma)
    return np.where(sigma > 0, heights, np.where(pooled > 0, np.inf, 0.0))


def _centres(values: Floats, left: np.ndarray, splits: Indices) -> tuple[Floats, Floats]:
    """As `place.centres` of the values (b, n) that are `left` and of the others: (b,) each."""
    n = values.shape[1]
    ends = np.sort(np.where(left, values, np.inf), axis=1), np.sort(np.where(left, np.inf, values))
    sizes = splits, n - splits
    series = np.arange(len(values))
    low, high = (
        (side[series, (size - 1) // 2] + side[series, size // 2]) / 2.0
        for side, size in zip(ends, sizes, strict=True)
    )
    least, most = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    means = (low == high) | ((values == least) | (values == most)).all(axis=1)
    if means.any():
        sums = _sums(values, left)
        low = np.where(means, sums / splits, low)
        high = np.where(means, (values.sum(axis=1) - sums) / (n - splits), high)
    return low, high


def _own_error(residuals: Floats, own: np.ndarray) -> Floats:
    """Standard error (b,) of the mean of those `residuals` (b, n) that are `own`."""
    count = own.sum(axis=1)
    mean = _sums(residuals, own) / count
    apart = (residuals - mean[:, None]) * own
    error: Floats = np.sqrt(np.einsum("ij,ij->i", apart, apart) / (count - 1.0) / count)
    return error


def _sums(values: Floats, which: np.ndarray) -> Floats:
    """Of `which` (b, n) of the values (b, n): (b,)."""
    sums: Floats = np.einsum("ij,ij->i", values, which.astype(np.float64))
    return sums


def over_noise(height: float, residuals: Floats, parameters: int) -> float:
    """`height` (>= 0) in long-run sigmas of `residuals` (n,) left by a fit of `parameters`."""
    phi = upper_persistence(
        persistences(variogram(residuals[None])), residuals.size, parameters=parameters
    )
    sigma = float((deviation(residuals[None], parameters) * inflation(phi))[0])
    if sigma <= 0:
        return float("inf") if height > 0 else 0.0
    return height / sigma


def long_run_sigma(residuals: Floats, parameters: int, errors: float = UPPER) -> Floats:
    """Long-run standard deviations (b,) of `residuals` (b, n) left by a fit of `parameters`."""
    phi = upper_persistence(persistences(variogram(residuals)), residuals.shape[1], errors)
    return deviation(residuals, parameters) * inflation(phi)


def deviation(residuals: Floats, parameters: int) -> Floats:
    """Standard deviations of `residuals` (b, n) with n less `parameters` degrees of freedom."""
    n = residuals.shape[1]
    centred = residuals - residuals.mean(axis=1, keepdims=True)
    squares: Floats = np.einsum("ij,ij->i", centred, centred)
    result: Floats = np.sqrt(squares / max(1, n - parameters))
    return result
