from random import Random

import numpy as np
import pytest

from crackle_cli.statistics.random_numbers import Chance


def test_the_bits_are_those_of_the_standard_library():
    first, second = np.frombuffer(Random(5).randbytes(16), "<u8").tolist()
    assert Chance(5).uniform(1, 2).tolist() == [[(first >> 11) / 2**53, (second >> 11) / 2**53]]


def test_numbers_are_uniform():
    numbers = Chance(1).uniform(100, 1000)
    assert numbers.shape == (100, 1000)
    assert 0 <= numbers.min() < 1e-4 and 1 - 1e-4 < numbers.max() < 1
    counts = np.histogram(numbers, 100, (0, 1))[0]
    assert counts == pytest.approx(1000, abs=5 * 1000**0.5)


def test_a_seed_gives_the_same_numbers_and_another_others():
    assert np.array_equal(Chance(7).uniform(5), Chance(7).uniform(5))
    assert not np.array_equal(Chance(7).uniform(5), Chance(8).uniform(5))
    again = Chance(7)
    assert not np.array_equal(again.uniform(5), again.uniform(5))


def test_an_order_has_every_row_once():
    order = Chance(2).order(1000)
    assert not np.array_equal(order, np.arange(1000))
    assert sorted(order) == list(range(1000))


def test_some_rows_are_different_ascending_and_spread_over_all():
    rows = Chance(3).some(10_000, 500)
    assert rows.size == 500 and (np.diff(rows) > 0).all()
    assert rows[0] < 200 and rows[-1] > 9800
    assert Chance(3).some(4, 4).tolist() == [0, 1, 2, 3]
