"""What goes along the task order, as the sparkline beside a pattern shows it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.clustering.findings import Frequency, Group, NamedGroup, OddTasks
from crackle_cli.detectors.phase_transition.findings import ChangePoint, Mix
from crackle_cli.statistics.run_means import order_tells, run_means, run_starts
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable, RowGroup

TREND_POINTS = 16  # leaves half of a table of 80 columns to the sentence


class Trend(NamedTuple):
    """What goes along the task order in at most TREND_POINTS means; NaN where all are missing.

    marks  indices of the first points after the change, and after its end
    """

    values: tuple[float, ...]
    marks: tuple[int, ...] = ()


def trend_of(pattern: CracklePattern, table: MetricTable) -> Trend | None:
    """The trend of a pattern's first metric; of a group, how many of the tasks are in its range.

    None where nothing begins at a task and shuffled tasks would look alike.
    """
    rows, values = _rows(pattern, table), _shown_values(pattern, table)
    values = values if table.sampled else values[rows]
    onset = pattern.onset
    if onset is None:
        return trend(values) if order_tells(values, TREND_POINTS) else None
    return trend(values, [int(np.searchsorted(rows, r)) for r in (onset.row, onset.row_back) if r])


def trend(values: Floats, marks: Sequence[int] = ()) -> Trend | None:
    """Means of runs of tasks (n,); no run lies across a mark. None for no values."""
    if np.isnan(values).all():
        return None
    marks = sorted({mark for mark in marks if 0 < mark < values.size})
    starts = run_starts(values.size, marks, TREND_POINTS)
    means = run_means(values, starts)
    return Trend(tuple(means.tolist()), tuple(np.searchsorted(starts, marks).tolist()))


def _rows(pattern: CracklePattern, table: MetricTable) -> Rows:
    """The rows of the first --by group, or file, that tells the pattern, else all."""
    if table.sampled:
        return table.sampled.rows
    groups = {tuple(group.values.items()): group.rows for group in _groups(table)}
    rows = groups.get(tuple(pattern.parts[0].group.items()))
    return np.arange(table.tasks) if rows is None else rows


def _groups(table: MetricTable) -> tuple[RowGroup, ...]:
    return table.groups or (table.unordered.within if table.unordered else ())


def _shown_values(pattern: CracklePattern, table: MetricTable) -> Floats:
    """Values (n,) whose trend is shown. Groups of one grouping share their metrics, not this."""
    match pattern.finding:
        case Group(apart=[clearest, *_]) | OddTasks(apart=[clearest, *_]):
            values, (low, high) = table.metrics[clearest.metric], clearest.inside
            return np.where(np.isnan(values), np.nan, (values >= low) & (values <= high))
        case NamedGroup(apart=(), rates=[first, *_]):
            return _rate(first, table)
        case ChangePoint(scope=scope) if scope:
            values = table.metrics[pattern.involved_metrics[0]]
            moved = _has(table, scope.column, [one.value for one in scope.moved])
            return np.where(moved, values, np.nan)
        case Mix(mixed=mixed) if mixed:
            return _has(table, mixed.column, [mixed.value]).astype(np.float64)
    return table.metrics[pattern.involved_metrics[0]]


def _rate(rate: Frequency, table: MetricTable) -> Floats:
    if rate.value is None:
        return table.metrics[rate.column]
    return _has(table, rate.column, [rate.value]).astype(np.float64)


def _has(table: MetricTable, column: str, values: Sequence[str]) -> NDArray[np.bool_]:
    """Which tasks (n,) have one of some values of a text column."""
    text = table.texts[column]
    known = np.array([category in values for category in text.categories], bool)
    return np.append(known, False)[text.codes]
