"""Groupings as findings: what sets each group apart, and how surely."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crackle_cli.detectors.clustering.findings import Apart, Group
from crackle_cli.detectors.clustering.membership import Members
from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.detectors.clustering.separation import (
    SETS_APART,
    central,
    explanations,
    sets_apart,
)
from crackle_cli.detectors.clustering.standardization import Standardization
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats, Indices
from crackle_cli.table.metric_table import MetricTable

FEWEST_TOLD = 3  # tasks of a group


def group_findings(
    table: MetricTable, grouping: Partition, labels: Indices, scales: Sequence[Standardization]
) -> list[Group]:
    """One finding for each group; a largest one of more than half of the tasks is the rest.

    `labels`: (n,) group of each task of the table, negative for none. A group that the odd tasks
    have left too few of is told with them, and is none.
    """
    counts = np.bincount(labels[labels >= 0], minlength=int(grouping.labels.max()) + 1)
    names = _identities(grouping, counts)
    first = 1 if counts[0] > labels.size / 2 else 0
    found = {
        label: _group(table, grouping, labels, label, names)
        for label in range(first, counts.size)
        if names[label]
    }
    gone = [label for label in range(first, counts.size) if label not in found]
    findings = [
        replace(finding, p_value=_without(gone, grouping)) if gone else finding
        for finding in found.values()
    ]
    if table.sampled is None:
        return findings
    tally = Members(grouping, tuple(scales), tuple(names))
    return [replace(finding, tally=tally) for finding in findings]


def _identities(grouping: Partition, counts: Indices) -> list[str]:
    """Which of the groups each is, by their medians of the metric that they are seen in.

    Empty for one with too few of the tasks (groups,): it must not count, or whether a handful of
    tasks is odd or a group would rename all others.
    """
    values = grouping.points[:, 0]
    medians = np.array([median(values[grouping.labels == g]) for g in range(counts.size)])
    are = counts >= FEWEST_TOLD
    return [
        f"group {int((medians[are] < middle).sum()) + 1} of {int(are.sum())}" if is_one else ""
        for middle, is_one in zip(medians.tolist(), are.tolist(), strict=True)
    ]


def _without(tails: Sequence[int], grouping: Partition) -> float:
    """How surely there are groups but for some that are none: their valleys do not count."""
    return min(
        (
            valley.p_value
            for valley in grouping.valleys
            if not {grouping.labels[valley.one], grouping.labels[valley.other]} & set(tails)
        ),
        default=1.0,
    )


def _group(
    table: MetricTable, grouping: Partition, labels: Indices, label: int, names: Sequence[str]
) -> Group:
    members, others = np.flatnonzero(labels == label), np.flatnonzero(labels != label)
    apart = [d for d in _differences(table, members, others) if d.share >= SETS_APART]
    if sum(map(bool, names)) > 2:
        apart = [_among(one, table.metrics[one.metric], labels, label) for one in apart]
    explained = explanations(table, members, others)
    strength, low = _strength(grouping, label)
    metrics = {d.metric for d in apart} or set(grouping.metrics)
    return Group(
        metrics=tuple(name for name in table.metrics if name in metrics),
        rows=members,
        strength=strength,
        confidence=low,
        p_value=grouping.p_value,
        name=names[label],
        size=members.size,
        tasks=table.tasks,
        average_distance=float(grouping.average_distance[label]),
        groups=sum(map(bool, names)),
        seen_in=tuple(grouping.metrics),
        apart=tuple(apart),
        explained_by=tuple(explained),
    )


def _differences(table: MetricTable, members: Indices, others: Indices) -> list[Apart]:
    """Of every metric, what sets the group apart most first."""
    found = (sets_apart(v, members, others, name) for name, v in table.metrics.items())
    return sorted((d for d in found if d), key=lambda d: -d.share)


def _among(apart: Apart, values: Floats, labels: Indices, label: int) -> Apart:
    """What sets a group apart in a metric (n,), with the groups next to it."""
    known = np.isfinite(values)
    others = [
        central(values[known & (labels == other)])
        for other in np.unique(labels[known & (labels >= 0)]).tolist()
        if other != label
    ]
    low, high = apart.inside
    below = max((o for o in others if o[1] < low), key=lambda o: o[1], default=None)
    above = min((o for o in others if o[0] > high), key=lambda o: o[0], default=None)
    return apart._replace(below=below, above=above)


def _strength(grouping: Partition, label: int) -> tuple[float, float]:
    """Emptiness of the fullest valley beside a group."""
    beside = [
        (valley.emptiness, valley.least)
        for valley in grouping.valleys
        if label in (grouping.labels[valley.one], grouping.labels[valley.other])
    ]
    return min(beside, key=lambda pair: pair[1], default=(0.0, 0.0))
