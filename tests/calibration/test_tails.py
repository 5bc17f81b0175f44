"""Tail p-values: as rare as they say on tables whose values belong together."""

import numpy as np
import pytest

from crackle_cli.statistics.tails import gap_p_values, odd_p_values, shapes, tails
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs

NOISE = {
    "normal": lambda rng, n, d: rng.normal(size=(n, d)),
    "uniform": lambda rng, n, d: rng.random((n, d)),
    "lognormal": lambda rng, n, d: rng.lognormal(size=(n, d)),
    "exponential": lambda rng, n, d: rng.exponential(size=(n, d)),
    "cauchy": lambda rng, n, d: rng.standard_cauchy((n, d)),
    "counts": lambda rng, n, d: rng.poisson(30.0, (n, d)).astype(float),
    "few counts": lambda rng, n, d: rng.negative_binomial(2, 0.05, (n, d)).astype(float),
    "decimals": lambda rng, n, d: rng.normal(5, 0.5, (n, d)).round(1),
    "walks": lambda rng, n, d: rng.normal(size=(n, d)).cumsum(axis=0),
    "two groups": lambda rng, n, d: rng.normal(size=(n, d)) + 6 * (rng.random((n, d)) < 0.4),
}
# Their tails bend between what is compared and the end, so they are allowed for.
BENT = {
    "t with 3 degrees": lambda rng, n, d: rng.standard_t(3, (n, d)),
    "two spreads": lambda rng, n, d: (
        rng.normal(size=(n, d)) * np.where(rng.random((n, d)) < 0.1, 3, 1)
    ),
}
RATE = 0.01


def smallest(values):
    """The smallest p-value of all tails of a table (n, d), by how many tails there are."""
    both = [tail for column in values.T for tail in tails(column) or ()]
    found = [odd_p_values(gap_p_values(t, s)) for t, s in zip(both, shapes(both), strict=True)]
    return len(both) * min(p.min() for p in found)


@runs(20, 400)
@pytest.mark.parametrize(("kind", "allowed"), [*((k, 1.5) for k in NOISE), *((k, 6) for k in BENT)])
def test_no_value_of_noise_is_odd(kind, allowed, runs):
    make = (NOISE | BENT)[kind]
    found = [smallest(make(np.random.default_rng([run, 21]), 300, 6)) for run in range(runs)]
    assert sum(p <= RATE for p in found) <= ceiling(runs, allowed * RATE)


@runs(10, 100)
def test_twice_the_usual_value_is_odd_where_the_spread_is_a_twelfth(runs):
    """It lies 8.7 standard deviations out, as the largest of 500 values of t3 may."""
    found = 0
    for run in range(runs):
        values = np.random.default_rng([run, 22]).lognormal(0, 0.08, (500, 8))
        values[77, 3] = 2.0
        found += smallest(values) <= RATE
    assert found >= 0.5 * runs
