"""How far off a task may be that a check lets pass, and the least that it must catch."""

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.laws.check import State, checked_law
from crackle_cli.laws.guard import guarded, of_version_1, recorded
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.precision import FLOAT32
from crackle_cli.laws.saved import laws_as_yaml, parse_laws
from tests.worlds.laws import tallies

N = 200


def with_steps(text, form=None, **steps):
    """A rounded law of metrics that are printed to some steps."""
    law = parse_law(text, form=form)
    terms = tuple(t._replace(quanta=tuple(steps[f] for f in t.factors)) for t in law.terms)
    tolerance = sum(abs(t.weight) * t.quanta[0] / 2 for t in terms)
    return law._replace(kind=LawKind.ROUNDED, terms=terms, tolerance=tolerance)


def near(text, tolerance, form=None):
    return parse_law(text, form=form)._replace(kind=LawKind.APPROXIMATE, tolerance=tolerance)


def whole(g, n):
    b, c = g.integers(1, 10**15, (2, n)).astype(float)
    return {"b": b, "c": c, "a": b + c}


def cents(g, n):
    b, c = g.lognormal(3, 1, (2, n)).round(2)
    return {"b": b, "c": c, "a": b + c}


def parts(g, n):
    b, c = g.lognormal(3, 0.5, (2, n))
    return {"b": b.round(1), "c": c.round(1), "a": (b + c).round(1)}


def six_digits(g, n):
    """As `%.6g` prints them: the step of a cell goes with its size."""
    b, c = g.normal(3, 3, (2, n))
    six = np.vectorize(lambda v: float(f"{v:.6g}"))
    return {"b": six(b), "c": six(c), "a": six(six(b) + six(c))}


def single(g, n):
    b, c = (g.lognormal(m, 1, n).astype(np.float32).astype(float) for m in (6, 4))
    return {"b": b, "c": c, "a": (b + c).astype(np.float32).astype(float)}


def product(g, n):
    b, c = g.lognormal(2, 0.5, (2, n)).round(1)
    return {"b": b, "c": c, "a": (b * c).round(1)}


def fitted(g, n):
    """A factor that nobody knows to all digits, and larger values than those on record."""
    b = g.uniform(10, 1000 if n == N else 4200, n)
    return {"b": b.round(1), "a": (2.3471236915 * b).round(1)}


def shares(g, n):
    b = g.lognormal(5, 0.7, n)
    return {"b": b, "a": b * g.normal(1, 0.005, n)}


def levels(g, n):
    b = g.lognormal(5, 0.7, n)
    return {"b": b, "a": b + g.laplace(0, 0.1, n)}


def steady(g, n):
    return {"a": 80 + g.normal(0, 0.1, n)}


def balance(g, n):
    b, c = g.integers(0, 50, (2, n)).astype(float)
    return {"b": b, "c": c, "a": 1000 + np.cumsum(b - c)}


LAWS = {
    "exact, whole numbers": (parse_law("a = b + c"), whole),
    "exact, cents": (parse_law("a = b + c"), cents),
    "exact, the task before": (parse_law("a = previous(a) + b - c"), balance),
    "rounded parts": (with_steps("a = b + c", a=0.1, b=0.1, c=0.1), parts),
    "rounded to digits": (
        with_steps("a = b + c", a=0, b=0, c=0)._replace(digits=tuple((m, 6.0) for m in "abc")),
        six_digits,
    ),
    "rounded to float32": (
        with_steps("a = b + c", a=0, b=0, c=0)._replace(digits=(("a", FLOAT32),)),
        single,
    ),
    "rounded product": (with_steps("a = b * c", a=0.1, b=0.1, c=0.1), product),
    "rounded, a fitted factor": (with_steps("a = 2.347097 * b", a=0.1, b=0.1), fitted),
    "nearly, in shares": (near("a = b", 2.0), shares),
    "nearly, a power": (near("a = b", 0.02, LawForm.POWER), shares),
    "nearly, all alike": (near("a = b", 0.4), levels),
    "nearly constant": (near("a = 80", 0.35), steady),
}


