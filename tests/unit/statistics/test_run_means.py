"""Whether the order of values tells anything."""

import numpy as np
import pytest

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
    assert not tells(np.tile([0.0, 1.0], 200))


@pytest.mark.parametrize(("apart", "told"), [(0.82, False), (0.825, True), (-0.825, True)])
def test_runs_must_differ_by_two_standard_errors_more_than_their_values(apart, told):
    """Two runs of four: the ratio of variances, 6 d², has a standard error of √(2/1 + 2/6)."""
    four = np.array([0.0, 1.0, 0.0, 1.0])
    values = np.concatenate([four, four + apart, [np.nan]])
    assert order_tells(values, 2) is told
    assert order_tells(values[[0, 4]], 2)


@pytest.mark.parametrize(
    ("n", "marks", "points", "starts"),
    [
        (100, [10, 90], 10, [0, *range(10, 90, 10), 90]),
        (100, [40, 60], 10, [*range(0, 100, 10)]),
        (17, [4, 8, 12, 16], 10, [*range(0, 17, 2)]),  # a run that is left over has no row
        (20, [15], 10, [0, 1, 3, 5, 7, 9, 11, 13, 15, 17]),
        (100, [97, 98, 99], 5, [0, 48, 97, 98, 99]),
        (100, [1, 2], 3, [0, 1, 2]),
        (3, [], 16, [0, 1, 2]),
        (8, [], 4, [0, 2, 4, 6]),
    ],
)
def test_a_run_begins_at_each_mark_and_the_rest_is_shared(n, marks, points, starts):
    assert run_starts(n, marks, points).tolist() == starts


def test_means_are_of_what_is_there():
    values = np.array([1.0, np.nan, 3.0, np.nan, np.nan])
    assert run_means(values, np.array([0, 2, 3])).tolist()[:2] == [1.0, 3.0]
    assert np.isnan(run_means(values, np.array([0, 3]))[1])
