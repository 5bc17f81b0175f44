"""Odd tasks as findings: their values, what is usual, and which text they share."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np

from crackle_cli.detectors.clustering.findings import (
    Apart,
    Explanation,
    Oddity,
    OddTask,
    OddTasks,
    OddValue,
)
from crackle_cli.detectors.clustering.odd_tally import Bounds, OddCount, span, with_odd
from crackle_cli.detectors.clustering.odd_tasks import Kind, Odd
from crackle_cli.detectors.clustering.separation import central, explanations
from crackle_cli.detectors.clustering.standardization import QUARTILES_TO_SIGMA
from crackle_cli.statistics import confidence
from crackle_cli.statistics.ranks import quantiles
from crackle_cli.statistics.shares import log_hypergeometric_tail
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.metric_table import MetricTable

SHARED_BY = 2  # odd tasks at least that a text explains
SURELY = -6.9  # logarithm of a chance of 1 in 1,000 that a text does by coincidence


def odd_finding(table: MetricTable, kind: Kind) -> OddTasks:
    """Tasks of one kind of oddity."""
    rows = np.array([odd.row for odd in kind.tasks], dtype=np.intp)
    names = _by_count(kind.tasks)
    usual = {name: _usual(table.metrics[name], rows) for name in names}
    strength = 1.0 - max(odd.nearer for odd in kind.tasks)
    p_value = min(odd.p_value for odd in kind.tasks)
    involved = {*names, kind.partner}
    found = OddTasks(
        metrics=tuple(name for name in table.metrics if name in involved),
        rows=rows,
        strength=strength,
        confidence=confidence.of_odd_tasks(strength, p_value),
        p_value=p_value,
        size=rows.size,
        tasks=table.sampled.tasks if table.sampled else table.tasks,
        looked_at=kind.looked_at,
        distance=min(_distance(table, odd) for odd in kind.tasks),
        oddity=kind.oddity,
        partner=kind.partner,
        apart=_apart(table.metrics, kind.tasks, usual),
        odd=tuple(_told(table.metrics, odd, usual) for odd in kind.tasks),
        explained_by=_explained(table, rows),
    )
    if table.sampled is None or kind.oddity is not Oddity.VALUES:
        return found
    return replace(found, tally=_tally(table.metrics, kind.tasks, usual))


def retold(finding: OddTasks, table: MetricTable) -> OddTasks:
    """The same tasks with their values in another table of the same tasks."""

    def values(row: int, task: OddTask) -> tuple[OddValue, ...]:
        return tuple(
            v._replace(
                value=float(table.metrics[v.metric][row]),
                usual=_usual(table.metrics[v.metric], finding.rows),
            )
            for v in task.values
        )

    told = (
        task._replace(values=values(row, task))
        for row, task in zip(finding.rows.tolist(), finding.odd, strict=True)
    )
    return with_odd(finding, tuple(told))


def _by_count(tasks: Sequence[Odd]) -> list[str]:
    """The metrics in which tasks are odd, those of most tasks first, and of those the surest."""
    counts: dict[str, int] = {}
    for odd in sorted(tasks, key=lambda odd: odd.p_value):
        for deviation in odd.deviations:
            counts[deviation.metric] = counts.get(deviation.metric, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])


def _usual(values: Floats, rows: Indices) -> tuple[float, float]:
    """Central 95 % of a metric (n,) but for some rows."""
    kept = np.isfinite(values)
    kept[rows] = False
    return central(values[kept])


def _distance(table: MetricTable, odd: Odd) -> float:
    """Of a task from the middle of the metric in which it is furthest, in robust spreads."""
    return max(_spreads(table.metrics[d.metric], odd.row) for d in odd.deviations)


def _spreads(values: Floats, row: int) -> float:
    low, middle, high = quantiles(values[np.isfinite(values)], [0.25, 0.5, 0.75])
    spread = float(high / 2 - low / 2) / QUARTILES_TO_SIGMA
    return abs(float(values[row] / 2 - middle / 2)) / spread if spread else 0.0


def _told(
    metrics: Mapping[str, Floats], odd: Odd, usual: Mapping[str, tuple[float, float]]
) -> OddTask:
    values = tuple(
        OddValue(d.metric, float(metrics[d.metric][odd.row]), usual[d.metric], d.expected)
        for d in odd.deviations
    )
    return OddTask(values, odd.p_value)


def _apart(
    metrics: Mapping[str, Floats], tasks: Sequence[Odd], usual: Mapping[str, tuple[float, float]]
) -> tuple[Apart, ...]:
    """Of each metric in `usual` the values of the tasks that are odd in it, and of the others."""
    found = []
    for name, others in usual.items():
        values = metrics[name]
        inside = span(
            [float(values[o.row]) for o in tasks if any(d.metric == name for d in o.deviations)]
        )
        beyond = (values < inside[0]) | (values > inside[1])
        found.append(Apart(name, inside, others, float(beyond[np.isfinite(values)].mean())))
    return tuple(found)


def _explained(table: MetricTable, rows: Indices) -> tuple[Explanation, ...]:
    """Texts that nearly all odd tasks share, so that it is surely no coincidence."""
    if rows.size < SHARED_BY:
        return ()
    others = np.delete(np.arange(table.tasks), rows)
    texts = sum(len(column.categories) for column in table.texts.values())
    found = explanations(table, rows, others)
    return tuple(e for e in found if _surprise(e, table.tasks) + log(texts) <= SURELY)


def _surprise(text: Explanation, tasks: int) -> float:
    """The logarithm of the chance that so many of the odd tasks have it."""
    return log_hypergeometric_tail(tasks, text.inside + text.others, text.of, text.inside)


def _tally(
    metrics: Mapping[str, Floats], tasks: Sequence[Odd], usual: Mapping[str, tuple[float, float]]
) -> OddCount:
    """What counts the tasks that are as odd as these: beyond as many of their bounds."""
    bounds: dict[tuple[str, int], float] = {}
    for odd in tasks:
        for metric, side, _ in odd.deviations:
            value = float(metrics[metric][odd.row])
            nearer = max if side == 0 else min
            bounds[metric, side] = nearer(value, bounds.get((metric, side), value))
    every = tuple(Bounds(m, side, bound, usual[m]) for (m, side), bound in bounds.items())
    least = min(len(odd.deviations) for odd in tasks)
    return OddCount(every, least, max(odd.p_value for odd in tasks))
