"""Columns that are another one rounded, or some tasks before."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool, judge
from crackle_cli.cooling.near_copies import delayed, rounded

N = 60
CHANCE = np.random.default_rng(3)
NOISE = CHANCE.normal(size=N)
MS = (45_000 + 4_000 * NOISE).round() + 25_000 * (np.arange(N) >= 30)


@pytest.mark.parametrize(
    "coarse",
    [(MS / 1000).round(), MS // 1000, (MS / 60_000).round(1)],
    ids=["rounded", "cut off", "minutes"],
)
def test_a_multiple_is_known_though_it_is_rounded(coarse):
    assert rounded({"s": coarse, "ms": MS, "x": NOISE}) == {"s": "ms"}


@pytest.mark.parametrize(
    "other",
    [
        (MS / 1000 + 0.6 * CHANCE.normal(size=N)).round(),
        (MS > 60_000).astype(float),
        np.where(np.arange(N) == 5, 0.0, (MS / 1000).round()),
        np.sqrt(MS).round(),
    ],
    ids=["noise", "a class", "one task", "no multiple"],
)
def test_what_only_goes_with_another_is_no_multiple(other):
    assert rounded({"other": other, "ms": MS}) == {}


@pytest.mark.parametrize("first", [np.nan, 0.0])
def test_what_a_column_was_some_tasks_before_is_known(first):
    before = np.r_[[first] * 2, MS[:-2]]
    assert delayed({"before": before, "ms": MS, "x": NOISE}) == {"before": ("ms", 2)}
    before[9] += 1
    assert delayed({"before": before, "ms": MS}) == {}


def test_of_several_delays_one_column_is_left():
    columns = {f"before_{lag}": np.r_[np.zeros(lag), MS[: N - lag]] for lag in (1, 2, 3)}
    assert delayed({"ms": MS, **columns}) == {f"before_{lag}": ("ms", lag) for lag in (1, 2, 3)}


def test_they_are_told_once_and_in_the_last_line():
    columns = {"ms": MS, "s": (MS / 1000).round(), "before": np.r_[np.nan, MS[:-1]]}
    told = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert [p.involved_metrics for p in told if not p.standing] == [("ms",)]
    standing = {p.description for p in told if p.standing}
    assert "before is ms 1 task before" in standing
    assert {m for p in told if p.standing for m in p.involved_metrics} == {"ms", "s", "before"}
    without = ThermalProfile.default().without("conservation")
    said = [p.description for p in cool(MetricTable.from_columns(columns), without)]
    assert "s follows ms, rounded" in said


@pytest.mark.parametrize("name", ["again", "s"])
def test_the_gate_reaches_the_copy_that_an_option_names(name):
    columns = {"ms": MS, "again": MS, "s": (MS / 1000).round()}
    table = MetricTable.from_columns(columns)
    how = {"fail_on": "phase_transition", "recent": 0}
    assert judge(table, better={name: "lower"}, **how).exit_code == 1
    assert judge(table, better={name: "higher"}, **how).exit_code == 0
    assert judge(table, better={"*": "higher"}, **how).exit_code == 0
