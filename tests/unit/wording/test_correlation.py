"""Correlations in words."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.table.metric_table import Census
from crackle_cli.table.units import Unit
from crackle_cli.wording.correlation import sentence
from tests.worlds.correlation import family, lagging, linked
from tests.worlds.findings import bent, broken, correlated

TABLE = MetricTable.from_columns({})


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
    values[:, 1] *= -1
    (text,) = said(values, list("abcdefgh"))
    assert text.startswith("a, d and 4 more move with c, b against it (|r| 0.")


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ((1, 1), "b and c move with a (|r| 0.83)"),
        ((1, -1), "b moves with a, c against it (|r| 0.83)"),
        ((-1, -1), "b and c move against a (|r| 0.83)"),
        ((1, 1, 1, 1, -1, -1), "b, c and 2 more move with a, f and g against it (|r| 0.83)"),
    ],
)
def test_the_leader_is_none_of_its_followers(signs, told):
    found = correlated(*"abcdefg"[: len(signs) + 1], sizes=(0.828, 0.834))
    members = (m._replace(sign=sign) for m, sign in zip(found.members, signs, strict=True))
    assert sentence(replace(found, members=tuple(members)), TABLE) == told


LOADS = replace(
    MetricTable.from_columns({"load": np.linspace(10, 90, 161), "cost": np.zeros(161)}),
    census=Census(units={"load": Unit("%")}),
)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (bent("load", "cost"), "cost is lowest near load 40 %, higher on both sides (r = 0.70)"),
        (
            bent("load", "cost", r=-0.8, turn=42.5),
            "cost is highest near load 42.5 %, lower on both sides (r = 0.80)",
        ),
    ],
)
def test_a_valley_and_a_peak(found, told):
    assert sentence(found, LOADS) == told


@pytest.mark.parametrize(
    ("metrics", "before", "after", "told"),
    [
        (
            "ab",
            0.9,
            0.05,
            "a and b move together before row 40 (r = 0.90), not from there on (0.05)",
        ),
        ("ab", -0.1, 0.9, "a and b move together from row 40 on (r = 0.90), not before (−0.10)"),
        (
            "ab",
            0.9,
            -0.8,
            "a and b move together before row 40 (r = 0.90), in opposite directions from there on "
            "(−0.80)",
        ),
        (
            "ab",
            0.7,
            -0.8,
            "a and b move together before row 40 (r = 0.70), "
            "in opposite directions from there on (−0.80)",
        ),
        (
            "abcdef",
            0.9,
            0.05,
            "b, c and 3 more move with a before row 40 (|r| 0.90), not from there on (0.05)",
        ),
        (
            "abc",
            0.9,
            -0.8,
            "b and c move with a before row 40 (|r| 0.90), against it from there on (−0.80)",
        ),
    ],
)
def test_a_part_of_the_order(metrics, before, after, told):
    assert sentence(broken(*metrics, before=before, after=after), LOADS) == told
