"""Clusters in words."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.wording.clustering import sentence
from tests.worlds.findings import group


def said(columns, labels=None):
    table = MetricTable.from_columns(columns, labels)
    return [p.description for p in cool(table, ThermalProfile.default()) if p.kind == "clustering"]


def test_a_group_says_what_sets_it_apart():
    rng = np.random.default_rng(1)
    inside = np.isin(np.arange(600), rng.choice(600, 37, replace=False))
    duration = np.where(inside, rng.uniform(92, 118, 600), rng.normal(45, 2, 600))
    hits = np.where(inside, 0, rng.integers(180, 221, 600))
    (text,) = said({"duration": duration, "cache_hits": hits, "cpu": rng.normal(size=600)})
    assert text == (
        "37 of 600 tasks: duration 92.9–117, others 40.7–48.7; cache_hits 0, others 180–219"
    )


def test_a_group_of_several_is_told_beside_the_next():
    rng = np.random.default_rng(1)
    kind = rng.choice(3, 300, p=[0.3, 0.45, 0.25])
    latency = np.array([20.0, 50.0, 90.0])[kind] + rng.uniform(0, 9, 300)
    texts = said({"latency": latency, "cpu": rng.normal(size=300)})
    told = sorted(text.split(": latency ")[1] for text in texts)
    assert told == [
        "20.5–28.8, next above 50.5–58.7",
        "50.5–58.7, next below 20.5–28.8, next above 90.2–98.7",
        "90.2–98.7, next below 50.5–58.7",
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ((1, 9), "a group in a"),  # overlaps the others, which are from 0 to 4
        ((1, 2), "a 1–2, others 0–4"),
        ((-9, 9), "a −9 to 9, others 0–4"),
    ],
)
def test_what_overlaps_the_others_to_one_side_sets_no_group_apart(inside, text):
    finding = group(range(30), inside=inside, share=0.6)
    table = MetricTable.from_columns({"a": np.ones(100)})
    assert sentence(finding, table) == f"30 of 100 tasks: {text}"


def test_ranges_far_from_zero_have_the_digits_to_tell_them_apart():
    rng = np.random.default_rng(1)
    inside = np.isin(np.arange(300), rng.choice(300, 90, replace=False))
    total = 8_123_460_000 + 40_000 * inside + rng.normal(0, 2000, 300).round()
    (text, *_) = said({"total": total, "lat": np.where(inside, 90, 50) + rng.normal(size=300)})
    (told,) = (
        part for part in text.removeprefix("90 of 300 tasks: ").split("; ") if "total" in part
    )
    inner, outer = told.split(", others ")
    assert "total 8,123,49" in inner and outer.startswith("8,123,45")


def test_ranges_below_zero_are_written_out():
    rng = np.random.default_rng(1)
    (text, *_) = said({"m": np.repeat([-5.0, 5.0], 100)[rng.permutation(200)] + rng.random(200)})
    (below,) = (part for part in text.split(", ") if "−" in part)
    assert " to " in below and "–" not in below


def test_an_odd_task_is_named_with_its_surest_metric():
    columns = {f"m{j}": np.random.default_rng([2, j]).normal(100, 5, 300) for j in range(4)}
    for values in columns.values():
        values[9] = 300
    (text,) = said(columns, [f"job-{i}" for i in range(300)])
    assert text.startswith("job-9: m")
    assert " 300 (usual 9" in text and text.endswith("), 3 more")


def test_one_value_is_told_to_the_digit():
    rng = np.random.default_rng(3)
    price = np.where(rng.random(200) < 0.4, 1299.99, rng.integers(499, 12_950, 200) / 100)
    (text,) = said({"price": price, "x": rng.normal(size=200)})
    assert "price 1299.99, others " in text


def test_a_group_that_no_metric_shows_alone_is_told_by_medians():
    rng = np.random.default_rng(5)
    inside = rng.random(600) < 0.4
    x = rng.normal(0, 10, 600)
    columns = {"x": x, "y": x + np.where(inside, 6, -6) + rng.normal(0, 0.5, 600)}
    texts = said(columns)
    assert texts and all("a group in x and y together (medians: y " in text for text in texts)


def test_one_metric_alone_is_not_together():
    found = replace(group(range(10, 40)), apart=())
    table = MetricTable.from_columns({"a": np.arange(100.0) % 7})
    assert sentence(found, table).startswith("30 of 100 tasks: a group in a (medians: a ")
