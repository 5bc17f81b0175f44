"""Expressions: what they give, and what they may not do."""

import re

import numpy as np
import pytest

from crackle_cli.errors import ExpressionError
from crackle_cli.reading.expressions import Evaluator


@pytest.fixture
def evaluator():
    return Evaluator(
        {
            "a": np.array([1.0, np.nan, 0.0]),
            "latency.p99": np.array([1.0, 2.0, 3.0]),
            "os": np.array(["mac", None, "win"], dtype=object),
        }
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a + 1", [2, np.nan, 1]),
        ("1 / a", [1, np.nan, np.nan]),
        ("1e308 * 10 * a", [np.nan, np.nan, np.nan]),
        ("latency.p99 * 2", [2, 4, 6]),
        ('"latency.p99" * 2', [2, 4, 6]),
        ("LATENCY.P99", [1, 2, 3]),
        ("coalesce(a, 5)", [1, 5, 0]),
        ("case when os = 'mac' then 1 else 0 end", [1, 0, 0]),
        ("a is null", [0, 1, 0]),
        ("a between 0 and 1", [1, np.nan, 1]),
        ("os like 'm%'", [1, np.nan, 0]),
        ("os in ('win', 'bsd')", [0, np.nan, 1]),
        ("sqrt(-1)", [np.nan] * 3),
        ("try_cast(os as double)", [np.nan] * 3),
        ("not a > 0", [0, np.nan, 1]),
    ],
)
def test_values(evaluator, text, values):
    np.testing.assert_array_equal(evaluator.metric("g", text), values)


def test_a_glaze_may_use_an_earlier_one(evaluator):
    evaluator.metric("half", "a / 2")
    np.testing.assert_array_equal(evaluator.metric("quarter", "half / 2"), [0.25, np.nan, 0])


def test_a_condition_that_is_missing_is_not_met(evaluator):
    assert evaluator.condition("a > 0").tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("latncy.p99 + 1", 'no column "latncy.p99" - did you mean "latency.p99"?'),
        ("a +", 'syntax error at or near "+"'),
        ("a > (1", 'syntax error at or near "1"'),
        ("a > 1)", 'syntax error at or near ")"'),
        ("a order by a", 'syntax error at or near "order"'),
        ('os = "/cart"', "no column \"/cart\" - text stands in single quotes: '/cart'"),
        ("other", 'no column "other"; columns'),
        ("os + 1", "not text (os)"),
        ("sqroot(a)", 'the function "sqroot" is not allowed - did you mean "sqrt"?'),
        ("sum(a)", 'the function "sum" is not allowed'),
        ("read_text('/etc/passwd')", "not allowed"),
        ("repeat('x', 2000000000)", "not allowed"),
        ("current_setting('memory_limit')", "not allowed"),
        ("getenv('HOME')", "not allowed"),
        ("(select 1)", "a subquery is not allowed"),
        ("1) from t union select ('x'", "only one expression"),
        ("1) from tasks where (true", "only one expression"),
        ("a; select 1", "syntax error"),
        ("a, 1", "not allowed"),
        ("x -> 1", "a lambda is not allowed"),
        ("*", "a star is not allowed"),
        ("$1", "a parameter is not allowed"),
        ("sum(a) over ()", "not allowed"),
        ("a::blob", "the type"),
        ("-- comment", "syntax error"),
        ("a" + " + a" * 600, "longer than 2000 characters"),
        ("-" * 900 + "a", ""),
        ("a" + "+a" * 900, "nested too deeply"),
        ("replace(os, 'm', 'mmmmmmmmmm') = 'm'", 'the function "replace" is not allowed'),
    ],
)
def test_what_is_refused(evaluator, text, message):
    with pytest.raises(ExpressionError) as caught:
        evaluator.metric("g", text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("--glaze g")
    assert "\n" not in str(caught.value)


STARTS = ["2026-03-02T08:00:00Z", "2026-03-02 08:00:00+01:00", "2026-03-02", None]
ENDS = ["2026-03-02T08:01:00.5Z", "2026-03-02 07:00:02 UTC", "2026-03-03", "2026-03-03"]


@pytest.fixture
def dated():
    columns = {"start": STARTS, "end_": ENDS, "day": ["2/3/2026"] * 4, "os": ["mac"] * 4}
    cells = {name: np.array(texts, dtype=object) for name, texts in columns.items()}
    return Evaluator({**cells, "n": np.arange(4.0)}, dates=("start", "end_", "day"))


def test_dates_are_subtracted_in_seconds(dated):
    np.testing.assert_array_equal(dated.metric("s", "end_ - start"), [60.5, 2, 86400, np.nan])
    np.testing.assert_array_equal(dated.metric("h", "(end_ - start) / 3600")[2], 24)
    assert dated.made_of["s"] == {"start", "end_"}
    assert dated.condition("end_ - start > 60").tolist() == [True, False, True, False]
    both = "start > '2026-03-02T08' and end_ - start > 0"
    assert dated.condition(both).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("start - os", "the difference of two dates; not text (start, os)"),
        ("os - n", "the difference of two dates; not text (os)"),
        ("round(os)", "the difference of two dates; not text (os)"),
        ("start - '2026-03-01'", "the difference of two dates; not text (start)"),
        ("start - day", '"day" has dates such as "2/3/2026", and nothing tells their day'),
    ],
)
def test_what_cannot_be_computed_is_one_sentence(dated, text, message):
    with pytest.raises(ExpressionError, match=re.escape(message)) as error:
        dated.metric("g", text)
    assert "Error" not in str(error.value) and "VARCHAR" not in str(error.value)


@pytest.mark.parametrize("text", ["os = mac", "os in (mac, 'bsd')", "os = linux", 'os = "linux"'])
def test_text_without_quotes_is_told_to_take_them(dated, text):
    word = "mac" if "mac" in text else "linux"
    with pytest.raises(ExpressionError, match=f"text stands in single quotes: '{word}'"):
        dated.condition(text)


def test_a_name_that_is_misspelt_is_no_text(dated):
    with pytest.raises(ExpressionError, match='no column "z"; columns'):
        dated.condition("z > 1")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("start > 2026-03-02", "start > '2026-03-02'"),
        ("start>=2026-03-02T08:00:00Z and n > 1", "start>='2026-03-02T08:00:00Z' and n > 1"),
        (
            "start between 2026-03-02 07:00 and '2026-03-04'",
            "start between '2026-03-02 07:00' and '2026-03-04'",
        ),
    ],
)
def test_a_date_without_quotes_is_told_to_take_them(dated, text, quoted):
    with pytest.raises(ExpressionError) as error:
        dated.condition(text)
    assert str(error.value) == f'--where "{text}": a date stands in single quotes: {quoted}'
    dated.condition(quoted)


def test_what_only_looks_like_a_date_is_computed(dated):
    assert dated.condition("n = 2027-12-2013").tolist() == [False, False, True, False]
    assert dated.condition("os <> 'until 2026-03-02'").all()
