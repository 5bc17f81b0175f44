"""Laws written, read and re-checked."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.cooling.found_laws import found_laws
from crackle_cli.errors import InputError, ProfileError
from crackle_cli.laws.check import State, checked_law
from crackle_cli.laws.guard import guarded
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.saved import laws_as_yaml, parse_laws, read_laws
from crackle_cli.laws.text import formula
from tests.worlds.conservation import WORLDS, planted
from tests.worlds.laws import tallies


def verify(laws, table):
    return [
        checked_law(tally, table.labels) for tally in tallies([guarded(law) for law in laws], table)
    ]


@pytest.mark.parametrize(
    ("text", "form", "again"),
    [
        ("rows_in = rows_out + rejected", LawForm.LINEAR, None),
        ("60 * minutes = seconds", LawForm.LINEAR, None),
        ("a + b = 100", LawForm.LINEAR, None),
        ("a + 5 = b", LawForm.LINEAR, None),
        ("a - b + -2*c = -5", LawForm.LINEAR, "a + 5 = b + 2 * c"),
        ("x = 412", LawForm.CONSTANT, None),
        ("throughput × latency = concurrency", LawForm.POWER, "throughput * latency = concurrency"),
        ("a / b = 3", LawForm.POWER, "a = 3 * b"),
        ("3 * side^2 = area", LawForm.POWER, None),
        ("price * quantity + shipping = total", LawForm.MIXED, None),
        ("`rows in` = `a``b`", LawForm.LINEAR, None),
        ("stock = previous(stock) + arrived", LawForm.LINEAR, None),
        ("`the stock` = previous(`the stock`) + 3", LawForm.LINEAR, None),
    ],
)
def test_a_formula_reads_as_it_is_written(text, form, again):
    law = parse_law(text)
    assert law.form is form
    assert formula(law) == (again or text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a =", "missing before the end"),
        ("a b = 3", "write `left = right`"),
        ("a = b = c", "cannot follow"),
        ("a = a", "binds no metric"),
        ("a + b^2 = c", "one product on either side"),
        ("a = 3 / 0", "division by 0"),
        ("(a) = 1", "cannot stand here"),
        ("a^b = 1", "a number must follow"),
        ("1e400 * a = b", "too large a number"),
        ("a^1e999 = b", "too large a number"),
        ("10^400 * a = b", "too large a number"),
        ("1e300 * 1e300 * a = b + c", "numbers that are too large"),
        ("1e300 * a = 1e-300 * b^2", "too far apart"),
    ],
)
def test_what_is_no_law_says_why_and_where(text, problem):
    with pytest.raises(ProfileError, match=r"laws\.yaml:3: ") as error:
        parse_law(text, "laws.yaml:3")
    assert problem in str(error.value)


@pytest.mark.parametrize("maker", WORLDS, ids=lambda m: m.__name__)
def test_found_laws_survive_their_file_and_hold_on_new_tasks(maker):
    profile = ThermalProfile.default()
    world = planted(maker, np.random.default_rng(8), 200, noise=0, broken=0.01)
    laws = found_laws(cool(world.table, profile))
    assert laws
    read = parse_laws(laws_as_yaml(laws), "laws.yaml")
    fresh = planted(maker, np.random.default_rng(9), 200, noise=0).table
    assert [v.state for v in verify(read, fresh)] == [State.KEPT] * len(laws)
    before, after = verify(laws, world.table), verify(read, world.table)
    assert [v.tally.broken for v in before] == [v.tally.broken for v in after]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("crackle_laws: 3\nlaws: []", "laws.yaml:1: "),
        ("crackle_laws: 1\nlaw: []", 'laws.yaml:2: unknown key "law" - did you mean "laws"?'),
        ("crackle_laws: 1\nlaws:\n  - a = b\n  - a b = c", "laws.yaml:4: "),
        ("crackle_laws: 1\nlaws:\n  - law: a = b\n    hold: 3", 'laws.yaml:4: unknown key "hold"'),
        ("crackle_laws: 1\nlaws:\n  - law: a = b\n    kind: exat", 'did you mean "exact"'),
        ("crackle_laws: 1\nlaws:\n  - law: a = b\n    n: 3\n    holds: 4", "laws.yaml:5: holds"),
        ("crackle_laws: 1\nlaws:\n  - law: a = b\n    tolerance: -1", "at least 0"),
        ("crackle_laws: 1\nlaws:\n  - 3", "laws.yaml:3: a law is a formula"),
        (
            "crackle_laws: 1\nlaws:\n  - law: a = b\n    broken_by: [b17, 453]",
            'laws.yaml:4: broken_by must be a list of names of tasks, such as [b17, "453"], '
            "not ['b17', 453]",
        ),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    relative: 1", "true or false, not 1"),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    offset: x", "laws.yaml:4: offset must be a"),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    digits: {a: 0}", "such as {total: 6}"),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    digits: {c: 6}", 'unknown key "c"'),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    broken_rows: {x: 1}", "such as {17: -50.0}"),
        ("crackle_laws: 2\nlaws:\n  - law: a = b\n    broken_rows: {1: x}", "not {'1': 'x'}"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(text, problem):
    with pytest.raises(ProfileError) as error:
        parse_laws(text, "laws.yaml")
    assert problem in str(error.value)


def test_violators_missing_values_and_pieces_add_up():
    law = parse_law("a = b + c")
    n = 40_000
    columns = {"a": np.full(n, 3.0), "b": np.ones(n), "c": np.full(n, 2.0)}
    columns["a"][[5, 30_000]] = [10, np.nan]
    table = MetricTable.from_columns(columns)
    (whole,) = tallies([law], table)
    assert (whole.known, whole.broken, whole.tasks) == (n - 1, 1, n)
    assert [(v.row, v.residual) for v in whole.violators] == [(5, -7.0)]


@given(cuts=st.lists(st.integers(1, 59), max_size=6), data=st.data())
@pytest.mark.parametrize("text", ["a = b + c", "a = previous(a) + c"])
def test_the_tallies_of_pieces_add_up_in_any_grouping(text, cuts, data):
    rng = np.random.default_rng(0)
    columns = {name: rng.integers(0, 3, 60).astype(float) for name in "abc"}
    columns["a"][rng.random(60) < 0.2] = np.nan
    law, table = parse_law(text), MetricTable.from_columns(columns)
    edges = [0, *sorted(set(cuts)), 60]
    parts = [tallies([law], table.subset(np.arange(a, b)), start=a)[0] for a, b in pairwise(edges)]
    while len(parts) > 1:  # neighbours, in an order of their own
        i = data.draw(st.integers(0, len(parts) - 2))
        parts[i : i + 2] = [parts[i].merged(parts[i + 1])]
    (whole,) = tallies([law], table)
    assert parts[0] == whole
    assert 0 < whole.broken < whole.known < 60


def test_a_missing_metric_is_an_error_and_no_task_is_no_answer():
    with pytest.raises(InputError, match='did you mean "rows_out"'):
        verify([parse_law("rows_uot = b")], MetricTable.from_columns({"rows_out": [1], "b": [1]}))
    (answer,) = verify([parse_law("a = b")], MetricTable.from_columns({"a": [None], "b": [1]}))
    assert answer.state is State.UNTOLD


def test_a_file_without_laws_is_refused(tmp_path):
    path = tmp_path / "laws.yaml"
    path.write_text("crackle_laws: 1\nlaws: []\n")
    with pytest.raises(ProfileError, match=r"laws\.yaml:2: holds no laws"):
        read_laws(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("crackle_laws: true\nlaws: [a = b]\n", "not True"),
        (
            "crackle_laws: 1\nlaws:\n  - law: a = b\n    n: 2.5\n",
            "n must be a whole number, not 2.5",
        ),
        ("crackle_laws: 1\nlaws:\n  - law: 1e999 * a = b\n", "too large a number"),
    ],
)
def test_a_file_of_laws_with_a_mistake_says_the_line(text, problem):
    with pytest.raises(ProfileError, match=r"laws\.yaml:[134]: ") as error:
        parse_laws(text, "laws.yaml")
    assert problem in str(error.value)


def test_a_balance_with_the_task_before_is_found_and_checked():
    rng = np.random.default_rng(0)
    arrived, left = rng.integers(10, 90, (2, 300)).astype(float)
    backlog = 5000 + np.cumsum(arrived - left)
    columns = {"backlog": backlog, "arrived": arrived, "left": left, "x": rng.normal(size=300)}
    profile = ThermalProfile.default()
    table = MetricTable.from_columns(columns)
    settings = replace(profile.conservation, previous=False)
    assert not found_laws(cool(table, replace(profile, conservation=settings)))
    (law,) = found_laws(cool(table, profile))
    assert formula(law) == "backlog + left = previous(backlog) + arrived"
    (read,) = parse_laws(laws_as_yaml([law]), "laws.yaml")
    columns["left"][100] += 7
    (outcome,) = verify([read], MetricTable.from_columns(columns))
    assert outcome.state is State.BROKEN
    assert [v.row for v in outcome.tally.violators] == [100]
    assert outcome.tally.known == 299


def test_what_lasts_is_no_balance():
    rng = np.random.default_rng(1)
    walks = {f"m{j}": rng.normal(size=300).cumsum().round(2) for j in range(4)}
    patterns = cool(MetricTable.from_columns(walks), ThermalProfile.default())
    assert [p for p in patterns if p.kind == "conservation"] == []


def test_a_product_is_checked_where_a_metric_is_zero_or_negative():
    law = parse_law("100 * errors = requests * percent")
    columns = {
        "errors": [0, 0, 4, 1, -2, 3, None],
        "requests": [10, 10, 100, 50, 4, 0, 9],
        "percent": [0, 5, 4, -2, -50, 0, 9],
    }
    (tally,) = tallies([law], MetricTable.from_columns(columns))
    assert (tally.known, tally.zero, tally.holds) == (6, 1, 2)
    assert [(v.row, v.residual) for v in tally.violators] == [(1, 1.0), (3, -2.0), (5, -1.0)]
    root = parse_law("volume^0.5 = side")
    (tally,) = tallies([root], MetricTable.from_columns({"volume": [-4, 0, 9], "side": [2, 0, 3]}))
    assert (tally.known, tally.holds) == (2, 1)


def test_a_product_rounded_to_a_small_number_is_kept():
    terms = tuple(
        Term((name,), weight, (step,))
        for name, weight, step in (("rate", 1, 0.01), ("seconds", 1, 0.0), ("count", -1, 1.0))
    )
    law = Law(LawForm.POWER, LawKind.ROUNDED, terms, 1.0)
    columns = {"rate": [0, 0, 0.5, 0.5], "seconds": [200, 200, 3, 3], "count": [1, 9, 2, 4]}
    (tally,) = tallies([law], MetricTable.from_columns(columns))
    assert [v.row for v in tally.violators] == [1, 3]  # of 1.5, rounded to 2
