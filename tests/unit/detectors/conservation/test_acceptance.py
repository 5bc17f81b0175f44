"""Whether given weights make a law of a table, and of which kind."""

from fractions import Fraction
from math import copysign, exp, log

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import (
    _common_trend,
    _constants,
    _most_within,
    _scale,
    _simple,
    as_law,
    judged,
)
from crackle_cli.detectors.conservation.design_matrix import (
    linear_space,
    mixed_space,
    power_space,
)
from crackle_cli.detectors.conservation.rational import REAL_BITS, bits_of
from crackle_cli.laws.guard import exponential_reach
from crackle_cli.laws.law import ARITHMETIC_ERROR, LawForm, LawKind, Term
from crackle_cli.laws.precision import Precision

EXACT, ROUNDED, APPROXIMATE = LawKind
N = 200


def numbers(seed=0, low=100, high=9000):
    return np.random.default_rng(seed).integers(low, high, N).astype(float)


def told(columns, weights, quanta=None, least=0.9, space=linear_space):
    names = tuple(columns)
    values = np.column_stack(list(columns.values()))
    steps = [1.0] * len(names) if quanta is None else quanta
    made = space(names, values, list(map(Precision, steps)))
    support = tuple(range(len(made.features)))
    return made, judged(made, support, weights, least, 4.0)


def test_an_exact_law_with_its_violators():
    a, b = numbers(0), numbers(1)
    c = a + b
    c[[5, 9]] += [-3, 40]
    space, found = told({"a": a, "b": b, "c": c}, (1.0, 1.0, -1.0))
    assert (found.kind, found.constant, found.tolerance) == (EXACT, 0.0, 0.0)
    assert np.flatnonzero(~found.holding).tolist() == [5, 9]
    assert (found.broken, found.share) == (2, 0.99)
    assert found.bits == 5.0  # those of the weights, and one for the 0
    law = as_law(space, found, dict.fromkeys("abc", Precision(1.0)))
    assert (law.form, law.kind, law.n, law.holds) == (LawForm.LINEAR, EXACT, N, N - 2)
    assert [(t.name, t.weight) for t in law.terms] == [("a", 1), ("b", 1), ("c", -1)]


def test_large_values_may_be_off_by_their_last_digits():
    a = numbers() / 7
    assert told({"a": a, "b": a * (1 + 1e-15)}, (1.0, -1.0), (0.0, 0.0))[1].constant == 0.0
    off = a * (1 + 1e-12 * np.resize([1.0, 0.0], N))
    assert told({"a": a, "b": off}, (1.0, -1.0), (0.0, 0.0))[1] is None
    count = np.round(1e12 * a)
    off = told({"a": count, "b": count + np.resize([0.0] * 19 + [3.0], N)}, (1.0, -1.0))[1]
    assert (off.kind, off.broken) == (EXACT, 10)


def test_the_first_term_is_written_positive():
    a = numbers()
    space, found = told({"a": a, "b": a + 7}, (-1.0, 1.0))
    law = as_law(space, found, dict.fromkeys("ab", Precision(1.0)))
    assert [t.weight for t in law.terms] == [1, -1]
    assert law.constant == -7.0
    assert found.constant == 7.0
    halves = told({"a": a, "b": 0.5 * a}, (-0.5, 1.0))
    law = as_law(*halves, {"a": Precision(1.0), "b": Precision(0.5)})
    assert law.terms == (Term(("a",), 0.5, (0.0,)), Term(("b",), -1.0, (0.0,)))
    assert (law.constant, copysign(1.0, law.constant)) == (0.0, 1.0)  # and not -0


def test_tasks_without_all_terms_are_not_among_them():
    a = numbers()
    b = a.copy()
    b[:20] = np.nan
    _, found = told({"a": a, "b": b}, (1.0, -1.0))
    assert found.holding.size == N - 20 and found.holding.all()


@pytest.mark.parametrize(("broken", "law"), [(20, True), (28, True), (29, False), (40, False)])
def test_nine_in_ten_must_hold_it(broken, law):
    """Or so many that nine in ten may: 90 % less two standard errors are 85.76 % of 200."""
    found = told(*off(broken, 0), (1.0, -1.0))[1]
    assert (found is not None) is law
    if found:
        assert (found.kind, found.broken) == (EXACT, broken)


