"""Groups that a metric enters as it moves anywhere else, and those that it jumps into."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.events.gradual import without_gradual
from tests.worlds.findings import drift, group

TASKS = np.arange(100)
RNG = np.random.default_rng(4)
WAVE = 20 * np.sin(TASKS / 6.0) + RNG.normal(0, 2, 100)
EVERY_TENTH = np.where(TASKS % 10 == 0, 40.0, 0.0) + RNG.normal(0, 2, 100)
BLOCKS = np.where(TASKS < 50, 0.0, 8.0) + RNG.normal(0, 2, 100)
OVERLAP = np.where(TASKS < 50, 0.0, 3.0) + RNG.normal(0, 2, 100)


def left(rows, **metrics):
    findings = [group(np.flatnonzero(rows), tuple(metrics)), drift("a")]
    return without_gradual(findings, MetricTable.from_columns(metrics))


def test_the_top_of_a_wave_is_no_group():
    (kept,) = left(WAVE > 0, a=WAVE)
    assert kept.form == "drift"


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        (EVERY_TENTH > 20, EVERY_TENTH),
        (BLOCKS > 4, BLOCKS),
        (OVERLAP > 1.5, OVERLAP),  # sides change without a jump, but no value tells of the next
    ],
)
def test_what_jumps_or_does_not_last_is_a_group(rows, values):
    assert len(left(rows, a=values)) == 2


def test_one_metric_that_jumps_is_enough():
    assert len(left(WAVE > 0, a=WAVE, b=np.where(WAVE > 0, 40.0, 0.0))) == 2


def test_one_group_that_jumps_makes_its_grouping_one_of_tasks():
    """Told as a whole or not at all: the top of a wave, and a few tasks far below it."""
    wave = 20 * np.sin(np.arange(400) / 6.0) + np.random.default_rng(4).normal(0, 2, 400)
    far = np.arange(28, 400, 75)
    wave[far] = -35.0
    both = [group(np.flatnonzero(wave > 0), ("a",)), group(far, ("a",))]
    table = MetricTable.from_columns({"a": wave})
    assert without_gradual(both[:1], table) == []
    assert without_gradual(both, table) == both


def test_missing_values_are_stepped_over():
    gaps = np.where(TASKS % 10 == 1, np.nan, WAVE)
    assert len(left(WAVE > 0, a=gaps)) == 1


def test_one_side_that_is_all_there_is_has_no_border():
    assert len(left(np.ones(100, bool), a=WAVE)) == 2


def test_a_season_is_told_as_no_two_kinds_of_tasks():
    for seed in range(4):
        noise = np.random.default_rng(seed).normal(0, 5, 1000)
        wave = MetricTable.from_columns({"load": 100 + 20 * np.sin(np.arange(1000) / 23) + noise})
        kinds = {pattern.kind for pattern in cool(wave, ThermalProfile.default())}
        assert "clustering" not in kinds
