"""Steps of a metric within the tasks of one value of a text column, which all tasks may not show.

Cumulative sums over blocks of neighbours say which groups may step, for the price of one pass
(Page, 1954); what these show is judged by the same engine as all tasks. O(n) for each column.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.batching import together
from crackle_cli.detectors.phase_transition.engine import results
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.detectors.phase_transition.null_tables import LEVEL, least_height
from crackle_cli.detectors.phase_transition.pooled import pooled_step
from crackle_cli.detectors.phase_transition.preparation import Series, prepared
from crackle_cli.detectors.phase_transition.results import Result, Step
from crackle_cli.detectors.phase_transition.scopes import FEWEST
from crackle_cli.detectors.phase_transition.screening import looked_at
from crackle_cli.table.arrays import Floats, Rows

# Of the alpha of a metric, in addition to it: tables of noise with a step in a group are so much
# rarer than those with one in all tasks.
WITHIN = 0.5
FEWEST_TASKS = 16  # of a group; fewer cannot show a step that is sure among so many groups
CERTAIN = 1.0 - 1e-12
SLACK = 2.0  # nats that the blocks, and ranks among all tasks, may hide
MOST_LOOKED_AT = 8  # groups for each metric, those that step most; each costs as much as a metric


class Inner(NamedTuple):
    """A step within a value (`code`) of a column, of the series of its tasks; log p of the run."""

    column: Grouping
    code: int
    whole: Series
    step: Step
    log_p: float

    @property
    def row(self) -> int:
        return int(self.whole.rows[self.step.span.at])


class _Promise(NamedTuple):
    """A value of a column whose tasks may step, and how surely."""

    height: float
    column: Grouping
    code: int


def inner_steps(
    values: Floats, scores: Floats, segments: Rows, columns: Sequence[Grouping], alpha: float
) -> list[Inner]:
    """The steps within groups of `values` (n,), the surest first.

    scores (n,): their normal scores, NaN where one is missing. segments (n,): the level that all
    tasks have been told to have there, by number, so that those steps are not found again.
    """
    cells = sum(len(column.values) for column in columns)
    log_alpha = log(alpha * WITHIN / cells)
    promising = [
        one for column in columns for one in _promising(scores, segments, column, log_alpha)
    ]
    promising = sorted(promising, key=lambda one: -one.height)[:MOST_LOOKED_AT]
    wholes = [prepared(np.where(one.column.codes == one.code, values, np.nan)) for one in promising]
    each = alpha * WITHIN / cells
    looks = looked_at(wholes, each)

    def pooled(one: _Promise, whole: Series) -> list[Step]:
        left = _from_levels(scores, segments, one.column)
        step = pooled_step(whole, left, one.column, each)
        return [step] if step and _is_shown(step, whole) else []

    works = [results(whole, look, each) for whole, look in zip(wholes, looks, strict=True)]
    found = [
        Inner(one.column, one.code, whole, step, step.sure.log_p + log(cells / WITHIN))
        for one, whole, told in zip(promising, wholes, together(works), strict=True)
        for step in _levels(told, whole) or pooled(one, whole)
    ]
    return sorted((one for one in found if one.log_p <= log(alpha)), key=lambda one: one.log_p)


def _levels(told: Sequence[Result], whole: Series) -> list[Step]:
    steps = [one for one in told if isinstance(one, Step) and one.form == "level"]
    return [one for one in steps if _is_shown(one, whole)]


def _is_shown(step: Step, whole: Series) -> bool:
    return FEWEST <= step.span.at <= whole.values.size - FEWEST


def _promising(
    scores: Floats, segments: Rows, column: Grouping, log_alpha: float
) -> list[_Promise]:
    """The groups whose scores part at some block as far as a step of that chance does."""
    present = ~np.isnan(scores)
    whole = bool(present.all())
    left = _from_levels(scores, segments, column)
    counts = column.running(None if whole else present.astype(np.float64))
    sums, squares = column.running(left), column.running(left * left)[-1]
    n = counts[-1]
    middle = sums[-1] / np.maximum(n, 1.0)
    squares = squares - n * middle**2
    rest = counts * (n - counts)
    apart = (sums - counts * middle) ** 2 * n / np.where(rest > 0, rest, np.inf)
    tellable = (n >= FEWEST_TASKS) & (squares > 0)
    explained = apart.max(axis=0) / np.where(tellable, squares, np.inf)
    heights = -n / 2.0 * np.log(1.0 - np.minimum(explained, CERTAIN))
    return [
        _Promise(float(heights[code]), column, code)
        for code in np.flatnonzero(tellable).tolist()
        if heights[code] >= least_height(log_alpha + log(LEVEL), int(n[code]), 0.0) - SLACK
    ]


def _from_levels(scores: Floats, segments: Rows, column: Grouping) -> Floats:
    """Scores (n,) from the mean of their group in their segment; 0 where one is missing."""
    left = np.where(np.isnan(scores), 0.0, scores)
    if not segments.any():
        return left
    own = (column.codes >= 0) & ~np.isnan(scores)
    cell = segments * len(column.values) + column.codes
    size = np.bincount(cell[own])
    means = np.bincount(cell[own], weights=left[own]) / np.maximum(size, 1)
    return np.where(own, left - means[np.where(own, cell, 0)], 0.0)
