"""How surprising a law is, where each shuffled task is known to break it."""

from math import comb, exp, log

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.detectors.conservation.significance import _shuffled, _term, p_value
from crackle_cli.laws.law import LawKind
from crackle_cli.statistics.random_numbers import Chance


def law(a, b, bits=3.0, active=None, slack=0.0):
    """`a - b = 0` over so many tasks."""
    parts = np.column_stack([a, -np.asarray(b)]).astype(float)
    n = len(parts)
    holding = np.abs(parts.sum(axis=1)) <= slack
    active = np.ones(n, bool) if active is None else active
    kind = LawKind.EXACT
    return AcceptedLaw(
        (0, 1), (1.0, -1.0), kind, 0.0, 0.0, bits, bits, parts, np.full(n, slack), holding, active
    )


def surprise(n, trials):
    """Logarithm of what chance does: n tasks hold, and none of so many shuffled ones; doubled."""
    return n * log(1 / (trials + 1)) + log(2)


def chances(logarithm, times=1.0):
    """Some p-value, however small: pytest takes all below 1e-12 for the same."""
    return pytest.approx(exp(logarithm) * times, rel=1e-9, abs=0.0)


DISTINCT = 3.0 ** np.arange(10)  # as their steps are, and sums of a few of them


def test_values_that_never_agree_by_chance():
    """Nine steps, each moved by 1 … 8 tasks, are 72 trials; that surprises less than 10 values."""
    p = p_value(law(DISTINCT, DISTINCT), 5, 0.0, Chance(0))
    assert p == chances(surprise(9, 72), comb(5, 2) * 2**3)


def test_more_could_have_been_searched_or_said():
    few = p_value(law(DISTINCT, DISTINCT, bits=0.0), 2, 0.0, Chance(0))
    assert few == chances(surprise(9, 72))
    assert p_value(law(DISTINCT, DISTINCT, bits=900.0), 2, 0.0, Chance(0)) == 1.0


def test_the_active_tasks_must_surprise_too():
    active = np.arange(10) < 6
    p = p_value(law(DISTINCT, DISTINCT, bits=0.0, active=active), 2, 0.0, Chance(0))
    assert p == chances(surprise(5, 20))


def test_a_constant_is_taken_off():
    shifted = law(DISTINCT + 5, DISTINCT, bits=0.0)
    assert p_value(shifted, 2, 5.0, Chance(0)) == chances(surprise(9, 72))
    assert p_value(shifted, 2, 0.0, Chance(0)) == 1.0


def test_what_agrees_by_chance_surprises_nobody():
    rng = np.random.default_rng(0)
    flags = rng.integers(0, 2, 40)
    assert p_value(law(flags, rng.integers(0, 2, 40)), 2, 0.0, Chance(0)) == 1.0
    same = p_value(law(flags, flags, bits=0.0), 2, 0.0, Chance(0))
    assert 0.5**60 < same < 0.5**20


def test_values_that_last_do_not_surprise_by_themselves():
    """Forty tasks agree, but they change together only once."""
    lasting = np.repeat([3.0, 8.0], 20)
    assert p_value(law(lasting, lasting, bits=0.0), 2, 0.0, Chance(0)) > 0.01


def test_many_tasks_are_as_sure_as_a_number_can_say():
    many = np.random.default_rng(1).permutation(5000).astype(float)
    assert p_value(law(many, many), 2, 0.0, Chance(0)) == 1e-300


def test_within_its_slack_a_shuffled_task_keeps_the_law():
    near = np.arange(20.0) % 2
    assert p_value(law(near, near, slack=1.0), 2, 0.0, Chance(0)) == 1.0
    assert p_value(law(near, near, bits=0.0, slack=0.4), 2, 0.0, Chance(0)) < 1e-3


def test_every_step_may_be_off_by_what_both_its_tasks_are():
    """Each is off by 0.4, one task up and the next one down, but for the first, which may not."""
    off = np.resize([0.4, -0.4], 10)
    off[0] = 0.05
    slack = np.full(10, 0.5)
    slack[0] = 0.1
    p = p_value(law(9 * DISTINCT, 9 * DISTINCT + off, bits=0.0, slack=slack), 2, 0.0, Chance(0))
    assert p == chances(surprise(9, 72))


@pytest.mark.parametrize(
    ("tasks", "trials"), [(2, 2), (10, 90), (66, 3960), (80, 4000), (81, 3969), (1500, 6000)]
)
def test_each_task_is_moved_to_others_until_there_are_enough(tasks, trials):
    """By as many shifts as there are up to 60, and 4,000 tasks in all, but by four at least."""
    part, nothing = np.arange(float(tasks)), np.zeros(tasks)
    found = _shuffled(part, nothing, nothing, np.arange(tasks), Chance(0))
    assert found == pytest.approx(tasks * log(1 / (trials + 1)))


def test_what_moved_tasks_hold_is_what_chance_does():
    """Of all 1,560 pairs of forty flags 760 are alike."""
    part, nothing = np.resize([0.0, 1.0], 40), np.zeros(40)
    found = _shuffled(part, nothing, nothing, np.arange(40), Chance(0))
    assert found == pytest.approx(40 * log(761 / 1561))


def test_of_one_task_nothing_is_known():
    part, nothing = np.arange(3.0), np.zeros(3)
    assert _shuffled(part, nothing, nothing, np.array([1]), Chance(0)) == 0.0
    assert _shuffled(part, nothing, nothing, np.array([], np.intp), Chance(0)) == 0.0
    assert _term(np.ones(5), np.zeros(5), np.zeros(5), Chance(0)) == 0.0


def test_a_term_that_mostly_is_zero_is_shuffled_among_the_other_tasks():
    """There ten of ten hold, and none of ninety; among all, zeros take the place of zeros."""
    part = np.concatenate([np.zeros(30), DISTINCT])
    assert _term(part, np.zeros(40), np.zeros(40), Chance(0)) == pytest.approx(surprise(10, 90))
