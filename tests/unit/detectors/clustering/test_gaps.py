"""Groups at an end of one metric, however few."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.gaps import EndGroup, end_groups, with_end_groups
from crackle_cli.detectors.clustering.subspaces import Candidate
from crackle_cli.detectors.clustering.valley import Valley
from tests.worlds.effort import runs

LEVEL = 0.006
NOISE = {
    "normal": lambda rng, n: rng.normal(size=n),
    "uniform": lambda rng, n: rng.random(n),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "lognormal": lambda rng, n: rng.lognormal(0, 1.5, n),
    "cauchy": lambda rng, n: rng.standard_cauchy(n),
    "counts": lambda rng, n: rng.poisson(3, n).astype(float),
    "retries": lambda rng, n: rng.geometric(0.6, n).astype(float),
}


def ends_of(columns, level=LEVEL):
    return end_groups(columns, dict.fromkeys(columns, 1), level)


@runs(10, 60)
@pytest.mark.parametrize("kind", NOISE)
def test_a_tail_has_no_group(kind, runs):
    alarms = 0
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        alarms += bool(ends_of({f"m{j}": NOISE[kind](rng, 300) for j in range(4)}, LEVEL / 4))
    assert alarms <= max(1, runs // 20)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("tasks", "far"), [(3, 60.0), (15, 9.0), (40, 9.0)])
def test_so_many_tasks_beyond_a_gap_are_a_group(sign, tasks, far):
    rng = np.random.default_rng(1)
    values = rng.normal(size=500)
    values[100 : 100 + tasks] = far + rng.normal(size=tasks)
    found = ends_of({"a": sign * values, "b": rng.normal(size=500)})
    (end,) = found["a"]
    assert sorted(end.rows.tolist()) == list(range(100, 100 + tasks))
    assert (end.valley.one in end.rows, end.valley.other in end.rows) == (False, True)
    assert end.valley.p_value <= LEVEL and "b" not in found


@runs(20, 100)
@pytest.mark.parametrize("share", [0.03, 0.08])
def test_most_groups_of_few_tasks_are_found(share, runs):
    """Seven standard deviations up, in one of six metrics: nine in ten are."""
    found = 0
    for seed in range(runs):
        rng = np.random.default_rng([seed, 3])
        columns = {f"m{j}": rng.lognormal(0, 0.15, 500) for j in range(6)}
        inside = rng.random(500) < share
        columns["m0"][inside] *= np.exp(7 * 0.15)
        for end in ends_of(columns, LEVEL / 2).get("m0", ()):
            both = np.count_nonzero(inside[end.rows])
            found += both >= 0.8 * (end.rows.size + inside.sum() - both)
    assert found >= 0.8 * runs


@pytest.mark.parametrize(("between", "beyond"), [((3.5, 4.2, 4.9), 40), ((3.5, 4.2, 6.4), 41)])
def test_a_few_values_between_leave_a_gap_one(between, beyond):
    values = np.random.default_rng(1).normal(size=500)
    values[100:140] = np.linspace(7.0, 9.0, 40)
    values[140 : 140 + len(between)] = between
    (end,) = ends_of({"a": values})["a"]
    assert sorted(end.rows.tolist()) == [
        row for row in range(100, 140 + len(between)) if values[row] >= 5.5
    ]
    assert end.rows.size == beyond


def test_more_values_between_are_a_thin_place_and_no_gap():
    values = np.random.default_rng(1).normal(size=500)
    values[100:140] = np.linspace(7.0, 9.0, 40)
    values[140:160] = np.linspace(3.0, 7.0, 20)
    assert ends_of({"a": values}) == {}


def test_scattered_far_values_are_no_group():
    values = np.random.default_rng(1).normal(size=500)
    values[100:110] = 20.0 * 2.0 ** np.arange(10)
    assert ends_of({"a": values}) == {}


def candidate(values):
    return Candidate(("a",), np.arange(values.size), values[:, None], 1)


def test_tasks_one_after_another_are_a_burst_and_no_group():
    values = np.random.default_rng(0).normal(size=300)
    values[100:130] += 20.0
    end = EndGroup(np.arange(100, 130), Valley(0, 100, 0.9, 0.8, 1e-9))
    assert with_end_groups(None, candidate(values), [end], ordered=True) is None
    found = with_end_groups(None, candidate(values), [end], ordered=False)
    assert found is not None and found.p_value == 1e-9
    assert np.flatnonzero(found.labels).tolist() == list(range(100, 130))


def test_a_group_that_the_density_shows_too_is_one():
    values = np.random.default_rng(0).normal(size=300)
    values[::20] += 20.0
    end = EndGroup(np.arange(0, 300, 20), Valley(1, 0, 0.9, 0.8, 1e-9))
    looked_at = candidate(values)
    once = with_end_groups(None, looked_at, [end], ordered=True)
    twice = with_end_groups(once, looked_at, [end], ordered=True)
    assert once is not None and twice is not None
    assert twice.labels.tolist() == once.labels.tolist()
