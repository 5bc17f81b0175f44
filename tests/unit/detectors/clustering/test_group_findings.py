"""What is told of groups and of odd tasks."""

import numpy as np

from crackle_cli import MetricTable
from crackle_cli.detectors.clustering.group_findings import odd_tasks
from crackle_cli.detectors.clustering.outliers import Outliers


def metrics_told(columns, rows):
    table = MetricTable.from_columns(columns)
    found = Outliers(np.array(rows), tuple(columns), 20.0, 1e-6, 2)
    return [apart.metric for apart in odd_tasks(table, found, None).apart]


def test_odd_tasks_are_told_by_what_they_differ_in():
    values = np.random.default_rng(0).normal(100, 5, 300)
    values[[9, 80, 200]] = 300
    status = np.full(300, 200.0)
    assert metrics_told({"status": status, "latency": values}, [9, 80, 200]) == ["latency"]


def test_where_they_differ_in_none_the_clearest_is_told():
    same = np.full(300, 200.0)
    assert metrics_told({"a": same, "b": same}, [9, 80, 200]) == ["a"]
