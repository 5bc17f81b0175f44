"""Levels that change for some values of a text column alone: one endpoint, not all.

Each value is compared by itself, at a rate of false alarms shared by all values, columns and
metrics (Bonferroni); it counts where values differ in how they change (Cochran, 1954).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.findings import LevelChange, Where
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import Doubt, size
from crackle_cli.detectors.phase_transition.decomposition import (
    Window,
    cells_around,
    heterogeneity,
)
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.statistics.student import two_sided
from crackle_cli.table.arrays import Floats

UNLIKE = 0.01  # chance of values that change so differently, if they all changed alike
FEWEST = 8  # tasks of a value on each side, that its noise is known


class _Scope(NamedTuple):
    p_value: float
    column: Grouping
    moved: tuple[int, ...]  # codes of the values that change


def scoped(
    sides: Sides, columns: Sequence[Grouping], alpha: float, least_percent: float
) -> dict[str, LevelChange]:
    """metric -> its change for some values of a column, where others do not change so."""
    looks = len(sides.metrics) * sum(len(column.values) for column in columns)
    found = {}
    for metric in sides.metrics:
        scopes = [s for c in columns if (s := _scope(sides, metric, c, alpha / max(1, looks)))]
        if scopes:
            change = _change(sides, metric, min(scopes, key=lambda one: one.p_value))
            ratio = change.size.ratio
            if ratio is None or abs(ratio.value - 1.0) * 100.0 >= least_percent:
                found[metric] = change
    return found


def _scope(sides: Sides, metric: str, column: Grouping, alpha: float) -> _Scope | None:
    n, k = sides.base.tasks, sides.new.tasks
    values = _joined(sides, metric)
    scores = np.full(values.size, np.nan)
    known = np.isfinite(values)
    scores[known] = normal_scores(values[known])
    cells = cells_around(scores, column, Window(0, n, n, n + k))
    if cells is None or heterogeneity(cells) > UNLIKE:
        return None
    enough = cells.sizes.min(axis=0) >= FEWEST
    freedom = np.maximum(cells.sizes.sum(axis=0) - 2.0, 1.0)
    p = np.where(enough, two_sided(np.where(enough, cells.z, 0.0), freedom), 1.0)
    if p.min() > alpha:
        return None
    first = int(p.argmin())
    alike = (p <= UNLIKE) & (np.sign(cells.change) == np.sign(cells.change[first]))
    moved = np.flatnonzero(alike)
    if moved.size == np.count_nonzero(enough):  # all move, some more than others
        return None
    return _Scope(float(p[first]), column, tuple(moved.tolist()))


def _change(sides: Sides, metric: str, scope: _Scope) -> LevelChange:
    values = _joined(sides, metric)
    inside = np.isin(scope.column.codes, scope.moved) & np.isfinite(values)
    n = sides.base.tasks
    base, new = values[:n][inside[:n]], values[n:][inside[n:]]
    looks = len(scope.column.values)
    found = size(base, new, Doubt(0.05 / looks, 1.0, base.size + new.size - 2.0))
    where = Where(scope.column.name, tuple(scope.column.values[code] for code in scope.moved))
    return LevelChange((metric,), scope.p_value, found, (base.size, new.size), where=where)


def _joined(sides: Sides, metric: str) -> Floats:
    return np.concatenate([sides.base.metrics[metric], sides.new.metrics[metric]])
