"""Correlations in words."""

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.wording.correlation import sentence
from tests.worlds.correlation import family, lagging, linked
from tests.worlds.findings import correlated


def said(values, names):
    columns = dict(zip(names, values.T, strict=True))
    patterns = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    return [p.description for p in patterns if p.kind == "correlation"]


def test_a_pair_of_either_sign():
    values = linked(np.random.default_rng(0), 200, 2, 0.9)
    assert said(values, ["latency", "users"]) == ["latency and users move together (r = 0.89)"]
    values[:, 1] *= -1
    assert said(values, ["latency", "hits"]) == [
        "latency and hits move in opposite directions (r = −0.89)"
    ]


def test_a_follower():
    values = lagging(np.random.default_rng(0), 200, 2, 0.9, 3)
    (text,) = said(values, ["queue_depth", "latency"])
    assert text.startswith("queue_depth leads latency by 3 tasks (r = 0.8")


def test_a_family():
    values = family(np.random.default_rng(0), 200, 8, 0.8)
    values[:, 2] *= -1
    (text,) = said(values, list("abcdefgh"))
    assert "and 5 more move together (leader " in text
    assert text.endswith("c in the opposite direction)")


def test_one_size_is_told_as_one():
    found = correlated("a", "b", "c", sizes=(0.828, 0.834))
    assert sentence(found) == "a, b and c move together (leader a, |r| 0.83)"
