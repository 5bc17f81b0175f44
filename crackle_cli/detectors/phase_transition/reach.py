"""How few tasks can show a shift, however large it is: with fewer, silence says nothing.

A series of n values shuffled would show its clearest step, half on each side, once in comb(n, n/2)
times. So no step is surer than that, and the test of large steps has only a share of alpha.
"""

from math import comb

from crackle_cli.detectors.phase_transition.levels import LARGE
from crackle_cli.detectors.phase_transition.shifts import LEVEL

EVER = 1_000  # tasks; comb(1000, 500) is beyond any number of hypotheses


def least_p(tasks: int) -> float:
    """The p-value that a step of any size hardly ever falls below, in (0, ∞)."""
    return 1.0 / (comb(tasks, tasks // 2) * LARGE * LEVEL)


def fewest_tasks(p_value: float) -> int:
    """With how many tasks a step can be as sure as that."""
    return next(n for n in range(1, EVER) if least_p(n) <= p_value or n == EVER - 1)
