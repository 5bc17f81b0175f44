"""What a level alone cannot show: a step on a slope, and the growth of what accumulates. O(n)."""

from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.levels import FEWEST_LARGE
from crackle_cli.detectors.phase_transition.null import SMALLEST
from crackle_cli.detectors.phase_transition.statistic import over_noise
from crackle_cli.statistics.normal import student_tail
from crackle_cli.table.arrays import Floats

FEWEST_STEPS = 20
# Steps as skewed as a lognormal's, or that wander themselves, pass the test of a mean up to ten
# times as often as normal ones (20 to 300 steps, 4,000 series each).
LET_THROUGH = 10.0


def step_on_slope(values: Floats) -> tuple[int, float]:
    """The likeliest step of `values` (n,), n >= 8, beside a slope, and its height over noise.

    Each hides the other: a leak with a restart has neither one level nor two. The step is what
    is left of it once the order tells its part (Frisch, Waugh, 1933).
    """
    n = values.size
    centred = values - values.mean()
    time = np.arange(n) - (n - 1) / 2.0
    time /= np.sqrt(time @ time)
    slope = float(centred @ time)
    at = np.arange(FEWEST_LARGE, n - FEWEST_LARGE + 1)
    later = -np.cumsum(time)[at - 1]  # products of each step with the order, and with the values
    product = -np.cumsum(centred)[at - 1] - slope * later
    size = np.sqrt(at * (n - at) / n - later**2)
    best = int(np.argmax(np.abs(product) / size))
    step = (np.arange(n) >= at[best]) - (n - at[best]) / n - later[best] * time
    height = float(product[best] / size[best])
    left = centred - slope * time - height * step / size[best]
    return int(at[best]), over_noise(abs(height), left, 3)


class Growth(NamedTuple):
    """The mean step over its standard error, and an upper bound on its p-value."""

    height: float
    p_value: float


def growth(values: Floats) -> Growth:
    """The mean step from each of `values` (n,), n >= 5, to the next.

    Where values accumulate (a count of tests, a leak) they keep to no line, but their steps have
    a mean: a random walk with drift (Box, Jenkins, 1970). Of values around a level or a line the
    steps take each other back, and the noise of their mean is overrated.
    """
    steps = np.diff(values)
    if steps.size < FEWEST_STEPS:
        return Growth(0.0, 1.0)
    mean = float(steps.mean())
    height = over_noise(abs(mean) * steps.size**0.5, steps - mean, 1)
    p_value = LET_THROUGH * student_tail(height, steps.size - 1)
    return Growth(height, min(1.0, max(SMALLEST, p_value)))