def off(far, near):
    """Columns a and b that are equal but in so many tasks: far off, or by no more than rounding."""
    a = numbers()
    b = a.copy()
    b[:far] += 50 + np.arange(far)
    b[far : far + near] += 1
    return ({"a": a, "b": b},)


@pytest.mark.parametrize(
    ("far", "near", "kind", "broken"),
    [
        (0, 10, EXACT, 10),  # to tell who breaks it is shorter than what each task leaves over
        (0, 24, ROUNDED, 0),  # too few, but all within rounding
        (20, 4, ROUNDED, 20),
        (22, 2, EXACT, 24),  # too few either way: the stricter goes before
        (22, 10, ROUNDED, 22),  # the stricter does not nearly hold
    ],
)
def test_a_law_that_holds_goes_before_a_stricter_one_that_nearly_does(far, near, kind, broken):
    found = told(*off(far, near), (1.0, -1.0))[1]
    assert (found.kind, found.constant, found.broken) == (kind, 0.0, broken)


def test_of_rounded_laws_the_constant_that_blames_the_fewest_tasks_is_told():
    """Of 0 most tasks are within rounding too, but not the ten that are off by 2."""
    a = numbers()
    b = a + np.repeat([0.0, 1.0, 2.0], [70, 120, 10])
    found = told({"a": a, "b": b}, (-1.0, 1.0))[1]
    assert (found.kind, found.constant, found.broken) == (ROUNDED, 1.0, 0)


def test_the_smallest_term_is_the_one_that_varies_least_as_it_is_weighed():
    """Ten times a varies as b does: a rounding of 5.5 is little of either."""
    a = numbers(0, 100, 200)
    b = 10 * a + np.random.default_rng(1).integers(-5, 6, N)
    found = told({"a": a, "b": b}, (10.0, -1.0))[1]
    assert found.kind is ROUNDED and found.tolerance == 5.5


def test_a_rounded_law_holds_within_its_decimals():
    a = numbers() / 100
    b = (1.1 * a).round(1)
    _, found = told({"a": a, "b": b}, (1.1, -1.0), (0.01, 0.1))
    assert (found.kind, found.constant) == (ROUNDED, 0.0)
    assert found.tolerance == pytest.approx(0.05 + 1.1 * 0.005)
    assert found.slack == pytest.approx(np.full(N, 0.0555 * (1 + 1 / N)), abs=1e-6)
    assert found.holding.all()


def nearly(a, noise, weights=(1.0, 1.0, -1.0)):
    """A sum of a and other numbers, but for noise."""
    b = numbers(9, 1000, 9000)
    return told({"a": a, "b": b, "c": a + b + noise}, weights, (0.0,) * 3)[1]


def test_an_approximate_law_holds_within_a_narrow_band():
    a = numbers(0, 1000, 9000)
    noise = np.random.default_rng(2).normal(0, 8, N)
    found = nearly(a, noise)
    assert found.kind is APPROXIMATE and abs(found.constant) < 3
    assert found.tolerance == pytest.approx(exponential_reach(8, N), rel=0.2)
    assert found.holding.all()
    assert nearly(a, 40 * noise) is None
    heavy = np.where(np.arange(N) % 6, noise, 7 * noise)
    assert nearly(a, heavy) is None  # whose next task may be anywhere
    typical = np.median(a + numbers(9, 1000, 9000))
    assert found.looseness == pytest.approx(found.tolerance / typical, rel=0.01)


def test_a_ratio_is_judged_in_per_cent():
    a = numbers(0, 1000, 9000)
    b = 2 * a * np.exp(np.random.default_rng(2).normal(0, 0.004, N))
    assert told({"a": a, "b": b}, (2.0, -1.0), (0.0, 0.0))[1] is None
    found = told({"a": a, "b": b}, (1.0, -1.0), (0.0, 0.0), space=power_space)[1]
    assert (found.kind, found.broken) == (APPROXIMATE, 0)


