"""A step of a few dozen tasks of one group, by the noise of the tasks of all groups."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.groupings import groupings
from crackle_cli.detectors.phase_transition.pooled import pooled_step
from crackle_cli.detectors.phase_transition.preparation import prepared
from crackle_cli.statistics.ranks import normal_scores
from tests.worlds.phase_transition import NOISE
from tests.worlds.scopes import one_of_many

ALPHA = 5e-5  # what is left of .05 for one of some dozens of values in a few metrics


def steps(kind, seeds, size=3.5):
    """The step of the fourth of ten shards, of each table."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng([seed, 11])
        table = one_of_many(rng, 400, kind).table
        (column,) = (one for one in groupings(table) if one.name == "shard")
        values = NOISE[kind](rng, 400)
        own = column.codes == 3
        values += np.where(own & (np.arange(400) >= 208), size * np.std(values), 0.0)
        left = normal_scores(values)
        for code in range(10):
            left[column.codes == code] -= left[column.codes == code].mean()
        whole = prepared(np.where(own, values, np.nan))
        found.append(pooled_step(whole, left, column, ALPHA))
    return found


@pytest.mark.parametrize("kind", ["normal", "ar6"])
def test_a_step_of_one_shard_in_ten_is_found(kind):
    found = steps(kind, range(20))
    assert sum(one is not None for one in found) >= 17
    assert all(one.sure.low > 0.3 and one.sides.after > one.sides.before for one in found if one)


@pytest.mark.parametrize("kind", ["normal", "t3", "ar6"])
def test_noise_makes_no_step(kind):
    assert not any(steps(kind, range(40), size=0.0))


def test_noise_that_persists_in_the_groups_makes_no_step():
    """Shards one after another in turn, each of which wanders slowly by itself."""
    rng = np.random.default_rng(5)
    told = 0
    for seed in range(40):
        table = one_of_many(np.random.default_rng(seed), 400, "normal").table
        (column,) = (one for one in groupings(table) if one.name == "shard")
        values = np.empty(400)
        for code in range(10):
            rows = np.flatnonzero(column.codes == code)
            values[rows] = NOISE["ar6"](rng, rows.size)
        left = normal_scores(values)
        whole = prepared(np.where(column.codes == 3, values, np.nan))
        told += pooled_step(whole, left, column, 0.01) is not None
    assert told <= 2


def test_a_slope_is_no_step():
    table = one_of_many(np.random.default_rng(1), 400, "normal").table
    (column,) = (one for one in groupings(table) if one.name == "shard")
    own = column.codes == 3
    values = np.random.default_rng(2).normal(size=400) + np.where(own, np.arange(400) / 40, 0.0)
    left = normal_scores(values)
    assert pooled_step(prepared(np.where(own, values, np.nan)), left, column, ALPHA) is None
