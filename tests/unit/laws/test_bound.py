"""Bounds: how they are read, written and saved, and which tasks break them."""

import numpy as np
import pytest

from crackle_cli.errors import ProfileError
from crackle_cli.laws.bound import excess
from crackle_cli.laws.law import LawForm
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.precision import Precision
from crackle_cli.laws.saved import laws_as_yaml, parse_laws
from crackle_cli.laws.text import formula

NAN = np.nan


@pytest.mark.parametrize(
    ("text", "members", "again"),
    [
        ("a<=b", ("a", "b"), "a <= b"),
        ("min ≤ `a b` <= max", ("min", "a b", "max"), "min <= `a b` <= max"),
        ("100 >= x >= -1.5", (-1.5, "x", 100.0), "-1.5 <= x <= 100"),
        ("−2e1 <= x", (-20.0, "x"), "-20 <= x"),
        ("previous(n) <= n", ("previous(n)", "n"), "previous(n) <= n"),
        ("`a<=b` <= c", ("a<=b", "c"), "`a<=b` <= c"),
    ],
)
def test_a_bound_is_read_and_written_in_ascending_order(text, members, again):
    law = parse_law(text)
    assert (law.form, law.members, formula(law)) == (LawForm.BOUND, members, again)
    assert parse_laws(laws_as_yaml([law]), "laws") == (law,)


@pytest.mark.parametrize(
    "text", ["a <= b >= c", "a <=", "a <= b + c", "a <= b = c", "<= a", "1 <= 2"]
)
def test_what_is_no_bound_is_refused(text):
    with pytest.raises(ProfileError, match=r"^here: "):
        parse_law(text, "here")


def test_backquotes_hide_the_sign_of_a_bound():
    assert parse_law("`a<=b` = c").form is LawForm.LINEAR


@pytest.mark.parametrize(
    ("row", "short", "holds"),
    [
        ((1, 2, 3), 0, True),
        ((2, 2, 2), 0, True),
        ((3, 2, 9), -1, False),
        ((1, 5, 3), -2, False),
        ((9, 5, 3), -4, False),  # of two crossings the larger
        ((0.1 + 0.2, 0.3, 1), 0, True),  # float error is none
        ((NAN, 2, 3), NAN, False),
    ],
)
def test_the_residual_is_what_the_smaller_side_is_short_of(row, short, holds):
    law = parse_law("a <= b <= c")
    left = law.leftover({name: np.array([float(x)]) for name, x in zip("abc", row, strict=True)})
    np.testing.assert_allclose(left.residual, [short], atol=1e-12)
    assert left.holds.tolist() == [holds]


@pytest.mark.parametrize(
    ("left", "right", "over", "holds"),
    [
        (Precision(0.1), Precision(0.01), 0.05, True),
        (Precision(0.1), Precision(0.01), 0.06, False),
        (Precision(0.1), Precision(0.1), 0.05, False),  # what is rounded alike keeps its order
        (Precision(0.0, 3.0), Precision(), 0.005, True),  # 1.00 of three digits
        (Precision(0.0, 3.0), Precision(), 0.006, False),
    ],
)
def test_rounding_to_different_steps_may_cross_by_half_of_both(left, right, over, holds):
    columns = {"a": np.array([1 + over]), "b": np.array([1.0])}
    _, kept = excess(("a", "b"), columns, {"a": left, "b": right})
    assert kept.tolist() == [holds]


def test_a_limit_that_is_a_number_binds_one_metric():
    law = parse_law("0 <= x <= 100")
    left = law.leftover({"x": np.array([-1.0, 0.0, 50.0, 100.0, 140.0])})
    assert left.residual.tolist() == [-1, 0, 0, 0, -40]
    assert law.metrics == ("x",)
