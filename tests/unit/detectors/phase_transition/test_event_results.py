"""What is told of counters and of rare events, by hand."""

from math import exp, log, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.event_rate import rate_cuts
from crackle_cli.detectors.phase_transition.event_results import rate_results, reset_results
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.strength import step_sureness

RNG = np.random.default_rng


def series(values):
    return Series(values, np.arange(values.size), values, 1, 1.0)


def flags(*rates, n=150, seed=1):
    return (RNG(seed).random(n * len(rates)) < np.repeat(rates, n)).astype(float)


def test_a_rate_is_told_by_the_share_before_and_after():
    happened = flags(0.02, 0.4)
    (step,) = rate_results(series(happened), happened, 0.01)
    at = step.span.at
    before, after = happened[:at].mean(), happened[at:].mean()
    assert (step.form, step.until, step.back, step.suspect) == ("level", 300, None, False)
    assert (step.sides.before, step.sides.after) == (before, after)
    few, many = happened[:at].sum() + 0.5, happened[at:].sum() + 0.5
    rest, others = at + 1 - few, 300 - at + 1 - many
    odds, error = many * rest / (few * others), sqrt(1 / few + 1 / many + 1 / rest + 1 / others)
    least = odds * exp(-1.959964 * error)
    assert step.sure.strength == pytest.approx((odds - 1) / (odds + 1))  # Yule's Q
    assert step.sure.low == pytest.approx((least - 1) / (least + 1))
    (cut,) = rate_cuts(happened, log(0.01 * 0.6))
    assert step.sure.log_p == pytest.approx(-cut.height - log(0.6))
    assert rate_results(series(happened), happened, 1e-300) == []


def test_an_outage_is_told_with_its_end():
    happened = flags(0.02, 0.5, 0.02)
    first, second = rate_results(series(happened), happened, 0.01)
    assert first.back == second.span and second.back is None
    assert first.until == second.span.at and second.until == 450


def test_what_was_below_its_usual_value_and_is_above_it_is_not_back():
    happened = flags(0.5, 0.02, 0.5)
    assert rate_results(series(happened), happened, 0.01)[0].back is not None
    values = np.where(happened > 0, np.repeat([1.0, 1.0, 9.0], 150), 5.0)
    assert rate_results(series(values), happened, 0.01)[0].back is None


def test_a_level_that_most_tasks_have_is_told_by_its_median():
    happened = flags(0.1, 0.9)
    values = happened * (10.0 + RNG(2).integers(0, 5, 300))
    (step,) = rate_results(series(values), happened, 0.01)
    at = step.span.at
    assert (step.sides.before, step.sides.after) == (0.0, float(np.median(values[at:])))


def test_a_counter_is_told_at_each_reset():
    values = np.r_[np.arange(50.0) * 2, np.arange(30.0) * 2 + 6, np.arange(20.0) * 2 + 1]
    first, second = reset_results(series(values), (50, 80))
    assert tuple(first.span) == (50, 50, 50) and (first.until, second.until) == (80, 100)
    assert tuple(first.sides) == (98.0, 6.0, 2.0)
    assert first.sure == step_sureness(46.0, (50, 30), 1.0, -25.0)
    assert second.sure == step_sureness((64.0 - 1.0) / 2, (30, 20), 1.0, -25.0)
    assert first.form == "reset" and reset_results(series(values), ()) == []


@pytest.mark.parametrize("usual", [0.0])
def test_a_counter_that_stands_still_loses_as_much_as_can_be(usual):
    values = np.r_[np.full(20, 5.0), np.full(20, usual)]
    (step,) = reset_results(series(values), (20,))
    assert step.sure.strength == 1.0
