"""Columns that are one quantity are told once, and looked at once."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.cooling.copies import Copies, copies_of

N = 60


@pytest.fixture
def noise():
    return np.random.default_rng(0).normal(size=N)


def found(**columns):
    return copies_of(MetricTable.from_columns(columns))


def test_equal_columns_are_a_set_and_so_are_those_that_rank_alike(noise):
    other = np.random.default_rng(1).normal(size=N)
    assert found(a=noise, b=other, c=noise, d=np.exp(noise), e=-noise) == Copies(
        equal=(("a", "c"),), alike=(("a", "d", "e"),)
    )


def test_what_only_rises_is_no_copy_of_what_rises_too(noise):
    steps = np.abs(noise)
    assert found(a=np.arange(N), b=np.cumsum(steps)) == Copies()
    decay = 0.1 * 0.95 ** np.arange(N)
    assert found(a=decay, b=decay) == Copies(equal=(("a", "b"),))


def test_two_flags_that_agree_are_no_copies_unless_they_turn_often(noise):
    late = (np.arange(N) >= 30).astype(float)
    assert found(a=late, b=late, c=late * 8) == Copies()
    often = (noise > 0).astype(float)
    assert found(a=often, b=4 + 4 * often) == Copies(alike=(("a", "b"),))


def test_a_constant_is_nobodys_copy():
    assert found(a=np.ones(N), b=np.ones(N)) == Copies()


def test_gaps_are_in_the_same_tasks(noise):
    gappy = noise.copy()
    gappy[[3, 40]] = np.nan
    assert found(a=gappy, b=gappy.copy(), c=noise) == Copies(equal=(("a", "b"),))


def test_a_step_of_copies_is_told_once_and_the_copies_in_the_last_line(noise):
    size = 100 + noise + 20 * (np.arange(N) >= 30)
    columns = {"size": size, "same": size, "log": np.log(size), "back": -size}
    told = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert [p.involved_metrics for p in told if not p.standing] == [("size",)]
    standing = {p.involved_metrics: p.description for p in told if p.standing}
    assert standing == {
        ("size", "same"): "size = same, exact in all 60 tasks",
        ("size", "log"): "log follows size exactly",
        ("size", "back"): "size + back = 0, exact in all 60 tasks",
    }


def test_a_law_is_told_of_the_first_of_equal_columns():
    one, two = np.random.default_rng(1).integers(10, 1000, (2, N))
    columns = {"a": one, "again": one, "b": two, "total": one + two}
    told = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    laws = [p.description for p in told if p.kind == "conservation" and not p.standing]
    assert laws == ["a + b = total, exact in all 60 tasks"]


def test_the_method_original_looks_at_every_column(noise):
    table = MetricTable.from_columns({"a": noise, "b": noise})
    assert not any(p.standing for p in cool(table, ThermalProfile.load("original")))
