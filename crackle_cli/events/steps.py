"""What shifts rise by, taken out of a table, and out of all tasks where something is counted."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.finding import Finding, Tally
from crackle_cli.detectors.phase_transition.findings import Shift
from crackle_cli.statistics.ranks import distinct, median
from crackle_cli.table.arrays import LARGEST_EXACT, Floats, Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.pieces import Piece


class Step(NamedTuple):
    """What a metric rises by from a row on."""

    metric: str
    row: int
    rise: float

    def taken_from(self, values: Floats, rows: Rows) -> Floats:
        """The values (n,) of the metric in some rows as they would be without it."""
        return values - self.rise * (rows >= self.row)


def step_of(shift: Shift, table: MetricTable) -> Step:
    (name,) = shift.metrics
    if shift.leading.share_of:  # the values that it has stay the same
        return Step(name, shift.place.row, 0.0)
    rise = on_grid(shift.after - shift.before, table.metrics[name])
    return Step(name, shift.place.row, rise)


def without_steps(table: MetricTable, steps: Sequence[Step]) -> dict[str, Floats]:
    """The metrics, what comes after each shift brought to the level before it."""
    metrics = dict(table.metrics)
    for step in steps:
        metrics[step.metric] = step.taken_from(metrics[step.metric], np.arange(table.tasks))
    return metrics


class Levelled(NamedTuple):
    """A tally of what was found when some steps had been taken out, in all tasks likewise."""

    tally: Tally
    steps: tuple[Step, ...]
    rows: None = None  # all are looked at

    @property
    def key(self) -> Hashable:
        return self.tally.key, self.steps

    @property
    def metrics(self) -> Sequence[str]:
        return self.tally.metrics

    def of(self, piece: Piece) -> "Levelled":
        metrics = dict(piece.metrics)
        for step in self.steps:
            if step.metric in metrics:
                values = metrics[step.metric]
                rows = piece.start + np.arange(values.size)
                metrics[step.metric] = step.taken_from(values, rows)
        return self._replace(tally=self.tally.of(replace(piece, metrics=metrics)))

    def merged(self, later: "Levelled") -> "Levelled":
        return self._replace(tally=self.tally.merged(later.tally))

    def told(self, finding: Finding) -> Finding:
        return self.tally.told(finding)


def on_grid(rise: float, values: Floats) -> float:
    """`rise` in whole steps between the values of a metric (n,), so that counts remain counts."""
    steps = np.diff(distinct(values[~np.isnan(values)]))
    step = median(steps) if steps.size else 0.0
    if not 0.0 < step < inf or abs(rise) >= step * LARGEST_EXACT:
        return rise
    return step * round(rise / step)
