"""Small tables that arithmetic dislikes end in an answer, whichever detectors look at them."""

import warnings

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from tests.worlds.effort import runs
from tests.worlds.small_tables import small_table

ROWS_THAT_MEET = [[0, 7117, 7078]] * 4 + [
    [3, 3423, 3397], [0, 2443, 2414], [3, 4463, 4436], [2, 5654, 5618],
]  # fmt: skip


def answered(table, profile="default"):
    """Differences of values near 1e308 are infinite, which numpy warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cool(table, ThermalProfile.load(profile))


@runs(100, 20_000)
def test_whatever_the_table_there_is_an_answer(runs):
    for number in range(runs):
        answered(small_table(np.random.default_rng([7, number])))


def test_equal_rows_beside_a_term_that_is_mostly_zero():
    columns = zip("abc", np.array(ROWS_THAT_MEET, float).T, strict=True)
    answered(MetricTable.from_columns(dict(columns)))


@pytest.mark.parametrize("size", [5e-324, 1.79e308])
def test_values_whose_differences_are_no_numbers_are_no_coordinates(size):
    values = size * np.random.default_rng(1).integers(-1, 2, 40)
    values[:18] = values[0]
    answered(MetricTable.from_columns({"a": values, "b": np.arange(40.0) % 7}))
