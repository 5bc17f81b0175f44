"""p-values of the two statistics under "no shift", from simulation."""

from functools import lru_cache
from math import exp, log, log10

import numpy as np

from crackle_cli.table.arrays import Floats

SMALLEST = 1e-300  # no p-value is exactly 0
BEND = 0.005  # p-value beyond which the tail falls by a slope of its own

# log p = a - b t²/2 down to BEND for the ranked contrast of n values, and from there with the slope
# c: n, a, b, c. The statistic depends on order alone, so one table serves every distribution. By
# benchmarks/calibrate_phase_null.py.
_TABLE = np.array(
    [
        (8, -0.927, 13.089, 15.558),
        (10, -0.802, 6.717, 5.487),
        (12, -0.656, 4.779, 3.639),
        (15, -0.176, 4.140, 3.352),
        (20, 0.226, 3.369, 2.654),
        (30, 0.846, 2.769, 2.096),
        (50, 1.061, 1.947, 1.733),
        (80, 1.502, 1.672, 1.592),
        (150, 1.960, 1.442, 1.447),
        (300, 2.506, 1.322, 1.419),
        (600, 2.916, 1.226, 1.179),
        (1200, 3.238, 1.158, 1.197),
        (2500, 3.427, 1.098, 1.041),
        (4100, 3.708, 1.096, 1.058),
    ]
)

# The studentised step has p = .01 at 5 and falls tenfold with every 3.5 in the worst case, a
# random walk; other noise stays well below. By benchmarks/calibrate_phase_transition.py.
WORST_AT_1_PERCENT, WORST_PER_DECADE = 5.0, 3.5

# The straight part of a curve of two shapes has p = .01 at 20 and falls tenfold with every 16 in
# the worst case: a random walk of 1,000 steps, or one of 16 steps that last themselves (AR(1) .6).
# By benchmarks/calibrate_phase_curves.py.
CURVE_AT_1_PERCENT, CURVE_PER_DECADE = 20.0, 16.0
CURVE_SHAPES = 2

# The abrupt step of n values has p = .01 at a, and falls tenfold with every b: n, a, b. Noise that
# lasts as long as there are values is let through three times as often. By
# benchmarks/calibrate_phase_abrupt.py.
_ABRUPT = np.array(
    [
        (8, 3.81, 6.87),
        (10, 6.01, 6.58),
        (12, 6.90, 6.69),
        (16, 7.77, 6.23),
        (20, 7.84, 5.75),
        (25, 7.17, 5.97),
        (30, 6.37, 5.08),
        (40, 4.81, 5.00),
        (60, 4.41, 4.86),
        (100, 4.24, 4.22),
    ]
)
LONGEST_ABRUPT = int(_ABRUPT[-1, 0])  # values; in longer series the studentised step is seen


def ranked_logs(heights: Floats, n: int) -> Floats:
    """log P(ranked contrast of n values >= `heights` (b,)), at most 0; between lengths by log n."""
    a, b, c = _ranked_line(n)
    squares = heights * heights / 2
    bend = (a - log(BEND)) / b
    return np.minimum(
        0.0, np.where(squares < bend, a - b * squares, log(BEND) - c * (squares - bend))
    )


@lru_cache(maxsize=64)
def _ranked_line(n: int) -> tuple[float, float, float]:
    sizes = np.log(_TABLE[:, 0])
    a, b, c = (float(np.interp(log(n), sizes, column)) for column in _TABLE[:, 1:].T)
    return a, b, c


def studentised_p(height: float) -> float:
    """An upper bound on P(studentised step or slope >= `height`), in (0, 1]."""
    return _probability(log(10) * (-2 - (height - WORST_AT_1_PERCENT) / WORST_PER_DECADE))


def studentised_height(p_value: float) -> float:
    """The height of which `p_value` is the p-value."""
    return WORST_AT_1_PERCENT + WORST_PER_DECADE * (-2 - log10(max(SMALLEST, p_value)))


def curve_p(height: float) -> float:
    """An upper bound on P(straight part of a curve >= `height`), in (0, 1]."""
    return _probability(log(10) * (-2 - (height - CURVE_AT_1_PERCENT) / CURVE_PER_DECADE))


def abrupt_p(height: float, n: int) -> float:
    """An upper bound on P(abrupt step of n values >= `height`), in (0, 1]."""
    at_1_percent, per_decade = _abrupt_line(n)
    return _probability(log(10) * (-2 - (height - at_1_percent) / per_decade))


def abrupt_height(p_value: float, n: int) -> float:
    """The height of an abrupt step of n values of which `p_value` is the p-value."""
    at_1_percent, per_decade = _abrupt_line(n)
    return at_1_percent + per_decade * (-2 - log10(max(SMALLEST, p_value)))


@lru_cache(maxsize=64)
def _abrupt_line(n: int) -> tuple[float, float]:
    sizes = _ABRUPT[:, 0]
    at, each = (float(np.interp(n, sizes, column)) for column in _ABRUPT[:, 1:].T)
    return at, each


def _probability(logarithm: float) -> float:
    return min(1.0, max(SMALLEST, exp(max(-800.0, logarithm))))
