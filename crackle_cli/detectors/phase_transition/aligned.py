"""Steps of a metric within every value of a text column that parts it, which its levels hide.

Each task lies so far from the middle of the tasks of its own value (aligned observations: Hodges,
Lehmann, 1962); what these show along the order is judged by the same engine as the metric itself.
O(n log n) for each metric that a column parts.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import together
from crackle_cli.detectors.phase_transition.engine import results
from crackle_cli.detectors.phase_transition.groupings import TASKS_OF_A_VALUE, Grouping
from crackle_cli.detectors.phase_transition.preparation import Series, mode_of, prepared
from crackle_cli.detectors.phase_transition.results import Step
from crackle_cli.detectors.phase_transition.screening import looked_at
from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.ranks import median, normal_scores
from crackle_cli.table.arrays import Floats

# Of the alpha of a metric, in addition to it: few metrics are parted, and of these most steps show
# without it.
ALIGNED = 0.2
# Of the variance of the scores, that the levels of the values make: noise is 1.4 times smaller
# without it. With less of it what steps within each value shows in all tasks, and is read there.
PARTED = 0.5
MOST_ASIDE = 0.5  # share of the tasks of which values are too few or all equal; the rest is no all


class Aligned(NamedTuple):
    """A metric from its levels in the tasks of each value of a `column`, and its steps.

    values  (n,) in spreads of the tasks of the same value; NaN where these are few, or all equal
    steps   those of level, each with the log p of the run
    """

    column: Grouping
    values: Floats
    whole: Series
    steps: tuple[Step, ...]

    @property
    def scores(self) -> Floats:
        """(n,) normal scores of the values, NaN where there is none."""
        return scores_of(self.values)


def scores_of(values: Floats) -> Floats:
    """The normal scores of values (n,), NaN where one is missing."""
    present = ~np.isnan(values)
    found = np.full(values.size, np.nan)
    found[present] = normal_scores(values[present])
    return found


def aligned(
    values: Floats, scores: Floats, columns: Sequence[Grouping], alpha: float
) -> Aligned | None:
    """The steps of `values` (n,) within the column that parts them best; None if none does.

    scores (n,): their normal scores, NaN where one is missing.
    """
    if mode_of(values[~np.isnan(values)])[1]:
        return None  # a level that most tasks have has no spread to count in
    explained = [_explained(scores, one) for one in columns]
    best = max(range(len(columns)), key=explained.__getitem__)
    if explained[best] <= PARTED:
        return None
    column = columns[best]
    within = _within(values, column)
    if np.isnan(within).mean() > MOST_ASIDE:
        return None
    whole, each = prepared(within), alpha * ALIGNED
    (look,) = looked_at([whole], each)
    (told,) = together([results(whole, look, each)])
    steps = [one for one in told if isinstance(one, Step) and one.form == "level"]
    return Aligned(column, within, whole, tuple(map(_of_the_run, steps)))


def _of_the_run(step: Step) -> Step:
    sure = step.sure._replace(log_p=step.sure.log_p - log(ALIGNED))
    return step._replace(sure=sure)


def _explained(scores: Floats, column: Grouping) -> float:
    """Which share of the variance of scores (n,) the levels of the values make, adjusted."""
    missing = np.isnan(scores)
    present = np.where(missing, 0.0, scores) if missing.any() else scores
    sizes = column.running((~missing).astype(np.float64) if missing.any() else None)[-1]
    sums, squares = column.running(present)[-1], column.running(present * present)[-1]
    tasks, kinds = float(sizes.sum()), int(np.count_nonzero(sizes))
    if tasks <= kinds:
        return 0.0
    middle = float(sums.sum()) ** 2 / tasks
    total = float(squares.sum()) - middle
    between = float((sums * sums / np.maximum(sizes, 1.0)).sum()) - middle
    left = (total - between) / (tasks - kinds)
    return 1.0 - left / (total / (tasks - 1.0)) if total > 0 else 0.0


def _within(values: Floats, column: Grouping) -> Floats:
    """How far values (n,) lie from the median of the tasks of the same value, in their spreads."""
    found = np.full(values.size, np.nan)
    present = ~np.isnan(values)
    for code in range(len(column.values)):
        rows = np.flatnonzero((column.codes == code) & present)
        left = values[rows] - median(values[rows]) if rows.size >= TASKS_OF_A_VALUE else np.empty(0)
        spread = MAD_TO_SIGMA * median(np.abs(left)) if left.size else 0.0
        if spread:
            found[rows] = left / spread
    return found
