"""Whether given weights make a law of a table, and of which kind."""

from math import exp, log, log2

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import (
    AcceptedLaw,
    _most_within,
    _scale,
    _slack,
    as_law,
    judged,
)
from crackle_cli.detectors.conservation.design_matrix import (
    linear_space,
    mixed_space,
    power_space,
)
from crackle_cli.laws.law import LawForm, LawKind

EXACT, ROUNDED, APPROXIMATE = LawKind
N = 200


def numbers(seed=0, low=100, high=9000):
    return np.random.default_rng(seed).integers(low, high, N).astype(float)


def told(columns, weights, quanta=None, least=0.9, space=linear_space):
    names = tuple(columns)
    values = np.column_stack(list(columns.values()))
    steps = np.ones(len(names)) if quanta is None else np.array(quanta)
    made = space(names, values, steps)
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
    law = as_law(space, found, dict.fromkeys("abc", 1.0))
    assert (law.form, law.kind, law.n, law.holds) == (LawForm.LINEAR, EXACT, N, N - 2)
    assert [(t.name, t.weight) for t in law.terms] == [("a", 1), ("b", 1), ("c", -1)]


def test_large_values_may_be_off_by_their_last_digits():
    a = 1e4 * numbers()
    assert told({"a": a, "b": a + 1e-4}, (1.0, -1.0))[1].constant == 0.0
    off = told({"a": a, "b": a + np.resize([1.0, 0.0], N)}, (1.0, -1.0), (0.0, 0.0))[1]
    assert off is None or off.kind is APPROXIMATE


def test_the_first_term_is_written_positive():
    a = numbers()
    space, found = told({"a": a, "b": a + 7}, (-1.0, 1.0))
    law = as_law(space, found, {"a": 1.0, "b": 1.0})
    assert [t.weight for t in law.terms] == [1, -1]
    assert law.constant == -7.0
    assert found.constant == 7.0


def test_tasks_without_all_terms_are_not_among_them():
    a = numbers()
    b = a.copy()
    b[:20] = np.nan
    _, found = told({"a": a, "b": b}, (1.0, -1.0))
    assert found.holding.size == N - 20 and found.holding.all()


@pytest.mark.parametrize(("broken", "law"), [(20, True), (40, False)])
def test_nine_in_ten_must_hold_it(broken, law):
    a = numbers()
    b = a.copy()
    b[:broken] += 1 + np.arange(broken)
    assert (told({"a": a, "b": b}, (1.0, -1.0))[1] is not None) is law


def test_a_rounded_law_holds_within_its_decimals():
    a = numbers() / 100
    b = (1.1 * a).round(1)
    _, found = told({"a": a, "b": b}, (1.1, -1.0), (0.01, 0.1))
    assert (found.kind, found.constant) == (ROUNDED, 0.0)
    assert found.tolerance == pytest.approx(0.05 + 1.1 * 0.005)
    assert found.slack == pytest.approx(np.full(N, 0.0555), abs=1e-6)
    assert found.holding.all()


def test_an_approximate_law_holds_within_a_narrow_band():
    a = numbers(0, 1000, 9000)
    noise = np.random.default_rng(2).normal(0, 8, N)
    _, found = told({"a": a, "b": a + noise}, (1.0, -1.0), (0.0, 0.0))
    assert found.kind is APPROXIMATE and abs(found.constant) < 3
    assert found.tolerance == pytest.approx(3.5 * 8, rel=0.2)
    assert 0.99 <= found.share <= 1
    wide = told({"a": a, "b": a + 40 * noise}, (1.0, -1.0), (0.0, 0.0))[1]
    assert wide is None
    typical = np.median(np.maximum(a, a + noise))
    assert found.looseness == pytest.approx(found.tolerance / typical, rel=0.01)


def test_two_counters_of_one_rate_are_no_law():
    count = np.arange(N) * 1000.0
    noise = np.random.default_rng(2).normal(0, 8, (2, N))
    assert told({"a": count + noise[0], "b": count + noise[1]}, (1.0, -1.0), (0.0, 0.0))[1] is None


def test_a_power_law_has_a_factor_and_a_relative_tolerance():
    a, b = numbers(0), numbers(1)
    noise = np.exp(np.random.default_rng(3).normal(0, 0.002, N))
    columns = {"a": a, "b": b, "c": 3 * a * b * noise}
    space, found = told(columns, (1.0, 1.0, -1.0), (0.0, 0.0, 0.0), space=power_space)
    assert found.kind is APPROXIMATE
    law = as_law(space, found, dict.fromkeys("abc", 0.0))
    assert law.form is LawForm.POWER
    assert law.constant == pytest.approx(1 / 3, rel=1e-3)
    assert law.tolerance == pytest.approx(exp(found.tolerance) - 1)
    exact = told({"a": a, "b": b, "c": 3 * a * b}, (1.0, 1.0, -1.0), space=power_space)
    assert exact[1].kind is EXACT
    assert exact[1].constant == pytest.approx(-log(3))
    assert as_law(exact[0], exact[1], dict.fromkeys("abc", 1.0)).constant == float(f"{1 / 3:.12g}")


