"""Sentences about metrics that have a unit."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.report.explanation import explanation
from crackle_cli.table.metric_table import Census
from crackle_cli.table.units import Unit

SECONDS, BYTES = Unit("s"), Unit("bytes")


def found(columns, units, kind, labels=None):
    """Sentences and explanations of the patterns of a kind."""
    table = replace(MetricTable.from_columns(columns, labels), census=Census(units=units))
    patterns = [p for p in cool(table, ThermalProfile.default()) if p.kind == kind]
    return [p.description for p in patterns], [explanation(p, table) for p in patterns]


def noise(seed, n=200):
    return np.random.default_rng(seed).normal(size=n)


def test_a_shift():
    p99 = 0.24 + 0.004 * noise(0) + 0.072 * (np.arange(200) >= 150)
    (said,), (lines,) = found({"p99": p99}, {"p99": SECONDS}, "phase_transition")
    assert said == "p99 rose by 29.5 % at row 150: 240 → 311 ms"
    assert lines[0].startswith("p99: 240.5 → 311.3 ms, +29.5 %, ")


def test_several_metrics_have_units_of_their_own():
    late = np.arange(200) >= 150
    columns = {
        "p99": 0.24 + 0.004 * noise(0) + 0.072 * late,
        "size": 2e6 + 1e4 * noise(1) + 1e6 * late,
        "tests": 100 + noise(2) + 40 * late,
    }
    (said,), _ = found(columns, {"p99": SECONDS, "size": BYTES}, "phase_transition")
    assert "p99 rose by 29.5 % (240 → 311 ms)" in said
    assert "size rose by 50.0 % (2.00 → 3.00 MB)" in said
    assert "tests rose by 40.1 % (100 → 140)" in said


def test_a_drift_and_a_spread():
    drift = 50 + 0.03 * np.arange(400) + noise(2, 400)
    (said,), _ = found({"t": 1e-3 * drift}, {"t": SECONDS}, "phase_transition")
    assert said == "t drifted up by 23.9 % along the order: 50.0 → 61.9 ms"
    wide = 100 + noise(1, 400) * np.where(np.arange(400) < 200, 1, 6)
    (said,), _ = found({"t": wide}, {"t": Unit("%")}, "phase_transition")
    assert said.startswith("t: spread rose by") and said.endswith(" %")


def test_a_group():
    rng = np.random.default_rng(1)
    inside = np.isin(np.arange(600), rng.choice(600, 37, replace=False))
    p99 = 1e-3 * np.where(inside, rng.uniform(92, 118, 600), rng.normal(45, 2, 600))
    hits = np.where(inside, 0, rng.integers(180, 221, 600))
    columns = {"p99": p99, "cache_hits": hits, "cpu": rng.normal(size=600)}
    units = {"p99": SECONDS, "cache_hits": Unit("rps")}
    (said,), (lines,) = found(columns, units, "clustering")
    assert said == (
        "37 of 600 tasks: p99 92.9–117 ms, others 40.7–48.7 ms; "
        "cache_hits 0 rps, others 180–219 rps"
    )
    (apart,) = (line for line in lines if line.startswith("p99: "))
    assert apart.startswith("p99: 92.88 to 117.1 ms, others 40.70 to 48.68 ms (")


def test_a_constant():
    timeout = np.full(120, 0.25)
    timeout[[17, 80]] = [0.3, 0.0]
    labels = [f"b{i}" for i in range(120)]
    (said,), (lines,) = found({"timeout": timeout}, {"timeout": SECONDS}, "conservation", labels)
    assert said == (
        "timeout stays at 250 ms in 118 of 120 tasks; differs in b17 (300 ms), b80 (0 ms)"
    )
    assert "a law of one term, exact: timeout = 0.25 (in s)" in lines
    assert "broken by b17: right side − left side = 50 ms" in lines


@pytest.mark.parametrize(
    ("units", "left"),
    [
        ({"sent": BYTES, "kept": BYTES, "lost": BYTES}, "+50 B"),
        ({"sent": BYTES, "kept": BYTES}, "+50"),
        ({}, "+50"),
    ],
)
def test_what_breaks_a_sum_is_in_the_unit_of_all_its_metrics(units, left):
    rng = np.random.default_rng(0)
    lost = rng.integers(0, 60, 500).astype(float)
    sent = rng.integers(1000, 9000, 500).astype(float)
    kept = sent - lost
    sent[213] -= 50
    (said,), _ = found({"sent": sent, "kept": kept, "lost": lost}, units, "conservation")
    assert said == f"sent = kept + lost, exact in 499 of 500 tasks; broken by row 213 ({left})"


def test_both_sides_of_a_product_differ_by_a_share():
    rng = np.random.default_rng(0)
    price, quantity = rng.integers(100, 999, 200), rng.integers(2, 50, 200)
    total = price * quantity
    total[7] //= 2
    columns = {"price": price, "quantity": quantity, "total": total}
    (said,), _ = found(columns, dict.fromkeys(columns, SECONDS), "conservation")
    assert said.startswith("price * quantity = total, exact in 199 of 200 tasks; broken by row 7 (")
    assert said.endswith(" %)")
