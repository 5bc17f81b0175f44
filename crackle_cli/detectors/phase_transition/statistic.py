"""Two tests of "no level shift anywhere" that stay honest under autocorrelation.

`ranked` is the sensitive one: the largest contrast of normal scores, in long-run standard
deviations. Its noise is measured around any shift, so a huge step looks like a random walk to
it; `studentised` measures the noise after the step is taken out, and asks for more.
"""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.place import centres
from crackle_cli.detectors.phase_transition.seeded import Contrast, largest_contrasts
from crackle_cli.statistics.noise import (
    CLIP,
    MOST_PERSISTENT,
    inflation,
    persistence,
    scale,
    upper_persistence,
    variogram,
    wandering,
)
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table import Floats


@dataclass(frozen=True)
class Ranked:
    """The highest contrast of normal scores for each length of interval, and the best of them.

    `height` is that of the best in long-run sigmas, less what its length is penalised by (>= 0).
    """

    contrasts: tuple[Contrast, ...]
    best: Contrast
    height: float


def ranked(values: Floats) -> Ranked:
    """Contrasts of the normal scores of `values` (n,), n >= 4, finite.

    Short intervals, of which there are more, are penalised so that each
    length has its share of false alarms (Dümbgen, Spokoiny, 2001).
    """
    scores = normal_scores(values)
    contrasts = largest_contrasts(scores)
    phi = wandering(values, scores)
    variance = float(variogram(scores)[0]) / (1.0 - phi)
    if variance <= 0:
        return Ranked(tuple(contrasts), contrasts[0], 0.0)
    long_run = variance**0.5 * inflation(upper_persistence(phi, values.size))
    heights = [c.height / long_run - _penalty(values.size / (c.stop - c.start)) for c in contrasts]
    highest = max(heights)
    return Ranked(tuple(contrasts), contrasts[heights.index(highest)], max(0.0, highest))


def _penalty(often: float) -> float:
    """Of an interval that fits `often` times into the series; none of the whole one."""
    return sqrt(2.0 + 2.0 * log(often)) - sqrt(2.0)


def may_be_a_walk(residuals: Floats) -> bool:
    """Whether `residuals` (n,) may be a random walk, which has no level to be near to."""
    phi = wandering(residuals, normal_scores(residuals))
    return upper_persistence(phi, residuals.size) >= MOST_PERSISTENT


def studentised(values: Floats, split: int) -> float:
    """The step at `split` over its standard error, by noise measured once it is taken out.

    Residuals beyond three sigmas count as three, so outliers neither make nor hide a step, but
    the shorter side must also stand against its own spread (Welch, 1947): a few values from a
    skewed tail do not. `split` leaves two values or more on each side; inf without any noise.
    """
    left, right = values[:split], values[split:]
    low, high = centres(left, right)
    residuals = np.concatenate([left - low, right - high])
    limit = CLIP * scale(residuals)
    tamed = np.clip(residuals, -limit, limit)
    step = abs(high + tamed[split:].mean() - low - tamed[:split].mean())
    pooled = step * (1 / split + 1 / (values.size - split)) ** -0.5
    sigma = long_run_sigma(tamed, 2)
    if sigma <= 0:
        return float("inf") if pooled > 0 else 0.0
    few = residuals[:split] if 2 * split <= values.size else residuals[split:]
    own = few.size**-0.5 * float(few.std(ddof=1)) * sigma / deviation(tamed, 2)
    return float(min(pooled / sigma, step / own)) if own > 0 else float(pooled / sigma)


def over_noise(height: float, residuals: Floats, parameters: int) -> float:
    """`height` (>= 0) in long-run sigmas of `residuals` (n,) left by a fit of `parameters`."""
    sigma = long_run_sigma(residuals, parameters)
    if sigma <= 0:
        return float("inf") if height > 0 else 0.0
    return height / sigma


def long_run_sigma(residuals: Floats, parameters: int) -> float:
    """Long-run standard deviation of `residuals` (n,) left by a fit of `parameters`."""
    sigma = deviation(residuals, parameters)
    if sigma <= 0:
        return 0.0
    phi = upper_persistence(persistence(variogram(residuals)), residuals.size)
    return sigma * inflation(phi)


def deviation(residuals: Floats, parameters: int) -> float:
    """Standard deviation of `residuals` (n,) with n less `parameters` degrees of freedom."""
    n = residuals.size
    centred = residuals - residuals.sum() / n
    return sqrt(float(centred @ centred) / max(1, n - parameters))
