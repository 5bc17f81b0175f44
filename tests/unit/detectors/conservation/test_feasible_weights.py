"""Conversions of units between rounded metrics: no task is blamed for digits that were cut."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.conservation.rational import bits_of, simplest, weights_bits

SETTINGS = ThermalProfile.default().conservation
BYTES, HOURS = (1e8, 9e9, 0), (100, 9000, 1)


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f for f in found if len(f.metrics) > 1]


def converted(seed, n, source, factor, decimals, offset=0.0):
    low, high, digits = source
    x = np.random.default_rng(seed).uniform(low, high, n).round(digits)
    return {"x": x, "y": (x * factor + offset).round(decimals)}


@pytest.mark.parametrize(
    ("source", "factor", "decimals", "said"),
    [
        (BYTES, 2.0**-20, 1, "x = 1048576 * y"),
        (BYTES, 2.0**-30, 3, "x = 1073741824 * y"),
        (BYTES, 1e-9, 2, "x = 1000000000 * y"),
        (HOURS, 1 / 3.6, 2, "x = 3.6 * y"),
        (HOURS, 1 / 7, 2, "x = 7 * y"),
        (HOURS, 0.45359237, 1, None),
        (HOURS, 1.0936133, 2, "x = 0.9144 * y"),
    ],
)
def test_a_conversion_blames_no_task(source, factor, decimals, said):
    for seed in range(10):
        (law,) = laws(converted(seed, 60, source, factor, decimals))
        assert law.law.kind == "rounded"
        assert not law.violators
        assert said in (None, law.text)


def test_values_of_all_sizes_need_more_digits():
    for seed in range(5):
        x = np.random.default_rng(seed).lognormal(5, 2, 300).round(1)
        (law,) = laws({"x": x, "y": (0.45359237 * x).round(2)})
        assert not law.violators


def test_an_offset_is_as_near_as_rounding_allows():
    for seed in range(10):
        columns = converted(seed, 60, BYTES, 2.0**-20, 1, offset=-0.05)  # cut, not rounded
        (law,) = laws(columns)
        assert not law.violators


def test_tasks_that_truly_break_a_conversion_are_named():
    for seed in range(10):
        columns = converted(seed, 60, BYTES, 2.0**-20, 1)
        columns["y"][[7, 41]] += [0.3, -40]
        (law,) = laws(columns)
        assert law.text == "x = 1048576 * y"
        assert [v.row for v in law.violators] == [7, 41]


def test_a_whole_number_is_not_bent_to_mend_one_task():
    x = np.random.default_rng(3).uniform(100, 9000, 60).round(2)
    columns = {"x": x, "y": (2 * x).round(1)}
    columns["y"][5] += 0.1
    (law,) = laws(columns)
    assert law.text == "2 * x = y"
    assert [v.row for v in law.violators] == [5]


def test_powers_of_two_are_simple():
    gib = simplest(2.0**30 * (1 - 1e-9), 2.0**30 * (1 + 1e-9))
    assert gib == 2**30
    assert bits_of(gib) < 16
    assert weights_bits((1.0, -float(gib))) == weights_bits((-1 / float(gib), 1.0)) == bits_of(gib)


def test_where_one_task_alone_speaks_of_a_factor_none_is_told():
    """It cannot be set aside: no task would be left."""
    columns = {
        "a": [100.5, 100.4, 101.6, 99.1, 99.3, 100.1, 101.3, 99.8, 101.5, 100.6],
        "b": [0, 0, 0, 1, 1, 0, 0, 6.848727102297534, 0, 0],
        "c": [-0.10654554962083218, -0.27673933121465566, 39.86532858505354, -0.143346924094629,
              1.0072635277558797, -0.7149658382325698, 6.150450473261745, 47.17958207434469,
              6.591439041588223, 4.618498651297273],
    }  # fmt: skip
    assert laws({name: np.array(values, float) for name, values in columns.items()}) == []


def test_where_no_task_is_near_the_fitted_weights_none_are_told():
    columns = {
        "e": [
            1.1,
            1,
            1,
            1,
            0.8,
            1,
            1,
            1.1,
            1000000000,
            1000000000,
            1000000000,
            999999999.9,
            1000000000.1,
            999999999.9,
            1000000000.1,
            1000000000.1,
        ],
        "d": [
            np.nan,
            1,
            1,
            1,
            1,
            1,
            np.nan,
            1,
            1000000000,
            1000000000,
            1000000000,
            np.nan,
            1000000000,
            1000000000,
            1000000000,
            1000000000,
        ],
        "f": [
            np.nan,
            -1700000001,
            -1699999977,
            -1700000004,
            -1700000006.2,
            -1700000008,
            -1700000009,
            -1700000009.9,
            -699999985,
            -700000012,
            -700000014,
            -700000016.1,
            np.nan,
            -700000017.1,
            -700000016.9,
            -700000018.9,
        ],
    }
    assert laws(columns) == []
