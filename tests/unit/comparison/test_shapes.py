"""What else than levels changes: spreads, rates of rare events, shares, and what shares move."""

import numpy as np
import pytest

from crackle_cli.comparison.comparison import compare
from crackle_cli.comparison.findings import LevelChange, RateChange, ShareChange, SpreadChange
from crackle_cli.comparison.judging import CompareRules
from crackle_cli.comparison.rates import rate_p_value, share_difference
from crackle_cli.table.labels import RowLabels, TextColumn
from crackle_cli.table.metric_table import Census, MetricTable
from tests.worlds.ceilings import ceiling
from tests.worlds.comparison import KINDS, endpoints, table


def findings(base, new):
    return [one.finding for one in compare(base, new).changes]


def test_a_spread_is_told_and_is_worse():
    rng = np.random.default_rng(1)
    base, new = (100 + sd * rng.standard_normal((1, 60)) for sd in (3, 9))
    (one,) = compare(table(base), table(new), rules=CompareRules("worse", {"m0": "lower"})).changes
    assert isinstance(one.finding, SpreadChange)
    assert one.finding.ratio.low < 3 < one.finding.ratio.high
    assert one.sentence.startswith("m0 spreads more: middle half ")
    assert (one.direction, one.gates) == ("worse", True)


def test_what_is_twice_as_much_spreads_no_more():
    rng = np.random.default_rng(2)
    base, new = (KINDS["lognormal"](rng, (1, 60)) * f for f in (1, 3))
    (found,) = findings(table(base), table(new))
    assert isinstance(found, LevelChange)


def test_what_spreads_more_but_less_for_its_level_is_told_as_neither():
    rng = np.random.default_rng(2)
    base, new = (level + sd * rng.standard_normal((1, 80)) for level, sd in ((10, 1), (100, 3)))
    (found,) = findings(table(base), table(new))
    assert isinstance(found, LevelChange)


def test_a_rare_event_is_told_by_its_rate():
    base, new = (np.arange(300) % every == 0 for every in (100, 10))
    (one,) = compare(table(base[None] * 5.0), table(new[None] * 5.0)).changes
    assert isinstance(one.finding, RateChange)
    assert one.sentence.startswith(
        "m0 is more often not 0: 1 → 10 % of tasks (3 of 300 → 30 of 300, 95 %: +"
    )


def test_rare_events_that_are_no_more_say_what_would_have_been_seen():
    base = (np.arange(300) % 100 == 0)[None] * 5.0
    (same,) = compare(table(base), table(base)).same
    assert same.of_tasks
    assert 0.01 < same.smallest < 0.05


@pytest.mark.parametrize(
    ("events", "tasks", "p"),
    [((0, 5), (10, 10), 0.0163), ((3, 4), (50, 50), 0.7), ((300, 420), (1000, 1000), 2e-8)],
)
def test_the_chance_of_events(events, tasks, p):
    assert rate_p_value(events, tasks) == pytest.approx(p, rel=0.2)


def test_the_difference_of_shares_that_newcombe_prints():
    found = share_difference((48, 56), (80, 70))
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_only_the_mix_moves():
    rng = np.random.default_rng(3)
    (one,) = compare(endpoints(rng, 200, 0.1), endpoints(rng, 200, 0.5)).changes
    assert isinstance(one.finding, ShareChange)
    assert one.sentence.startswith("the share of endpoint = /search rose: ")
    assert one.sentence.endswith(" is unchanged within each endpoint")
    assert [moved.metric for moved in one.finding.moved] == ["latency_ms"]


def test_other_shares_alone_fail_only_whoever_asks_for_any_line():
    rng = np.random.default_rng(3)
    sides = endpoints(rng, 200, 0.1), endpoints(rng, 200, 0.5)
    assert not compare(*sides, rules=CompareRules("changed")).gated
    assert compare(*sides, rules=CompareRules("any")).gated


def test_mix_and_level_are_told_apart():
    rng = np.random.default_rng(4)
    level, share = findings(endpoints(rng, 200, 0.1), endpoints(rng, 200, 0.5, slower=1.3))
    assert isinstance(level, LevelChange)
    assert level.within.column == "endpoint"
    assert level.within.change.low < 0.4 < level.within.change.high
    assert share.moved == ()


def test_a_column_that_says_which_side_it_is_has_no_shares():
    def side(commit):
        column = TextColumn(np.zeros(30, np.int32), (commit,))
        values = {"a": np.arange(30) % 7.0}
        return MetricTable(values, RowLabels(range(30)), texts={"commit": column})

    assert not findings(side("abc"), side("def"))


def test_noise_of_every_kind_stays_silent():
    rng = np.random.default_rng(5)
    runs = 20
    alarms = sum(bool(findings(*(endpoints(rng, 40, 0.3) for _ in "ab"))) for _ in range(runs))
    assert alarms <= ceiling(runs, 0.05)


def regions(seed, slower):
    """Tasks of three regions in turn, of which the first is slower."""
    rng = np.random.default_rng(seed)
    codes = np.arange(90, dtype=np.int32) % 3
    latency = np.array([300.0, 100, 50])[codes] * np.exp(0.1 * rng.standard_normal(90))
    latency[codes == 0] *= slower
    column = TextColumn(codes, ("ap", "eu", "us"))
    return MetricTable({"latency_ms": latency}, RowLabels(range(90)), texts={"region": column})


def test_what_changes_for_one_value_alone_says_for_which():
    (one,) = compare(regions(1, 1.0), regions(2, 1.3)).changes
    assert isinstance(one.finding, LevelChange)
    assert " % higher where region = ap (" in one.sentence
    assert one.finding.tasks == (30, 30)


def test_what_changes_for_all_values_says_no_value():
    base, new = regions(1, 1.0), regions(2, 1.0)
    slower = new.with_metrics({"latency_ms": new.metrics["latency_ms"] * 1.5})
    found = [one for one in findings(base, slower) if isinstance(one, LevelChange)]
    assert [one.where for one in found] == [None]


def test_cells_that_new_lacks_are_told():
    values = np.arange(60.0)
    holes = np.where(np.arange(60) % 3 == 0, np.nan, values)
    base, new = (MetricTable.from_columns({"a": v, "b": values}) for v in (values, holes))
    told = [one.sentence for one in compare(base, new).changes]
    assert told == ["a is missing in 20 of 60 tasks of new, and in 0 of 60 of base"]


def test_codes_are_told_as_shares():
    def side(failures):
        status = np.where(np.arange(100) < failures, 500.0, 200.0)
        rng = np.random.default_rng(failures)
        values = {"status": rng.permutation(status), "ms": 100 + rng.standard_normal(100)}
        return MetricTable(
            values, RowLabels(range(100)), census=Census(nominal=frozenset({"status"}))
        )

    (one,) = compare(side(3), side(30)).changes
    assert one.sentence.startswith("the share of status = 500 rose: 3 → 30 % of tasks (")


def test_what_is_surer_within_the_values_is_told_within_them():
    base, new = regions(1, 1.0), regions(2, 1.0)
    slower = new.with_metrics({"latency_ms": new.metrics["latency_ms"] * 2.5})
    (found,) = (one for one in findings(base, slower) if isinstance(one, LevelChange))
    assert found.within.column == "region"
    assert found.within.change.low < 1.5 < found.within.change.high
