"""p-values of the two statistics under "no shift", from simulation."""

from functools import lru_cache
from math import exp, log, log10

import numpy as np

SMALLEST = 1e-300  # no p-value is exactly 0

# log p = a - b t²/2 for the ranked contrast of n values: n, a, b. The statistic depends on order
# alone, so one table serves every distribution. By benchmarks/calibrate_phase_null.py.
_TABLE = np.array(
    [
        (8, -0.917, 13.202),
        (10, -0.744, 6.830),
        (12, -0.603, 4.920),
        (15, -0.008, 4.481),
        (20, 0.316, 3.428),
        (30, 0.971, 2.851),
        (50, 0.987, 1.903),
        (80, 1.564, 1.706),
        (150, 1.898, 1.420),
        (300, 2.634, 1.358),
        (600, 2.712, 1.180),
        (1200, 3.310, 1.172),
        (2500, 3.774, 1.163),
        (4100, 4.281, 1.196),
    ]
)

# The studentised step has p = .01 at 5 and falls tenfold with every 3.5 in the worst case, a
# random walk; other noise stays well below. By benchmarks/calibrate_phase_transition.py.
WORST_AT_1_PERCENT, WORST_PER_DECADE = 5.0, 3.5


def ranked_p(height: float, n: int) -> float:
    """P(ranked contrast of n values >= `height`), in (0, 1]; between lengths by log n."""
    a, b = _ranked_line(n)
    return _probability(a - b * height * height / 2)


@lru_cache(maxsize=64)
def _ranked_line(n: int) -> tuple[float, float]:
    sizes = np.log(_TABLE[:, 0])
    a, b = (float(np.interp(log(n), sizes, column)) for column in _TABLE[:, 1:].T)
    return a, b


def studentised_p(height: float) -> float:
    """An upper bound on P(studentised step or slope >= `height`), in (0, 1]."""
    return _probability(log(10) * (-2 - (height - WORST_AT_1_PERCENT) / WORST_PER_DECADE))


def studentised_height(p_value: float) -> float:
    """The height of which `p_value` is the p-value."""
    return WORST_AT_1_PERCENT + WORST_PER_DECADE * (-2 - log10(max(SMALLEST, p_value)))


def _probability(logarithm: float) -> float:
    return min(1.0, max(SMALLEST, exp(max(-800.0, logarithm))))
