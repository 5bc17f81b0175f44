"""p-values of the two statistics under "no shift", from simulation."""

from math import exp, log

import numpy as np

SMALLEST = 1e-300  # no p-value is exactly 0

# log p = a - b t²/2 for the ranked contrast of n values: n, a, b. The statistic depends on order
# alone, so one table serves every distribution. By benchmarks/calibrate_phase_null.py.
_TABLE = np.array(
    [
        (8, -0.346, 14.786),
        (10, -0.12, 7.539),
        (12, 0.169, 5.511),
        (15, 1.021, 5.018),
        (20, 1.734, 4.046),
        (30, 2.523, 3.141),
        (50, 2.916, 2.217),
        (80, 3.573, 1.825),
        (150, 4.416, 1.526),
        (300, 5.552, 1.378),
        (600, 6.47, 1.271),
        (1200, 6.834, 1.126),
        (2500, 7.832, 1.098),
        (4100, 8.204, 1.05),
    ]
)

# The studentised step has p = .01 at 5 and falls tenfold with every 3.5 in the worst case, a
# random walk; other noise stays well below. By benchmarks/calibrate_phase_transition.py.
WORST_AT_1_PERCENT, WORST_PER_DECADE = 5.0, 3.5


def ranked_p(height: float, n: int) -> float:
    """P(ranked contrast of n values >= `height`), in (0, 1]; between lengths by log n."""
    at = log(n)
    sizes = np.log(_TABLE[:, 0])
    a = float(np.interp(at, sizes, _TABLE[:, 1]))
    b = float(np.interp(at, sizes, _TABLE[:, 2]))
    return _probability(a - b * height * height / 2)


def studentised_p(height: float) -> float:
    """An upper bound on P(studentised step or slope >= `height`), in (0, 1]."""
    return _probability(log(10) * (-2 - (height - WORST_AT_1_PERCENT) / WORST_PER_DECADE))


def _probability(logarithm: float) -> float:
    return min(1.0, max(SMALLEST, exp(max(-800.0, logarithm))))
