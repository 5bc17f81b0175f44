"""Whether the order of values tells anything."""

import numpy as np

from crackle_cli.statistics.run_means import order_tells, run_means, run_starts

POINTS = 16


def tells(values):
    return order_tells(values, POINTS)


def test_the_order_tells_where_shuffled_values_would_not_look_like_it():
    noise = np.random.default_rng(1).normal(size=(200, 400))
    assert np.mean([tells(values) for values in noise]) < 0.06
    assert all(tells(values + np.linspace(0, 2, 400)) for values in noise)
    assert tells(np.arange(17.0)) and tells(np.array([1.0, 2.0])) and tells(np.arange(300) * 1e300)
    assert not any(map(tells, (np.ones(5), np.ones(50), np.full(50, np.nan), np.empty(0))))


def test_a_run_begins_at_each_mark_and_the_rest_is_shared():
    starts = run_starts(100, [10, 90], 10)
    assert starts.size == 10 and {0, 10, 90} <= set(starts.tolist())


def test_means_are_of_what_is_there():
    values = np.array([1.0, np.nan, 3.0, np.nan, np.nan])
    assert run_means(values, np.array([0, 2, 3])).tolist()[:2] == [1.0, 3.0]
    assert np.isnan(run_means(values, np.array([0, 3]))[1])
