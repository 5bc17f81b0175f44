"""Which candidates are laws that nothing else says, of small sets of columns."""

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw, judged
from crackle_cli.detectors.conservation.design_matrix import (
    linear_space,
    mixed_space,
    power_space,
)
from crackle_cli.detectors.conservation.robust_fit import RobustFit
from crackle_cli.detectors.conservation.search import (
    SAMPLE_ROWS,
    _best,
    _better,
    _explains,
    _filled,
    _known,
    _new,
    _redundant,
    _sample,
    _says,
    laws_of,
)
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.laws.precision import Precision
from crackle_cli.statistics.random_numbers import Chance

EXACT, ROUNDED, APPROXIMATE = LawKind
NAN = np.nan


def law(support, kind=EXACT, broken=0, bits=5.0):
    holding = np.arange(100) >= broken
    parts = np.ones((100, len(support)))
    weights = (1.0,) * len(support)
    return AcceptedLaw(
        support, weights, kind, 0.0, 0.0, bits, bits, parts, np.zeros(100), holding, holding
    )


def laws(columns, least=0.9, space=linear_space, step=1.0):
    """Each law as the weights by feature, the first of them 1, and its kind."""
    steps = [Precision(step)] * len(columns)
    made = space(tuple(columns), np.column_stack(list(columns.values())), steps)
    return [
        (
            {
                made.features[j]: round(w / one.law.weights[0], 9)
                for j, w in zip(one.law.support, one.law.weights, strict=True)
            },
            one.law.kind,
        )
        for one in laws_of(made, least, Chance(0))
    ]


def numbers(seed, low=100, high=9000, n=120):
    return np.random.default_rng(seed).integers(low, high, n).astype(float)


def test_a_chain_of_sums_is_told_in_its_shortest_laws():
    a, b, c = (numbers(seed) for seed in range(3))
    found = laws({"a": a, "b": b, "c": c, "ab": a + b, "abc": a + b + c, "other": numbers(3)})
    told = {frozenset(f"{w:g}{f[0]}" for f, w in weights.items()) for weights, _ in found}
    assert told == {frozenset({"1a", "1b", "-1ab"}), frozenset({"1c", "1ab", "-1abc"})}
    assert {kind for _, kind in found} == {EXACT}


def test_independent_columns_have_none():
    assert laws({name: numbers(seed) for seed, name in enumerate("abcd")}) == []


def test_a_product_is_told_in_its_own_space():
    a, b = numbers(0, 1, 60), numbers(1, 1, 60)
    assert laws({"a": a, "b": b, "c": a * b}, space=power_space) == [
        ({("a",): 1.0, ("b",): 1.0, ("c",): -1.0}, EXACT)
    ]
    c = numbers(2)
    (mixed,) = laws({"a": a, "b": b, "c": c, "d": a * b + c}, space=mixed_space)
    assert mixed == ({("c",): 1.0, ("d",): -1.0, ("a", "b"): 1.0}, EXACT)


def test_a_sum_may_have_fourteen_terms():
    """And no more: with the thirteenth term left over, the rest is no law."""
    terms = {f"t{j}": numbers(j) for j in range(14)}
    thirteen = list(terms.values())[:13]
    ((weights, kind),) = laws({**terms, "total": sum(thirteen)})
    assert kind is EXACT and len(weights) == 14
    assert laws({**terms, "total": sum(terms.values())}) == []


def test_a_weight_is_as_simple_as_rounding_allows():
    """Nor simpler: 1.2 times as much would be within 2 %."""
    net = numbers(0) / 100
    (found,) = laws({"net": net, "gross": (1.19 * net).round(2)}, step=0.01)
    assert found == ({("net",): 1.0, ("gross",): pytest.approx(-1 / 1.19)}, ROUNDED)


def test_of_two_metrics_a_weight_may_be_any_number():
    a = numbers(0)
    (found,) = laws({"a": a, "b": np.pi * a}, step=0.0)
    assert found == ({("a",): 1.0, ("b",): pytest.approx(-1 / np.pi)}, EXACT)


def test_a_term_that_mostly_is_zero_is_not_left_out():
    a, rare = numbers(0), np.zeros(120)
    rare[5::17] = numbers(1)[5::17]
    ((weights, kind),) = laws({"a": a, "rare": rare, "b": a + rare})
    assert weights == {("a",): 1.0, ("rare",): 1.0, ("b",): -1.0} and kind is EXACT
    rare[::3] = numbers(2)[::3]  # without it the law is broken in most of the tasks that have some
    ((weights, _),) = laws({"a": a, "rare": rare, "b": a + rare})
    assert len(weights) == 3


def test_one_metric_alone_is_no_law_of_several():
    """Nor where it is 7 or 8 in all but a few tasks: that it is constant is told elsewhere."""
    flag = np.resize([7.0, 8.0], 200)
    flag[[3, 50, 98, 171]] = 1000.0
    space = linear_space(
        ("flag", "other"), np.column_stack([flag, numbers(0, n=200)]), [Precision(1.0)] * 2
    )
    assert judged(space, (0,), (1.0,), 0.9, 1.0) is not None
    fit = RobustFit(np.array([1.0, 1e-9]), np.array([0.0, 1e-3]), np.ones(200, bool))
    assert _best(space, (0, 1), fit, 0.9) is None


@pytest.mark.parametrize(("broken", "told"), [(9, True), (30, False)])
def test_most_tasks_must_hold_it(broken, told):
    a = numbers(0)
    b = a + 7
    b[:broken] += 1 + np.arange(broken)
    assert bool(laws({"a": a, "b": b})) is told


