"""How surprising a law is, where each shuffled task is known to break it."""

from math import comb, exp, log

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.detectors.conservation.significance import p_value
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
        (0, 1), (1.0, -1.0), kind, 0.0, 0.0, bits, parts, np.full(n, slack), holding, active
    )


def surprise(n, trials):
    """Logarithm of what chance does: n tasks hold, and none of so many shuffled ones; doubled."""
    return n * log(1 / (trials + 1)) + log(2)


DISTINCT = 3.0 ** np.arange(10)  # as their steps are, and sums of a few of them


def test_values_that_never_agree_by_chance():
    """Nine steps, each moved by 1 … 8 tasks, are 72 trials; that surprises less than 10 values."""
    p = p_value(law(DISTINCT, DISTINCT), 5, 0.0, Chance(0))
    assert p == pytest.approx(exp(surprise(9, 72)) * comb(5, 2) * 2**3)


def test_more_could_have_been_searched_or_said():
    few = p_value(law(DISTINCT, DISTINCT, bits=0.0), 2, 0.0, Chance(0))
    assert few == pytest.approx(exp(surprise(9, 72)))
    assert p_value(law(DISTINCT, DISTINCT, bits=900.0), 2, 0.0, Chance(0)) == 1.0


def test_the_active_tasks_must_surprise_too():
    active = np.arange(10) < 6
    p = p_value(law(DISTINCT, DISTINCT, bits=0.0, active=active), 2, 0.0, Chance(0))
    assert p == pytest.approx(exp(surprise(5, 20)))


def test_a_constant_is_taken_off():
    shifted = law(DISTINCT + 5, DISTINCT, bits=0.0)
    assert p_value(shifted, 2, 5.0, Chance(0)) == pytest.approx(exp(surprise(9, 72)))
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
