"""Tasks far out in several metrics, and what chance would make of that."""

from itertools import product
from math import comb, prod

import numpy as np
import pytest

from crackle_cli.detectors.clustering.outliers import FAR_OUT, _at_least, _runs, measured, outliers
from crackle_cli.detectors.clustering.standardization import Standardization

N = 400


def metric(name, far, spread=1.0, value=10.0):
    """A metric of N tasks that are all 0 but those `far`, at `value`, with a robust spread."""
    values = np.zeros(N)
    values[list(far)] = value
    return measured(Standardization(name, False, 0.0, np.nan, 0.0, spread, 1), values)


def alone(*metrics):
    return list(metrics), [np.array([j]) for j in range(len(metrics))]


def test_far_is_three_quartile_ranges_beyond_a_quartile():
    scale = Standardization("a", False, 0.0, np.nan, 100.0, 2.0, 1)
    values = np.array([100 + 2 * 4.72, 100 + 2 * 4.73, 100 - 2 * 4.73, np.nan])
    assert measured(scale, values).far.tolist() == [False, True, True, False]
    assert pytest.approx(4.7215) == FAR_OUT


def test_tasks_far_out_in_two_metrics_are_told():
    found = outliers(*alone(metric("a", [7, 90, 300]), metric("b", [7, 90]), metric("c", [])), 0.01)
    assert found is not None
    assert found.rows.tolist() == [7, 90]
    assert found.metrics == ("a", "b")
    assert found.families == 2
    assert found.distance == 10.0
    rates = [(count + 1) / (N + 1) for count in (3, 2, 0)]
    chance = _at_least(np.array(rates))[2]
    tail = sum(comb(N, k) * chance**k * (1 - chance) ** (N - k) for k in range(2, N + 1))
    assert found.p_value == pytest.approx(2 * tail)  # two numbers of families were looked at


def test_neighbours_count_once():
    together = outliers(*alone(metric("a", [7, 8]), metric("b", [7, 8])), 0.5)
    apart = outliers(*alone(metric("a", [7, 9]), metric("b", [7, 9])), 0.5)
    assert together is not None and apart is not None
    assert together.rows.tolist() == [7, 8]
    assert together.p_value > 10 * apart.p_value


def test_metrics_that_move_together_are_one_reason():
    a, b, c = (metric(name, [7, 90]) for name in "abc")
    assert outliers([a, b], [np.array([0, 1])], 0.5) is None
    assert outliers([a, b, c], [np.array([0, 1]), np.array([2])], 0.5) is not None


def test_what_is_far_out_in_one_metric_only_is_a_tail():
    assert outliers(*alone(metric("a", [1, 50]), metric("b", [2, 60])), 0.5) is None
    assert outliers([], [], 0.5) is None


@pytest.mark.parametrize(("count", "told"), [(20, True), (21, False)])
def test_more_than_one_in_twenty_are_a_group(count, told):
    rows = range(0, 10 * count, 10)
    assert (outliers(*alone(metric("a", rows), metric("b", rows)), 0.5) is not None) is told


def test_the_fewest_families_that_chance_does_not_explain():
    """Far values of a and b meet by chance; one task is far out in all four."""
    half = range(0, N, 2)
    metrics = [metric("a", half), metric("b", range(0, N, 3)), metric("c", [6]), metric("d", [6])]
    found = outliers(*alone(*metrics), 0.01)
    assert found is not None
    assert (found.rows.tolist(), found.families, found.metrics) == ([6], 4, ("a", "b", "c", "d"))
    assert outliers(*alone(*metrics), 1e-9) is None


def test_the_distance_is_the_median_of_those_that_are_far():
    a, b = metric("a", [7, 90], value=12.0), metric("b", [7, 90], spread=2.0, value=-40.0)
    found = outliers(*alone(a, b), 0.01)
    assert found is not None and found.distance == 16.0


def test_the_chance_of_several_events_is_that_of_all_their_outcomes():
    rates = np.array([0.1, 0.5, 0.25])
    chances = [
        prod(r if happens else 1 - r for r, happens in zip(rates, outcome, strict=True))
        for outcome in product((0, 1), repeat=3)
    ]
    counts = [sum(outcome) for outcome in product((0, 1), repeat=3)]
    expected = [
        sum(c for c, k in zip(chances, counts, strict=True) if k >= least) for least in range(4)
    ]
    assert _at_least(rates) == pytest.approx(expected)


def test_a_surprise_of_just_alpha_is_told():
    metrics = alone(metric("a", [7, 90]), metric("b", [7, 90]))
    found = outliers(*metrics, 0.5)
    assert found is not None
    assert outliers(*metrics, found.p_value) is not None
    assert outliers(*metrics, 0.999 * found.p_value) is None


def test_no_p_value_is_zero():
    """Twenty of 400 tasks, each far out in forty metrics: by chance one time in 20^800."""
    far = range(0, N, 20)
    found = outliers(*alone(*(metric(str(j), far) for j in range(40))), 1e-300)
    assert found is not None and found.rows.tolist() == list(far)
    assert found.p_value == 1e-300


def test_rows_one_after_the_other_are_one_run():
    runs = {(): 0, (0,): 1, (0, 1): 1, (0, 1, 5): 2, (3, 5, 6, 9): 3}
    assert {rows: _runs(np.array(rows, np.intp)) for rows in runs} == runs
