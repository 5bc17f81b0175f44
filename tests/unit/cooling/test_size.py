"""No answer depends on the size of the memory: a table and its pieces tell the same."""

from functools import reduce

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.cooling.pipeline import Cooled, cooled
from crackle_cli.cooling.views import PiecesView, TableView, view_of
from crackle_cli.gate.checked_laws import checked
from crackle_cli.laws.parse import parse_law
from tests.worlds.events import hidden_pool, incident
from tests.worlds.few_blocks import few_blocks
from tests.worlds.pieces import TableInPieces

PROFILE = ThermalProfile.default()
MANY = 25_000


@pytest.fixture(scope="module", autouse=True)
def small_samples():
    with few_blocks():
        yield


def only(*kinds: PatternKind) -> ThermalProfile:
    """The profile, for what concerns some kinds alone."""
    return reduce(ThermalProfile.without, set(PatternKind) - set(kinds), PROFILE)


def in_pieces(table: MetricTable, size: int = 3_750, profile: ThermalProfile = PROFILE) -> Cooled:
    return cooled(view_of(TableInPieces(table, (size,)), profile.seed), profile)


def summary(patterns):
    """What does not depend on estimates."""
    return sorted((str(p.kind), sorted(p.involved_metrics)) for p in patterns)


def rows(patterns):
    """Where transitions begin."""
    return sorted(p.metrics["row"] for p in patterns if p.kind is PatternKind.PHASE_TRANSITION)


def sizes(patterns):
    """Of the tasks that were looked at; those of one name are looked at in a sample."""
    groups = [p.metrics for p in patterns if p.kind is PatternKind.CLUSTERING]
    return [group["size"] / group["tasks"] for group in groups]


@pytest.fixture(scope="module")
def shifts():
    """Three metrics that shift at two tasks, and three of noise."""
    rng = np.random.default_rng(0)
    row = np.arange(MANY)
    level = 4.0 * (row >= 7_500) + 4.0 * (row >= 17_500)
    columns = {name: rng.normal(100, 1, MANY) + level for name in ("duration", "hits", "queries")}
    return MetricTable.from_columns(columns | {n: rng.normal(size=MANY) for n in "xyz"})


def test_stretches_between_shifts_are_no_groups_in_pieces_either(shifts):
    whole, pieces = cool(shifts, PROFILE), in_pieces(shifts).patterns
    assert len(whole) == 2
    assert summary(pieces) == summary(whole)
    assert rows(pieces) == rows(whole)


def test_the_events_of_a_small_table_are_the_same_in_pieces():
    events = incident(0)
    whole, pieces = cool(events.table, PROFILE), in_pieces(events.table, 77).patterns
    assert list(pieces) == whole
    assert events.told_once(pieces)


@pytest.mark.parametrize("world", [incident, hidden_pool])
def test_the_events_of_a_large_table_are_told_once_in_pieces(world):
    events = world(0, jobs=11_250)
    whole, pieces = cool(events.table, PROFILE), in_pieces(events.table).patterns
    assert events.told_once(whole)
    assert summary(pieces) == summary(whole)
    assert rows(pieces) == rows(whole)
    assert sizes(pieces) == [pytest.approx(size, rel=0.02) for size in sizes(whole)]


def sums(n, missing=()):
    """`b + c = a` and `d + e = a`, but for one task whose a is 77 too large."""
    rng = np.random.default_rng(1)
    b, c, d = rng.integers(1, 500, (3, n)).astype(float)
    columns = {"a": b + c, "b": b, "c": c, "d": d, "e": b + c - d}
    columns["a"][n // 3] += 77
    for row in missing:
        columns["d"][row] = np.nan
    return MetricTable.from_columns(columns)


@pytest.mark.parametrize("n", [300, 8_750])
def test_the_wrong_metric_of_a_task_is_named_in_pieces_too(n):
    laws = only(PatternKind.CONSERVATION)
    whole, pieces = cool(sums(n), laws), in_pieces(sums(n), profile=laws).patterns
    assert sum("a looks wrong" in p.description for p in whole) == 2
    assert [p.description for p in pieces] == [p.description for p in whole]


@pytest.mark.parametrize("missing", [(), (100,)])
def test_so_it_is_when_laws_are_checked(missing):
    laws = [parse_law("b + c = a"), parse_law("d + e = a")]
    table = sums(300, missing)
    whole = checked(laws, TableView(table))
    pieces = checked(laws, PiecesView(TableInPieces(table, (70,)), seed=0))
    told = [one.pattern.description for one in whole.judged]
    assert [one.pattern.description for one in pieces.judged] == told
    assert [("a looks wrong" in text) for text in told] == [not missing, not missing]


def test_too_few_tasks_are_said_of_pieces_too():
    values = np.random.default_rng(2).normal(size=(9, 40))
    table = MetricTable.from_columns({f"m{j}": values[:, j] for j in range(40)})
    shifts = only(PatternKind.PHASE_TRANSITION)
    whole = cooled(TableView(table), shifts)
    assert PatternKind.PHASE_TRANSITION in whole.insufficient
    assert in_pieces(table, 4, shifts) == whole


def test_a_group_that_no_metric_shows_alone_is_told_by_its_medians_in_pieces_too():
    rng = np.random.default_rng(3)
    x, higher = rng.uniform(0, 100, 11_250), rng.random(11_250) < 0.4
    y = x + 12 * higher + rng.normal(size=x.size)
    table = MetricTable.from_columns({"x": x, "y": y, "z": rng.normal(size=x.size)})
    groups = only(PatternKind.CLUSTERING)
    for found in (cool(table, groups), in_pieces(table, profile=groups).patterns):
        (group,) = found
        assert "a group in x and y together (medians: y 6" in group.description
