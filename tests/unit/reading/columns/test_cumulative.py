"""Totals since a start, and totals that are amounts."""

import numpy as np
import pytest

from crackle_cli.reading.columns.cumulative import is_cumulative
from tests.worlds.files import file, table_of

RISING = np.cumsum(np.random.default_rng(3).integers(1, 9, 40)).astype(float)
STAIRS = np.repeat([1.0, 2.0, 3.0, 5.0], 10)
AMOUNTS = {
    "a name that says nothing": ("population", RISING),
    "an amount called so": ("total_assets", RISING),
    "of rare events": ("errors_total", np.repeat(np.arange(8.0), 5)),
    "that falls": ("total", np.r_[RISING, 0.0]),
    "few": ("total", np.arange(12.0)),
    "a limit that was raised": ("max_connections", np.repeat([100.0, 200.0], 20)),
    "a leak": ("peak_memory", RISING),
    "a maximum of each task": ("max_ms", RISING[::-1]),
    "an amount in stairs": ("replicas", STAIRS),
}


@pytest.mark.parametrize("name", ["requests_total", "Total Request Count", "cumulative_rain"])
def test_a_total_that_rises_all_the_time_is_cumulative(name):
    assert is_cumulative(name, np.r_[np.nan, RISING])


def test_the_largest_and_the_smallest_so_far_are_cumulative():
    assert is_cumulative("Total Max Response Time", STAIRS)
    assert is_cumulative("min_ms", -STAIRS)


@pytest.mark.parametrize("case", AMOUNTS)
def test_what_may_be_news_is_an_amount(case):
    assert not is_cumulative(*AMOUNTS[case])


def test_a_counter_is_measured_when_asked_for(tmp_path):
    rows = [f"{total:.0f},{i * 37 % 11}" for i, total in enumerate(RISING)]
    path = file(tmp_path, "\n".join(["requests_total,ms", *rows]))
    assert list(table_of(path).metrics) == ["ms"]
    assert list(table_of(path, metrics=("*",)).metrics) == ["requests_total", "ms"]
