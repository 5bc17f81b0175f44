"""The conservation engine on worlds whose laws are known."""

import json

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.conservation.rational import simplest
from crackle_cli.detectors.shown import facts, figures
from tests.oracles.conservation import exact_sums
from tests.worlds.conservation import WORLDS, agrees, chain, pipeline, planted

SETTINGS = ThermalProfile.default().conservation


def laws(table):
    return [f for f in sparse.detect(table, SETTINGS).findings if len(f.metrics) > 1]


@pytest.mark.parametrize(
    ("maker", "broken"), [*((m, 0.04) for m in WORLDS), *((m, 0.0) for m in WORLDS[::3])]
)
def test_planted_laws_are_found_and_nothing_else(maker, broken):
    world = planted(maker, np.random.default_rng(5), 300, noise=3, broken=broken)
    found = laws(world.table)
    assert len(found) == len(world.laws)
    for law in world.laws:
        assert any(agrees(facts(f), law) for f in found)


def test_the_tasks_that_break_a_law_are_named():
    world = planted(pipeline, np.random.default_rng(1), 400, broken=0.05)
    (law,) = laws(world.table)
    assert tuple(v.row for v in law.violators) == world.broken
    assert law.broken == len(world.broken)
    assert law.confidence < law.strength < 1
    json.dumps([figures(law), facts(law)])


def test_the_oracle_finds_no_law_that_the_engine_does_not_imply():
    world = planted(chain, np.random.default_rng(2), 120, noise=0)
    values = world.table.matrix()
    found = laws(world.table)
    names = list(world.columns)
    rows = []
    for law in found:
        weights = {t.metric: t.coefficient for t in law.terms}
        rows.append([weights.get(m, 0.0) for m in names])
    basis = np.array(rows)
    every = np.array(exact_sums(values))
    assert np.linalg.matrix_rank(np.vstack([basis, every])) == len(basis) == 2


def test_a_rare_term_is_not_left_out():
    rng = np.random.default_rng(4)
    world = planted(pipeline, rng, 200, noise=1)
    (law,) = laws(world.table)
    assert set(law.metrics) == {"rows_in", "rows_out", "rejected"}


def test_a_constant_metric_names_who_differs():
    tests = np.full(120, 412.0)
    tests[[17, 80]] = [409, 0]
    (found,) = sparse.detect(MetricTable.from_columns({"tests": tests}), SETTINGS).findings
    assert [(v.row, v.residual) for v in found.violators] == [(17, -3.0), (80, -412.0)]
    assert found.p_value is None


def test_numbers_that_only_rounding_made_equal_stay_at_nothing():
    columns = {"seq": [float(10**18 + i % 50) for i in range(120)], "last": [2.0**53 - 1] * 120}
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    assert [f.metrics for f in found] == [("last",)]


@pytest.mark.parametrize("decimals", [0, 3])
def test_a_band_is_of_what_scatters_and_not_of_what_wanders(decimals):
    rng = np.random.default_rng(3)
    steps = rng.normal(size=300)
    level = 1000 + np.stack([steps, 0.2 * steps.cumsum(), 0.02 * np.arange(300) + 0.5 * steps])
    columns = dict(zip(("scatters", "walks", "climbs"), level.round(decimals), strict=True))
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    bands = [f.metrics for f in found if len(f.metrics) == 1]  # the walk sums up what scatters
    assert bands == [("scatters",)]


def test_a_short_walk_stays_nowhere():
    rng = np.random.default_rng(5)
    walks = {f"m{j}": 100 + rng.normal(size=20).cumsum() for j in range(100)}
    assert len(sparse.detect(MetricTable.from_columns(walks), SETTINGS).findings) <= 8


def test_a_clock_stays_nowhere():
    clock = 1.7e9 + np.arange(200.0) * 7
    assert not sparse.detect(MetricTable.from_columns({"at": clock}), SETTINGS).findings


def test_too_few_tasks_give_one_note():
    found = sparse.detect(MetricTable.from_columns({"a": [1.0] * 5, "b": [2.0] * 5}), SETTINGS)
    assert (found.findings, found.tested) == ((), 0)
    assert found.notes == ("conservation: too few tasks (5 of at least 8)",)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (59.9, 60.1, 60),
        (0.32, 0.34, 1 / 3),
        (1.1899, 1.1901, 1.19),
        (-0.1, 0.1, 0),
        (-2.1, -1.9, -2),
    ],
)
def test_the_simplest_number(low, high, said):
    assert float(simplest(low, high)) == pytest.approx(said)


