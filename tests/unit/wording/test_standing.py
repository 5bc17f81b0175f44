"""What only says what columns are, in at most three lines."""

import numpy as np
import pytest

from crackle_cli.table.metric_table import Census, MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.standing import Fact, lines
from tests.worlds.findings import law_finding

NAMES = ("a", "b", "c", "d", "e", "workers", "timeout")


def said(*laws, names=NAMES, group=None):
    table = MetricTable(
        metrics={name: np.zeros(3) for name in names},
        labels=["x", "y", "z"],
        census=Census(units={"timeout": Unit("s")}),
    )
    return lines([Fact(law_finding(law), group or {}) for law in laws], table)


def test_nothing_stands():
    assert said() == ()


def test_constants_are_told_in_one_line_in_the_order_of_the_columns():
    assert said("timeout = 0.25", "workers = 4") == (
        "2 metrics are constant: workers 4, timeout 250 ms",
    )
    assert said("workers = 4") == ("1 metric is constant: workers 4",)


def test_of_many_constants_the_first_are_named():
    names = [f"m{i}" for i in range(10)]
    (line,) = said(*(f"{name} = 1" for name in names), names=names)
    assert line.startswith("10 metrics are constant: m0 1, m1 1, ")
    assert line.endswith(", m7 1, and 2 more")


def test_columns_that_are_equal_are_one_set_and_others_are_told_by_their_law():
    assert said("d = e", "b = a", "b = c", "workers = 60 * timeout + 3") == (
        "a, b and c are equal; d and e are equal; workers = 60 * timeout + 3",
    )


@pytest.mark.parametrize(
    ("law", "told"),
    [
        ("12.5 * a = b", "b = 12.5 * a"),
        ("1.8 * a + 32 = b", "b = 1.8 * a + 32"),
        ("2 * a = b + 9", "2 * a = b + 9"),
        ("a * b = 9", "a * b = 9"),
    ],
)
def test_a_column_that_follows_from_another_is_told_by_it(law, told):
    assert said(law) == (told,)


def test_bounds_are_one_line_after_the_others():
    assert said("a <= b <= c", "d = e", "0 <= workers <= 100") == (
        "d and e are equal",
        "bounds: a <= b <= c; 0 <= workers <= 100",
    )


def test_sets_that_meet_are_one():
    assert said("a = b", "c = d", "e = workers", "b = d") == (
        "a, b, c and d are equal; e and workers are equal",
    )


def test_of_many_equal_columns_the_first_are_named():
    names = [f"m{i}" for i in range(12)]
    assert said(*(f"m0 = {name}" for name in names[1:]), names=names) == (
        "m0, m1, m2, m3, m4, m5, m6 and 5 more are equal",
    )


def test_what_stands_in_a_group_says_so():
    assert said("workers = 4", "a = b", group={"service": "api"}) == (
        "1 metric is constant: workers 4 (service=api)",
        "a and b are equal (service=api)",
    )
