"""Groupings as findings: what sets each group apart, and how surely."""

from collections.abc import Sequence
from dataclasses import replace
from math import log
from typing import Any

import numpy as np

from crackle_cli.detectors.clustering.neighbours import Indices
from crackle_cli.detectors.clustering.outliers import FAR, Outliers
from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.detectors.clustering.scaled import Scale
from crackle_cli.detectors.clustering.separation import (
    SETS_APART,
    Apart,
    Explanation,
    explanations,
    sets_apart,
)
from crackle_cli.detectors.clustering.tally import Members
from crackle_cli.pattern import Finding, PatternKind, Tally
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table import MetricTable

RARE = 0.05  # share of the tasks that may lie in the tail of one metric
SURELY = -6.9  # logarithm of a chance of 1 in 1,000
ALONE = 0.9  # share of the other tasks outside the range of a group: the metric parts it alone


def group_findings(
    table: MetricTable, grouping: Partition, labels: Indices, scales: Sequence[Scale]
) -> list[Finding]:
    """One finding for each group; a largest one of more than half of the tasks is the rest.

    `labels`: (n,) group of each task of the table, negative for none.
    """
    counts = np.bincount(labels[labels >= 0])
    first = 1 if counts[0] > labels.size / 2 else 0
    found = [_group(table, grouping, labels, label) for label in range(first, counts.size)]
    tails = [first + i for i, finding in enumerate(found) if not finding]
    findings = [
        replace(finding, p_value=_without(tails, grouping)) if tails else finding
        for finding in found
        if finding
    ]
    if table.sampled is None:
        return findings
    names = [_identity(table, grouping, labels, label) for label in range(counts.size)]
    tally = Members(grouping, tuple(scales), tuple(names))
    return [replace(finding, tally=tally) for finding in findings]


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


def _group(table: MetricTable, grouping: Partition, labels: Indices, label: int) -> Finding | None:
    members, others = np.flatnonzero(labels == label), np.flatnonzero(labels != label)
    differences = _differences(table, members, others)
    apart = [d for d in differences if d.share >= SETS_APART]
    explained = explanations(table, members, others)
    if not _is_explained(explained, table, members.size) and _is_a_tail(
        members.size, table.tasks, differences
    ):
        return None
    strength, low = _strength(grouping, label)
    names = {d.metric for d in apart} or set(grouping.metrics)
    return Finding(
        kind=PatternKind.CLUSTERING,
        metrics=tuple(name for name in table.metrics if name in names),
        rows=members,
        strength=strength,
        strength_low=low,
        p_value=grouping.p_value,
        numbers={
            "size": members.size,
            "tasks": table.tasks,
            "average_distance": float(grouping.average_distance[label]),
            "separation": strength,
        },
        evidence={
            "method": "density",
            "role": "group",
            "groups": int(grouping.labels.max()) + 1,
            "seen_in": list(grouping.metrics),
            "apart": [_as_json(d) for d in apart],
            "explained_by": [{**e._asdict(), "of": members.size} for e in explained],
        },
        identity=_identity(table, grouping, labels, label),
    )


def _identity(table: MetricTable, grouping: Partition, labels: Indices, label: int) -> str:
    """Which of the groups it is, by their medians of the metric that they are seen in."""
    values = table.metrics[grouping.metrics[0]]
    count = int(grouping.labels.max()) + 1
    medians = [np.nanmedian(np.append(values[labels == g], np.nan)) for g in range(count)]
    return f"group {int(np.argsort(np.argsort(medians))[label]) + 1} of {count}"


def _differences(table: MetricTable, members: Indices, others: Indices) -> list[Apart]:
    """Of every metric, what sets the group apart most first."""
    found = (sets_apart(v, members, others, name) for name, v in table.metrics.items())
    return sorted((d for d in found if d), key=lambda d: -d.share)


def _is_a_tail(size: int, tasks: int, differences: list[Apart]) -> bool:
    """Whether one metric alone parts a group that is not surely more than a rare tail of it."""
    parting = [d for d in differences if d.share >= ALONE]
    return len(parting) == 1 and log_binomial_tail(tasks, size, RARE) > SURELY


def _is_explained(explained: Sequence[Explanation], table: MetricTable, size: int) -> bool:
    """Whether a text is surely no coincidence: a slow host, where a tail is of any."""
    texts = sum(len(column.categories) for column in table.texts.values())
    chances = (
        log_binomial_tail(size, e.inside, (e.inside + e.others) / table.tasks) for e in explained
    )
    return any(chance + log(texts) <= SURELY for chance in chances)


def _strength(grouping: Partition, label: int) -> tuple[float, float]:
    """Emptiness of the fullest valley beside a group."""
    beside = [
        (valley.emptiness, valley.least)
        for valley in grouping.valleys
        if label in (grouping.labels[valley.one], grouping.labels[valley.other])
    ]
    return min(beside, key=lambda pair: pair[1], default=(0.0, 0.0))


def odd_tasks(table: MetricTable, found: Outliers, tally: Tally | None) -> Finding:
    """Tasks unlike all others."""
    others = np.setdiff1d(np.arange(table.tasks), found.rows)
    differences = [d for d in _differences(table, found.rows, others) if d.metric in found.metrics]
    strength = 1.0 - FAR / found.distance
    return Finding(
        kind=PatternKind.CLUSTERING,
        metrics=found.metrics,
        rows=found.rows,
        strength=strength,
        strength_low=strength * (1.0 - found.p_value),
        p_value=found.p_value,
        numbers={"size": found.rows.size, "tasks": table.tasks, "distance": found.distance},
        evidence={
            "method": "density",
            "role": "outliers",
            "apart": [_as_json(d) for d in differences],
        },
        identity="outliers",
        tally=tally,
    )


def _as_json(difference: Apart) -> dict[str, Any]:
    return {
        "metric": difference.metric,
        "inside": list(difference.inside),
        "others": list(difference.others),
        "share": difference.share,
    }
