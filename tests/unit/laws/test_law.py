"""What a law leaves over in each task, on tables that can be checked by hand."""

from math import expm1, log1p

import numpy as np
import pytest

from crackle_cli.laws.law import (
    LARGEST_RESIDUAL,
    Law,
    LawForm,
    LawKind,
    Term,
    counted,
    half_step,
)
from crackle_cli.laws.parse import parse_law

NAN = float("nan")


def left(law, **columns):
    return law.leftover({name: np.array(values, float) for name, values in columns.items()})


def test_a_sum_leaves_the_right_side_minus_the_left():
    law = parse_law("2 * a + 1 = b")
    found = left(law, a=[1, 1, 1, 0, NAN], b=[3, 5, 2, 0, 1])
    assert found.residual[:4].tolist() == [0, 2, -1, -1] and np.isnan(found.residual[4])
    assert found.holds.tolist() == [True, False, False, False, False]
    assert found.known.tolist() == [True, True, True, True, False]
    assert not found.zero.any()


def test_of_a_constant_metric_it_is_the_value_minus_the_constant():
    found = left(parse_law("a = 412"), a=[412, 409])
    assert found.residual.tolist() == [0, -3]
    assert found.holds.tolist() == [True, False]
    assert not left(parse_law("a = 0"), a=[0, 1]).zero.any()


def test_tasks_in_which_both_sides_are_zero_are_marked():
    assert left(parse_law("a = b"), a=[0, 0, 2], b=[0, 1, 2]).zero.tolist() == [True, False, False]
    assert not left(parse_law("a = b + 1"), a=[0], b=[0]).zero.any()


def test_a_tolerance_is_held_to_its_last_digit_and_float_errors_are_none():
    law = parse_law("a = b")._replace(kind=LawKind.APPROXIMATE, tolerance=0.5)
    assert left(law, a=[1, 1, 1], b=[1.5, 0.5, 1.6]).holds.tolist() == [True, True, False]
    exact = parse_law("a = b")
    assert left(exact, a=[0.1, 0.1], b=[0.1 + 1e-16, 0.1 + 1e-13]).holds.tolist() == [True, False]
    assert left(exact, a=[1e15] * 2, b=[1e15, 1e15 + 1]).holds.tolist() == [True, False]
    large = parse_law("a = b + 1000000")
    assert left(large, a=[1e6, 1e6], b=[1e-9, 1e-7]).holds.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "kind"), [("a = b", LawKind.ROUNDED), ("a * c = b + d", LawKind.APPROXIMATE)]
)
def test_a_tolerance_is_for_all_but_products_of_rounded_factors(text, kind):
    law = parse_law(text)._replace(kind=kind, tolerance=0.5)
    found = left(law, a=[3, 3], b=[3.4, 3.6], c=[1, 1], d=[0, 0])
    assert found.holds.tolist() == [True, False]


def test_a_product_in_a_sum():
    law = parse_law("3 * a * b + c = d")
    found = left(law, a=[2, -2], b=[5, 5], c=[1, 1], d=[31, -31])
    assert found.residual.tolist() == [0, -2]
    law = parse_law("a * b * c + d = e")
    assert left(law, a=[2], b=[3], c=[4], d=[1], e=[26]).residual.tolist() == [1]


def test_a_rounded_product_may_be_off_by_what_its_factors_may():
    terms = (
        Term(("a", "b"), 2.0, (0.1, 0.01)),
        Term(("c",), 1.0, (0.0,)),
        Term(("d",), -1.0, (1.0,)),
    )
    law = Law(LawForm.MIXED, LawKind.ROUNDED, terms, 0.0)
    slack = 2 * (0.05 * 4 + 0.005 * 3) + 0.5  # a = 3, b = 4
    off = np.array([slack - 1e-6, slack + 1e-6, -slack + 1e-6, -slack - 1e-6])
    found = left(law, a=[3] * 4, b=[4] * 4, c=[0] * 4, d=24 + off)
    assert found.holds.tolist() == [True, False, True, False]


def test_a_power_law_leaves_a_ratio():
    law = parse_law("a * b = 2 * c")
    found = left(law, a=[4, 4, 4, NAN], b=[3, 3, 3, 1], c=[6, 9, 3, 1])
    assert found.residual[:3] == pytest.approx([0, 0.5, -0.5])
    assert found.holds.tolist() == [True, False, False, False]
    assert np.isnan(found.residual[3]) and not found.zero.any()


def test_a_power_law_of_one_metric():
    found = left(parse_law("a^2 = 4"), a=[2, 1, -2])
    assert found.residual == pytest.approx([0, 3, 0]) and found.holds.tolist() == [
        True,
        False,
        True,
    ]


