from math import erf, exp, sqrt

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.strength import SCALE_ERROR, dominance, step_sureness
from crackle_cli.statistics.noise import scale
from tests.oracles import phase_transition as oracle


def test_strength_is_the_dominance_of_normal_noise():
    values = np.random.default_rng(1).normal(size=1500)
    assert abs(dominance(1.3) - oracle.dominance(values, values + 1.3)) < 0.02


def test_more_tasks_never_make_a_step_less_sure():
    lows = [step_sureness(3.0, (60, k), 1.0, -9.0).low for k in range(1, 80)]
    assert lows == sorted(lows) and 0 < lows[0] < 0.7 < lows[-1]


def test_a_larger_step_is_surer():
    lows = [step_sureness(size, (30, 30), 1.0, -9.0).low for size in (0.5, 1, 2, 4, np.inf)]
    assert lows == sorted(lows)


def test_the_low_end_is_that_of_the_least_size_times_what_the_shorter_side_shows():
    of_medians = 1.959964 * 1.2533 * sqrt(2.0 * (1 / 30 + 1 / 8))
    of_noise = 3 * (1 - exp(-1.959964 * 1.167 * sqrt(2.0 / 38)))
    found = step_sureness(-3.0, (30, 8), 2.0, -9.0)
    assert found.strength == pytest.approx(erf(1.5)) and found.log_p == -9.0
    assert found.low == pytest.approx(erf((3 - sqrt(of_medians**2 + of_noise**2)) / 2) * 9 / 10)
    assert step_sureness(0.1, (30, 8), 2.0, -9.0).low == 0.0
    assert step_sureness(np.inf, (30, 8), 2.0, -9.0).low == pytest.approx(0.9)
    assert dominance(np.inf) == 1.0


def test_the_noise_is_known_to_as_much_as_its_median_deviation_is():
    draws = np.random.default_rng(2).normal(size=(4000, 101))
    assert np.std(np.log([scale(draw) for draw in draws])) == pytest.approx(
        SCALE_ERROR / sqrt(101), rel=0.05
    )


def test_few_tasks_that_remember_each_other_do_not_undo_a_step_that_anybody_sees():
    assert step_sureness(25.0, (6, 6), 3.0, -9.0).low > 0.8
