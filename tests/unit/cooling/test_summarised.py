"""A summary says what the whole table says, wherever both can be looked at."""

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.cooling.mappers import Loop, Threads
from crackle_cli.cooling.pipeline import cooled
from crackle_cli.cooling.views import PiecesView, TableView, view_of
from crackle_cli.gate.checked_laws import checked
from crackle_cli.laws.parse import parse_law
from crackle_cli.table.labels import TextColumn
from tests.worlds.few_blocks import few_blocks
from tests.worlds.pieces import TableInPieces

ROWS = 18_750
PROFILE = ThermalProfile.default()


@pytest.fixture(scope="module", autouse=True)
def small_samples():
    with few_blocks():
        yield


def pipeline(seed=0, missing=0.0):
    """A law with violators, two groups that a text explains, a correlation and two shifts."""
    rng = np.random.default_rng(seed)
    row = np.arange(ROWS)
    out, rejected = rng.poisson(900, ROWS), rng.poisson(12, ROWS)
    queue = rng.lognormal(3, 0.4, ROWS)
    cold = rng.random(ROWS) < 0.2
    columns = {
        "rows_in": out + rejected - 50.0 * (row % 2_503 == 77),
        "rows_out": out.astype(float),
        "rejected": rejected.astype(float),
        "queue": queue,
        "latency": 4 * queue + rng.normal(0, 15, ROWS),
        "duration": rng.normal(100, 8, ROWS) + 12 * (row >= 11_250),
        "memory": rng.normal(900, 40, ROWS) - 100 * (row >= 11_250),
        "start_up": np.where(cold, rng.normal(40, 2, ROWS), rng.normal(8, 1, ROWS)),
    }
    for values in columns.values():
        values[rng.random(ROWS) < missing] = np.nan
    texts = {"image": TextColumn(cold.astype(np.int32), ("warm", "cold"))}
    table = MetricTable.from_columns(columns, labels=[f"job-{i}" for i in range(ROWS)])
    return MetricTable(table.metrics, table.labels, texts)


def summarised(table, sizes=(5_000,), profile=PROFILE):
    view = view_of(TableInPieces(table, sizes), profile.seed)
    return list(cooled(view, profile).patterns)


def one(patterns, kind):
    (found,) = [p for p in patterns if p.kind is kind]
    return found


@pytest.fixture(scope="module")
def both():
    table = pipeline()
    return cool(table, PROFILE), summarised(table)


def test_it_finds_the_same_patterns(both):
    whole, summary = both
    assert [p.id for p in summary] == [p.id for p in whole]
    assert {p.kind for p in summary} == set(PatternKind)
    for a, b in zip(whole, summary, strict=True):
        assert b.confidence == pytest.approx(a.confidence, abs=0.03)


def test_a_law_is_counted_in_every_task(both):
    whole, summary = (one(p, PatternKind.CONSERVATION) for p in both)
    assert summary.metrics == whole.metrics
    assert summary.evidence["violators"] == whole.evidence["violators"]
    assert summary.description == whole.description
    assert len(summary.involved_tasks) == ROWS


def test_a_shift_is_placed_to_the_task(both):
    whole, summary = (one(p, PatternKind.PHASE_TRANSITION) for p in both)
    assert set(summary.involved_metrics) == {"duration", "memory"}
    assert summary.metrics["row"] == whole.metrics["row"]
    assert summary.evidence["begins"] == whole.evidence["begins"]
    assert summary.metrics["after"] == pytest.approx(whole.metrics["after"], rel=0.01)
    assert list(summary.involved_tasks[:2]) == list(whole.involved_tasks[:2])


def test_a_group_of_one_name_is_that_of_a_sample_and_says_so(both):
    whole, summary = (one(p, PatternKind.CLUSTERING).metrics for p in both)
    assert summary["tasks"] < whole["tasks"] == ROWS
    assert summary["size"] / summary["tasks"] == pytest.approx(whole["size"] / ROWS, rel=0.02)
    description = one(both[1], PatternKind.CLUSTERING).description
    assert description.startswith("image = cold: ") and description.endswith("tasks of a sample)")


def test_a_correlation_is_the_same(both):
    whole, summary = (one(p, PatternKind.CORRELATION) for p in both)
    assert summary.description == whole.description
    assert summary.confidence == whole.confidence


def test_missing_values_change_nothing_of_that():
    table = pipeline(1, missing=0.05)
    whole, summary = cool(table, PROFILE), summarised(table)
    assert [p.id for p in summary] == [p.id for p in whole]
    law = one(summary, PatternKind.CONSERVATION)
    assert law.metrics == one(whole, PatternKind.CONSERVATION).metrics


@pytest.mark.parametrize(("sizes", "mapper"), [((1, 8_193, 12), Loop()), ((4_166,), Threads(2))])
def test_neither_the_cuts_nor_the_mapper_matter(sizes, mapper, both):
    view = PiecesView(TableInPieces(pipeline(), sizes), PROFILE.seed, mapper)
    assert list(cooled(view, PROFILE).patterns) == both[1]


def test_odd_tasks_are_found_wherever_they_are():
    rng = np.random.default_rng(3)
    columns = {name: rng.normal(size=ROWS) for name in "abcd"}
    odd = np.arange(10, ROWS, 750)
    for name in "abc":
        columns[name][odd] = 90.0
    (found,) = summarised(MetricTable.from_columns(columns))
    assert found.evidence["role"] == "outliers"
    assert found.metrics["size"] == odd.size
    assert found.involved_tasks[:2] == ("row 10", "row 760")


def test_noise_stays_silent_in_a_summary():
    rng = np.random.default_rng(5)
    for _ in range(3):
        noise = {f"m{j}": rng.normal(size=8_750) for j in range(4)}
        assert summarised(MetricTable.from_columns(noise)) == []


def test_an_outage_is_one_event_placed_at_both_ends():
    rng = np.random.default_rng(3)
    out = (np.arange(ROWS) >= 11_250) & (np.arange(ROWS) < 11_950)
    columns = {"latency": rng.normal(50, 4, ROWS) + 40 * out, "load": rng.normal(9, 1, ROWS)}
    columns["errors"] = rng.poisson(np.where(out, 30.0, 3.0)).astype(float)
    away, back = sorted(
        summarised(MetricTable.from_columns(columns)), key=lambda p: p.metrics["row"]
    )
    assert set(away.involved_metrics) == {"latency", "errors"}
    assert (away.metrics["row"], away.metrics["row_back"], back.metrics["row"]) == (
        11_250, 11_950, 11_950,
    )  # fmt: skip
    assert (away.involved_tasks[0], len(away.involved_tasks)) == ("row 11250", 700)
    assert back.evidence["ends"] == away.id


def test_a_balance_is_checked_across_the_cuts():
    arrived = np.random.default_rng(7).integers(0, 9, 1000).astype(float)
    columns = {"stock": np.cumsum(arrived), "arrived": arrived}
    columns["stock"][500:] += 3
    table, law = MetricTable.from_columns(columns), parse_law("stock = previous(stock) + arrived")
    (whole,) = checked([law], TableView(table)).judged
    (pieces,) = checked([law], PiecesView(TableInPieces(table, (100,)), seed=0)).judged
    assert whole.pattern.description.startswith("broken: ")
    assert "in 998 of 999 tasks" in whole.pattern.description
    assert pieces.pattern.description == whole.pattern.description
