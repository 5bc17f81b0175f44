"""Text columns by whose values metrics differ, each metric told by the one that parts it best.

Ranks decide whether a metric differs at all (Kruskal, Wallis, 1952), and how often two tasks of
two values are ordered as the medians of these are says how clearly (Somers, 1962). O(n k log n)
for each metric and column of k values. Tasks must be exchangeable: in no order.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.findings import Contrast, Level, Parted
from crackle_cli.detectors.clustering.separation import central
from crackle_cli.statistics.chi_square import upper_tail
from crackle_cli.statistics.confidence import of_contrast
from crackle_cli.statistics.ranks import median, ranks
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import MetricTable

MOST_VALUES = 50  # of a column; a person reads no more levels
TASKS_OF_A_VALUE = 5  # on average; fewer show no level
CLEAR = 0.5  # of two tasks of different values three in four are ordered as their levels are


class _Tested(NamedTuple):
    """A metric by the values of a column: how clearly it differs, and how unlikely by chance."""

    column: str
    metric: str
    strength: float
    confidence: float
    p_value: float
    levels: tuple[Level, ...]


def contrasts(table: MetricTable, sample: Indices, alpha: float) -> tuple[list[Contrast], int]:
    """What the rows `sample` show, and how many columns of text were tried.

    The p-value of a column is that of its clearest metric, by how many metrics there are.
    """
    columns = {name: column.taken(sample) for name, column in table.texts.items()}
    columns = {name: column for name, column in columns.items() if _is_grouping(column.codes)}
    best: dict[str, _Tested] = {}
    for name, column in columns.items():
        for metric, values in table.metrics.items():
            found = _tested(name, column, metric, values[sample], len(table.metrics))
            if found is None or found.p_value > alpha or found.strength < CLEAR:
                continue
            if metric not in best or found.confidence > best[metric].confidence:
                best[metric] = found
    told = {name: [one for one in best.values() if one.column == name] for name in columns}
    return [_contrast(table, found) for found in told.values() if found], len(columns)


def _is_grouping(codes: NDArray[np.int32]) -> bool:
    known = codes[codes >= 0]
    values = int(np.count_nonzero(np.bincount(known))) if known.size else 0
    return 2 <= values <= MOST_VALUES and known.size >= TASKS_OF_A_VALUE * values


def _tested(
    name: str, column: TextColumn, metric: str, values: Floats, metrics: int
) -> _Tested | None:
    """None where fewer than two values have two tasks, or the metric is constant."""
    present = np.isfinite(values)
    groups = {
        code: values[present & (column.codes == code)]
        for code in np.flatnonzero(np.bincount(column.codes[column.codes >= 0])).tolist()
    }
    groups = {code: own for code, own in groups.items() if own.size > 1}
    if len(groups) < 2:
        return None
    ascending = dict(sorted(groups.items(), key=lambda pair: (median(pair[1]), pair[0])))
    chance = _kruskal_wallis(list(ascending.values()))
    if chance is None:
        return None
    strength = _concordance(list(ascending.values()))
    tasks = sum(own.size for own in ascending.values())
    return _Tested(
        name,
        metric,
        strength,
        of_contrast(strength, tasks),
        min(1.0, metrics * chance),
        tuple(_level(column.categories[code], own) for code, own in ascending.items()),
    )


def _level(text: str, values: Floats) -> Level:
    flag = bool(np.isin(values, (0.0, 1.0)).all())
    return Level(text, values.size, central(values), float(values.mean()) if flag else None)


def _kruskal_wallis(groups: Sequence[Floats]) -> float | None:
    """The chance of so different ranks in groups that do not differ; None of equal values."""
    values = np.concatenate(groups)
    scores = ranks(values) - (values.size + 1) / 2.0
    power = float(scores @ scores)
    if not power:
        return None
    ends = np.cumsum([own.size for own in groups])
    sums = np.add.reduceat(scores, ends - [own.size for own in groups])
    between = sum(float(s) ** 2 / own.size for s, own in zip(sums, groups, strict=True))
    return upper_tail((values.size - 1) * between / power, len(groups) - 1)


def _concordance(groups: Sequence[Floats]) -> float:
    """Of pairs of two groups, the share that is ordered as these are, less that of the others."""
    ordered = [np.sort(own) for own in groups]
    net = pairs = 0
    for i, higher in enumerate(ordered):
        for lower in ordered[:i]:
            below = np.searchsorted(lower, higher, "left").sum()
            above = (lower.size - np.searchsorted(lower, higher, "right")).sum()
            net += int(below - above)
            pairs += lower.size * higher.size
    return max(0.0, net / pairs)


def _contrast(table: MetricTable, found: Sequence[_Tested]) -> Contrast:
    """One column with the metrics that it parts, the clearest first."""
    clearest = sorted(found, key=lambda one: -one.confidence)
    first = clearest[0]
    metrics = {one.metric for one in found}
    return Contrast(
        metrics=tuple(name for name in table.metrics if name in metrics),
        rows=np.flatnonzero(table.texts[first.column].codes >= 0),
        strength=first.strength,
        confidence=first.confidence,
        p_value=min(one.p_value for one in found),
        column=first.column,
        parted=tuple(Parted(one.metric, one.strength, one.levels) for one in clearest),
    )
