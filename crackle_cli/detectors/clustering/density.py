"""Groups of tasks parted by thinner places, and what sets each of them apart.

The density hierarchy of Campello, Moulavi and Sander (2013), cut where a valley is deeper than
chance makes them (null.py). O(n^2) for up to 4,096 tasks; beyond, a seeded sample is looked at
and every other task joins its nearest neighbour in it.
"""

from dataclasses import replace
from math import ceil

import numpy as np

from crackle_cli.detectors.clustering.assign import NOWHERE, assigned, nearest
from crackle_cli.detectors.clustering.bimodality import promising
from crackle_cli.detectors.clustering.cause_findings import by_names
from crackle_cli.detectors.clustering.consensus import chosen
from crackle_cli.detectors.clustering.findings import Group, Oddity, OddTasks
from crackle_cli.detectors.clustering.gaps import end_groups, with_end_groups
from crackle_cli.detectors.clustering.group_findings import group_findings
from crackle_cli.detectors.clustering.heaps import without_heaps
from crackle_cli.detectors.clustering.odd_findings import odd_finding
from crackle_cli.detectors.clustering.odd_tasks import kinds_of_odd
from crackle_cli.detectors.clustering.odd_values import Column
from crackle_cli.detectors.clustering.order import is_stairs, stands
from crackle_cli.detectors.clustering.partition import Partition, partition
from crackle_cli.detectors.clustering.projection import is_bend
from crackle_cli.detectors.clustering.standardization import Standardization, scale
from crackle_cli.detectors.clustering.subspaces import (
    FEWEST_INDEPENDENT,
    Candidate,
    Scaled,
    candidates,
    connected,
    related_metrics,
)
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import ClusteringSettings
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.sampling import spread_out
from crackle_cli.table.arrays import Indices
from crackle_cli.table.metric_table import MetricTable

MOST_WHOLE = 4_096  # tasks that are looked at whole: 64 MiB of distances
SAMPLE = 2_000  # of more tasks; a group of 1 % has 20 in it
STRICTER = 5.0  # one table has several sets of metrics to look at
ODD_SHARE = 1 / 3  # of alpha: for odd tasks, whatever else is looked at


def detect(table: MetricTable, settings: ClusteringSettings) -> Detection:
    """Groups, and tasks unlike all others. `tested` counts the sets of metrics looked at."""
    least = max(settings.min_tasks, FEWEST_INDEPENDENT)
    if table.tasks < least:
        note = f"too few tasks for clustering ({table.tasks} of at least {least})"
        return Detection((), 0, (note,))
    chance = Chance(settings.seed)
    sample = _sample(table.tasks, settings.seed, chance)
    names = promising(table.metrics, sample)
    scales = [scale(name, v, v[sample]) for name, v in table.metrics.items() if name in set(names)]
    known = [s for s in scales if s]
    passed_over = len(table.metrics) - len(names)
    notes = _notes(len(names), len(table.metrics))
    if not known:
        return Detection((), 0, notes)
    looked_at = _scaled(known, table, sample, chance)
    tried = candidates(looked_at)
    level = settings.alpha / STRICTER
    stand = _partitions(tried, looked_at, table, sample, level)
    odd = _odd(table, known, looked_at, settings)
    groups: list[Group] = []
    for grouping in chosen(_shaped(stand, table, sample, known)):
        labels = _labels(table, grouping._replace(rows=sample[grouping.rows]), known)
        for one in odd:
            if one.oddity is Oddity.VALUES:
                labels[one.rows] = NOWHERE
        mine = [s for s in known if s.name in grouping.metrics]
        groups += group_findings(table, grouping, labels, mine)
    named, columns = by_names(table, level, settings.seed)
    real = [f for f in groups if f.strength >= settings.separation]
    tested = len(tried) + passed_over + columns + 1
    rare = [replace(f, p_value=f.p_value / (ODD_SHARE * tested)) for f in odd if f.p_value]
    return Detection((*rare, *real, *named), tested, notes)


def _sample(n: int, seed: int, chance: Chance) -> Indices:
    if n <= MOST_WHOLE:
        return np.arange(n)
    many = spread_out(n, seed)
    few = chance.some(n if many is None else many.size, SAMPLE)
    return few if many is None else many[few]