def test_a_power_law_with_a_tolerance():
    law = parse_law("a^2 = b")._replace(kind=LawKind.APPROXIMATE, tolerance=0.1)
    found = left(law, a=[10, 10, 10, 10], b=[109.9, 110.1, 91.0, 90.8])
    assert found.holds.tolist() == [True, False, True, False]


def test_a_rounded_power_law():
    terms = (Term(("a",), 2.0, (1.0,)), Term(("b",), -1.0, (0.0,)))
    law = Law(LawForm.POWER, LawKind.ROUNDED, terms, 1.0)
    least = 10 / 9.5  # 10 may have been 9.5
    found = left(law, a=[10, 10], b=[100 * (least - 1e-6) ** 2, 100 * (least + 1e-6) ** 2])
    assert found.holds.tolist() == [True, False]


@pytest.mark.parametrize(
    ("a", "b", "residual", "holds", "zero"),
    [
        (0, 0, 0, True, True),
        (0, 2, 2, False, False),
        (0, 0.5, 0.5, False, False),
        (2, 0, -1, False, False),
        (-2, 4, 0, True, False),
        (-2, 6, 0.5, False, False),
        (-2, -4, -2, False, False),
    ],
)
def test_a_power_law_without_a_logarithm(a, b, residual, holds, zero):
    """Where the left side is 0 the whole right side is left, in units of itself or of 1."""
    found = left(parse_law("a^2 = b"), a=[a], b=[b])
    expected = np.sign(residual) if a == 0 and b else residual
    assert (found.residual[0], found.holds[0], found.zero[0]) == (expected, holds, zero)


def test_a_root_beside_a_negative_number():
    found = left(parse_law("a^0.5 * b = c"), a=[4, 4], b=[-3, -3], c=[-6, -9])
    assert found.residual.tolist() == [0, -0.5] and found.holds.tolist() == [True, False]


def test_a_signed_product_within_its_tolerance():
    law = parse_law("a * b = c")._replace(kind=LawKind.APPROXIMATE, tolerance=0.1)
    found = left(law, a=[-1, -1, -1], b=[10, 10, 10], c=[-9.1, -8.9, -11.2])
    assert found.holds.tolist() == [True, False, False]
    exact = parse_law("a * b = c")
    assert left(exact, a=[-1], b=[10], c=[-9.9]).holds.tolist() == [False]


def test_a_signed_product_within_its_rounding():
    """-10 may have been -9.5 or -10.5, and 2 times that is off by 1."""
    terms = (Term(("a",), 1, (1.0,)), Term(("b",), 1, (0.0,)), Term(("c",), -1, (0.0,)))
    law = Law(LawForm.POWER, LawKind.ROUNDED, terms, 1.0)
    found = left(law, a=[-10, -10, -10], b=[2, 2, 2], c=[-20.9, -21.1, -19.1])
    assert found.holds.tolist() == [True, False, True]
    square = Law(LawForm.POWER, LawKind.ROUNDED, (terms[0]._replace(weight=2), terms[2]), 1.0)
    assert left(square, a=[-10, -10], c=[110.2, 110.3]).holds.tolist() == [True, False]
    exact = law._replace(kind=LawKind.EXACT)
    assert left(exact, a=[-10], b=[2], c=[-20.9]).holds.tolist() == [False]


def test_the_residual_of_a_power_law_is_one_that_json_can_hold():
    found = left(parse_law("a^100 = b"), a=[1e-100], b=[1e300])
    assert found.residual.tolist() == [LARGEST_RESIDUAL]


def test_what_rounding_changes_a_logarithm_by():
    assert half_step(np.array([2.0, 10.0]), 1.0) == pytest.approx([-log1p(-0.25), -log1p(-0.05)])
    assert half_step(np.array([0.5, 1.0]), 1.0) == pytest.approx([-log1p(-0.5)] * 2)
    assert half_step(np.array([2.0]), 0.0).tolist() == [0.0]
    assert half_step(np.array([0.05, 1.0]), np.array([0.1])) == pytest.approx(
        [-log1p(-0.5), -log1p(-0.05)]
    )
    assert expm1(half_step(np.array([2.0]), 1.0)[0]) == pytest.approx(2 / 1.5 - 1)


@pytest.mark.parametrize(("known", "zero", "said"), [(10, 0, 10), (10, 4, 6), (10, 10, 10)])
def test_tasks_that_say_something(known, zero, said):
    assert counted(known, zero) == said


def test_the_steps_that_metrics_are_printed_to():
    law = parse_law("a * b + c = d")
    terms = tuple(t._replace(quanta=(0.01,) * len(t.factors)) for t in law.terms)
    assert law._replace(terms=terms).quanta == dict.fromkeys("abcd", 0.01)