def counters(seed=2):
    """What two counters of one rate count, one as the other sees it: within .2 per mille."""
    rng = np.random.default_rng(seed)
    count = rng.uniform(500, 1500, N).cumsum()
    return count, count * np.exp(rng.normal(0, 1e-4, N))


def test_two_counters_of_one_rate_are_no_law():
    counts = np.column_stack(counters())

    def judged_as(counts):
        a, b = counts.T
        return told({"a": a, "b": b}, (1.0, -1.0), (0.0, 0.0), space=power_space)[1]

    assert judged_as(counts) is None
    mixed = np.random.default_rng(0).permutation(N)  # in another order they are no counters
    assert judged_as(counts[mixed]).kind is APPROXIMATE


def test_terms_share_a_trend_where_two_count_or_their_sum_drifts():
    noise = np.random.default_rng(0).normal(size=(N, 4))
    count = np.arange(float(N)) * 20
    every = np.ones(N, bool)

    def shared(*parts, holding=every):
        parts = np.column_stack(parts)
        return _common_trend(parts, parts.sum(axis=1), holding)

    a, b, c, total = noise.T
    assert shared(count + a, -count + b)
    assert shared(count + a, -count + b, c)
    assert not shared(count, 999 * a, b - count - 999 * a)  # one counts, and noise is left
    assert not shared(a, b, c)
    walk = total.cumsum()
    assert shared(a, walk - a)
    assert not shared(a, np.where(np.arange(N) < N // 2, b, walk), holding=np.arange(N) < N // 2)


def test_a_power_law_has_a_factor_and_a_relative_tolerance():
    a, b = numbers(0), numbers(1)
    noise = np.exp(np.random.default_rng(3).normal(0, 0.002, N))
    columns = {"a": a, "b": b, "c": 3 * a * b * noise}
    space, found = told(columns, (1.0, 1.0, -1.0), (0.0, 0.0, 0.0), space=power_space)
    assert found.kind is APPROXIMATE
    law = as_law(space, found, dict.fromkeys("abc", Precision()))
    assert law.form is LawForm.POWER
    assert law.constant == pytest.approx(1 / 3, rel=1e-3)
    assert law.tolerance == pytest.approx(exp(found.tolerance) - 1)
    exact = told({"a": a, "b": b, "c": 3 * a * b}, (1.0, 1.0, -1.0), space=power_space)
    assert exact[1].kind is EXACT
    assert exact[1].constant == pytest.approx(-log(3))
    assert as_law(exact[0], exact[1], dict.fromkeys("abc", Precision(1.0))).constant == 1 / 3
    size = np.abs(np.log([a, b, 3 * a * b])).sum(axis=0)
    assert exact[1].slack == pytest.approx(ARITHMETIC_ERROR * (1 + size + log(3)))


def test_float_error_is_of_the_size_of_the_terms():
    a = numbers()
    found = told({"a": a + 0.1, "b": 2 * (a + 0.1)}, (2.0, -1.0), (0.0, 0.0))[1]
    assert found.slack == pytest.approx(ARITHMETIC_ERROR * 4 * (a + 0.1), rel=0.01, abs=0)


def test_sums_with_products_are_never_approximate():
    a, b, c = numbers(0, 1, 50), numbers(1, 1, 50), numbers(2)
    noise = np.random.default_rng(3).normal(0, 0.1, N)
    total, steps = a * b + c, [Precision()] * 4
    exact, near = (
        mixed_space(("a", "b", "c", "d"), np.column_stack([a, b, c, d]), steps)
        for d in (total, total + noise)
    )
    support = tuple(exact.features.index(f) for f in (("c",), ("d",), ("a", "b")))
    found = judged(exact, support, (1.0, -1.0, 1.0), 0.9, 4.0)
    assert found.kind is EXACT
    law = as_law(exact, found, dict.fromkeys("abcd", Precision(1.0)))
    assert law.form is LawForm.MIXED
    assert {term.factors: term.quanta for term in law.terms} == {
        ("c",): (0.0,),
        ("d",): (0.0,),
        ("a", "b"): (0.0, 0.0),
    }
    assert judged(near, support, (1.0, -1.0, 1.0), 0.9, 4.0) is None


@pytest.mark.parametrize(("busy", "law"), [(4, False), (5, True)])
def test_tasks_at_rest_prove_nothing(busy, law):
    """Both are 0 in all but a few tasks: as many as the law has terms and three."""
    a = np.zeros(N)
    a[:busy] = [3, 8, 11, 20, 6][:busy]
    assert (told({"a": a, "b": 2 * a}, (2.0, -1.0))[1] is not None) is law


def test_those_at_rest_do_not_hide_those_that_break_it():
    a = np.zeros(N)
    a[:10] = np.arange(1, 11)
    b = a.copy()
    b[:3] += 5
    assert told({"a": a, "b": b}, (1.0, -1.0), least=0.95)[1] is None


def test_the_scale_is_that_of_the_tasks_that_hold():
    normal = np.random.default_rng(0).normal(5, 2, 20_000)
    assert _scale(normal, 0.9) == pytest.approx(2, rel=0.05)
    normal[:1500] += 500
    assert _scale(normal, 0.9) == pytest.approx(2, rel=0.12)
    few = np.array([0.0, 1.0, 3.0, 10.0, 30.0])  # 0, 2, 3, 7 and 27 from the middle
    assert _scale(few, 0.9) == pytest.approx(1.4826 * 3)
    assert _scale(few, 0.5) == pytest.approx(1.4826 * 2.6)  # at .4


def test_constants_that_most_tasks_are_near_to():
    total, slack = np.array([0.0, 1.0, 5.0, 1.5]), np.array([1.0, 1.0, 1.0, 0.25])
    assert _most_within(total, slack) == (0.0, 1.0)
    assert _most_within(total, slack + 0.5) == (0.75, 1.5)


def told_constants(form, kind, middle, narrow=1.0, sigma=0.1):
    """Of a hundred totals around a middle: those that are tried, and their bits."""
    total = middle + np.array([-1.0, 1.0] * 50)
    return list(_constants(form, kind, total, np.full(100, narrow), sigma))


@pytest.mark.parametrize(
    ("middle", "narrow", "simple"),
    [
        (10.035, 1.0, 10),  # four standard errors of the middle are .04
        (10.045, 1.0, 10.04),
        (9.965, 1.0, 10),
        (10.035, 0.03, 10.04),  # never more than rounding
    ],
)
def test_the_simplest_constant_near_the_middle_is_tried(middle, narrow, simple):
    zero, near, exactly = told_constants(LawForm.LINEAR, APPROXIMATE, middle, narrow)
    assert zero == (0.0, 1.0)
    assert near == (pytest.approx(simple), bits_of(Fraction(str(simple))))
    assert exactly == (pytest.approx(middle), REAL_BITS)


def test_a_constant_is_known_no_better_than_floats_are():
    total, slack = np.full(9, 1e12 * (1 + 1e-15)), np.full(9, 1e6)
    assert [c for c, _ in _constants(LawForm.LINEAR, EXACT, total, slack, 0.0)][1] == 1e12


def test_of_rounded_laws_the_constant_that_keeps_most_is_tried_too():
    """Two are within 1 of 12.5, and the others near nothing."""
    total = np.array([0.0, 4.0, 8.0, 12.0, 13.0, 17.0, 21.0])
    found = list(_constants(LawForm.LINEAR, ROUNDED, total, np.ones(7), 0.0))
    assert [constant for constant, _ in found] == [0, 12, pytest.approx(12.5, abs=0.5), 12]
    assert len(list(_constants(LawForm.LINEAR, EXACT, total, np.ones(7), 0.0))) == 3


def test_a_factor_may_be_a_fraction_and_a_sum_may_not():
    third = Fraction(1, 3)
    (power,) = _simple(LawForm.POWER, log(0.3333), log(0.3334))
    assert power == (pytest.approx(log(1 / 3)), bits_of(third))
    (linear,) = _simple(LawForm.LINEAR, 0.3333, 0.3334)
    assert linear[0] in (0.3333, 0.3334) and linear[1] > power[1]
    assert list(_simple(LawForm.LINEAR, float("nan"), float("nan"))) == []


def test_a_factor_beyond_all_numbers_is_none():
    for constant, _ in _simple(LawForm.POWER, 800.0, 900.0):
        assert constant < 710
