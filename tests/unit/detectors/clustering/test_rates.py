"""Names whose tasks have an event more often, or more seldom, than all others."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.detectors.clustering.cause_findings import by_names
from crackle_cli.detectors.clustering.findings import Contrast, NamedGroup
from crackle_cli.table.labels import TextColumn
from crackle_cli.wording import sentence
from crackle_cli.wording.standing import Fact, lines

LEVEL = 0.01
HOSTS = tuple(f"host-{i:02d}" for i in range(40))


def text(codes, names):
    return TextColumn(np.asarray(codes, np.int32), tuple(names))


def failing(rates, n=4000, seed=1):
    """Hosts, and which tasks failed: by the rate of their host, else 3 %."""
    rng = np.random.default_rng(seed)
    host = rng.integers(0, len(HOSTS), n)
    usual = np.full(len(HOSTS), 0.03)
    usual[[*rates]] = [*rates.values()]
    return host, rng.random(n) < usual[host]


def told(host, failed, as_text, **texts):
    metrics = {"size": np.random.default_rng(7).normal(size=host.size)}
    texts = {"host": text(host, HOSTS), **texts}
    if as_text:
        texts["status"] = text(failed, ("ok", "failed"))
    else:
        metrics["failed"] = failed.astype(float)
    table = replace(MetricTable.from_columns(metrics), texts=texts)
    return table, by_names(table, LEVEL, 0)[0]


@pytest.mark.parametrize("as_text", [True, False])
def test_a_host_that_fails_more_often_is_named_with_both_rates(as_text):
    host, failed = failing({7: 0.2})
    table, (found,) = told(host, failed, as_text)
    assert isinstance(found, NamedGroup)
    assert (found.named[0].text, found.apart) == ("host-07", ())
    (rate,) = found.rates
    assert rate.share == pytest.approx(failed[host == 7].mean())
    assert rate.others == pytest.approx(failed[host != 7].mean())
    assert rate.value == ("failed" if as_text else None)
    assert found.rows.tolist() == np.flatnonzero(host == 7).tolist()
    assert 0 < found.confidence < found.strength < 1
    assert sentence(found, table).startswith("host = host-07: 20.4 % failed, others 2.94 % (")


def test_a_host_that_fails_more_seldom_is_named_too():
    host, failed = failing({i: 0.4 for i in range(40) if i != 7})
    _, (found,) = told(host, failed, as_text=True)
    assert found.named[0].text == "host-07"
    assert found.rates[0].share < 0.1


def test_equal_rates_name_no_host():
    for seed in range(20):
        host, failed = failing({}, seed=seed)
        assert not told(host, failed, as_text=True)[1]


def test_a_small_difference_of_very_many_tasks_is_not_worth_a_line():
    host, failed = failing({7: 0.05}, n=200_000)
    assert not told(host, failed, as_text=True)[1]


def test_of_more_hosts_than_a_person_reads_it_is_the_column():
    host, failed = failing(dict.fromkeys(range(8), 0.6))
    _, (found,) = told(host, failed, as_text=False)
    assert isinstance(found, Contrast)


def test_a_column_that_says_how_tasks_went_names_no_tasks_that_failed():
    host, failed = failing({})
    reason = text(np.where(failed, 1, 0), ("none", "disk"))
    assert not told(host, failed, as_text=True, reason=reason)[1]


def test_the_rack_of_a_host_that_fails_is_not_told_besides():
    host, failed = failing({7: 0.4})
    rack = text(host // 5, "abcdefgh")
    _, (found,) = told(host, failed, True, rack=rack)
    assert found.named[0].text == "host-07"


def test_a_burst_of_failures_on_the_host_that_ran_then_proves_nothing():
    """All tasks of a stretch fail, and hosts take turns of 100 tasks."""
    host = np.arange(4000) // 100
    failed = np.random.default_rng(3).random(4000) < np.where(host == 7, 0.2, 0.03)
    assert not told(host, failed, as_text=True)[1]


def test_a_host_that_is_slow_and_fails_is_one_line():
    host, failed = failing({7: 0.2})
    rng = np.random.default_rng(5)
    metrics = {"seconds": rng.lognormal(3, 0.1, host.size) * np.where(host == 7, 2, 1)}
    texts = {"host": text(host, HOSTS), "status": text(failed, ("ok", "failed"))}
    table = replace(MetricTable.from_columns(metrics), texts=texts)
    (found,), _ = by_names(table, LEVEL, 0)
    assert [one.metric for one in found.apart] == ["seconds"]
    assert [one.value for one in found.rates] == ["failed"]
    assert "; 20.4 % failed, others 2.94 %" in sentence(found, table)


def test_a_text_that_is_a_number_is_told_with_its_column():
    host, failed = failing({7: 0.2})
    texts = {"host": text(host, HOSTS), "status": text(failed, ("200", "502"))}
    table = MetricTable.from_columns({"size": np.random.default_rng(7).normal(size=host.size)})
    table = replace(table, texts=texts)
    (found,), _ = by_names(table, LEVEL, 0)
    assert "20.4 % status 502, others" in sentence(found, table)


def test_what_some_values_are_by_definition_is_no_rate_of_theirs():
    """Two of twenty dates are holidays. One host on which all fails is told."""
    date = np.arange(4000) // 7 % 20
    holiday = np.isin(date, (3, 11))
    _, found = told(date, holiday, as_text=False)
    assert not found
    _, (found,) = told(date, date == 3, as_text=False)
    assert found.named[0].text == "host-03"


def test_of_events_of_the_same_tasks_the_first_is_told():
    host, failed = failing({7: 0.2})
    code = text(failed, ("200", "502"))
    _, (found,) = told(host, ~failed, as_text=False, code=code)
    assert [(one.column, one.value) for one in found.rates] == [("failed", None)]


@pytest.mark.filterwarnings("error")
def test_where_all_failures_are_those_of_one_host_nothing_is_left_to_ask():
    host = np.random.default_rng(1).integers(0, 40, 4000)
    failed = (host == 7) & (np.random.default_rng(2).random(4000) < 0.5)
    _, (found,) = told(host, failed, as_text=True)
    assert found.rates[0].others == 0.0


@pytest.mark.parametrize(
    ("gpus", "line"),
    [
        (1.0, "gpu_util is only there where runner = gpu"),
        (0.8, "gpu_util is missing in 15.4 % where runner = gpu (others 100 %)"),
        (0.0, None),
    ],
)
def test_a_metric_that_only_some_tasks_have_is_a_fact_of_its_column(gpus, line):
    rng = np.random.default_rng(2)
    gpu = rng.random(200) < 0.3
    util = np.where(gpu & (rng.random(200) < gpus), rng.normal(70, 9, 200), np.nan)
    table = MetricTable.from_columns({"ms": rng.normal(size=200), "gpu_util": util})
    table = replace(table, texts={"runner": text(gpu, ("cpu", "gpu"))})
    found = by_names(table, LEVEL, 0)[0]
    assert lines([Fact(one, {}) for one in found], table) == ((line,) if line else ())
    assert all(one.standing and one.metrics == ("gpu_util",) for one in found)


def test_what_sets_tasks_apart_besides_is_told_as_before():
    own = np.random.default_rng(0).permutation(100) < 20
    ms = np.where(own, 90.0, 50.0) + np.arange(100) / 50
    table = MetricTable.from_columns({"ms": ms, "gpu": np.where(own, 1.5, np.nan)})
    runners = text(own, ("cpu", "gpu"))
    (found,) = by_names(replace(table, texts={"runner": runners}), LEVEL, 0)[0]
    assert not found.standing and found.apart and found.rates[0].is_there
    assert "; 100 % have gpu, others 0 % (20 of 100 tasks)" in sentence(found, table)


def test_rates_are_told_of_all_tasks_though_another_name_was_found_before():
    rng = np.random.default_rng(3)
    host, region = rng.integers(0, 40, 6000), rng.integers(0, 8, 6000)
    failed = rng.random(6000) < np.where(region == 5, 0.4, np.where(host == 7, 0.3, 0.02))
    regions = text(region, [f"region-{i}" for i in range(8)])
    _, found = told(host, failed, as_text=True, region=regions)
    rates = {one.named[0].text: one.rates[0] for one in found}
    assert rates.keys() == {"region-5", "host-07"}
    for own, rate in ((region == 5, rates["region-5"]), (host == 7, rates["host-07"])):
        assert (rate.share, rate.others) == (failed[own].mean(), failed[~own].mean())
