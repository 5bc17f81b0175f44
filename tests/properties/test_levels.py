"""No level is told that lies outside the values of its metric."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Group, OddTasks
from crackle_cli.detectors.phase_transition.findings import Changed, Range, Spread

FEW, MANY = 24, 240  # worlds: a little each time, and much before a release


def column(rng, n):
    """Steps, trends, waves or outages in any noise; many are never below 0."""
    at = np.arange(n)
    noise = [
        rng.normal(0, 1, n),
        rng.standard_t(2, n),
        rng.lognormal(0, 1, n),
        np.cumsum(rng.normal(0, 1, n)),
        rng.poisson(0.3, n).astype(float),
    ][rng.integers(5)]
    shape = [
        np.zeros(n),
        (at >= rng.integers(1, n)) * rng.normal(0, 9),
        at * rng.normal(0, 9) / n,
        np.exp(-at / rng.integers(3, n)) * rng.normal(0, 20),
        rng.normal(0, 5) * np.sin(2 * np.pi * at / rng.integers(5, n)),
        ((at >= n // 3) & (at < n // 2)) * rng.normal(0, 9),
        (at % rng.integers(5, n)) * rng.normal(0, 1),
    ][rng.integers(7)]
    values = noise * rng.choice([0.01, 1.0]) + shape
    return np.maximum(values, 0.0) if rng.random() < 0.5 else values


def levels(finding):
    """(metric, level) of everything that is told as one."""
    match finding:
        case Spread():
            return
        case Changed():
            told = (c for c in finding.changes if c.share_of is None)
            yield from ((c.metric, level) for c in told for level in (c.before, c.after))
        case Range():
            yield from ((finding.metrics[0], level) for level in (finding.low, finding.high))
        case Group() | OddTasks():
            yield from ((a.metric, v) for a in finding.apart for v in (*a.inside, *a.others))


@pytest.mark.parametrize(
    "seed",
    [*range(FEW), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(FEW, MANY))],
)
def test_every_level_is_within_the_values_of_its_metric(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.choice([12, 30, 80, 200]))
    columns = {f"m{j}": column(rng, n) for j in range(3)}
    table = MetricTable.from_columns(columns)
    for pattern in cool(table, ThermalProfile.default()):
        for metric, level in levels(pattern.finding):
            low, high = columns[metric].min(), columns[metric].max()
            slack = 1e-9 * (high - low)
            assert low - slack <= level <= high + slack, pattern.description
