"""How numbers were printed, told by the numbers."""

import numpy as np
import pytest

from crackle_cli.laws.precision import FLOAT32, Precision, precision_of

G = np.random.default_rng(0)
SIZES = G.lognormal(6, 1, 60)


@pytest.mark.parametrize(
    ("form", "precision"),
    [
        ("{:.0f}", Precision(1.0)),
        ("{:.2f}", Precision(0.01)),
        ("{:.6g}", Precision(0.0, 6)),
        ("{:.3g}", Precision(0.0, 3)),
        ("{:.12g}", Precision(0.0, 12)),
        ("{!r}", Precision()),
    ],
)
def test_the_rule_that_takes_the_fewest_digits(form, precision):
    printed = np.array([float(form.format(float(size))) for size in SIZES])
    assert precision_of(printed) == precision
    printed[:4] = SIZES[:4]  # one in ten may have other digits
    assert precision_of(np.append(printed, np.nan)) == precision


def test_float32_in_all_its_digits_or_in_the_fewest_that_tell_it():
    single = SIZES.astype(np.float32)
    assert precision_of(single.astype(float)) == Precision(0.0, FLOAT32)
    assert precision_of(np.array([float(str(one)) for one in single])) == Precision(0.0, FLOAT32)


def test_large_cells_may_have_fewer_decimals_than_small_ones():
    """As `%.4g` prints what had five decimals."""
    sizes = np.concatenate([SIZES, G.integers(1, 99, 60) / 1e5]).round(5)
    printed = np.array([float(f"{size:.4g}") for size in sizes])
    assert precision_of(printed) == Precision(0.0, 4)
    assert precision_of(G.integers(1, 90, 60) / 100) == Precision(0.01)


@pytest.mark.parametrize(
    "values",
    [
        G.integers(0, 3, 60),
        G.integers(10**15, 2**53, 60),
        1000 * G.integers(1, 90, 60),
        np.zeros(9),
    ],
)
def test_whole_numbers_are_whole_whatever_their_size(values):
    assert precision_of(values.astype(float)) == Precision(1.0)


def test_sums_of_decimals_have_no_more_decimals_for_their_float_error():
    assert precision_of(SIZES.round(1) - SIZES[::-1].round(1)) == Precision(0.1)


def test_the_step_of_a_cell():
    values = np.array([0.0, 2.5, -250.0, np.nan])
    assert Precision(0.01).step(values) == 0.01
    assert Precision(0.0, 3).step(values)[:3] == pytest.approx([0, 0.01, 1])
    assert Precision(0.1, 3).step(values)[:3] == pytest.approx([0.1, 0.1, 1])
    assert Precision(0.0, FLOAT32).step(values)[1:3].tolist() == [2.0**-21, 2.0**-15]
    assert np.isnan(Precision(0.0, 3).step(values)[3])
