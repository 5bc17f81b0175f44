"""p-values of ranked contrasts of noise whose persistence is only estimated.

A p-value may not be smaller than the chance that the noise is more persistent than it was taken
to be (Berger, Boos, 1994): the surer a shift is to be, the more standard errors are added to the
estimate of the persistence. What that makes of white noise is left out, as the null distribution
knows it already. O(1) for each series.
"""

from functools import lru_cache
from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.null import SMALLEST, ranked_logs
from crackle_cli.detectors.phase_transition.statistic import Ranked, penalty
from crackle_cli.statistics.noise import UPPER, inflation, upper_persistence
from crackle_cli.statistics.normal import normal_tail
from crackle_cli.table.arrays import Floats

MOST_ERRORS = 6.0  # standard errors; the chance of more is 1e-9
# The bound of white noise stays below, or short series could not be told from a random walk: of
# n values no p-value asks for more than about √n / 2 standard errors.
WHITEST = 0.5
STEPS = 17  # from two standard errors to the most; p-values in between are interpolated


def p_values(found: Ranked, n: int) -> list[float]:
    """P(contrasts of n values as high as `found` (b,)), each in (0, 1]."""
    least = log(normal_tail(UPPER))
    logs = ranked_logs(found.heights, n)
    for i in np.flatnonzero(logs < least):
        logs[i] = _with_more_errors(found, int(i), n)
    p_values: list[float] = np.maximum(SMALLEST, np.exp(logs)).tolist()
    return p_values


def _with_more_errors(found: Ranked, i: int, n: int) -> float:
    """log p of series i, with so many standard errors that p does not fall below their chance."""
    errors, white, chances = _bounds(n)
    raw = np.array([c.heights[i] for c in found.contrasts]) / found.sigmas[i]
    less = np.array([penalty(n / c.length) for c in found.contrasts])
    spreads = inflation(upper_persistence(found.phi[i], n, errors)) / white
    logs = ranked_logs(np.maximum(0.0, (raw / spreads[:, None] - less).max(axis=1)), n)
    above = logs - chances
    enough = np.flatnonzero(above >= 0)
    if not enough.size:
        return float(logs[-1])
    k = max(1, int(enough[0]))
    share = above[k - 1] / (above[k - 1] - above[k])
    return float(logs[k - 1] + share * (logs[k] - logs[k - 1]))


@lru_cache(maxsize=64)
def _bounds(n: int) -> tuple[Floats, Floats, Floats]:
    """Standard errors, the inflation of white noise relative to two of them, and log chances."""
    most = min(MOST_ERRORS, max(UPPER, (WHITEST - 1.0 / n) * sqrt(n)))
    errors = np.linspace(UPPER, most, STEPS)
    white = inflation(upper_persistence(np.zeros(STEPS), n, errors))
    chances = np.array([log(normal_tail(e)) for e in errors])
    return errors, white / white[0], chances
