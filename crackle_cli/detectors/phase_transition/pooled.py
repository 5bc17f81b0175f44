"""A step within one group of tasks, whose noise is known from the tasks of all groups.

A few dozen tasks do not tell a step from noise that persists, or from a walk; all tasks do, by how
the tasks of each group follow one another. O(n) for each column, O(m log m) for each group of m.
"""

from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import is_step, place
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.detectors.phase_transition.null_tables import LEVEL, log_level_p
from crackle_cli.detectors.phase_transition.persistence import LEAST, STEADY, inflation
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import Sides, Step
from crackle_cli.detectors.phase_transition.seeded_intervals import best_splits
from crackle_cli.detectors.phase_transition.strength import step_sureness
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median, normal_scores
from crackle_cli.table.arrays import Floats, Indices

FEWEST_ASIDE = 2  # values on each side of a place
SURELY = 2.0  # standard errors of φ; with less of it noise by chance would hide steps


def pooled_step(whole: Series, left: Floats, column: Grouping, alpha: float) -> Step | None:
    """The step of the series of one group that is as sure as `alpha`, if there is one.

    left (n,): scores of all tasks from the level of their group; 0 where one is missing.
    """
    if whole.width > 1 or whole.constant:
        return None
    n = whole.values.size
    scores = normal_scores(whole.values)
    phi = _persistence(_without_step(left, whole.rows, _split(scores, 0.0)[0]), column)
    at, height = _split(scores, phi)
    log_p = log_level_p(height, n, phi)
    if log_p > log(alpha * LEVEL):
        return None
    inflated = inflation(n, phi)
    span = place(whole.values, at, FEWEST_ASIDE, inflated, 0.0)
    # Where the ranks part, or where the values do: of few tasks either may look like a line.
    if not (is_step(whole.values, at) or is_step(whole.values, span.at)):
        return None
    sides = whole.values[: span.at], whole.values[span.at :]
    before, after = map(median, sides)
    noise = scale(np.concatenate([sides[0] - before, sides[1] - after]))
    size = abs(after - before) / noise if noise else np.inf
    counts = span.at, n - span.at
    sure = step_sureness(size, counts, inflated, min(0.0, log_p - log(LEVEL)))
    return Step("level", span, n, Sides(before, after, noise), sure)


def _split(scores: Floats, phi: float) -> tuple[int, float]:
    """The best split of all scores (n,), and its height."""
    found = best_splits(scores[None], [phi]).row(0)
    whole = int(np.flatnonzero((found.starts == 0) & (found.stops == scores.size))[0])
    return int(found.splits[whole]), float(found.heights[whole])


def _without_step(left: Floats, rows: Indices, at: int) -> Floats:
    """What is left of all tasks (n,) where one group, in some rows, has a level on each side."""
    found = left.copy()
    for own in (rows[:at], rows[at:]):
        found[own] -= found[own].mean()
    return found


def _persistence(left: Floats, column: Grouping) -> float:
    """φ from one task of a group to its next, with its error, below which there is none."""
    rows = np.flatnonzero(column.following != np.arange(left.size))
    total = float(left @ left)
    r = float(left[rows] @ left[column.following[rows]]) / total if total else 0.0
    return min(STEADY, r) if r > min(LEAST, SURELY / sqrt(left.size)) else 0.0
