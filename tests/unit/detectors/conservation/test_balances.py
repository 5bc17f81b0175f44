"""Balances with the task before, found without asking; and tables that have none."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.conservation.balances import balances
from crackle_cli.laws.precision import precision_of
from crackle_cli.table.metric_table import Unordered
from tests.worlds.law_forms import NOTHING

SETTINGS = ThermalProfile.default().conservation
STOCK = "stock + sold = previous(stock) + received"


def shop(n=40, seed=0):
    rng = np.random.default_rng(seed)
    received, sold = rng.poisson(20, (2, n)).astype(float)
    columns = {"stock": 500 + np.cumsum(received - sold), "received": received, "sold": sold}
    return {**columns, "other": rng.normal(9, 2, n)}


def laws(columns, **of_table):
    table = replace(MetricTable.from_columns(columns), **of_table)
    return [f for f in sparse.detect(table, SETTINGS).findings if len(f.metrics) > 1]


def test_a_stock_follows_from_what_came_and_went():
    (law,) = laws(shop())
    assert (law.text, law.holds, law.n, law.missing) == (STOCK, 39, 39, 0)


def test_a_sum_since_the_start_is_one_of_a_single_metric():
    columns = shop()
    total = {"total": np.cumsum(columns["sold"]), "sold": columns["sold"]}
    assert [law.text for law in laws(total)] == ["total = previous(total) + sold"]


def test_cents_on_large_levels_are_exact():
    columns = shop()
    money = {name: columns[name] / 100 for name in ("received", "sold")}
    money["stock"] = np.round(1e5 + np.cumsum(money["received"] - money["sold"]), 2)
    (law,) = laws(money)
    assert law.exactness == "exact"
    assert law.broken == 0


def test_what_float64_leaves_of_the_steps_of_a_large_level_is_no_rounding():
    rng = np.random.default_rng(4)
    came, went = rng.exponential(3, (2, 60))
    columns = {"level": 1e5 + np.cumsum(came - went), "came": came, "went": went}
    (law,) = laws(columns)
    assert (law.text, law.exactness) == ("level + went = previous(level) + came", "exact")
    assert law.broken == 0


def test_levels_of_five_digits_are_off_by_what_both_are_rounded_to():
    rng = np.random.default_rng(5)
    came, went = rng.exponential(300, (2, 60)).round(2)
    columns = {"came": came, "went": went, "level": 2e4 + np.cumsum(came - went)}
    columns["level"] = np.array([float(f"{x:.5g}") for x in columns["level"]])
    (law,) = laws(columns)
    assert (law.text, law.exactness) == ("level + went = previous(level) + came", "rounded")
    assert law.broken == 0
    assert dict(law.law.digits) == {"level": 5, "previous(level)": 5}


def test_a_wrong_stock_is_one_break_and_a_wrong_sale_is_one():
    columns = shop()
    columns["stock"][15] += 7
    columns["sold"][30] += 2
    (law,) = laws(columns)
    assert (law.holds, law.n, law.broken) == (37, 39, 2)
    assert [tuple(v) for v in law.violators] == [(15, -7, "stock"), (30, -2, "")]


def test_wrong_stocks_of_neighbours_are_as_many_breaks_as_they_are():
    columns = shop(60)
    columns["stock"][15:18] += [7, 9, -4]
    (law,) = laws(columns)
    assert [(v.row, v.suspect) for v in law.violators] == [(r, "stock") for r in (15, 16, 17)]


def test_what_stays_off_is_one_break_too():
    columns = shop()
    columns["stock"][15:] += 7  # a delivery that nobody entered
    (law,) = laws(columns)
    assert [tuple(v) for v in law.violators] == [(15, -7, "")]


def test_a_stock_of_which_one_in_twenty_is_wrong_is_found():
    columns = shop(300)
    columns["stock"][10::20] += 7
    (law,) = laws(columns)
    assert (law.text, law.broken) == (STOCK, 15)


def test_without_an_order_there_is_no_task_before():
    assert laws(shop(), unordered=Unordered("the rows are sorted by name")) == []


@pytest.mark.parametrize("kind", NOTHING)
def test_no_balance_is_told_where_there_is_none(kind):
    for run in range(2):
        values = NOTHING[kind](np.random.default_rng([9, run]), (30, 200)[run], 4)
        columns = {f"m{j}": column for j, column in enumerate(values.T)}
        precisions = {name: precision_of(column) for name, column in columns.items()}
        assert list(balances(columns, tuple(columns), precisions, SETTINGS)) == []
