"""A season: what a series repeats with a period, found in its autocorrelation and taken out.

The season is the median of each phase of what a moving mean leaves (classical decomposition, with
medians: Cleveland et al., 1990), so that one odd cycle does not bend it. O(n log n).
"""

from typing import NamedTuple

import numpy as np

from crackle_cli.statistics.noise import CLIP, scale, scales
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

CYCLES = 4  # fewer are no repetition
SHORTEST = 3  # values: what alternates is memory, and an autoregression tells it
STRONG, STANDARD_ERRORS = 0.25, 4.5  # least autocorrelation at a period: of any series, and in 1/√n
ABOVE_LOWEST = 0.15  # above the lowest one before it
NEAR = 25  # periods within a 25th of the peak are tried
LESS = 0.15  # by which the residual falls, at least


class Season(NamedTuple):
    """A period in values, possibly no whole number, and what it adds at each of n values (n,)."""

    period: float
    values: Floats


def peaks(values: Floats, wandering: np.ndarray) -> np.ndarray:
    """The lag (b,) at which each series (b, n) repeats itself; 0 where none does.

    Of series that may be `wandering` (b,) also that at which their steps do.
    """
    b, n = values.shape
    most = n // CYCLES
    if most < SHORTEST:
        return np.zeros(b, np.intp)
    found = _peaks(_flat(values), most)
    again = (found == 0) & wandering
    if again.any():
        found[again] = _peaks(_tamed(np.diff(values[again], axis=1)), most)
    return found


def season(values: Floats, peak: int) -> Season | None:
    """The season of `values` (n,) near a period of `peak`, or None where it explains too little."""
    best: Season | None = None
    least = np.inf
    width = peak / NEAR
    flat = values - _moving_mean(values, peak)
    n = values.size
    tries = {float(peak)} | {
        float(p) for p in np.linspace(peak - width, peak + width, 2 * NEAR + 1)
    }
    if peak < NEAR:
        tries = {float(peak)} | {peak + k / (n / peak) for k in range(-3, 4)}
    for period in sorted(tries, key=lambda p: abs(p - peak)):
        one = _folded(flat, period)
        left = float(np.abs(flat - one).mean())
        if left < least * (1.0 - 1e-9):
            best, least = Season(period, one), left
    if best is None:
        return None
    return (
        best
        if scale(flat - best.values - median(flat - best.values))
        <= (1 - LESS) * scale(flat - median(flat))
        else None
    )


def refolded(values: Floats, period: float, fitted: Floats) -> Season:
    """The season again, of what the model `fitted` (n,) leaves of `values` (n,)."""
    return Season(period, _folded(values - fitted, period))


def phases(period: float) -> int:
    """How many numbers describe a season."""
    return max(2, round(period))


def _folded(flat: Floats, period: float) -> Floats:
    """The median of each phase, of mean 0 over a period, at every value."""
    n, count = flat.size, phases(period)
    # From the middle of each value: where one phase ends, float error would decide.
    phase = np.minimum(count - 1, (((np.arange(n) + 0.5) / period) % 1.0 * count).astype(np.intp))
    order = np.argsort(phase, kind="stable")
    sizes = np.bincount(phase, minlength=count)
    rows = np.full((count, int(sizes.max())), np.nan)
    within = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows[phase[order], within] = flat[order]
    ordered = np.sort(rows, axis=1)  # NaN last
    low = ordered[np.arange(count), np.maximum(0, (sizes - 1) // 2)]
    high = ordered[np.arange(count), np.maximum(0, sizes // 2)]
    middle = np.nan_to_num((low + high) / 2.0)
    middle -= middle.mean()
    found: Floats = middle[phase]
    return found


def _moving_mean(values: Floats, width: int) -> Floats:
    """The mean of one period around each value, the nearest whole one at the ends."""
    n = values.size
    sums = np.concatenate([[0.0], np.cumsum(values)])
    means = (sums[width:] - sums[:-width]) / width
    first = np.clip(np.arange(n) - width // 2, 0, means.size - 1)
    found: Floats = means[first]
    return found


def _flat(values: Floats) -> Floats:
    """Series (b, n) without a line, outliers drawn in."""
    n = values.shape[1]
    t = np.linspace(-1.0, 1.0, n)
    tame = _tamed(values)
    slopes = tame @ t / float(t @ t)
    return _tamed(tame - slopes[:, None] * t)


def _tamed(values: Floats) -> Floats:
    middle = medians(values)[:, None]
    limit = CLIP * scales(values - middle)[:, None]
    clipped = np.clip(values, middle - limit, middle + limit)
    found: Floats = clipped - clipped.mean(axis=1, keepdims=True)
    return found


def _peaks(flat: Floats, most: int) -> np.ndarray:
    """The first clear peak of the autocorrelation among lags SHORTEST … most, else 0."""
    n = flat.shape[1]
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(flat, size)) ** 2
    acf = np.fft.irfft(power, size)[:, : most + 2]
    total = acf[:, :1]
    acf = acf / np.where(total > 0, total, 1.0) * (n / (n - np.arange(most + 2)))
    lowest = np.minimum.accumulate(acf, axis=1)
    line = max(STRONG, STANDARD_ERRORS / n**0.5)
    lags = np.arange(most + 2)
    top = (acf[:, 1:-1] >= acf[:, :-2]) & (acf[:, 1:-1] >= acf[:, 2:])
    inner = acf[:, 1:-1]
    clear = (
        top & (inner > line) & (inner > lowest[:, 1:-1] + ABOVE_LOWEST) & (lags[1:-1] >= SHORTEST)
    )
    heights = np.where(clear, inner, -1.0)
    highest = heights.max(axis=1, initial=-1.0)
    near = heights >= 0.9 * highest[:, None]  # the first of equal ones: the period, no multiple
    first = near.argmax(axis=1) + 1
    return np.where(highest > 0, first, 0)
