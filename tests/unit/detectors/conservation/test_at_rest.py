"""Tasks in which every term has its usual value prove nothing of a law: the others must."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.laws.check import State, checked_law
from crackle_cli.laws.parse import parse_law
from crackle_cli.wording.conservation import sentence
from tests.worlds.laws import tallies

SETTINGS = ThermalProfile.default().conservation


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f for f in found if len(f.metrics) > 1]


def idle(rng, n, share, broken=0.0):
    """A pipeline that has nothing to do in a share of its tasks; of the others some are broken."""
    busy = rng.random(n) >= share
    rows_in = np.where(busy, rng.integers(1000, 9000, n), 0.0)
    rejected = np.where(busy, rng.poisson(20, n), 0.0)
    bad = busy & (rng.random(n) < broken)
    rows_out = rows_in - rejected - 50 * bad
    return {"rows_in": rows_in, "rows_out": rows_out, "rejected": rejected}, busy, bad


def test_metrics_that_are_zero_in_the_same_tasks_need_have_no_law():
    rng = np.random.default_rng(0)
    converted = (rng.random(2000) < 0.1).astype(float)
    columns = {
        "page_views": 1.0 + rng.poisson(4, 2000),
        "latency_ms": rng.lognormal(5.4, 0.2, 2000).round(),
        "converted": converted,
        "revenue": converted * rng.lognormal(3.3, 0.5, 2000).round(2),
        "items": converted * (1 + rng.poisson(0.5, 2000)),
    }
    assert not laws(columns)


def test_metrics_that_have_one_value_in_the_same_tasks_need_have_no_law():
    rng = np.random.default_rng(1)
    usual = rng.random(1000) < 0.93
    columns = {
        "workers": np.where(usual, 8.0, rng.integers(9, 13, 1000)),
        "shards": np.where(usual, 12.0, rng.integers(13, 16, 1000)),
    }
    assert not laws(columns)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_law_is_judged_by_the_tasks_that_are_not_all_zero(share):
    columns, busy, bad = idle(np.random.default_rng(2), 2000, share, broken=0.04)
    (law,) = laws(columns)
    assert law.text == "rows_in = rows_out + rejected"
    n, holds = int(busy.sum()), int((busy & ~bad).sum())
    assert (law.n, law.holds) == (n, holds)
    assert [v.row for v in law.violators] == np.flatnonzero(bad).tolist()
    assert law.strength == holds / n
    told = f"exact in {holds:,} of {n:,} tasks (0 = 0 in {2000 - n:,} others); broken by"
    assert told in sentence(law, MetricTable.from_columns(columns))


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_law_that_too_many_of_the_other_tasks_break_is_none(share):
    columns, _, _ = idle(np.random.default_rng(3), 2000, share, broken=0.2)
    assert not laws(columns)


def test_a_product_of_nothing_proves_nothing():
    rng = np.random.default_rng(4)
    sold = np.where(rng.random(800) < 0.15, rng.integers(1, 9, 800), 0.0)
    price = rng.lognormal(2, 0.5, 800).round(2)
    columns = {"price": price, "sold": sold, "revenue": (price * sold).round(2)}
    columns["revenue"][np.flatnonzero(sold)[3]] += 7
    (law,) = laws(columns)
    assert law.text == "revenue = price * sold"
    some = int((sold > 0).sum())
    assert (law.n, law.zero) == (some, 800 - some)
    assert law.holds == some - 1


def test_a_check_judges_a_saved_law_by_such_tasks_too():
    columns, busy, _ = idle(np.random.default_rng(6), 1000, 0.9)
    law = laws(columns)[0].law
    assert (law.n, law.holds) == (busy.sum(), busy.sum())
    worse, _, bad = idle(np.random.default_rng(7), 1000, 0.9, broken=0.15)
    (tally,) = tallies([law._replace(holds=law.n - 5)], MetricTable.from_columns(worse))
    assert tally.holds == tally.counted - bad.sum() < 0.9 * tally.counted
    assert checked_law(tally, [""] * 1000).state is State.BROKEN


def test_where_all_is_zero_a_law_holds_in_all_tasks():
    columns = {"errors": np.zeros(40), "failures": np.zeros(40)}
    (tally,) = tallies([parse_law("errors + failures = 0")], MetricTable.from_columns(columns))
    assert (tally.counted, tally.holds) == (40, 40)
    assert checked_law(tally, [""] * 40).state is State.KEPT
