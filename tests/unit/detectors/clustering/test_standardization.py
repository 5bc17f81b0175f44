"""Values that are no measurements: defaults, limits, steps."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.clustering.detect import detect
from crackle_cli.detectors.clustering.standardization import scale

SETTINGS = ThermalProfile.default().clustering


def with_common(value, seed=0, n=800, share=0.04):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(n) < share, value, rng.normal(100, 10, n))


@pytest.mark.parametrize("value", [85.0, 100.0, 115.0])
def test_a_default_among_the_other_values_is_nothing_to_compare_by(value):
    values = with_common(value)
    found = scale("m", values, values)
    assert found is not None
    scaled = found.dithered(values, np.zeros(values.size))
    assert np.isnan(scaled[values == value]).all()
    assert np.isfinite(scaled[values != value]).all()
    assert np.isfinite(found.of(values)).all()  # and it joins a group by it


@pytest.mark.parametrize("value", [0.0, -1.0, 300.0])
def test_a_default_apart_from_the_other_values_is_compared(value):
    values = with_common(value)
    found = scale("m", values, values)
    assert found is not None
    scaled = found.dithered(values, np.arange(values.size, dtype=float))
    assert np.isfinite(scaled).all()
    assert np.unique(scaled[values == value]).size > 1  # equal tasks would be infinitely dense


@pytest.mark.parametrize("values", [np.arange(50) % 7, np.arange(50.0), [0.0] * 4 + [1, 2, 3]])
def test_counts_and_few_equal_values_are_all_compared(values):
    values = np.asarray(values, dtype=float)
    found = scale("m", values, values)
    assert found is not None and np.isnan(found.common)


@pytest.mark.parametrize("share", [0.04, 0.1, 0.3])
@pytest.mark.parametrize("value", [0.0, 60.0, 100.0, 115.0])
def test_a_default_is_one_group_at_most(value, share):
    for seed in range(2):
        rng = np.random.default_rng([seed, 1])
        columns = {f"m{j}": rng.normal(size=800) for j in range(3)}
        columns["latency"] = with_common(value, seed, share=share)
        found = detect(MetricTable.from_columns(columns), SETTINGS).findings
        assert len(found) <= 1
        for group in found:
            assert (columns["latency"][group.rows] == value).mean() > 0.98


def test_the_tasks_without_a_count_are_one_group():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        idle = rng.random(600) < 0.3
        columns = {"served": np.where(idle, 0, rng.lognormal(3, 0.5, 600))}
        (group,) = detect(MetricTable.from_columns(columns), SETTINGS).findings
        assert group.rows.tolist() == np.flatnonzero(idle).tolist()


def test_values_that_are_huge_beside_their_quartiles_have_distances():
    values = np.array([1.0, 2.0, 3.0, 4.0] * 10 + [1e139])
    scaled = scale("x", values, values)
    assert scaled is not None
    assert np.isfinite(scaled.of(values).astype(np.float32) ** 2).all()
