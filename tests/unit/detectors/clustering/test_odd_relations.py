"""What other metrics say of one, and how far a task lies from all."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.odd_relations import related

N = 300


def pair(noise=4.0):
    """size follows rows, the last metric nothing."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=N)
    size = 300 + 45 * x + noise * rng.normal(size=N)
    return [1000 + 150 * x, size, rng.normal(size=N)]


def test_a_task_that_breaks_a_relation_though_its_values_are_ordinary():
    rows, size, other = pair()
    row = int(np.argmin(np.abs(rows - 1180)))
    size[row] = 246.0
    found = related([rows, size, other])
    by_rows, by_size = found.relations
    assert (by_rows.metric, by_rows.partner, by_size.metric, by_size.partner) == (0, 1, 1, 0)
    assert np.abs(by_size.residual).argmax() == row
    assert by_size.residual[row] < 0 < by_rows.residual[row]
    assert by_size.expected[row] == pytest.approx(354, abs=5)
    assert found.distance.argmax() == row
    assert found.shares[row].argmin() == 2
    assert (found.shares.sum(axis=1)) == pytest.approx(found.distance**2)


def test_a_weak_relation_foretells_nothing():
    assert related(pair(noise=45.0)).relations == ()  # r = .7: half of the variance


def test_any_monotone_relation_counts():
    rows, size, other = pair()
    plain, bent = related([rows, size, other]), related([rows, np.exp(size / 20), other])
    assert bent.relations[1].residual == pytest.approx(plain.relations[1].residual)


def test_a_missing_value_breaks_nothing():
    rows, size, other = pair()
    size[5] = np.nan
    by_rows, by_size = related([rows, size, other]).relations
    assert np.isnan(by_size.residual[5])
    assert np.isfinite(by_rows.residual[5])


def test_nearly_the_same_metric_twice():
    rows, _, other = pair()
    found = related([rows, rows * 2 + 1, other])
    assert np.isfinite(found.distance).all()
    assert [r.metric for r in found.relations] == [0, 1]


@pytest.mark.parametrize("metrics", [pair()[:1], [values[:14] for values in pair()]])
def test_too_little_to_relate(metrics):
    assert related(metrics) is None


def test_the_fewest_tasks_that_relate_metrics():
    assert related([values[:15] for values in pair()]) is not None
