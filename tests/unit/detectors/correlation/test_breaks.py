"""Relations that hold in a part of the order: where, in which part, and what only looks so."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation.breaks import broken_pairs, is_seen, p_value
from crackle_cli.detectors.correlation.detect import detect
from crackle_cli.detectors.correlation.findings import Broken, Family
from crackle_cli.detectors.correlation.prewhitening import whitened
from crackle_cli.table.metric_table import Unordered
from tests.worlds.correlation import autoregressive, linked
from tests.worlds.parts import split

SETTINGS = replace(ThermalProfile.default().correlation, alpha=0.01)


def told(*columns, unordered=None):
    table = MetricTable.from_columns({f"m{i}": values for i, values in enumerate(columns)})
    return detect(replace(table, unordered=unordered), SETTINGS).findings


def broken(*columns):
    (found,) = told(*columns)
    assert isinstance(found, Broken)
    return found


@pytest.mark.parametrize(
    ("before", "after", "identity"),
    [(0.9, 0.05, "before"), (0.0, -0.9, "after"), (0.8, -0.8, "turn"), (-0.7, 0.9, "turn")],
)
def test_a_relation_is_told_with_its_place(before, after, identity):
    rng = np.random.default_rng(1)
    found = broken(*split(rng, 200, 120, before, after), *rng.normal(size=(2, 200)))
    assert found.metrics == ("m0", "m1")
    assert found.identity == identity
    assert found.before == pytest.approx(before, abs=0.2)
    assert found.after == pytest.approx(after, abs=0.2)
    assert abs(found.place.row - 120) <= 5
    assert found.place.low <= 120 <= found.place.high
    assert 0 < found.confidence < found.strength <= 1


def test_what_remembers_is_told_too():
    rng = np.random.default_rng(2)
    values = autoregressive(np.column_stack(split(rng, 200, 80, 0.0, 0.9)), 0.8)
    assert abs(broken(*values.T).place.row - 80) <= 5


def test_only_tasks_that_have_both_count():
    rng = np.random.default_rng(3)
    x, y = split(rng, 240, 120, 0.9, 0.0)
    x[::9], y[100:105] = np.nan, np.nan
    found = broken(x, y)
    assert found.place.low <= 120 <= found.place.high
    assert found.rows.tolist() == np.flatnonzero(~np.isnan(x) & ~np.isnan(y)).tolist()


def test_a_family_that_falls_apart_is_told_once():
    rng = np.random.default_rng(4)
    common = rng.normal(size=300) * (np.arange(300) < 200)
    values = common[:, None] + 0.3 * rng.normal(size=(300, 5))
    values[200:] += rng.normal(size=(100, 5))
    found = broken(*values.T)
    assert len(found.metrics) == 5
    assert found.before > 0.8
    assert abs(found.after) < 0.2


def test_what_joins_a_family_joins_it_once():
    rng = np.random.default_rng(5)
    common = rng.normal(size=300)
    members = common[:, None] + 0.4 * rng.normal(size=(300, 4))
    late = np.where(np.arange(300) < 150, rng.normal(size=300), common)
    family, joins = told(*members.T, late + 0.3 * rng.normal(size=300))
    assert isinstance(family, Family)
    assert isinstance(joins, Broken)
    assert len(joins.metrics) == 2
    assert "m4" in joins.metrics


def test_two_moments_are_two_findings():
    rng = np.random.default_rng(6)
    found = told(*split(rng, 400, 100, 0.0, 0.9), *split(rng, 400, 300, 0.9, 0.0))
    assert sorted(f.place.row // 50 * 50 for f in found) in ([100, 300], [50, 300], [100, 250])


def test_a_relation_that_stays_is_none():
    for seed in range(10):
        values = linked(np.random.default_rng(seed), 100, 3, 0.8)
        assert not broken_pairs(whitened(list(values.T)), 0.6, 0.01).one.size


def test_a_metric_that_stays_has_only_stopped():
    rng = np.random.default_rng(7)
    x, y = split(rng, 200, 120, 0.9, 0.9)
    stopped = np.where(np.arange(200) < 120, x, x[119])
    assert not any(isinstance(f, Broken) for f in told(stopped, y))
    assert not is_seen(stopped, y, 120)


@pytest.mark.parametrize("wider", [0.1, 5.0])
def test_more_noise_is_a_change_of_spread(wider):
    rng = np.random.default_rng(8)
    x, y = split(rng, 300, 150, 0.95, 0.95)
    spread = np.where(np.arange(300) < 150, 1.0, wider)
    noisy = y + (spread > 1) * wider * rng.normal(size=300) if wider > 1 else y * spread
    assert not any(isinstance(f, Broken) for f in told(x, noisy))


def test_without_an_order_there_are_no_parts():
    columns = split(np.random.default_rng(9), 200, 100, 0.9, -0.9)
    assert not told(*columns, unordered=Unordered("the rows are sorted"))


def test_of_very_many_tasks_the_place_is_a_row_of_the_table():
    rng = np.random.default_rng(10)
    n = 70_000
    found = broken(*split(rng, n, 50_000, 0.0, 0.9))
    assert abs(found.place.row - 50_000) <= n / 32


@pytest.mark.parametrize(("z", "least", "most"), [(0.5, 1, 1), (3.0, 0.03, 0.08), (6, 1e-8, 2e-7)])
def test_the_best_of_all_splits_is_less_sure_than_one(z, least, most):
    """A normal score of 3 has a p-value of .0027, one of 6 of 2e-9."""
    assert least <= p_value(z, 0.1) <= most
