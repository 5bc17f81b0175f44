"""Rates: of rare events, of flags, of codes."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.event_results import rate_results
from crackle_cli.detectors.phase_transition.findings import Rate, ShareOf, Shift
from crackle_cli.detectors.phase_transition.preparation import prepared
from crackle_cli.detectors.phase_transition.strength import rate_sureness
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.wording.phase_transition import sentence

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8)
RNG = np.random.default_rng
HAPPENED = (RNG(8).random(400) < np.where(np.arange(400) >= 250, 0.35, 0.02)).astype(float)


def table(values):
    return MetricTable.from_columns({"x": values}, [f"r{i}" for i in range(len(values))])


def told(values):
    """The one thing told of a metric, and its sentence."""
    (found,) = detect(table(values), SETTINGS).findings
    return found, sentence(found, table(values))


def test_a_flag_is_told_as_the_share_of_tasks_that_have_it():
    rate, words = told(HAPPENED)
    assert type(rate) is Rate
    assert rate.share_of == ShareOf(1.0, others=False)
    at = rate.place.row
    assert rate.before == HAPPENED[:at].mean() and rate.after == HAPPENED[at:].mean()
    assert words == f"x rose at r{at}: 2 → 32 % of tasks"


def test_a_code_is_told_as_the_share_of_its_value():
    rate, words = told(np.where(HAPPENED > 0, 500.0, 200.0))
    assert rate.share_of == ShareOf(500.0, others=False)
    assert words.startswith("x 500 rose at")


@pytest.mark.parametrize(
    ("values", "share", "words"),
    [
        (np.where(HAPPENED > 0, 2.0 + np.arange(400) % 7, 0.0), ShareOf(0.0, True),
         "x other than 0 rose at"),
        (np.where(HAPPENED > 0, 90.0 - np.arange(400) % 7, 100.0), ShareOf(100.0, False),
         "x 100 fell at"),
        (np.where(HAPPENED > 0, 200.0, 500.0), ShareOf(500.0, False), "x 500 fell at"),
    ],
)  # fmt: skip
def test_a_rate_goes_the_way_of_its_metric(values, share, words):
    """So that what is wanted of the metric is wanted of the rate."""
    rate, said = told(values)
    assert rate.share_of == share
    assert said.startswith(words)
    halves = np.split(values, [rate.place.row])
    assert (rate.after > rate.before) == (halves[1].mean() > halves[0].mean())


def test_another_usual_value_is_another_level():
    values = np.where(np.arange(300) < 160, 1.0, 4.0) + (RNG(5).random(300) < 0.05)
    whole = prepared(values)
    (result,) = rate_results(whole, (values != 1.0).astype(float), 0.01)
    assert result.share is None
    assert (result.sides.before * whole.unit, result.sides.after * whole.unit) == (1.0, 4.0)


def test_one_value_and_then_another_is_another_level():
    level, words = told(np.repeat([0.0, 8.0], [50, 30]))
    assert type(level) is Shift
    assert words == "x rose at r50: 0 → 8"


def test_other_values_that_are_never_the_usual_one_are_another_level():
    tests = np.concatenate([np.full(110, 1856.0), 1860.0 + np.arange(90) // 9 * 4])
    level, words = told(np.where(np.arange(200) % 20 == 0, 1840.0, tests) * 10)
    assert type(level) is Shift
    assert "of tasks" not in words


def test_two_metrics_at_one_task_are_one_event_whatever_they_are_told_as():
    level = RNG(3).normal(100, 1, 400) + 20 * (np.arange(400) >= 250)
    columns = {"failed": HAPPENED, "ms": level}
    (found,) = [
        p
        for p in cool(MetricTable.from_columns(columns), ThermalProfile.default())
        if p.kind == "phase_transition"
    ]
    assert set(found.involved_metrics) == {"failed", "ms"}
    assert isinstance(found.finding, Shift)
    assert "failed rose (2 → 32 % of tasks)" in found.description


def test_a_rate_is_as_sure_as_its_odds_are_apart():
    before, after = np.zeros(120), np.zeros(120)
    before[:2] = after[:30] = 1.0
    sure = rate_sureness(before, after, -9.0)
    odds = (30.5 / 90.5) / (2.5 / 118.5)
    error = (1 / 30.5 + 1 / 90.5 + 1 / 2.5 + 1 / 118.5) ** 0.5
    least = odds * np.exp(-1.959964 * error)
    assert sure.strength == pytest.approx((odds - 1) / (odds + 1))
    assert sure.low == pytest.approx((least - 1) / (least + 1))
    assert rate_sureness(after, before, -9.0)[:2] == pytest.approx(sure[:2])


def test_equal_rates_are_no_change():
    half = np.arange(60) % 2.0
    assert rate_sureness(half, half, 0.0)[:2] == (0.0, 0.0)
