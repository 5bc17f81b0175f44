"""How sure a person may be of a step: the overlap of its two sides, and how few tasks show it."""

from math import erf, sqrt

from crackle_cli.detectors.phase_transition.results import Sureness

MEDIAN_ERROR = 1.2533  # standard error of a median of normal values over that of their mean
NORMAL_95 = 1.96
NOISELESS = 1e6  # a step over no noise at all


def step_sureness(size: float, counts: tuple[int, int], inflated: float, log_p: float) -> Sureness:
    """Of a step of `size` standard deviations of the noise, after and before so many values.

    Strength is the dominance of normal noise over itself moved by the size (Cliff, 1993): how
    surely a task of the one side exceeds one of the other. Its low end is that of the least size,
    times the chance that a further task is as the shorter side has shown them (Laplace, 1774).
    """
    size = min(abs(size), NOISELESS)
    error = MEDIAN_ERROR * sqrt(inflated * (1.0 / counts[0] + 1.0 / counts[1]))
    shown = min(counts)
    least = max(0.0, size - NORMAL_95 * error)
    return Sureness(dominance(size), dominance(least) * (shown + 1.0) / (shown + 2.0), log_p)


def dominance(size: float) -> float:
    """P(right > left) - P(right < left) of normal noise and itself `size` sigmas higher."""
    return erf(min(size, NOISELESS) / 2.0)
