"""The tail p-value: uniform where its model holds, the same in any unit and order."""

import numpy as np
import pytest

from crackle_cli.statistics import tails as module
from crackle_cli.statistics.tails import (
    DEEPEST,
    SHAPES,
    Tail,
    gap_p_values,
    odd_p_values,
    shapes,
    tails,
)


def lowest(values, side=1, spacing=1):
    """The p-values of the furthest values of one side, of a metric alone."""
    both = tails(values, spacing)
    assert both is not None
    return odd_p_values(gap_p_values(both[side], shapes(both)[side]))


def normal(n=500, seed=1):
    return np.random.default_rng(seed).normal(100.0, 8.0, n)


def with_values(*odd, n=500):
    values = normal(n)
    values[: len(odd)] = odd
    return values


@pytest.mark.parametrize("together", [1, 3])
def test_gap_p_values_are_uniform_where_the_shape_is_known(monkeypatch, together):
    """Gaps σ i^-γ Exp(1) with γ = .5, compared with 160 others alone."""
    monkeypatch.setattr(module, "NEAREST_GAPS", module.GAPS)
    rng = np.random.default_rng(0)
    known = np.where(np.isclose(SHAPES, 0.5), 1.0, 0.0)
    i = np.arange(1, 174)
    found = [
        gap_p_values(Tail(3.0 * i**-0.5 * gaps, 1e9, i, 0.0), known, 1, together)[0]
        for gaps in rng.exponential(size=(2000, i.size))
    ]
    below = [np.mean(np.array(found) <= level) for level in (0.05, 0.5)]
    assert below == pytest.approx([0.05, 0.5], abs=0.025)


def test_a_value_far_beyond_a_normal_tail_is_odd_on_its_side():
    values = with_values(100 + 12 * 8)
    assert lowest(values)[0] < 0.003
    assert lowest(values)[1] > 0.01
    assert lowest(values, side=0)[0] > 0.05


def test_several_far_values_do_not_hide_each_other():
    values = with_values(180.0, 181.0, 183.0, 186.0, 190.0)
    assert (lowest(values)[:5] < 1e-3).all()
    assert lowest(values)[5] > 0.01


def test_the_largest_value_of_a_heavy_tail_is_not_odd():
    heavy = np.random.default_rng(4).standard_cauchy(500)
    assert heavy.max() > 50 * np.quantile(heavy, 0.9)
    assert lowest(heavy)[0] > 0.05


def test_other_tails_of_a_table_lend_their_shape():
    """One value that is odd beside normal metrics, and not beside heavy tails."""
    rng = np.random.default_rng(2)
    suspect = tails(with_values(158.0, n=200))

    def beside(others):
        every = [*suspect, *(tail for values in others for tail in tails(values))]
        return odd_p_values(gap_p_values(suspect[1], shapes(every)[1]))[0]

    light = beside(rng.normal(size=(10, 200)))
    heavy = beside(rng.standard_t(2, (10, 200)))
    assert light < 0.5 * heavy


def test_unit_order_and_direction_do_not_matter():
    values = with_values(160.0)
    known = lowest(values)
    assert lowest(values[::-1] * 1e-9 + 1) == pytest.approx(known, rel=1e-4)
    assert lowest(-values, side=0) == pytest.approx(known)
    assert lowest(np.append(values, np.nan)).tolist() == known.tolist()


def test_numbers_near_the_end_of_floats():
    values = (normal() - 100) * 1e306
    assert np.isfinite(values).all()
    assert lowest(values) == pytest.approx(lowest(normal() - 100))


def test_equal_values_are_no_gaps():
    """Counts, and a normal metric that is rounded: ties would make any gap seem wide."""
    rng = np.random.default_rng(3)
    assert lowest(rng.poisson(30.0, 500).astype(float))[0] > 0.05
    assert lowest(normal().round())[0] > 0.05


def test_a_default_is_no_part_of_the_tail():
    """Half of the tasks have 0; the others show what is odd."""
    values = np.append(with_values(180.0), np.zeros(500))
    assert lowest(values).tolist() == lowest(with_values(180.0)).tolist()


@pytest.mark.parametrize(
    "values",
    [normal(39), np.append(normal(39), np.nan), np.arange(500.0) % 7, np.zeros(500)],
    ids=["too few", "too few present", "few distinct", "constant"],
)
def test_what_shows_no_tail(values):
    assert tails(values) is None


def test_the_fewest_values_that_show_a_tail():
    found = tails(normal(40))
    assert found is not None and found[0].gaps.size == 19
    assert tails(np.arange(500.0) % 8) is not None


def test_what_the_furthest_values_are():
    values = with_values(180.0, 20.0)
    lower, upper = tails(values)
    assert (lower.furthest[0], upper.furthest[0]) == (20.0, 180.0)
    assert upper.furthest.size == upper.gaps.size + 1
    assert upper.middle == pytest.approx(np.median(values))


def test_values_that_last_are_compared_with_fewer_gaps():
    both = tails(normal(), spacing=10)
    assert both[1].independent == 50
    assert both[1].compared(160) == 14
    assert both[1].compared(8) == 8


@pytest.mark.parametrize(("deepest", "tested"), [(DEEPEST, 12), (1, 1), (60, 60), (400, 108)])
def test_how_deep_gaps_are_tested(deepest, tested):
    """Each is compared with 142 others, of 250 on a side: those inside of the 107th are fewer."""
    both = tails(normal(), deepest=deepest)
    assert gap_p_values(both[1], shapes(both)[1], deepest).size == min(tested, 249 - 142)


def test_a_value_is_as_odd_as_the_oddest_gap_it_lies_beyond():
    gaps = np.array([0.5, 0.001, 0.2])
    assert odd_p_values(gaps) == pytest.approx([0.006, 0.006, 1.0])
