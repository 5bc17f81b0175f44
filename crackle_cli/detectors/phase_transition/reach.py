"""How large a step must be for so many tasks to show it: of smaller ones silence says nothing.

Ranks say no more than that all of one half are above all of the other, so few tasks show no step,
however large it is. benchmarks/visible_steps.py simulated what the whole engine tells.
"""

from bisect import bisect_right
from math import log10
from typing import NamedTuple

LARGE = 5.0  # sigmas: anybody sees such a step in a plot, so tasks that do not show it are too few
TASKS = (8, 10, 12, 14, 16, 20, 24, 30, 40, 60, 100)
SIGMAS = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0)
# For so many tasks and a step of so many sigmas halfway: log10 of the least alpha of a metric at
# which half of the steps are told; 0 where they are not at any.
LOG_ALPHAS: tuple[tuple[float, ...], ...] = (
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),  # 8
    (0.0, 0.0, 0.0, -1.4, -1.5, -1.5, -1.5),  # 10
    (0.0, 0.0, -1.5, -1.6, -1.7, -1.7, -1.7),  # 12
    (0.0, -1.1, -2.0, -2.1, -2.2, -2.2, -2.2),  # 14
    (0.0, -1.1, -2.2, -2.6, -2.7, -2.7, -2.7),  # 16
    (0.0, -2.1, -3.1, -3.2, -3.3, -3.4, -3.4),  # 20
    (0.0, -2.1, -3.6, -4.2, -4.2, -4.3, -4.3),  # 24
    (0.0, -3.4, -5.1, -5.2, -5.2, -5.2, -5.2),  # 30
    (0.0, -4.2, -6.5, -8.0, -8.0, -8.0, -8.0),  # 40
    (0.0, -6.8, -8.0, -8.0, -8.0, -8.0, -8.0),  # 60
    (-3.4, -8.0, -8.0, -8.0, -8.0, -8.0, -8.0),  # 100
)


class Reach(NamedTuple):
    """The least step that is told as often as not, in sigmas of the noise.

    step    None where none is, however large
    needed  about how many tasks show some step
    """

    step: float | None
    needed: int

    @property
    def misses_large(self) -> bool:
        """Whether a step that anybody sees in a plot is likely not told."""
        return self.step is None or self.step > LARGE


def reach_of(tasks: int, p_value: float) -> Reach:
    """Which steps so many tasks show where the p-value of a metric must be so small.

    Of numbers of tasks between those known it is the lesser that counts.
    """
    needed = next((n for n in TASKS if _least_step(n, p_value) is not None), TASKS[-1])
    return Reach(_least_step(tasks, p_value), needed)


def _least_step(tasks: int, p_value: float) -> float | None:
    row = bisect_right(TASKS, tasks) - 1
    if row < 0:
        return None
    least = zip(SIGMAS, LOG_ALPHAS[row], strict=True)
    return next((size for size, log_alpha in least if log_alpha < log10(p_value)), None)
