"""Levels of two sides: quiet on noise, seen where anybody sees them, with intervals that hold."""

import numpy as np
import pytest

from crackle_cli.comparison.comparison import compare
from crackle_cli.comparison.dependence import persistences
from crackle_cli.comparison.findings import LevelChange
from crackle_cli.comparison.sizes import Doubt, size
from crackle_cli.comparison.taming import tamed
from crackle_cli.comparison.tests_of_levels import level_tests
from crackle_cli.errors import InputError
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.ceilings import ceiling
from tests.worlds.comparison import KINDS, autocorrelated, table


def told(base, new):
    return level_tests(base, new, 0.05, 0, ordered=True).told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tasks", [4, 30])
def test_noise_stays_silent(kind, tasks):
    rng = np.random.default_rng(1)
    runs = 60
    alarms = sum(told(*(KINDS[kind](rng, (5, tasks)) for _ in "ab")).any() for _ in range(runs))
    assert alarms <= ceiling(runs, 0.05)


def test_what_keeps_some_of_the_task_before_proves_less():
    rng = np.random.default_rng(2)
    draw = autocorrelated(0.6)
    alarms = sum(told(draw(rng, (5, 40)), draw(rng, (5, 40))).any() for _ in range(60))
    assert alarms <= ceiling(60, 0.08)


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.8])
def test_persistence_is_read_without_bias(phi):
    rng = np.random.default_rng(3)
    draw = autocorrelated(phi)
    found = persistences(draw(rng, (400, 15)), draw(rng, (400, 25)), each=False)
    assert found[0] == pytest.approx(phi, abs=0.08)


def test_five_against_five_without_overlap_are_told():
    base, new = np.array([[10, 11, 10.5, 9.8, 10.2]]), np.array([[13, 14, 13.5, 12.9, 13.2]])
    assert told(base, new).all()


def test_one_spike_hides_nothing():
    base, new = np.array([[10, 11, 10.5, 9.8, 10.2]]), np.array([[13, 14, 13.5, 12.9, 53.0]])
    assert told(base, new).all()
    (one,) = compare(table(base), table(new)).changes
    assert one.sentence.endswith("; 5 and 5 tasks; 1 too far out to count)")


def test_a_spike_among_many_metrics_hides_nothing():
    rng = np.random.default_rng(9)
    base, new = (100 + 2 * rng.standard_normal((20, 5)) for _ in "ab")
    new[0] += 30
    new[0, 2] = 520
    assert told(base, new)[0]


def test_a_side_is_never_left_out_whole():
    pooled = np.concatenate([[50.0, 51, 52], np.linspace(10, 11, 17)])[None]
    assert not tamed(pooled, 3).left_out.any()
    assert told(pooled[:, 3:], pooled[:, :3]).all()


def test_twenty_against_twenty_are_told_with_their_size():
    rng = np.random.default_rng(4)
    base, new = (KINDS["normal"](rng, (1, 20)) * [[f]] for f in (0.5, 0.6))
    (one,) = compare(table(base), table(new)).changes
    found = one.finding.size
    assert found.ratio.low < 1.2 < found.ratio.high
    assert one.sentence == ("m0 is 18 % higher (50.4 → 59.1, 95 %: +9 to +28 %; 20 and 20 tasks)")


def test_three_against_three_say_what_they_assume():
    base, new = np.array([[10.0, 10.1, 9.9]]), np.array([[12.0, 12.1, 11.9]])
    (one,) = compare(table(base), table(new)).changes
    assert one.finding.assumed
    assert "3 and 3 tasks, if each side has one level" in one.sentence


@pytest.mark.parametrize(("tasks", "kind"), [(5, "lognormal"), (30, "normal"), (30, "counts")])
def test_an_interval_holds_the_truth_as_often_as_it_says(tasks, kind):
    rng = np.random.default_rng(5)
    runs = 300
    misses = 0
    for _ in range(runs):
        base, new = (KINDS[kind](rng, (1, tasks))[0] for _ in "ab")
        found = size(base, new * 1.0, Doubt(0.05, 1.0, 2 * tasks - 2)).ratio
        misses += not found.low <= 1.0 <= found.high
    assert misses <= ceiling(runs, 0.06)
    assert misses >= 3


def test_the_smallest_change_that_is_stated_is_mostly_seen():
    rng = np.random.default_rng(6)
    seen = 0
    runs = 80
    for _ in range(runs):
        base, new, other = (KINDS["normal"](rng, (1, 5)) for _ in range(3))
        (same,) = compare(table(base), table(base[:, ::-1])).same
        seen += bool(told(new, other * (1 + same.smallest))[0])
    assert 0.6 <= seen / runs <= 0.95


def test_a_change_of_less_than_matters_is_none():
    rng = np.random.default_rng(7)
    values = 1000 + rng.standard_normal((1, 50))
    found = compare(table(values), table(values * 1.004))
    assert not found.changes
    assert found.same[0].told


def test_metrics_of_few_values_are_compared_beside_full_ones():
    rng = np.random.default_rng(8)
    base, new = (KINDS["normal"](rng, (2, 40)) for _ in "ab")
    base[1, 6:] = np.nan
    new[1, 8:] = np.nan
    new[1] *= 3
    (one,) = compare(table(base), table(new)).changes
    assert isinstance(one.finding, LevelChange)
    assert one.finding.metrics == ("m1",)
    assert one.finding.tasks == (6, 8)


def test_a_constant_is_the_same():
    found = compare(table(np.full((1, 8), 7.0)), table(np.full((1, 9), 7.0)))
    assert not found.changes
    assert found.same[0].smallest is None


def test_one_task_each_is_no_answer():
    with pytest.raises(InputError, match="1 and 1 tasks are too few"):
        compare(table(np.ones((2, 1))), table(np.ones((2, 1))))


def test_what_one_side_alone_has_is_told_and_the_rest_compared():
    base = MetricTable.from_columns({"a": [1, 2, 3, 4], "old": [1, 2, 3, 4]})
    new = MetricTable.from_columns({"a": [1, 2, 3, 4], "fresh": [1, 2, 3, 4]})
    found = compare(base, new)
    assert [one.sentence for one in found.changes] == [
        "old is in base alone",
        "fresh is in new alone",
    ]
    assert found.metrics == 1