def on_record(law, make, seed):
    """The law as its file has it, recorded in N tasks; residuals are those of its file too."""
    columns = make(np.random.default_rng([seed, 0]), N)
    (tally,) = tallies([law], MetricTable.from_columns(columns))
    before = {**columns, "previous(a)": np.concatenate([[np.nan], columns["a"][:-1]])}
    law = recorded(law, before)._replace(n=tally.counted, holds=tally.holds)
    (read,) = parse_laws(laws_as_yaml([law]), "laws.yaml")
    return guarded(read)


def checked(law, columns):
    table = MetricTable.from_columns(columns)
    return checked_law(*tallies([law], table), table.labels)


@pytest.mark.parametrize("name", LAWS)
def test_new_tasks_like_those_on_record_are_let_pass(name):
    for seed in range(10):
        law = on_record(*LAWS[name], seed)
        fresh = LAWS[name][1](np.random.default_rng([seed, 1]), 1000)
        assert checked(law, fresh).state is State.KEPT


def least_caught(law, columns, row):
    """The guarantee of docs/laws.md: twice what this task may be off by, added to `a`."""
    if law.form is LawForm.POWER:
        low = law.guard or sum(
            0.5 * 0.1 / columns[name][row] / (1 - 0.05 / columns[name][row]) for name in "abc"
        )
        return columns["a"][row] * np.expm1(2.001 * low + 1e-9)
    one = {name: values[row : row + 1] for name, values in columns.items()}
    one["previous(a)"] = columns["a"][row - 1 : row]
    size, _ = law.sums(one)
    unit = float(size[0]) / 2 if law.relative else 1.0
    allowed = max(law.guard * unit, float(np.max(law._within(one))), 2.0**-46 * float(size[0]))
    whole_numbers = law.kind is LawKind.EXACT and float(size[0]).is_integer()
    return 1.0 if whole_numbers else 2.001 * allowed


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("name", LAWS)
def test_the_smallest_break_that_the_guarantee_names_is_caught_in_one_task(name, sign):
    for seed in range(10):
        law = on_record(*LAWS[name], seed)
        fresh = LAWS[name][1](np.random.default_rng([seed, 2]), 1000)
        row = 1 + int(np.argmax(fresh["a"][1:]))
        more = least_caught(law, fresh, row)
        assert more < 0.2 * abs(fresh["a"][row])
        fresh["a"][row] += sign * more if law.form is not LawForm.POWER or sign > 0 else -more / 1.1
        found = checked(law, fresh)
        assert found.state is State.BROKEN
        assert row in [v.row for v in found.tally.violators]


def test_a_drift_within_the_guard_is_told_by_the_many_that_are_further_off():
    law = on_record(*LAWS["nearly, in shares"], 3)
    fresh = shares(np.random.default_rng(1), 300)
    fresh["a"] *= 1.025
    found = checked(law, fresh)
    assert (found.state, found.tally.broken, found.drifted > 100) == (State.BROKEN, 0, True)


def test_an_offset_of_simple_weights_is_no_break_and_hides_none():
    """Said as `a = b`, where a is 1.7 % larger: what is 10 % off is as far off as it looks."""

    def tilted(g, n):
        made = shares(g, n)
        return {**made, "a": 1.017 * made["a"]}

    law = on_record(near("a = b", 30.0), tilted, 1)
    assert law.relative and law.offset == pytest.approx(0.017, abs=2e-3)
    fresh = tilted(np.random.default_rng(2), 300)
    assert checked(law, fresh).state is State.KEPT
    fresh["a"][7] *= 0.9
    assert checked(law, fresh).state is State.BROKEN


def test_version_1_is_read_by_its_tolerance():
    base = parse_law("a = b")._replace(n=100, holds=100, tolerance=0.7)
    nearly = of_version_1(base._replace(kind=LawKind.APPROXIMATE))
    assert (nearly.spread, nearly.worst) == (pytest.approx(0.2), 0.7)
    rounded = base._replace(kind=LawKind.ROUNDED)
    assert of_version_1(rounded) == rounded
    assert of_version_1(rounded._replace(holds=95)).worst == 0.7
    assert of_version_1(base._replace(n=0, holds=0)).worst == 0