def test_values_beyond_all_squares_are_left_alone():
    values = np.random.default_rng(0).normal(size=(40, 2)) * [1e200, 1e-200]
    table = MetricTable.from_columns({"a": values[:, 0], "b": values[:, 1]})
    assert not sparse.detect(table, SETTINGS).findings


def test_the_violators_of_several_laws_in_one_table_are_all_caught():
    rng = np.random.default_rng(5)
    n = 400
    columns, broken = {}, {}
    for name in "abc":
        left, right = rng.integers(100, 9000, (2, n)).astype(float)
        total = left + right
        broken[name] = np.sort(rng.choice(n, 12, replace=False))
        total[broken[name]] += rng.integers(5, 500, 12)
        columns |= {f"{name}_left": left, f"{name}_right": right, f"{name}_total": total}
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    caught = {f.metrics[0][0]: [v.row for v in f.violators] for f in found}
    assert caught == {name: rows.tolist() for name, rows in broken.items()}


def test_metrics_beyond_what_can_be_squared_are_left_out_and_said_so():
    rng = np.random.default_rng(5)
    detection = sparse.detect(
        MetricTable.from_columns({"huge": rng.random(50) * 1e70, "a": rng.random(50)}), SETTINGS
    )
    (note,) = detection.notes
    assert note.startswith("no laws were sought with huge:")


def texts(columns):
    return [f.text for f in laws(MetricTable.from_columns(columns))]


def test_a_sum_to_the_digit_goes_before_a_rounded_share():
    rng = np.random.default_rng(0)
    net = rng.lognormal(4, 0.6, 300).round(2)
    tax = (0.19 * net).round(2)
    found = texts({"net": net, "tax": tax, "gross": net + tax})
    assert found[0] == "net + tax = gross"
    assert len(found) == 2


def test_a_small_discount_is_not_taken_for_the_rounding_of_a_count():
    rng = np.random.default_rng(1)
    price, discount = rng.lognormal(2, 0.6, 300).round(2), rng.lognormal(0, 0.8, 300).round(2)
    quantity = rng.integers(1, 30, 300).astype(float)
    total = (price * quantity - discount).round(2)
    columns = {"price": price, "quantity": quantity, "discount": discount, "total": total}
    assert texts(columns) == ["discount + total = price * quantity"]


@pytest.mark.parametrize(
    ("weight", "text"),
    [(1, "source = target + skipped"), (0.25, "source = target + 0.25 * skipped")],
)
def test_a_term_that_is_zero_in_most_tasks_is_found_in_those_that_break_a_law(weight, text):
    rng = np.random.default_rng(6)
    source = rng.integers(1000, 9000, 400).astype(float)
    skipped = np.where(rng.random(400) < 0.06, 4 * rng.integers(1, 15, 400), 0).astype(float)
    target = source - weight * skipped
    broken = np.sort(rng.choice(400, 30, replace=False))
    target[broken] += rng.integers(100, 900, 30)
    columns = {"source": source, "target": target, "skipped": skipped}
    (law,) = laws(MetricTable.from_columns(columns))
    assert law.text == text
    assert [v.row for v in law.violators] == broken.tolist()


def test_shares_rounded_so_that_nine_in_ten_sum_to_one_are_rounded():
    shares = np.random.default_rng(0).dirichlet([5, 3, 4], 60).round(3)
    off = np.flatnonzero(np.abs(shares.sum(axis=1) - 1) > 1e-9)
    even = np.setdiff1d(np.arange(60), off)
    rows = np.concatenate([even[:36], off[:6]])  # 86 % to the digit: not surely under 90 %
    found = laws(MetricTable.from_columns(dict(zip("abc", shares[rows].T, strict=True))))
    assert [(f.text, f.law.kind) for f in found] == [("a + b + c = 1", "rounded")]


def test_weights_are_whole_numbers_or_decimals_before_multiples():
    rng = np.random.default_rng(7)
    celsius, net = rng.normal(40, 12, 200).round(1), rng.lognormal(4, 0.6, 200).round(2)
    minutes, boxes = rng.integers(1, 90, (2, 200)).astype(float)
    columns = {"celsius": celsius, "fahrenheit": (1.8 * celsius + 32).round(2), "net": net}
    columns |= {"gross": (1.2 * net).round(2), "hours": minutes / 60, "minutes": minutes}
    columns |= {"threes": 3 * boxes, "sevens": 7 * boxes}
    assert sorted(texts(columns)) == [
        "1.2 * net = gross",
        "1.8 * celsius + 32 = fahrenheit",
        "60 * hours = minutes",
        "7 * threes = 3 * sevens",
    ]
