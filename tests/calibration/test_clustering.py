"""Clustering: silent on tables without groups, and right about those that have some."""

import numpy as np
import pytest

from crackle_cli import ThermalProfile
from crackle_cli.detectors.clustering.detect import detect
from tests.oracles.agreement import adjusted_rand
from tests.worlds.ceilings import ceiling
from tests.worlds.clustering import found_groups, grouped_tasks
from tests.worlds.correlation import autoregressive, table
from tests.worlds.effort import runs

SETTINGS = ThermalProfile.default().clustering

NOISE = {
    "normal": lambda rng, n, d: rng.normal(size=(n, d)),
    "uniform": lambda rng, n, d: rng.random((n, d)),
    "heavy": lambda rng, n, d: rng.standard_t(2, (n, d)),
    "skewed": lambda rng, n, d: rng.lognormal(0, 1.5, (n, d)),
    "counts": lambda rng, n, d: rng.poisson(2.0, (n, d)).astype(float),
    "few": lambda rng, n, d: rng.geometric(0.5, (n, d)).astype(float),
    "flags": lambda rng, n, d: (rng.random((n, d)) < 0.3).astype(float),
    "decimals": lambda rng, n, d: rng.normal(5, 0.5, (n, d)).round(1),
    "zeros": lambda rng, n, d: rng.exponential(size=(n, d)) * (rng.random((n, d)) < 0.05),
    "factor": lambda rng, n, d: rng.normal(size=(n, d)) + 1.5 * rng.normal(size=(n, 1)),
    "memory": lambda rng, n, d: autoregressive(rng.normal(size=(n, d)), 0.9),
    "walks": lambda rng, n, d: rng.normal(size=(n, d)).cumsum(axis=0),
    "missing": lambda rng, n, d: np.where(
        rng.random((n, d)) < 0.2, np.nan, rng.normal(size=(n, d))
    ),
}


@runs(4, 60)  # 4 allow 3 alarms of 8: a detector that tells half of all tables has 4
@pytest.mark.parametrize("kind", NOISE)
def test_tables_without_groups_stay_silent(kind, runs):
    alarms = sum(
        any(
            f.p_value <= SETTINGS.alpha / (d + 2)
            for f in detect(
                table(NOISE[kind](np.random.default_rng([run, 5]), n, d)), SETTINGS
            ).findings
        )
        for run in range(runs)
        for n, d in ((40, 3), (200, 6))
    )
    assert alarms <= ceiling(2 * runs, SETTINGS.alpha)


@runs(5, 25)
def test_groups_of_metrics_on_different_scales_are_found(runs):
    agreements = []
    for seed in range(runs):
        given, truth = grouped_tasks(np.random.default_rng([seed, 8]))
        found = found_groups(detect(given, SETTINGS).findings, given.tasks)
        agreements.append(adjusted_rand(truth, found))
    assert np.mean(agreements) >= 0.85
