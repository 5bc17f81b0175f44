"""Slow and obvious versions of what the engine computes."""

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.phase_transition.place import centres
from crackle_cli.statistics.noise import (
    inflation,
    persistence,
    scale,
    upper_persistence,
    variogram,
)

Floats = NDArray[np.float64]


def contrasts(values: Floats, intervals: list[tuple[int, int]], fewest: int) -> float:
    """The largest contrast over all splits of the intervals, one by one."""
    best = 0.0
    for start, stop in intervals:
        part = values[start:stop]
        m = part.size
        for k in range(fewest, m - fewest + 1):
            height = abs(part[:k].mean() - part[k:].mean()) * np.sqrt(k * (m - k) / m)
            best = max(best, float(height))
    return best


def dominance(left: Floats, right: Floats) -> float:
    """P(right > left) - P(right < left) over all pairs."""
    return float(np.sign(right[:, None] - left[None, :]).mean())


def least_squares(values: Floats, splits: tuple[int, ...], degree: int) -> float:
    """Residual sum of squares of levels between `splits` and a common polynomial."""
    n = values.size
    segment = np.searchsorted(np.array(splits), np.arange(n), side="right")
    design = [(segment == s).astype(float) for s in range(len(splits) + 1)]
    design += [np.linspace(-1, 1, n) ** k for k in range(1, degree + 1)]
    matrix = np.column_stack(design)
    fitted = matrix @ np.linalg.lstsq(matrix, values, rcond=None)[0]
    return float(((values - fitted) ** 2).sum())


def studentised(values: np.ndarray, split: int) -> float:
    """The step over its standard error, of one series, as its words say."""
    left, right = values[:split], values[split:]
    low, high = centres(left, right)
    residuals = np.concatenate([left - low, right - high])
    tamed = np.clip(residuals, -3 * scale(residuals), 3 * scale(residuals))
    step = abs(high + tamed[split:].mean() - low - tamed[:split].mean())
    pooled = step / np.sqrt(1 / split + 1 / right.size)
    spread = np.std(tamed, ddof=2)
    phi = upper_persistence(np.array(persistence(variogram(tamed))), values.size)
    sigma = spread * inflation(float(phi))
    if sigma == 0:
        return np.inf if step > 0 else 0.0
    few = residuals[:split] if split <= right.size else residuals[split:]
    own = np.std(few, ddof=1) / np.sqrt(few.size) * sigma / spread
    return min(pooled / sigma, step / own) if own > 0 else pooled / sigma
