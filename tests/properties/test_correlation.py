"""What must not change the correlations that are told."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation import detect
from crackle_cli.detectors.correlation.pairs import likely_pairs
from crackle_cli.detectors.correlation.whitened import whitened
from tests.worlds.correlation import linked, table

SETTINGS = ThermalProfile.default().correlation


def told(given):
    return {
        frozenset(f.metrics): round(abs(f.numbers["correlation"]), 9)
        for f in detect(given, SETTINGS).findings
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(seed):
    values = linked(np.random.default_rng(seed), 60, 6, 0.9)
    given = table(values)
    turned = MetricTable.from_columns(dict(reversed(given.metrics.items())))
    assert told(given) == told(turned) != {}


@pytest.mark.parametrize("seed", range(5))
def test_monotone_transforms_do_not_matter(seed):
    values = linked(np.random.default_rng(seed), 60, 6, 0.9)
    bent = values.copy()
    bent[:, 0] = np.exp(bent[:, 0])
    bent[:, 2] = 7 * bent[:, 2] - 3
    assert told(table(values)) == told(table(bent)) != {}


def test_a_duplicated_column_is_left_to_the_laws():
    values = linked(np.random.default_rng(0), 60, 4, 0.0)
    assert told(table(np.column_stack([values, 3 * values[:, :1] + 1]))) == {}


def test_missing_values_leave_the_link():
    values = linked(np.random.default_rng(0), 120, 5, 0.95)
    values[np.random.default_rng(1).random(values.shape) < 0.15] = np.nan
    assert frozenset({"m0", "m1"}) in told(table(values))


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_pairs_agree_with_the_slow_way(share):
    rng = np.random.default_rng(4)
    values = rng.normal(size=(80, 5))
    values[rng.random(values.shape) < share] = np.nan
    white = whitened([values[:, j] for j in range(5)])
    pairs = likely_pairs(white, 0.0)
    assert pairs.r.size == 10
    present, fresh = np.ones(values.shape, bool), np.ones(values.shape, bool)
    fresh[0] = False
    if white.present is not None:
        present, fresh = white.present > 0, white.fresh > 0
    for one, other, r, ranked in zip(pairs.one, pairs.other, pairs.r, pairs.ranked, strict=True):
        cases = ((r, white.innovations, fresh), (ranked, white.ranked, present))
        for found, columns, mask in cases:
            both = mask[:, one] & mask[:, other]
            expected = np.corrcoef(columns[both][:, one], columns[both][:, other])[0, 1]
            assert found == pytest.approx(expected, abs=1e-12)


def test_metrics_that_share_a_trend_are_silent_and_said_to_be():
    n = np.arange(100.0)
    noise = np.random.default_rng(5).normal(size=(100, 2))
    found = detect(
        MetricTable.from_columns({"disk": n + noise[:, 0] / 9, "users": 3 * n + noise[:, 1] / 9}),
        SETTINGS,
    )
    assert found.findings == ()
    assert "disk, users share at most a trend" in found.notes[0]


def test_too_few_tasks_are_said():
    found = detect(MetricTable.from_columns({"a": [1, 2, 3], "b": [1, 2, 3]}), SETTINGS)
    assert found.notes == ("too few tasks for correlations (3 of at least 8)",)
