"""What must not change the groups that are told."""

from functools import cache

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.clustering.detect import detect
from tests.oracles.agreement import adjusted_rand
from tests.worlds.clustering import found_groups, grouped_tasks

SETTINGS = ThermalProfile.default().clustering
SEEDS = pytest.mark.parametrize("seed", range(3))


def labels(table):
    return found_groups(detect(table, SETTINGS).findings, table.tasks)


@cache
def grouped(seed):
    """A table with groups, and what is found in it as it is."""
    given, _ = grouped_tasks(np.random.default_rng(seed))
    return given, detect(given, SETTINGS).findings


@SEEDS
def test_the_order_of_columns_does_not_matter(seed):
    given, findings = grouped(seed)
    found = found_groups(findings, given.tasks)
    turned = MetricTable.from_columns(dict(reversed(given.metrics.items())))
    assert adjusted_rand(found, labels(turned)) > 0.98


@SEEDS
def test_the_order_of_tasks_does_not_matter(seed):
    given, findings = grouped(seed)
    found = found_groups(findings, given.tasks)
    order = np.random.default_rng(seed).permutation(given.tasks)
    assert adjusted_rand(found[order], labels(given.subset(order))) > 0.98


@SEEDS
def test_units_do_not_matter(seed):
    given, findings = grouped(seed)
    found = found_groups(findings, given.tasks)
    other = {name: 1000 * values + 0.0 for name, values in given.metrics.items()}
    assert adjusted_rand(found, labels(MetricTable.from_columns(other))) > 0.98


@SEEDS
def test_a_duplicated_column_counts_once(seed):
    given, findings = grouped(seed)
    found = found_groups(findings, given.tasks)
    first = next(iter(given.metrics))
    more = {**given.metrics, "again": 3 * given.metrics[first]}
    assert adjusted_rand(found, labels(MetricTable.from_columns(more))) > 0.98


@SEEDS
def test_the_same_table_gives_the_same_findings(seed):
    given, findings = grouped(seed)
    again = detect(given, SETTINGS).findings
    assert [(f.rows.tolist(), f.confidence) for f in again] == [
        (f.rows.tolist(), f.confidence) for f in findings
    ]
    assert findings


@SEEDS
def test_mirroring_the_order_does_not_matter(seed):
    given, findings = grouped(seed)
    found = found_groups(findings, given.tasks)
    order = np.arange(given.tasks)[::-1]
    assert adjusted_rand(found[order], labels(given.subset(order))) > 0.98
