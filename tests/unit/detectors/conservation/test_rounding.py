"""What rounding allows a law, with ever more metrics that err; and how much a term says alone."""

import numpy as np
import pytest

from crackle_cli.detectors.conservation.conditional_spread import smallest_spread
from crackle_cli.detectors.conservation.design_matrix import linear_space, mixed_space, power_space
from crackle_cli.detectors.conservation.rounding import arithmetic_error, roundings
from crackle_cli.laws.law import ARITHMETIC_ERROR
from crackle_cli.laws.precision import Precision

EVERY = np.arange(4)
A, B = np.array([10.0, 20.0, 30.0, 40.5]), np.array([1.0, 2.0, 4.0, 3.0])


def space_of(make, *steps):
    return make(("a", "b", "c"), np.column_stack([A, B, A * B]), [Precision(s) for s in steps])


def test_those_with_small_steps_err_first_and_those_alike_together():
    space = space_of(linear_space, 0.1, 1.0, 0.1)
    weights = np.array([1.0, 1.0, -1.0])
    none, fine, every = roundings(space, (0, 1, 2), weights, EVERY).each
    assert (none.metrics, none.spread.tolist()) == (frozenset(), [0.0] * 4)
    assert none.bound[:3].tolist() == [0.0] * 3  # of whole numbers
    assert fine.metrics == {"a", "c"}
    assert fine.bound == pytest.approx(np.full(4, 0.1))
    assert fine.spread == pytest.approx(np.full(4, np.sqrt(2 * 0.05**2 / 3)))
    assert every.metrics == {"a", "b", "c"}
    assert every.bound == pytest.approx(np.full(4, 0.6))


def test_the_step_of_a_sum_is_the_smallest_of_its_terms():
    weights = np.array([0.5, 1.0, -1.0])
    assert roundings(space_of(linear_space, 0.1, 1, 1), (0, 1, 2), weights, EVERY).step == 0.05
    whole = space_of(linear_space, 0, 0, 0)
    assert roundings(whole, (1,), np.array([1.0]), EVERY).step == 1.0


def test_a_factor_errs_by_its_step_times_the_other():
    space = space_of(mixed_space, 0.1, 0.0, 0.0)
    product = space.features.index(("a", "b"))
    _, one = roundings(space, (2, product), np.array([-1.0, 2.0]), EVERY).each
    assert one.metrics == {"a"}
    assert one.bound == pytest.approx(2 * B * 0.05)


def test_float_error_is_of_sizes_and_nothing_of_whole_numbers():
    linear, power = (space_of(make, 0.1, 1.0, 0.1) for make in (linear_space, power_space))
    weights = np.array([1.0, 1.0])
    found = arithmetic_error(linear, (0, 1), weights, EVERY)
    assert found == pytest.approx([0, 0, 0, ARITHMETIC_ERROR * 43.5], abs=0)
    logs = np.log(A) + np.log(B)
    assert arithmetic_error(power, (0, 1), weights, EVERY) == pytest.approx(
        ARITHMETIC_ERROR * (1 + logs), abs=0
    )


def test_a_term_says_what_the_others_do_not():
    a, b = np.random.default_rng(0).normal(size=(2, 5000))
    alone = smallest_spread(np.column_stack([3 * a, 2 * b]))
    assert alone == pytest.approx(2, rel=0.05)
    assert smallest_spread(np.column_stack([9 * a, b, b + 0.1 * a])) == pytest.approx(0.1, rel=0.1)
    climbing = np.arange(5000.0)
    assert smallest_spread(np.column_stack([9 * climbing, climbing + b])) == pytest.approx(
        1, rel=0.1
    )
    assert smallest_spread(np.column_stack([a])) == np.inf
    assert smallest_spread(np.ones((3, 2))) == 0.0
