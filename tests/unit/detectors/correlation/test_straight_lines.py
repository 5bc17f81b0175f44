"""Straight lines are laws, whatever the size of their numbers."""

import warnings

import numpy as np
import pytest

from crackle_cli.detectors.correlation.pairs import Pairs
from crackle_cli.detectors.correlation.straight_lines import on_a_line


def told(one, other, r=0.9999):
    """Whether two metrics lie on a line, and what warns."""
    pair = Pairs(np.array([0]), np.array([1]), *(np.array([r]),) * 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return on_a_line(pair, [one, other]).tolist() == [True]


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e300])
@pytest.mark.parametrize(("bent", "straight"), [(0.0, True), (1e-3, False)])
def test_a_line_is_told_from_a_bend_whatever_its_size(size, bent, straight):
    x = np.arange(20.0)
    y = 5 - 2 * x + bent * (x - 9.5) ** 2
    assert told(x, y * size) is straight
    assert told(x * size, y) is straight


def test_only_tasks_that_have_both_count():
    x, y = np.arange(20.0), 5 - 2 * np.arange(20.0)
    y[3], x[7], y[7] = np.nan, np.nan, 1e3
    assert told(x, y)


def test_what_is_new_in_each_task_must_be_as_straight():
    x = np.arange(20.0)
    assert not told(x, x, r=0.998)
