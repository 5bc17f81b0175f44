"""Odd tasks that changes and laws tell already."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Oddity
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.events.odd_tasks import without_told
from tests.worlds.findings import law_finding, odd_tasks, shift

N = 100


def left(odd, *others):
    """What is left of odd tasks beside other findings: (row, metrics) of each."""
    found = [f for f in without_told([odd, *others], N) if f not in others]
    return [
        (row, tuple(v.metric for v in task.values))
        for f in found
        for row, task in zip(f.rows.tolist(), f.odd, strict=True)
    ]


@pytest.mark.parametrize(
    ("row", "at", "is_told"),
    [
        (99, 98, True),
        (99, 88, True),
        (99, 87, False),
        (97, 98, False),
        (2, 5, True),
        (2, 13, False),
    ],
)
def test_a_short_stretch_before_or_after_a_change_is_told_by_it(row, at, is_told):
    assert left(odd_tasks([row]), shift("a", at)) == ([] if is_told else [(row, ("a",))])


def test_what_another_metric_has_is_left():
    found = left(odd_tasks([50, 99], ("a", "b")), shift("a", 97))
    assert found == [(50, ("a", "b")), (99, ("b",))]
    (odd, _) = without_told([odd_tasks([99], ("a", "b")), shift("a", 97)], N)
    assert odd.metrics == ("b",) and [a.metric for a in odd.apart] == ["b"]


def test_what_is_left_is_counted():
    (odd, _) = without_told([odd_tasks([50, 99]), shift("a", 97)], N)
    assert (odd.size, odd.rows.tolist()) == (1, [50])


@pytest.mark.parametrize("oddity", [Oddity.RELATION, Oddity.TOGETHER])
def test_which_tasks_break_what_a_law_binds_the_law_says(oddity):
    law = law_finding("a = b + c")
    partner = "b" if oddity is Oddity.RELATION else None
    assert left(odd_tasks([5], ("a", "b"), oddity, partner), law) == []
    assert left(odd_tasks([5], ("a", "x"), oddity, partner), law) != []
    assert left(odd_tasks([5], ("a", "b")), law) == [(5, ("a", "b"))]


def test_an_outage_is_told_by_its_ends_alone():
    values = np.random.default_rng(2).normal(100.0, 5.0, 200)
    values[80:86] = 300 + np.random.default_rng(1).normal(0.0, 5.0, 6)
    found = cool(MetricTable.from_columns({"a": values}), ThermalProfile.default())
    assert {p.kind for p in found} == {PatternKind.PHASE_TRANSITION}
    assert [p.metrics["row"] for p in found] == [80, 86]


def test_a_last_task_that_is_told_as_such_is_one_line():
    columns = {n: np.random.default_rng(j).normal(100.0, 5.0, 200) for j, n in enumerate("abc")}
    for values in columns.values():
        values[199] = 300.0
    assert len(cool(MetricTable.from_columns(columns), ThermalProfile.default())) == 1
