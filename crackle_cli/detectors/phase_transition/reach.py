"""How few tasks can show a step, however large it is: with fewer, silence says nothing.

Ranks say no more than that all of one half are above all of the other.
"""

from math import exp

import numpy as np

from crackle_cli.detectors.phase_transition.model import LEVEL
from crackle_cli.detectors.phase_transition.null_tables import log_level_p
from crackle_cli.detectors.phase_transition.segmentation import best_step
from crackle_cli.detectors.phase_transition.shifts import FEWEST

EVER = 100  # tasks; half of them apart from the others are surer than any number of hypotheses


def least_p(tasks: int) -> float:
    """The p-value that a step of any size hardly ever falls below, in (0, ∞)."""
    if tasks < FEWEST:
        return 1.0 / LEVEL
    return exp(log_level_p(best_step(np.arange(float(tasks)), 0.0, tasks)[1], tasks, 0.0)) / LEVEL


def fewest_tasks(p_value: float) -> int:
    """With how many tasks a step can be as sure as that."""
    return next(n for n in range(1, EVER) if least_p(n) <= p_value or n == EVER - 1)
