"""A series that wanders: no cuts, and values that outlast themselves so long that no level is."""

from math import exp

import numpy as np

from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.persistence import HARD
from crackle_cli.table.arrays import Floats

FEWEST = 40  # values: of fewer, φ may be anything


def wanders(cuts: int, phi: float, n: int) -> bool:
    """Whether n values of that φ, without cuts or trend, are told to wander."""
    return not cuts and phi >= HARD and n >= FEWEST


def wander_p(values: Floats) -> float:
    """p of the lag-one autocorrelation of the ranks of `values` (n,) in a random order."""
    n = values.size
    r = float(np.corrcoef(values[1:], values[:-1])[0, 1])
    return max(SMALLEST, exp(-n * r * r / 2.0))
