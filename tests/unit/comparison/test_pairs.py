"""Benchmarks paired with themselves, blocks of repeats, and what base does by itself."""

import numpy as np

from crackle_cli.comparison.comparison import compare
from crackle_cli.comparison.findings import BaseDrift, LevelChange, PairedChange
from crackle_cli.comparison.judging import CompareRules
from crackle_cli.comparison.pairing import medians_of_groups
from crackle_cli.table.metric_table import MetricTable, RowGroup
from tests.worlds.ceilings import ceiling
from tests.worlds.comparison import table


def benchmarks(seed, slower, repeats=1, tests=12):
    """Tests of very different lengths, each `repeats` times."""
    rng = np.random.default_rng(seed)
    lengths = np.repeat(10.0 ** (np.arange(tests) / 3), repeats)
    values = lengths * np.repeat(slower, repeats) * np.exp(0.02 * rng.standard_normal(lengths.size))
    groups = tuple(
        RowGroup({"test": f"t{i}"}, np.arange(i * repeats, (i + 1) * repeats)) for i in range(tests)
    )
    plain = MetricTable.from_columns({"ms": values})
    return MetricTable(plain.metrics, plain.labels, groups=groups)


def test_all_benchmarks_together_have_a_geometric_mean():
    (one,) = compare(benchmarks(1, np.ones(12)), benchmarks(2, np.full(12, 1.1))).changes
    assert isinstance(one.finding, PairedChange)
    assert one.finding.change.low < 1.1 < one.finding.change.high
    assert one.sentence.startswith("ms is 9.")
    assert " % higher over 12 pairs (geometric mean, 95 %: +" in one.sentence


def test_one_benchmark_of_many_is_compared_with_itself():
    slower = np.ones(12)
    slower[3] = 1.5
    rules = CompareRules("worse", {"ms": "lower"})
    found = compare(benchmarks(1, np.ones(12), 8), benchmarks(2, slower, 8), rules=rules)
    (one,) = found.gated
    assert one.finding.where == ("test", ("t3",))
    assert " % higher where test = t3 (" in one.sentence
    assert found.metrics == 12


def test_a_benchmark_without_a_partner_is_named():
    found = compare(benchmarks(1, np.ones(12)), benchmarks(2, np.ones(13), tests=13))
    assert [one.sentence for one in found.changes] == ["t12 is in new alone"]


def test_repeats_of_one_run_prove_no_more_than_one():
    """Each of five runs has its own level, which its ten repeats share."""
    rng = np.random.default_rng(3)

    def side():
        values = np.repeat(100 + 10 * rng.standard_normal(5), 10) + rng.standard_normal(50)
        groups = tuple(RowGroup({"run": str(i)}, np.arange(10 * i, 10 * i + 10)) for i in range(5))
        plain = table(values[None])
        return medians_of_groups(MetricTable(plain.metrics, plain.labels, groups=groups))

    runs = 60
    alarms = sum(bool(compare(side(), side()).changes) for _ in range(runs))
    assert alarms <= ceiling(runs, 0.05)
    assert side().tasks == 5


def drifting(seed, first, tasks=30):
    rng = np.random.default_rng(seed)
    return table((1000 + 10 * (first + np.arange(tasks)) + 20 * rng.standard_normal(tasks))[None])


def test_where_base_was_going_by_itself_is_no_change_of_new():
    found = compare(drifting(1, 0), drifting(2, 30), rules=CompareRules("any"))
    (one,) = found.changes
    assert isinstance(one.finding, BaseDrift)
    assert one.sentence.startswith("base rises by itself, and new lies where that leads: m0 is ")
    assert not found.gated


def test_what_leaves_the_line_of_base_is_one():
    (one,) = compare(drifting(1, 0), drifting(2, 90)).changes
    assert isinstance(one.finding, LevelChange)
    (back,) = compare(drifting(1, 0), drifting(2, -40)).changes
    assert isinstance(back.finding, LevelChange)
