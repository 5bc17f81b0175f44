"""Which values and tasks are odd, and what chance would make of that."""

from math import comb, exp

import numpy as np
import pytest

from crackle_cli.detectors.clustering import odd_values as module
from crackle_cli.detectors.clustering.odd_values import (
    Column,
    FarValue,
    FarValues,
    far_values,
    odd_rows,
    table_p_value,
)

N = 400
ALPHA = 0.01


def noise(count, n=N, seed=1):
    return np.random.default_rng(seed).normal(100.0, 8.0, (count, n))


def columns(values):
    return [Column(metric, 1) for metric in values]


def alone(count):
    """Families of one metric each."""
    return [np.array([j]) for j in range(count)]


def told(values, families=None, alpha=ALPHA):
    found = odd_rows(far_values(columns(values)), families or alone(len(values)), N, alpha)
    return {odd.row: [v.column for v in odd.values] for odd in found}


def far(row, column, p_value, depth=1, nearer=0.5):
    return FarValue(row, column, 1, p_value, depth, nearer)


def p_values(*values, families=3, tails=6, alpha=1.0):
    found = odd_rows(FarValues(values, tails), alone(families), N, alpha)
    return {odd.row: odd.p_value for odd in found}


def test_noise_has_no_odd_task():
    assert told(noise(4)) == {}


def test_one_value_far_out_is_odd():
    values = noise(4)
    values[2, 17] = 260.0
    assert told(values) == {17: [2]}


def test_values_that_are_not_odd_alone_are_together():
    """One metric at 6 standard deviations is nothing to tell of; three in one task are."""
    values = noise(4)
    values[2, 17] = 100 + 6 * 8
    assert told(values) == {}
    values[[0, 1], 17] = 100 - 6 * 8
    assert set(told(values)) == {17}
    assert set(told(values)[17]) == {0, 1, 2}


def test_metrics_that_move_together_are_one_reason():
    values = noise(4)
    values[:3, 17] = 100 + 6 * 8
    assert told(values, [np.arange(3), np.array([3])]) == {}


def test_what_a_far_value_is():
    values = noise(1)
    values[0, [17, 60]] = 300.0, 280.0
    first, second = sorted(far_values(columns(values)).values, key=lambda v: v.row)
    others = np.delete(values[0], [17, 60])
    middle = np.median(values[0])
    assert (first.row, first.side, first.depth, second.depth) == (17, 1, 1, 2)
    assert first.nearer == pytest.approx((others.max() - middle) / (300 - middle))
    assert first.p_value == second.p_value


def test_equal_values_are_equally_odd():
    values = noise(1)
    values[0, [3, 17, 60]] = 300.0
    found = far_values(columns(values)).values
    assert [(v.row, v.depth) for v in found] == [(3, 3), (17, 3), (60, 3)]
    assert len({v.p_value for v in found}) == 1


def test_a_low_value_is_far_out_only_where_both_sides_count():
    values = noise(1)
    values[0, 17] = -300.0
    both, one = (far_values([Column(values[0], 1, one_sided=o)]) for o in (False, True))
    assert [v.side for v in both.values] == [0]
    assert (both.looks, one.looks, one.values) == (2, 1, ())
    assert far_values([Column(np.zeros(N), 1)]) == ((), 0, ())


def test_many_tasks_may_be_odd_where_there_are_very_many():
    values = noise(1, 20_000)
    values[0, ::1000] = 400.0
    found = far_values(columns(values)).values
    assert [v.row for v in found] == list(range(0, 20_000, 1000))


def test_a_lone_value_counts_by_how_many_tails_there_are_and_how_well_they_are_known():
    assert table_p_value(1e-4, 10, 300, 0.5) == pytest.approx(2e-3)
    assert table_p_value(1e-4, 10, 9000, 0.5) == pytest.approx(2e-3)
    assert table_p_value(1e-4, 10, 150, 0.5) == pytest.approx(8e-3)
    assert table_p_value(0.1, 100, 150, 0.5) == 1.0


def test_each_odd_metric_multiplies():
    """Two of three families, each side, and how seldom the furthest of two metrics are one task."""
    (found,) = p_values(far(7, 0, 1e-2), far(7, 2, 2e-2)).values()
    meeting = N * (1.5 / N) ** 2
    assert found == pytest.approx(comb(3, 2) * 2e-2 * 4e-2 * meeting / 0.25)
    (three,) = p_values(far(7, 0, 1e-2), far(7, 2, 2e-2), far(7, 1, 5e-2)).values()
    assert three == pytest.approx(2e-2 * 4e-2 * 1e-1 * N * (1.5 / N) ** 3 / 0.25)


def test_what_is_hardly_far_makes_a_task_no_less_odd():
    surest = p_values(far(7, 0, 1e-9), families=100)[7]
    assert p_values(far(7, 0, 1e-9), far(7, 1, 0.05, depth=300), families=100)[7] == surest


def test_far_tasks_are_rarely_one_where_they_are_few():
    few, many = (p_values(far(7, 0, 1e-2, depth), far(7, 1, 1e-2, depth))[7] for depth in (1, 10))
    assert many == pytest.approx(100 * few)


@pytest.mark.parametrize(("metrics", "told"), [(2, [0, 1]), (3, [])])
def test_lone_values_of_many_metrics_are_a_habit(metrics, told):
    values = [far(row, row, 1e-9) for row in range(metrics)]
    assert sorted(p_values(*values, families=8, tails=16, alpha=ALPHA)) == told


def test_in_a_habit_only_how_often_values_meet_counts():
    habit = [far(row, row, 1e-9, depth=6) for row in range(3)]
    pair = [far(9, 0, 1e-9, depth=6), far(9, 1, 1e-9, depth=6)]
    five = [far(9, column, 1e-9, depth=6) for column in range(5)]
    assert p_values(*habit, *pair, families=8, tails=16, alpha=ALPHA) == {}
    found = p_values(*habit, *five, families=8, tails=16, alpha=ALPHA)
    assert found == {9: pytest.approx(comb(8, 5) * N * (1.5 * 6 / N) ** 5 / 0.25)}


def test_how_much_nearer_the_others_are_is_multiplied_over_families():
    values = (far(7, 0, 1e-9, nearer=0.5), far(7, 1, 1e-9, nearer=0.4))
    apart = odd_rows(FarValues(values, 4), alone(2), N, ALPHA)
    together = odd_rows(FarValues(values, 4), [np.arange(2)], N, ALPHA)
    assert [odd.nearer for odd in (*apart, *together)] == [pytest.approx(0.2), 0.5]


def test_no_p_value_is_too_small_for_its_logarithm():
    (found,) = p_values(*(far(7, column, 0.0) for column in range(3))).values()
    assert 0.0 <= found < exp(-600)
    assert module.SMALLEST_P_VALUE > 0