def test_a_sample_has_the_rows_with_the_fewest_gaps_in_their_order():
    n = SAMPLE_ROWS + 300
    values = np.column_stack([np.arange(float(n)), np.ones(n)])
    values[::10, 1] = NAN
    found = _sample(values, Chance(0))
    assert len(found) == SAMPLE_ROWS and not np.isnan(found).any()
    assert (np.diff(found[:, 0]) > 0).all()
    few = values[:SAMPLE_ROWS]
    assert _sample(few, Chance(0)) is few


def test_gaps_are_left_out_where_enough_is_left():
    values = np.column_stack([np.arange(60.0), np.arange(60.0)])
    assert _filled(values) is values
    values[:20, 1] = NAN
    assert _filled(values).tolist() == values[20:].tolist()  # 40 rows
    long = np.concatenate([values, values[:40], values[20:]])  # 100 of 140 rows
    assert _filled(long).tolist() == long[~np.isnan(long[:, 1])].tolist()
    wide = np.ones((60, 22))
    wide[:16, 0] = NAN
    assert len(_filled(wide)) == 44  # as many as twice the columns
    half = np.ones((100, 2))
    half[:60, 0] = NAN
    assert len(_filled(half)) == 40


def test_gaps_are_filled_by_the_median_where_too_few_would_be_left():
    values = np.column_stack([np.arange(60.0), np.arange(60.0), np.full(60, 3.0)])
    values[:21, 1] = NAN
    values[:5, 2] = NAN
    found = _filled(values)
    assert len(found) == 40
    assert found[:, 0].tolist() == [5.0, *range(21, 60)]  # those with the fewest gaps, in order
    assert found[0].tolist() == [5.0, 40.0, 3.0]
    wide = np.ones((60, 25))
    wide[:15, 0] = NAN
    assert len(_filled(wide)) == 40  # 45 whole rows are fewer than twice the columns
    half = np.ones((101, 2))
    half[:62, 0] = NAN
    assert len(_filled(half)) == 50  # where 39 rows are whole, half of all are taken


@pytest.mark.parametrize(
    ("accepted", "redundant"),
    [
        (law((0, 1)), True),
        (law((0, 3)), False),
        (law((0, 1), ROUNDED), False),
        (law((0, 1, 2)), True),
        (law((0, 1), broken=2), True),
        (law((0, 1), broken=3), False),
        (law((0, 1), broken=50), False),
    ],
)
def test_a_set_that_holds_a_whole_exact_law_is_redundant(accepted, redundant):
    assert _redundant((0, 1, 2), [law((4, 5)), accepted]) is redundant


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (law((0, 1)), True),
        (law((0, 1, 2)), True),
        (law((0, 3)), False),
        (law((0, 1), ROUNDED), True),
        (law((0, 1), APPROXIMATE), False),
    ],
)
def test_a_law_over_fewer_columns_says_a_rounded_one(other, says):
    assert _says(other, law((0, 1, 2), ROUNDED)) is says


def test_a_rounded_law_does_not_say_an_exact_one():
    assert not _says(law((0, 1), ROUNDED), law((0, 1, 2)))


@pytest.mark.parametrize(
    ("longer", "explains"),
    [
        (law((0, 1, 2), broken=0), True),
        (law((0, 1, 2), broken=30), False),
        (law((0, 1, 2), broken=28), False),
        (law((0, 1, 2), broken=27), True),  # three are no coincidence
        (law((0, 1), broken=0), False),
        (law((0, 2, 3), broken=0), False),
        (law((0, 1, 2), APPROXIMATE), False),
        (law((0, 1, 2), EXACT), True),
    ],
)
def test_a_term_that_mends_broken_tasks_explains_a_law(longer, explains):
    assert _explains(longer, law((0, 1), ROUNDED, broken=30)) is explains


def test_what_is_known_already():
    short = law((0, 1), broken=30)
    assert _known(law((0, 1), ROUNDED), [short])
    assert _known(law((0, 1, 2), broken=30), [short])
    assert not _known(law((0, 1, 2)), [short])  # it mends what breaks the shorter one
    assert _known(short, [law((0, 1, 2))])
    assert not _known(law((0, 2)), [short])
    assert not _known(law((0, 1, 2)), [])


def test_the_better_law_is_stricter_then_shorter_then_sooner_said():
    assert _better(law((0, 1, 2)), law((0, 1), ROUNDED))
    assert _better(law((0, 1)), law((0, 1, 2), bits=1.0))
    assert _better(law((0, 1), bits=4.0), law((0, 1)))
    assert _better(law((0, 1)), law((0, 2)))
    assert not _better(law((0, 1)), law((0, 1)))


def test_each_law_belongs_to_one_space():
    names = ("a", "b", "c", "d")
    values = np.column_stack([numbers(seed, 1, 60) for seed in range(4)])
    linear = linear_space(names, values, [Precision()] * 4)
    assert _new(linear, (0, 1))
    mixed = mixed_space(names, values, [Precision()] * 4)
    assert mixed.form is LawForm.MIXED
    at = {feature: j for j, feature in enumerate(mixed.features)}
    ab, cd = at["a", "b"], at["c", "d"]
    assert not _new(mixed, (at["a",], at["b",]))  # no product
    assert not _new(mixed, (ab, cd))  # products alone
    assert not _new(mixed, (at["a",], ab))  # that b is constant
    assert _new(mixed, (at["c",], ab))
    assert _new(mixed, (at["a",], at["c",], ab))
    assert _new(mixed, (at["a",], at["b",], at["c",], at["d",], ab))
    assert not _new(mixed, (at["a",], at["b",], at["c",], at["d",], ab, at["a", "c"]))
