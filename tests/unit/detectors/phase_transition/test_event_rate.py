from math import exp, log

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.event_rate import _log_tail, events, rate_cuts
from tests.oracles.phase_transition import hypergeometric_tail

RNG = np.random.default_rng


@pytest.mark.parametrize("counts", [(3, 1, 5, 9), (4, 0, 6, 6), (2, 2, 8, 3)])
def test_the_tail_counts_the_orders_of_the_events(counts):
    assert exp(_log_tail(*counts)) == pytest.approx(hypergeometric_tail(*counts))


def test_a_burst_is_told_with_its_end():
    happened = np.zeros(300)
    happened[RNG(1).choice(300, 5, replace=False)] = 1
    happened[120:150:2] = 1
    assert [c.at for c in rate_cuts(happened, log(0.01))] == pytest.approx([120, 150], abs=6)


def test_a_run_of_failures_is_one_event():
    happened = np.zeros(300)
    happened[100:108] = 1
    assert rate_cuts(happened, log(0.01)) == ()


def test_the_usual_value_is_that_of_most():
    assert events(np.array([5.0, 5, 5, 1, 9])).tolist() == [0, 0, 0, 1, 1]
    assert events(np.array([5.0, 4, 3, 1, 9])) is None
