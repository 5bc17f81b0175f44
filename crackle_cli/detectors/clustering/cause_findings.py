"""Causes as findings: tasks of one name, and columns most of whose values differ.

A person asks what is odd about a host, or how hosts differ: one line for each answer.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from crackle_cli.detectors.clustering.attribution import (
    CLEAR,
    MOST_NAMED,
    MOST_READ,
    Attribution,
    attributed,
    concordance,
    levels,
)
from crackle_cli.detectors.clustering.causes import Cause, level_of, promising
from crackle_cli.detectors.clustering.findings import (
    PARTS_ALONE,
    Apart,
    Contrast,
    Frequency,
    Level,
    Name,
    NamedGroup,
    Parted,
)
from crackle_cli.detectors.clustering.hypotheses import Names, hypotheses
from crackle_cli.detectors.clustering.rate_findings import Often, strength_of_rate
from crackle_cli.detectors.clustering.rates import events, frequent
from crackle_cli.detectors.clustering.separation import SETS_APART, central, sets_apart
from crackle_cli.statistics.confidence import of_contrast
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.metric_table import MetricTable

# Cliff's delta from which on tasks differ though one of them lies among the others, and so the
# range of a few: nine in ten lie higher than one of the others, or lower.
SURELY = 0.8

Metrics = Mapping[str, Floats]


def by_names(
    table: MetricTable, chance: float, seed: int
) -> tuple[list[NamedGroup | Contrast], int]:
    """What the names of tasks tell, as a sample shows it, and how many hypotheses they are.

    The p-value of each is that of its clearest metric, among all names in all metrics; so those
    that are not told count as one.
    """
    some = spread_out(table.tasks, seed)
    sample = np.arange(table.tasks) if some is None else some
    names = hypotheses(table.undated_texts, sample)
    if not names:
        return [], 0
    metrics = {name: values[sample] for name, values in table.metrics.items()}
    happened = events(metrics, table.undated_texts, sample)
    level = level_of(names, len(metrics) + len(happened), chance, table.unordered is None)
    often = Often([(one, frequent(one, names, level)) for one in happened])
    found = {m: attributed(metrics[m], names, level) for m in promising(metrics, names, level)}
    told: list[NamedGroup | Contrast] = []
    for which, own in enumerate(names):
        parted = {m: one for m, one in found.items() if one.column == which}
        mine = {m: [c for c in one.causes if c.names == which] for m, one in found.items()}
        clear = _clear(mine, metrics)
        if parted or len(clear) > MOST_NAMED:
            parted |= {m: found[m] for m in _also_parted(own, clear, metrics)}
        if not own.halves:
            parted |= {m: found[m] for m, causes in mine.items() if causes and _is_flag(metrics[m])}
        contrast = _contrast(table, own, parted, metrics) if parted else None
        told += [contrast] if contrast else []
        clear = {
            value: [one for one in apart if one[0].metric not in parted]
            for value, apart in clear.items()
        }
        rates = often.of(which, {*parted, *(one[0].metric for m in clear.values() for one in m)})
        found_in = [v for v in {**clear, **rates} if clear.get(v) or rates.get(v)]
        groups = [_group(table, own, v, clear.get(v, ()), rates.get(v, ())) for v in found_in]
        told += sorted(groups, key=lambda one: -one.confidence)[:MOST_NAMED]
    return told, max(1, len(told))


def _clear(
    found: Mapping[str, Sequence[Cause]], metrics: Metrics
) -> dict[int, list[tuple[Apart, Cause]]]:
    """Of each value of a set of names the metrics that set its tasks apart, the clearest first."""
    clear: dict[int, list[tuple[Apart, Cause]]] = {}
    for metric, own in found.items():
        for cause in own:
            apart = _apart(metric, metrics[metric], cause, own)
            if apart and _is_clear(apart, cause.delta):
                clear.setdefault(cause.value, []).append((apart, cause))
    return {
        value: sorted(mine, key=lambda one: -abs(one[1].delta)) for value, mine in clear.items()
    }


def _is_clear(apart: Apart, delta: float) -> bool:
    """Whether most others lie outside, and hardly any as far out to the side of the tasks.

    Of a flag they may have the one value that all the tasks have.
    """
    beyond = apart.inside[1] > apart.others[1] if delta > 0 else apart.inside[0] < apart.others[0]
    if beyond:
        return apart.share >= SETS_APART or abs(delta) >= SURELY
    return apart.inside[0] == apart.inside[1] and apart.share >= PARTS_ALONE


def _also_parted(
    names: Names, clear: Mapping[int, Sequence[tuple[Apart, Cause]]], metrics: Metrics
) -> list[str]:
    """The metrics of some values that all values of a column part."""
    if names.halves or len(names.texts) > MOST_READ:
        return []
    involved = dict.fromkeys(apart.metric for mine in clear.values() for apart, _ in mine)
    return [m for m in involved if _strength(names, metrics[m]) >= CLEAR]


def _strength(names: Names, values: Floats) -> float:
    return concordance([own for _, own in levels(names, values)])


def _group(
    table: MetricTable,
    names: Names,
    value: int,
    found: Sequence[tuple[Apart, Cause]],
    rates: Sequence[tuple[Frequency, Cause]],
) -> NamedGroup:
    name = tuple(map(Name, names.columns, names.texts[value]))
    rows = members(table, name)
    strength, confidence = _strength_of(found[0][1]) if found else strength_of_rate(*rates[0])
    involved = {apart.metric for apart, _ in found} | {rate.column for rate, _ in rates}
    return NamedGroup(
        metrics=tuple(metric for metric in table.metrics if metric in involved),
        rows=rows,
        strength=strength,
        confidence=confidence,
        p_value=min(cause.chance for _, cause in [*found, *rates]),
        size=rows.size,
        tasks=table.tasks,
        named=name,
        apart=tuple(apart for apart, _ in found),
        rates=tuple(rate for rate, _ in rates),
    )


def _strength_of(cause: Cause) -> tuple[float, float]:
    """How clearly the tasks of a name differ, and the lower end of that."""
    strength = min(1.0, abs(cause.delta))  # 1 but for rounding
    return strength, of_contrast(strength, int(cause.members.sum()), int(cause.others.sum()))


def members(table: MetricTable, name: Sequence[Name]) -> Indices:
    """The rows of the tasks that have a name."""
    columns = [(table.texts[one.column], one.text) for one in name]
    own = [column.codes == column.categories.index(text) for column, text in columns]
    return np.flatnonzero(np.logical_and.reduce(own))


def _apart(metric: str, values: Floats, cause: Cause, of: Sequence[Cause]) -> Apart | None:
    """Without the tasks of other values of the same column that differ in the metric."""
    others = cause.others.copy()
    for other in of:
        if other.value != cause.value:
            others &= ~other.members
    return sets_apart(values, np.flatnonzero(cause.members), np.flatnonzero(others), metric)


def _contrast(
    table: MetricTable, names: Names, found: Mapping[str, Attribution], metrics: Metrics
) -> Contrast | None:
    """One column with the metrics that its values part, the clearest first.

    None where no metric is another thing in the tasks of one value than in those of another.
    """
    (name,) = names.columns
    parted = [_parted(names, metric, metrics[metric]) for metric in found]
    parted = [one for one in parted if len({(v.inside, v.share) for v in one.levels}) > 1]
    if not parted:
        return None
    parted.sort(key=lambda one: -one.strength)
    involved = {one.metric for one in parted}
    tasks = sum(level.tasks for level in parted[0].levels)
    return Contrast(
        metrics=tuple(metric for metric in metrics if metric in involved),
        rows=np.flatnonzero(table.texts[name].codes >= 0),
        strength=parted[0].strength,
        confidence=of_contrast(parted[0].strength, tasks - tasks // 2, tasks // 2),
        p_value=min(found[metric].chance for metric in involved),
        column=name,
        parted=tuple(parted),
    )


def _parted(names: Names, metric: str, values: Floats) -> Parted:
    """The levels of a metric (n,) in the tasks of each value, the lowest first."""
    told = tuple(_level(text, own) for text, own in levels(names, values))
    return Parted(metric, _strength(names, values), told)


def _level(text: str, own: Floats) -> Level:
    return Level(text, own.size, central(own), float(own.mean()) if _is_flag(own) else None)


def _is_flag(values: Floats) -> bool:
    """Whether values (n,) are 0 or 1: what tasks of a name have more often has no range."""
    return bool(np.isin(values[np.isfinite(values)], (0.0, 1.0)).all())
