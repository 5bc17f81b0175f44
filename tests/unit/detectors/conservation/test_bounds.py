"""Bounds that names say, and those that values say; and what is smaller by chance."""

import numpy as np
import pytest

from crackle_cli.detectors.conservation.bounds import bounds
from crackle_cli.detectors.conservation.named_bounds import chains, is_share
from crackle_cli.laws.law import LawKind
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.precision import Precision
from crackle_cli.laws.text import formula
from tests.worlds.law_forms import NOTHING


def told(columns, laws=()):
    full = dict.fromkeys(columns, Precision())
    return [formula(law) for law in bounds(columns, full, [parse_law(law) for law in laws])]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("min avg max", [("min", "avg", "max")]),
        ("ms_max ms_p50 ms_p99 ms_min", [("ms_min", "ms_p50", "ms_p99", "ms_max")]),
        ("latencyMin latencyMean", [("latencyMin", "latencyMean")]),
        (
            "min median mean max",
            [("min", "median", "max"), ("min", "mean", "max")],
        ),
        ("p99_ms p999_ms", [("p99_ms", "p999_ms")]),
        ("mem_free mem_used mem_total", [("mem_free", "mem_total"), ("mem_used", "mem_total")]),
        ("start_s end_s", [("start_s", "end_s")]),
        ("a_min b_max", []),
        ("p1 p2", []),  # players
        ("max maximum min", []),  # which of them?
        ("total", []),
    ],
)
def test_what_names_say(names, said):
    assert list(chains(names.split())) == said


@pytest.mark.parametrize(
    ("name", "share"), [("cpu_pct", True), ("Idle %", True), ("percent", True), ("picture", False)]
)
def test_a_name_may_say_that_a_metric_is_in_per_cent(name, share):
    assert is_share(name) == share


def statistics(seed=0, n=40):
    rng = np.random.default_rng(seed)
    values = np.sort(rng.lognormal(3, 0.4, (n, 3)), axis=1)
    return dict(zip(("min", "avg", "max"), values.T, strict=True))


def test_the_order_of_statistics_is_told_though_a_task_breaks_it():
    columns = statistics()
    assert told(columns) == ["min <= avg <= max"]
    columns["min"][7] = 1000
    assert told(columns) == ["min <= avg <= max"]


@pytest.mark.parametrize(
    ("low", "high", "kind", "quanta"),
    [
        (Precision(0.1), Precision(0.01), LawKind.ROUNDED, {"min": 0.1, "max": 0.01}),
        (Precision(0.1), Precision(0.1), LawKind.EXACT, {"min": 0.1, "max": 0.1}),
        (Precision(1.0), Precision(0.1), LawKind.ROUNDED, {"min": 0.0, "max": 0.1}),
        (Precision(1.0), Precision(), LawKind.EXACT, {"min": 0.0, "max": 0.0}),
    ],
)
def test_what_is_rounded_in_two_ways_may_cross_and_counts_are_not_rounded(low, high, kind, quanta):
    columns = statistics()
    del columns["avg"]
    (law,) = bounds(columns, {"min": low, "max": high}, [])
    assert (law.kind, law.quanta) == (kind, quanta)


def test_what_tasks_do_not_keep_is_not_told_whatever_the_names():
    columns = statistics()
    columns["min"][:3] = 1000
    assert told(columns) == []


def test_a_low_that_is_no_statistic_is_not_broken_by_the_one_task_that_is_higher():
    rng = np.random.default_rng(1)
    columns = {"calls_low": rng.normal(5, 1, 60), "calls_high": rng.normal(50, 1, 60)}
    assert told(columns) == ["calls_low <= calls_high"]
    columns["calls_low"][3] = 80
    assert told(columns) == []


def test_what_a_law_binds_has_no_bound_besides():
    columns = statistics()
    assert told(columns, ["max = min + avg"]) == []


def memory(n=200):
    rng = np.random.default_rng(2)
    ram = rng.choice([8192.0, 16384.0, 32768.0], n)
    return {"ram": ram, "heap": (ram * rng.random(n)).round(), "other": rng.normal(9000, 3000, n)}


def test_a_metric_that_comes_near_another_and_never_crosses_it_is_bound():
    columns = memory()
    assert told(columns) == ["heap <= ram"]
    columns["heap"][5] = 99_999
    assert told(columns) == ["heap <= ram"]
    columns["heap"][:6] = 99_999
    assert told(columns) == []


def test_several_that_bind_each_other_are_one_chain():
    rng = np.random.default_rng(3)
    queued = rng.lognormal(3, 0.5, 300)
    sent = queued + rng.exponential(4, 300)
    columns = {"done": sent + rng.exponential(4, 300), "queued": queued, "sent": sent}
    assert told(columns) == ["queued <= sent <= done"]


def test_a_share_that_comes_near_100_is_within_it():
    rng = np.random.default_rng(4)
    idle = 100 - rng.exponential(10, 100).clip(0, 100)
    assert told({"idle_pct": idle}) == ["0 <= idle_pct <= 100"]
    assert told({"idle": idle}) == []
    assert told({"idle_pct": idle / 3}) == []  # which may exceed it tomorrow


@pytest.mark.parametrize("kind", NOTHING)
def test_no_bound_is_told_where_there_is_none(kind):
    for run in range(4):
        values = NOTHING[kind](np.random.default_rng([9, run]), (100, 300)[run % 2], 6)
        assert told({f"m{j}": column for j, column in enumerate(values.T)}) == []