def test_sums_with_products_are_never_approximate():
    a, b, c = numbers(0, 1, 50), numbers(1, 1, 50), numbers(2)
    noise = np.random.default_rng(3).normal(0, 0.1, N)
    total, steps = a * b + c, np.zeros(4)
    exact, near = (
        mixed_space(("a", "b", "c", "d"), np.column_stack([a, b, c, d]), steps)
        for d in (total, total + noise)
    )
    support = tuple(exact.features.index(f) for f in (("c",), ("d",), ("a", "b")))
    found = judged(exact, support, (1.0, -1.0, 1.0), 0.9, 4.0)
    assert found.kind is EXACT
    assert as_law(exact, found, dict.fromkeys("abcd", 0.0)).form is LawForm.MIXED
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


def law_of(kept, kind=EXACT, constant=0.0, broken=0):
    """A law of two terms that so many tasks keep."""
    parts = np.concatenate([np.array(kept, float), np.full((broken, 2), 99.0)])
    holding = np.arange(len(parts)) < len(kept)
    slack = np.zeros(len(parts))
    return AcceptedLaw(
        (0, 1), (1.0, -1.0), kind, constant, 0.5, 6.0, parts, slack, holding, holding
    )


@pytest.mark.parametrize(
    ("points", "kind", "constant", "enough"),
    [
        (3, EXACT, 0.0, True),
        (2, EXACT, 0.0, False),
        (3, EXACT, 1.0, False),
        (4, EXACT, 1.0, True),
        (5, ROUNDED, 0.0, True),
        (4, ROUNDED, 0.0, False),
        (5, APPROXIMATE, 0.0, True),
        (4, APPROXIMATE, 0.0, False),
    ],
)
def test_more_different_tasks_than_a_law_has_numbers(points, kind, constant, enough):
    kept = [(i, -i) for i in range(1, points + 1)] * 9
    assert law_of(kept, kind, constant, broken=3).borne_out is enough


def test_a_task_of_zeros_is_no_point_of_a_law_without_constant():
    kept = [(0, 0), (1, -1), (2, -2)]
    assert not law_of(kept).borne_out
    assert law_of([*kept, (3, -3)]).borne_out
    assert law_of([*kept, (3, -3)], constant=1.0).borne_out


def test_each_task_that_breaks_a_rounded_law_costs_its_row_twice():
    kept = [(i, -i) for i in range(60)]
    assert law_of(kept, ROUNDED, broken=4).cost == 6 + 4 * 2 * log2(64)
    assert law_of(kept, EXACT, broken=4).cost == 6


def test_looseness_is_a_share_of_the_largest_term():
    small = law_of([(0.001, -0.002)] * 9)
    assert small.looseness == pytest.approx(0.5 / 0.002)


def test_stricter_laws_come_first_then_short_ones_then_simple_ones():
    exact, rounded = law_of([(1, -1)] * 9), law_of([(1, -1)] * 9, ROUNDED)
    longer, dearer = exact._replace(support=(0, 1, 2)), exact._replace(bits=7.0)
    later = exact._replace(support=(0, 2))
    ordered = sorted([rounded, longer, dearer, later, exact], key=lambda one: one.order)
    assert [id(one) for one in ordered] == [
        id(one) for one in (exact, later, dearer, longer, rounded)
    ]


@pytest.mark.parametrize(
    ("kind", "rounding", "sigma", "slack", "narrow"),
    [
        (EXACT, 9.0, 9.0, 0.1, True),
        (ROUNDED, 3.5, 9.0, 3.6, True),
        (ROUNDED, 3.6, 9.0, 3.7, False),
        (ROUNDED, 0.0, 9.0, 0.1, False),
        (APPROXIMATE, 9.0, 0.2, 0.7, True),
        (APPROXIMATE, 9.0, 0.21, 0.735, False),
        (APPROXIMATE, 9.0, 0.0, 0.0, False),
    ],
)
def test_a_tolerance_is_small_against_the_smallest_term(kind, rounding, sigma, slack, narrow):
    found = _slack(kind, np.full(3, 0.1), np.full(3, rounding), 10.0, sigma)
    assert found[0] == pytest.approx(np.full(3, slack))
    assert found[1] is narrow


def test_the_scale_is_that_of_the_tasks_that_hold():
    normal = np.random.default_rng(0).normal(5, 2, 20_000)
    assert _scale(normal, 0.9) == pytest.approx(2, rel=0.05)
    normal[:1500] += 500
    assert _scale(normal, 0.9) == pytest.approx(2, rel=0.12)


def test_constants_that_most_tasks_are_near_to():
    total, slack = np.array([0.0, 1.0, 5.0, 1.5]), np.array([1.0, 1.0, 1.0, 0.25])
    assert _most_within(total, slack) == (0.0, 1.0)
    assert _most_within(total, slack + 0.5) == (0.75, 1.5)
