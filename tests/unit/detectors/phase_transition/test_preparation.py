"""A metric made ready: its present values, their unit, and the means of blocks."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.preparation import (
    block_means,
    mode_of,
    prepared,
    prepared_sample,
)

NAN = np.nan


def test_missing_values_are_left_out_and_rows_kept():
    series = prepared(np.array([NAN, 3.0, -5.0, NAN, 2.0]))
    assert series.rows.tolist() == [1, 2, 4]
    assert series.unit == 8.0 and (series.values * series.unit).tolist() == [3, -5, 2]
    assert series.means.tolist() == series.values.tolist() and series.width == 1
    assert not series.sampled
    assert prepared(np.array([4.0, 1.0])).rows.tolist() == [0, 1]
    assert prepared(np.array([NAN])).values.size == 0


@pytest.mark.parametrize("size", [1e-300, 0.3, 1.0, 1e308])
def test_values_are_within_one_of_zero_in_a_unit_that_is_a_power_of_two(size):
    series = prepared(np.array([size, -size / 3]))
    assert 0.5 <= np.abs(series.values).max() < 2.0
    assert np.frexp(series.unit)[0] == 0.5
    assert (series.values * series.unit).tolist() == [size, -size / 3]


def test_very_many_values_are_blocks():
    values = np.arange(10_000.0)
    series = prepared(values)
    assert series.width == 3 and series.means.size == 3333
    assert series.means[:2] * series.unit == pytest.approx([1.0, 4.0])
    assert series.means[-1] * series.unit == pytest.approx(9997.5)  # the last has four


def test_the_last_block_takes_what_is_left():
    assert block_means(np.array([1.0, 3, 5, 7, 0]), 2).tolist() == [2.0, 4.0]
    assert block_means(np.array([1.0, 3, 5]), 1).tolist() == [1, 3, 5]


@pytest.mark.parametrize(("last", "constant"), [(1.0, True), (1 + 1e-13, True), (1 + 1e-11, False)])
def test_what_differs_in_its_last_digits_is_constant(last, constant):
    assert prepared(np.array([1.0, 1.0, last])).constant is constant
    assert prepared(np.array([-1.0, -1.0, -last])).constant is constant


def test_nothing_is_constant():
    assert prepared(np.array([NAN, NAN])).constant
    assert prepared(np.zeros(3)).constant


@pytest.mark.parametrize(
    ("values", "mode", "count"),
    [([5, 5, 5, 1, 9], 5, 3), ([5, 5, 1, 1], NAN, 0), ([5, 1, 5, 5], 5, 3), ([1, 1, 1, 9], 1, 3)],
)
def test_the_mode_is_what_more_than_half_have(values, mode, count):
    found = mode_of(np.array(values, float))
    assert found == pytest.approx((mode, count), nan_ok=True)


def test_a_sample_has_the_means_of_all_tasks():
    values = np.arange(32.0)
    series = prepared_sample(values, np.array([7.0, 99.0]))
    assert (series.unit, series.width, series.sampled) == (128.0, 16, True)
    assert (series.means * 128).tolist() == [7, 99] and (series.values * 128)[5] == 5
    assert series.rows.tolist() == list(range(32))


@pytest.mark.parametrize(
    ("values", "means"),
    [
        (np.r_[NAN, np.arange(31.0)], [1.0, 2]),
        (np.arange(32.0), [1.0, NAN]),
        (np.arange(31.0), [1.0, 2]),
    ],
)
def test_where_some_are_missing_a_sample_speaks_for_itself(values, means):
    series = prepared_sample(values, np.array(means))
    assert series.sampled and series.width == 1
    assert series.values.size == np.count_nonzero(~np.isnan(values))
