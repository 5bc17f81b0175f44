"""Correlations: silent on what is independent, heard where metrics are linked."""

import numpy as np
import pytest

from crackle_cli import PatternKind, ThermalProfile
from crackle_cli.cooling.discovery import enabled, shared
from crackle_cli.detectors.correlation.detect import detect
from crackle_cli.detectors.correlation.findings import Lagged
from tests.worlds.ceilings import ceiling
from tests.worlds.correlation import autoregressive, family, lagging, linked, table
from tests.worlds.effort import runs

PROFILE = ThermalProfile.default()
WANTED = shared(PROFILE.alpha, enabled(PROFILE), tasks=100, metrics=dict.fromkeys(PatternKind, 6))
SETTINGS = WANTED[PatternKind.CORRELATION]  # at the share of alpha that correlations have

NOISE = {
    "normal": lambda rng, n, d: rng.normal(size=(n, d)),
    "heavy": lambda rng, n, d: rng.standard_t(2, size=(n, d)),
    "counts": lambda rng, n, d: rng.poisson(1.0, (n, d)).astype(float),
    "zeros": lambda rng, n, d: rng.exponential(size=(n, d)) * (rng.random((n, d)) < 0.05),
    "memory": lambda rng, n, d: autoregressive(rng.normal(size=(n, d)), 0.9),
    "walks": lambda rng, n, d: rng.normal(size=(n, d)).cumsum(axis=0),
    "trends": lambda rng, n, d: (
        rng.normal(size=(n, d)) + np.arange(n)[:, None] * rng.uniform(-0.2, 0.2, d)
    ),
    "counters": lambda rng, n, d: rng.exponential(size=(n, d)).cumsum(axis=0),
    "outlier": lambda rng, n, d: rng.normal(size=(n, d)) + 50 * (np.arange(n) == n // 2)[:, None],
    "steps": lambda rng, n, d: (
        rng.normal(size=(n, d)) + 5 * (np.arange(n)[:, None] > rng.integers(5, n - 5, d))
    ),
    "missing": lambda rng, n, d: np.where(
        rng.random((n, d)) < 0.2, np.nan, rng.normal(size=(n, d))
    ),
    "walks with the same gaps": lambda rng, n, d: np.where(
        rng.random((n, 1)) < 0.15, np.nan, rng.normal(size=(n, d)).cumsum(axis=0)
    ),
}


@runs(20, 150)
@pytest.mark.parametrize("kind", NOISE)
def test_independent_metrics_stay_silent(kind, runs):
    alarms = sum(
        bool(detect(table(NOISE[kind](np.random.default_rng([run, 3]), n, 6)), SETTINGS).findings)
        for run in range(runs)
        for n in (20, 100)
    )
    assert alarms <= ceiling(2 * runs, 0.02 if kind not in ("trends", "steps") else 0.04)


@runs(20, 150)
@pytest.mark.parametrize("period", [5, 7, 12])
def test_independent_seasons_stay_silent(period, runs):
    alarms = 0
    for run in range(runs):
        rng = np.random.default_rng([run, period])
        n = 5 * period
        season = 2 * rng.normal(size=(period, 6))[np.arange(n) % period]
        alarms += bool(detect(table(season + rng.normal(size=(n, 6))), SETTINGS).findings)
    assert alarms <= ceiling(runs, 0.04)


@runs(20, 150)
def test_a_trend_in_very_few_tasks_leaves_nothing_to_compare(runs):
    alarms = 0
    for run in range(runs):
        rng = np.random.default_rng([run, 5])
        values = rng.normal(size=(10, 30)) + np.arange(10)[:, None]
        alarms += bool(detect(table(values), SETTINGS).findings)
    assert alarms <= ceiling(runs, 0.02)


@runs(20, 150)
def test_a_step_at_the_same_task_is_no_correlation(runs):
    alarms = 0
    for run in range(runs):
        rng = np.random.default_rng([run, 7])
        values = rng.normal(size=(60, 4))
        values[rng.integers(15, 45) :, :3] += 6
        alarms += bool(detect(table(values), SETTINGS).findings)
    assert alarms <= ceiling(runs, 0.05)


def heard(make, runs):
    """Share of runs in which m0 and m1 are told as a pair, at the lag given."""
    found = 0
    for run in range(runs):
        findings = detect(table(make(np.random.default_rng([run, 11]))), SETTINGS).findings
        found += any(f.metrics == ("m0", "m1") and not isinstance(f, Lagged) for f in findings)
    return found / runs


@runs(20, 60)
@pytest.mark.parametrize(
    ("make", "least"),
    [
        (lambda rng: linked(rng, 50, 10, 0.9), 0.95),
        (lambda rng: np.exp(linked(rng, 50, 10, 0.9)), 0.95),
        (lambda rng: linked(rng, 50, 10, 0.7), 0.75),
        (lambda rng: linked(rng, 20, 10, 0.9), 0.6),
        (lambda rng: autoregressive(linked(rng, 50, 10, 0.9), 0.9), 0.95),
        (lambda rng: -linked(rng, 50, 10, 0.9) * [1, -1, *[1] * 8], 0.95),
    ],
    ids=["strong", "bent", "weaker", "few tasks", "lasting", "opposite"],
)
def test_linked_metrics_are_heard(make, least, runs):
    assert heard(make, runs) >= least


@runs(10, 40)
@pytest.mark.parametrize("lag", [1, 3, 5])
def test_lag_and_direction(lag, runs):
    right = 0
    for run in range(runs):
        values = lagging(np.random.default_rng([run, 2]), 60, 6, 0.9, lag)
        findings = detect(table(values), SETTINGS).findings
        right += [(f.metrics, f.lag) for f in findings] == [(("m0", "m1"), lag)]
    assert right >= 0.9 * runs


def test_twenty_that_move_together_are_one_family():
    values = family(np.random.default_rng(1), 100, 20, 0.8)
    values[:, 3] *= -1
    (found,) = detect(table(values), SETTINGS).findings
    assert len(found.metrics) == 20
    signs = {m.metric: m.sign for m in found.members}
    expected = -1 if found.metrics[0] != "m3" else 1
    assert signs.get("m3", 1) == expected


def test_three_families_and_noise():
    rng = np.random.default_rng(2)
    parts = [family(rng, 100, 10, 0.8) for _ in range(3)] + [rng.normal(size=(100, 5))]
    findings = detect(table(np.column_stack(parts)), SETTINGS).findings
    assert sorted(len(f.metrics) for f in findings) == [10, 10, 10]


def test_a_bridge_does_not_join_two_families():
    rng = np.random.default_rng(3)
    one, other = family(rng, 200, 8, 0.8), family(rng, 200, 8, 0.8)
    bridge = (one.mean(axis=1) + other.mean(axis=1)) / 2
    values = np.column_stack([one, other, bridge + 0.1 * rng.normal(size=200)])
    assert len(detect(table(values), SETTINGS).findings) == 2
