"""Benchmarks that both sides have, each compared with itself, and all of them together.

Together: the geometric mean of their ratios, or the mean of their differences, with the interval
that these benchmarks have as a sample of such (Fleming, Wallace, 1986, for why geometric).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.findings import Finding, LevelChange, Missing, PairedChange, Same, Where
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import Estimate, Size, smallest_seen
from crackle_cli.errors import InputError
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.ranks import median
from crackle_cli.statistics.student import quantiles, two_sided
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.labels import RowLabels
from crackle_cli.table.metric_table import MetricTable, RowGroup

FEWEST_PAIRS = 3  # benchmarks that have an interval together
ROUNDING = 1e-12  # of ratios that are all one
FEWEST_REPEATS = 2  # of a benchmark on each side, that it can be compared with itself


class Pairs(NamedTuple):
    """The metrics over all pairs, changed or not; each benchmark by itself; what has no partner."""

    together: tuple[PairedChange, ...]
    same: tuple[Same, ...]
    each: Sides
    apart: tuple[Finding, ...]
    origins: Mapping[str, tuple[str, Where]]

    def named(self, change: LevelChange) -> LevelChange:
        """The change of a benchmark as that of its metric where the key has its value."""
        metric, where = self.origins[change.metrics[0]]
        return replace(change, metrics=(metric,), where=where)


def paired(sides: Sides, alpha: float) -> Pairs:
    """Pair the groups of both tables by their values.

    Raises InputError where so few tasks and pairs tell nothing.
    """
    here, there = _groups(sides.base), _groups(sides.new)
    both = [name for name in here if name in there]
    apart = [Missing((name,), None, "new") for name in here if name not in there]
    apart += [Missing((name,), None, "base") for name in there if name not in here]
    found = [
        one
        for metric in sides.metrics
        if (one := _together(metric, sides, [(here[name], there[name]) for name in both]))
    ]
    told = discoveries([one.change.p_value for one in found], len(found), alpha)
    together = tuple(o.change for o, is_told in zip(found, told, strict=True) if is_told)
    same = tuple(o.same for o, is_told in zip(found, told, strict=True) if not is_told)
    series = {
        f"{metric} of {name}": (sides.base.metrics[metric][a], sides.new.metrics[metric][b])
        for metric in sides.metrics
        for name in both
        if min((a := here[name]).size, (b := there[name]).size) >= FEWEST_REPEATS
    }
    each = Sides(_repeats(series, 0), _repeats(series, 1), tuple(series), (), ())
    if not found and not series:
        raise InputError(
            f"{len(both)} pairs of single tasks are too few to compare; give several runs of each"
        )
    key = ", ".join(sides.base.groups[0].values)
    origins = {
        f"{metric} of {name}": (metric, Where(key, (name,)))
        for metric in sides.metrics
        for name in both
    }
    return Pairs(together, same, each, tuple(apart), origins)


def _groups(table: MetricTable) -> dict[str, Rows]:
    return {", ".join(group.values.values()): group.rows for group in table.groups}


class _Together(NamedTuple):
    """What is said of a metric over all pairs if it changed, and if it did not."""

    change: PairedChange
    same: Same


def _together(metric: str, sides: Sides, pairs: list[tuple[Rows, Rows]]) -> _Together | None:
    """A metric over all pairs that have it; None where they are too few, or all change alike."""
    levels = []
    for rows in pairs:
        values = [t.metrics[metric][r] for t, r in zip(sides[:2], rows, strict=True)]
        known = [side[np.isfinite(side)] for side in values]
        if all(side.size for side in known):
            levels.append([median(side) for side in known])
    if len(levels) < FEWEST_PAIRS:
        return None
    both = np.array(levels)
    relative = bool((both > 0).all())
    apart = np.diff(np.log(both) if relative else both, axis=1)[:, 0]
    n, middle = apart.size, float(apart.mean())
    error = max(float(apart.std(ddof=1)) / n**0.5, ROUNDING * max(1.0, abs(middle)))
    freedom = np.array(n - 1.0)
    t = float(quantiles(np.array(0.05), freedom))
    ends = (middle, middle - t * error, middle + t * error)
    change = Estimate(*(float(np.exp(end)) for end in ends)) if relative else Estimate(*ends)
    p = float(two_sided(np.array(middle / error), freedom))
    before, after = (median(side) for side in both.T)
    apart_by = _mean_difference(both) if relative else change
    of_medians = Size(before, after, apart_by, change if relative else None, error)
    seen = smallest_seen(error, t, n - 1.0)
    smallest = float(np.expm1(seen)) if relative else seen
    return _Together(
        PairedChange((metric,), p, change, relative, n),
        Same(metric, of_medians, (n, n), p, smallest, relative),
    )


def _mean_difference(both: Floats) -> Estimate:
    """The mean difference of pairs (n, 2) with its interval."""
    apart = both[:, 1] - both[:, 0]
    t = float(quantiles(np.array(0.05), np.array(apart.size - 1.0)))
    middle, half = float(apart.mean()), t * float(apart.std(ddof=1)) / apart.size**0.5
    return Estimate(middle, middle - half, middle + half)


def _repeats(series: Mapping[str, tuple[Floats, Floats]], side: int) -> MetricTable:
    """A metric for each benchmark, its repeats as tasks, NaN where it has fewer."""
    most = max((values[side].size for values in series.values()), default=0)
    metrics = {}
    for name, values in series.items():
        padded = np.full(most, np.nan)
        padded[: values[side].size] = values[side]
        metrics[name] = padded
    return MetricTable(metrics, RowLabels(range(most)))


def part_of(table: MetricTable, groups: Sequence[RowGroup]) -> MetricTable:
    """The tasks of some groups, in their order; still in groups where those have a name."""
    rows = np.sort(np.concatenate([group.rows for group in groups]))
    part = table.subset(rows)
    if not groups[0].values:
        return part
    inside = tuple(RowGroup(g.values, np.searchsorted(rows, g.rows)) for g in groups)
    return replace(part, groups=inside)


def medians_of_groups(table: MetricTable) -> MetricTable:
    """A task for each group of a table: medians of its metrics, and the texts that it shares."""
    groups = table.groups
    metrics = {
        name: np.array([_median(values[group.rows]) for group in groups])
        for name, values in table.metrics.items()
    }
    firsts = np.array([group.rows[0] for group in groups], dtype=np.intp)
    texts = {
        name: column.taken(firsts)
        for name, column in table.texts.items()
        if all((column.codes[g.rows] == column.codes[g.rows[0]]).all() for g in groups)
    }
    labels = tuple(", ".join(group.values.values()) for group in groups)
    census = replace(table.census, named_by=None)
    return replace(
        table, metrics=metrics, labels=labels, texts=texts, groups=(), files=None, lines=None,
        located=None, sampled=None, census=census,
    )  # fmt: skip


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return median(known) if known.size else float("nan")
