"""The kinds of odd tasks: by values, by a broken relation, and only together."""

import numpy as np

from crackle_cli.detectors.clustering.findings import Oddity
from crackle_cli.detectors.clustering.odd_tasks import kinds_of_odd
from crackle_cli.detectors.clustering.odd_values import Column

N = 500


def noise(names="abcd", n=N):
    rng = np.random.default_rng(2)
    return {name: rng.normal(100.0, 8.0, n) for name in names}


def kinds(metrics, families=None, alpha=0.01):
    columns = {name: Column(values, 1) for name, values in metrics.items()}
    return kinds_of_odd(columns, families or [[name] for name in metrics], alpha, 0)


def told(metrics, families=None):
    return {
        (kind.oddity, tuple(d.metric for d in kind.tasks[0].deviations)): [
            odd.row for odd in kind.tasks
        ]
        for kind in kinds(metrics, families)
    }


def related_pair(n=N, breaks=(7, 200)):
    rng = np.random.default_rng(3)
    x = rng.normal(size=n)
    metrics = {"rows": 1000 + 150 * x, "size": 300 + 45 * x + 4 * rng.normal(size=n)}
    for row in breaks:
        metrics["rows"][row], metrics["size"][row] = 1180.0, 246.0
    return metrics | {"other": rng.normal(size=n)}


def test_noise_has_none():
    assert kinds(noise()) == []


def test_tasks_that_are_odd_in_the_same_metrics_are_of_one_kind():
    metrics = noise()
    for row in (5, 90):
        metrics["a"][row] = metrics["b"][row] = 300.0 + row
    metrics["c"][33] = -200.0
    (both, low) = sorted(kinds(metrics), key=lambda kind: -len(kind.tasks))
    assert [odd.row for odd in both.tasks] == [5, 90]
    assert {(d.metric, d.side) for d in both.tasks[0].deviations} == {("a", 1), ("b", 1)}
    assert [(d.metric, d.side) for d in low.tasks[0].deviations] == [("c", 0)]
    assert {both.oddity, low.oddity} == {Oddity.VALUES}


def test_half_of_the_metrics_make_no_kind():
    """One task in a alone, another in a and b."""
    metrics = noise()
    metrics["a"][5] = metrics["a"][90] = 300.0
    metrics["b"][90] = 300.0
    assert sorted([odd.row for odd in kind.tasks] for kind in kinds(metrics)) == [[5], [90]]


def test_high_and_low_are_of_two_kinds():
    metrics = noise()
    metrics["a"][5], metrics["a"][90] = 300.0, -100.0
    assert sorted([odd.row for odd in kind.tasks] for kind in kinds(metrics)) == [[5], [90]]


def test_tasks_that_break_a_relation():
    (kind,) = kinds(related_pair(), [["rows", "size"], ["other"]])
    assert kind.oddity is Oddity.RELATION
    assert [odd.row for odd in kind.tasks] == [7, 200]
    (deviation,) = kind.tasks[0].deviations
    assert {deviation.metric, kind.partner} == {"rows", "size"}


def test_what_is_next_to_nothing_breaks_no_relation():
    """A metric and the same one rounded; in one task it is rounded otherwise."""
    exact = np.random.default_rng(3).normal(100.0, 8.0, N)
    metrics = {"exact": exact, "near": exact + 0.01 * np.random.default_rng(4).normal(size=N)}
    metrics["near"][7] += 0.3
    assert kinds(metrics, [["exact", "near"]]) == []
    metrics["near"][7] += 10.0
    assert [odd.row for kind in kinds(metrics, [["exact", "near"]]) for odd in kind.tasks] == [7]


def test_a_task_is_told_once():
    """A far value breaks the relation of its metric, too."""
    metrics = related_pair(breaks=())
    metrics["size"][50] = 900.0
    assert told(metrics, [["rows", "size"], ["other"]]) == {(Oddity.VALUES, ("size",)): [50]}


def test_values_that_meet_as_in_no_other_task():
    """Twelve metrics of one factor that says less than half of each; one task goes against it."""
    rng = np.random.default_rng(5)
    factor = rng.normal(size=2000)
    names = "abcdefghijkl"
    metrics = {name: factor * 0.68 + 0.73 * rng.normal(size=2000) for name in names}
    for j, name in enumerate(names):
        metrics[name][40] = 2.8 * (-1) ** j
    (kind,) = kinds(metrics, [list(names)])
    assert kind.oddity is Oddity.TOGETHER
    assert [odd.row for odd in kind.tasks] == [40]


def test_relations_of_very_many_tasks_are_looked_at_in_a_sample():
    n = 150_000
    breaks = range(0, n, 5000)
    (kind,) = kinds(related_pair(n, breaks), [["rows", "size"], ["other"]])
    rows = {odd.row for odd in kind.tasks}
    assert kind.oddity is Oddity.RELATION
    assert 60_000 < kind.looked_at < 70_000
    assert 5 <= len(rows) < 30 and rows <= set(breaks)