def _scaled(
    scales: list[Standardization], table: MetricTable, sample: Indices, chance: Chance
) -> list[Scaled]:
    """The sample in scaled units; the order of equal values does not depend on their places."""
    columns = {s.name: table.metrics[s.name][sample] for s in scales}
    place = np.argsort(np.lexsort([columns[name] for name in sorted(columns)]))
    order = {name: chance.uniform(sample.size)[place] for name in sorted(columns)}
    return [
        Scaled(
            s.name,
            s.dithered(columns[s.name], order[s.name]),
            max(1, ceil(s.spacing * sample.size / table.tasks)),
        )
        for s in scales
    ]


def _partitions(
    tried: list[Candidate],
    metrics: list[Scaled],
    table: MetricTable,
    sample: Indices,
    level: float,
) -> list[Partition]:
    """The groupings that sets of metrics show, each at a level, those of few tasks among them."""
    ordered = table.unordered is None
    measured = {
        m.name: np.where(np.isfinite(m.values), table.metrics[m.name][sample], np.nan)
        for m in metrics
    }
    ends = end_groups(measured, {m.name: m.spacing for m in metrics}, level)
    stand = []
    for candidate in tried:
        found = partition(candidate, level)
        if len(candidate.metrics) == 1:
            few = ends.get(candidate.metrics[0], ())
            found = with_end_groups(found, candidate, few, ordered)
        if found and _is_of_groups(found, candidate, metrics, ordered):
            stand.append(found)
    return stand


def _is_of_groups(
    found: Partition, candidate: Candidate, metrics: list[Scaled], ordered: bool
) -> bool:
    """Whether it is no course along the order, and no shape of several metrics seen from a side."""
    if is_stairs(found, ordered):
        return False
    if candidate.spacing > 1:
        labels = nearest(candidate.points, found.points, found.labels)
        if not stands(candidate.points, labels):
            return False
    return len(found.metrics) > 1 or not _is_bent(found, metrics)


def _is_bent(found: Partition, metrics: list[Scaled]) -> bool:
    """Whether a valley between groups of one metric is none along the tasks in all metrics."""
    if len(metrics) == 1:
        return False
    values = np.column_stack([m.values[found.rows] for m in metrics])
    own = [m.name for m in metrics].index(found.metrics[0])
    points = np.where(np.isfinite(values), values, 0.0)
    cuts = [(points[v.one, own] + points[v.other, own]) / 2 for v in found.valleys]
    return any(is_bend(own, points, float(cut)) for cut in cuts)


def _shaped(
    found: list[Partition], table: MetricTable, sample: Indices, scales: list[Standardization]
) -> list[Partition]:
    """The groupings without groups that are only heaps of the repeated values of one metric."""
    discrete = {s.name for s in scales if s.step}
    shaped = []
    for grouping in found:
        left: Partition | None = grouping
        for name in grouping.metrics:
            if left and name in discrete:
                left = without_heaps(left, table.metrics[name][sample[grouping.rows]])
        shaped += [left] if left else []
    return shaped


def _labels(table: MetricTable, grouping: Partition, scales: list[Standardization]) -> Indices:
    values = {s.name: s.of(table.metrics[s.name]) for s in scales if s.name in grouping.metrics}
    return assigned(grouping, values)


def _odd(
    table: MetricTable,
    scales: list[Standardization],
    sample: list[Scaled],
    settings: ClusteringSettings,
) -> list[OddTasks]:
    """Tasks that no noise of the table explains, but for those that are hardly further out."""
    steady = {
        s.name: Column(table.metrics[s.name], s.spacing)
        for s in scales
        if table.tasks >= FEWEST_INDEPENDENT * s.spacing
    }
    if not steady:
        return []
    names = list(steady)
    related = related_metrics([metric for metric in sample if metric.name in steady])
    families = [[names[i] for i in family] for family in connected(range(len(names)), related)]
    kinds = kinds_of_odd(steady, families, ODD_SHARE * settings.alpha, settings.seed)
    found = (odd_finding(table, kind) for kind in kinds)
    return [odd for odd in found if odd.strength >= settings.separation]


def _notes(looked_at: int, metrics: int) -> tuple[str, ...]:
    if looked_at == metrics:
        return ()
    return (
        f"clustering looked at {looked_at} of {metrics:,} metrics, the likeliest to have groups",
    )
