"""What the text of a law says: its terms, constant and form, to the digit."""

import pytest

from crackle_cli.errors import ProfileError
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.laws.parse import MOST_LAW_CHARACTERS, parse_law

CONSTANT, LINEAR, MIXED, POWER, BOUND = LawForm


@pytest.mark.parametrize(
    ("text", "form", "terms", "constant"),
    [
        ("a = b", LINEAR, {"a": 1, "b": -1}, 0),
        ("a = 2 * b + 3 - c / 4", LINEAR, {"a": 1, "b": -2, "c": 0.25}, 3),
        ("a + 1 = b - 2", LINEAR, {"a": 1, "b": -1}, -3),
        ("-a = --b", LINEAR, {"a": -1, "b": -1}, 0),
        ("+a - -b = c", LINEAR, {"a": 1, "b": 1, "c": -1}, 0),
        ("a + a = 3", CONSTANT, {"a": 2}, 3),
        ("a + b = b", CONSTANT, {"a": 1}, 0),
        ("-0 = a - 3 + 3", CONSTANT, {"a": -1}, 0),
        ("2^3 * a = b", LINEAR, {"a": 8, "b": -1}, 0),
        ("0^0 * a = b", LINEAR, {"a": 1, "b": -1}, 0),
        ("2^-1 * a = b / 4", LINEAR, {"a": 0.5, "b": -0.25}, 0),
        ("1.5e1 × a − .5·b = 1e+2", LINEAR, {"a": 15, "b": -0.5}, 100),
        ("a + 0 * b = c", LINEAR, {"a": 1, "c": -1}, 0),
        ("a = a * b + c", MIXED, {"a": 1, "a * b": -1, "c": -1}, 0),
        ("2 * a * b = c + d", MIXED, {"a * b": 2, "c": -1, "d": -1}, 0),
        ("a * b = 2 * c", POWER, {"a": 1, "b": 1, "c": -1}, 2),
        ("4 * a * b = 2 * c", POWER, {"a": 1, "b": 1, "c": -1}, 0.5),
        ("a^2 = b^-0.5", POWER, {"a": 2, "b": 0.5}, 1),
        ("a / b = 3", POWER, {"a": 1, "b": -1}, 3),
        ("a * a = b", POWER, {"a": 2, "b": -1}, 1),
        ("a * b = b * c", POWER, {"a": 1, "c": -1}, 1),
        ("previous( a ) = `a b`", LINEAR, {"previous(a)": 1, "a b": -1}, 0),
        ("previous(`a``b`) = x.y_1", LINEAR, {"previous(a`b)": 1, "x.y_1": -1}, 0),
    ],
)
def test_the_terms_of_a_law(text, form, terms, constant):
    law = parse_law(text)
    assert (law.form, law.kind, law.constant) == (form, LawKind.EXACT, constant)
    assert str(law.constant) != "-0.0"
    assert {term.name: term.weight for term in law.terms} == terms
    assert all(term.quanta == (0.0,) * len(term.factors) for term in law.terms)


def test_a_ratio_is_read_as_one_where_it_is_asked_for():
    law = parse_law("a = 1.01 * b", form=POWER)
    assert (law.form, law.constant) == (POWER, 1.01)
    assert [(term.name, term.weight) for term in law.terms] == [("a", 1), ("b", -1)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a + b = c", "is no power law; write one product on either side"),
        ("a = b + c", "is no power law; write one product on either side"),
    ],
)
def test_a_sum_is_no_ratio(text, problem):
    with pytest.raises(ProfileError) as error:
        parse_law(text, "laws.yaml:7", POWER)
    assert str(error.value) == f"laws.yaml:7: `{text}` {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a^2 = 0 * b", "needs a positive number on either side"),
        ("0 * a^2 = b", "needs a positive number on either side"),
        ("-1 * a^2 = b", "needs a positive number on either side"),
        ("a / b + c = d", "adds powers or quotients; write one product on either side"),
        ("a / a + b = c", "adds powers or quotients; write one product on either side"),
        ("a * b = a * b", "binds no metric; both sides are the same"),
        ("1e200 * a^2 = 1e-200 * b", "has numbers too far apart to be divided"),
        ("3 = 3", "binds no metric; both sides are the same"),
    ],
)
def test_what_cannot_be_a_law(text, problem):
    with pytest.raises(ProfileError) as error:
        parse_law(text)
    assert str(error.value) == f"law: `{text}` {problem}"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a metric or a number is missing before the end"),
        ("a", "write `left = right`"),
        ("= a", "a metric or a number is missing before `=`"),
        ("a * = b", "a metric or a number is missing before `=`"),
        ("a * -b = c", "a metric or a number is missing before `-`"),
        ("a =   ", "a metric or a number is missing before the end"),
        ("a = b c", "`c` cannot follow here"),
        ("a = b ; c", "`;` cannot stand here"),
        ("a = 1 / 0", "a division by 0"),
        ("a^- = b", "a number must follow `^`"),
        ("0^-1 * a = b", "a division by 0"),
        ("10^-400^2 = b", "write `left = right`"),
        ("a = 10^309 * b", "`10^309` is too large a number"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text, problem):
    with pytest.raises(ProfileError) as error:
        parse_law(text, "here")
    assert str(error.value).startswith(f"here: `{text}` is no law: {problem}; such as `a = b + c`")


def test_a_law_may_be_long_but_not_endless():
    most = f"a = {'b':>{MOST_LAW_CHARACTERS - 4}}"
    assert len(most) == MOST_LAW_CHARACTERS and len(parse_law(most).terms) == 2
    with pytest.raises(ProfileError, match=r"^x: a law of more than 2000 characters$"):
        parse_law(most + " ", "x")
