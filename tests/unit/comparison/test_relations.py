"""What held in base and does not in new: laws, correlations; and tasks that base has none of."""

import numpy as np

from crackle_cli.comparison.comparison import compare
from crackle_cli.comparison.findings import BrokenLaw, Newcomers, Uncoupled
from crackle_cli.comparison.judging import CompareRules
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.ceilings import ceiling


def rows(seed, lost=0):
    rng = np.random.default_rng(seed)
    out, rejected = rng.integers(100, 900, 60), rng.integers(0, 20, 60)
    taken = out + rejected + np.where(np.arange(60) < lost, 50, 0)
    columns = {"rows_in": taken, "rows_out": out, "rejected": rejected}
    return MetricTable.from_columns(columns, [f"job-{i}" for i in range(60)])


def pair(seed, r, tasks=60):
    rng = np.random.default_rng(seed)
    hits = rng.standard_normal(tasks)
    duration = r * hits + (1 - r * r) ** 0.5 * rng.standard_normal(tasks)
    return MetricTable.from_columns({"hits": 50 + 3 * hits, "duration": 100 + 5 * duration})


def clumps(seed, share):
    rng = np.random.default_rng(seed)
    values = 100 + 5 * rng.standard_normal(100)
    values[rng.random(100) < share] += 60
    return MetricTable.from_columns({"duration": values})


def told(base, new, kind):
    return [one for one in compare(base, new).changes if isinstance(one.finding, kind)]


def test_a_law_of_base_that_new_breaks_fails_as_worse():
    found = compare(rows(1), rows(2, lost=4), rules=CompareRules("worse"))
    (one,) = found.gated
    assert isinstance(one.finding, BrokenLaw)
    assert one.sentence == (
        "rows_in = rows_out + rejected held in base, is broken by 4 tasks of new: "
        "job-0 (−50), job-1 (−50), job-2 (−50), …"
    )
    assert not told(rows(1), rows(2), BrokenLaw)


def test_a_correlation_that_vanishes_or_turns_round_is_told():
    (lost,) = told(pair(1, 0.9), pair(2, 0.1), Uncoupled)
    assert lost.sentence.startswith("hits and duration no longer move together (r 0.")
    (turned,) = told(pair(1, 0.9), pair(3, -0.9), Uncoupled)
    assert turned.sentence.startswith("hits and duration now move the other way round (r 0.")


def test_a_weak_correlation_is_no_loss():
    assert not told(pair(1, 0.45, 500), pair(2, 0.0, 500), Uncoupled)


def test_correlations_that_only_seem_to_differ_are_not_told():
    runs = 60
    alarms = sum(
        bool(told(pair(seed, 0.6, 20), pair(seed + 1000, 0.6, 20), Uncoupled))
        for seed in range(runs)
    )
    assert alarms <= ceiling(runs, 0.05)


def test_a_group_that_base_has_not():
    (one,) = told(clumps(1, 0.0), clumps(2, 0.3), Newcomers)
    assert one.sentence.startswith("base has no such group: ")
    assert not told(clumps(3, 0.3), clumps(2, 0.3), Newcomers)


def test_of_very_many_tasks_all_are_held_to_the_laws():
    rng = np.random.default_rng(9)

    def side(lost):
        out, rejected = rng.integers(100, 900, 70_000), rng.integers(0, 20, 70_000)
        taken = out + rejected
        taken[lost] += 50
        return MetricTable.from_columns({"rows_in": taken, "rows_out": out, "rejected": rejected})

    found = compare(side([]), side([12_345]))
    assert [one.finding.broken for one in found.changes] == [1]


def test_a_group_that_base_has_as_well_is_none_though_base_does_not_show_it():
    base = clumps(3, 0.3).subset(np.arange(18))  # too few to be a group by themselves
    assert not told(base, clumps(2, 0.3), Newcomers)
