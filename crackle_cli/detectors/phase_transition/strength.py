"""How sure a person may be of a step: the overlap of its two sides, and how few tasks show it."""

from math import erf, exp, hypot, sqrt

from crackle_cli.detectors.phase_transition.results import Sureness
from crackle_cli.statistics.confidence import of_odds
from crackle_cli.statistics.normal import Z_95
from crackle_cli.table.arrays import Floats

MEDIAN_ERROR = 1.2533  # standard error of a median of normal values over that of their mean
SCALE_ERROR = 1.167  # standard error of a median deviation of normal values, times √n, of itself
NOISELESS = 1e6  # a step over no noise at all


def step_sureness(size: float, counts: tuple[int, int], inflated: float, log_p: float) -> Sureness:
    """Of a step of `size` standard deviations of the noise, after and before so many values.

    Strength is the dominance of normal noise over itself moved by the size (Cliff, 1993): how
    surely a task of the one side exceeds one of the other. Its low end is that of the least size,
    as both medians and the noise are estimates, times the chance that a further task is as the
    shorter side has shown them (Laplace, 1774). The error of the noise is a factor, so that no step
    is so large that few tasks make it none.
    """
    size = min(abs(size), NOISELESS)
    of_medians = Z_95 * MEDIAN_ERROR * sqrt(inflated * (1.0 / counts[0] + 1.0 / counts[1]))
    of_noise = size * (1.0 - exp(-Z_95 * SCALE_ERROR * sqrt(inflated / sum(counts))))
    shown = min(counts)
    least = max(0.0, size - hypot(of_medians, of_noise))
    return Sureness(dominance(size), dominance(least) * (shown + 1.0) / (shown + 2.0), log_p)


def rate_sureness(before: Floats, after: Floats, log_p: float) -> Sureness:
    """Of a rate, by what happened before and after it: 1.0 of each task with the event, else 0.0.

    Strength is the dominance of the one side over the other where they differ at all.
    """
    counts = [(float(side.sum()), float(side.size - side.sum())) for side in (before, after)]
    return Sureness(*of_odds(*counts), log_p)


def dominance(size: float) -> float:
    """P(right > left) - P(right < left) of normal noise and itself `size` sigmas higher."""
    return erf(min(size, NOISELESS) / 2.0)
