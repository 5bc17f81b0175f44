"""What the pairs that are told share: the table, the selection among all pairs, their tasks."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.correlation.families import Star
from crackle_cli.detectors.correlation.pairs import p_values
from crackle_cli.detectors.correlation.prewhitening import Whitened
from crackle_cli.profile.settings import CorrelationSettings
from crackle_cli.statistics.normal import normal_quantile
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable

# Of alpha, beside that of pairs, for each other way in which two metrics hang together: what a
# person sees of these is far surer than any control asks for.
SHARE = 0.1


class Looked(NamedTuple):
    """A table and what has been seen of it.

    rows     which of its rows were looked at, ascending; None for all
    columns  d arrays (n,) of these, NaN = missing
    stars    families of metrics that move together
    """

    table: MetricTable
    rows: Rows | None
    columns: Sequence[Floats]
    white: Whitened
    settings: CorrelationSettings
    stars: Sequence[Star]

    @property
    def names(self) -> list[str]:
        return list(self.table.metrics)

    @property
    def pairs(self) -> int:
        """How many there are of all metrics."""
        return len(self.columns) * (len(self.columns) - 1) // 2

    @property
    def leaders(self) -> dict[int, int]:
        """The leader of the family of each metric that is a member of one."""
        return {member: star.leader for star in self.stars for member in star.members}


def selected_quantile(told: int, tested: int) -> float:
    """Two-sided normal quantile of the intervals of `told` pairs selected from `tested`."""
    return normal_quantile(1 - 0.025 * max(told, 1) / max(tested, 1))


def p_value_of(z: float, tries: int = 1) -> float:
    """Of the normal score of the surest pair, which is the best of so many tries."""
    return min(1.0, tries * float(p_values(np.array([z]))[0]))


def rows_of(metrics: Sequence[str], table: MetricTable) -> Rows:
    """Rows of the tasks that have all of some metrics."""
    return np.flatnonzero(np.logical_and.reduce([~np.isnan(table.metrics[m]) for m in metrics]))
