"""Laws that bind times since 1970, and what is said of these alone."""

from dataclasses import replace

import numpy as np

from crackle_cli.cooling.pipeline import cool
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.metric_table import Census, MetricTable

RNG = np.random.default_rng(1)
RUN = RNG.integers(30, 300, 80).astype(float)
START = 1_767_225_600 + np.cumsum(RNG.integers(20, 400, 80)).astype(float)


def laws(columns, moments):
    table = MetricTable.from_columns(columns)
    census = Census(moments=frozenset(moments))
    return [p.description for p in cool(replace(table, census=census), ThermalProfile.default())]


def test_a_law_may_bind_times():
    columns = {"start": START, "run": RUN, "end": START + RUN, "load": RNG.normal(size=80)}
    (law,) = laws(columns, ("start", "end"))
    assert law.startswith("start + run = end, exact in all 80 tasks")


def test_nothing_is_said_of_times_alone():
    every = {"a": START, "b": START + 60, "c": START * 1000, "load": RNG.normal(size=80)}
    assert laws(every, ("a", "b", "c")) == []


def test_a_law_that_another_zero_would_change_is_none():
    rows = START / 60 - 7.0
    assert laws({"at": START, "rows": rows, "other": START[::-1]}, ()) != laws({"rows": rows}, ())
    found = laws({"at": START, "rows": rows, "other": START[::-1]}, ("at", "other"))
    assert found == laws({"rows": rows}, ())
