"""The pieces of telling groups and transitions apart."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Group
from crackle_cli.detectors.correlation.findings import Correlated
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.events.backfitting import simpler, untangled
from crackle_cli.events.simultaneous import is_shift
from crackle_cli.events.steps import on_grid
from crackle_cli.table.metric_table import Sampled
from crackle_cli.table.pieces import Piece
from tests.worlds.findings import correlated, drift, group, law_finding, odd_tasks, shift

PROFILE = ThermalProfile.default()
ROWS = np.arange(100)
POOL = np.arange(0, 100, 3)
RNG = np.random.default_rng(0)
NOISE = RNG.normal(size=100)
AFTER = ROWS >= 60
WEEK = ROWS % 7 * 1.0


def seen(metrics, findings, sampled=None, **answers):
    """The tables looked at, and the accounts, where each look for a kind tells the same.

    Of groups the pool in metric b, of others nothing, where `answers` does not say.
    """
    answers = {"clustering": [group(POOL, ("b",))]} | answers
    tables = []

    def look(kind, table):
        tables.append((kind, table.metrics))
        return answers.get(kind, [])

    table = replace(MetricTable.from_columns(metrics), sampled=sampled)
    cuts = sorted({f.place.row for f in findings if is_shift(f)})
    return tables, list(untangled(findings, cuts, table, look))


def looked_at(kind, tables):
    """The metrics of each look for a kind."""
    return [metrics for one, metrics in tables if one is kind]


def test_groups_are_sought_where_nothing_shifts_and_shifts_where_no_group_is():
    pool = 9.0 * np.isin(ROWS, POOL)
    a, b = NOISE + pool + 5 * AFTER, NOISE[::-1] + pool
    tables, _ = seen({"a": a, "b": b}, [group(POOL), shift("a", 60)])
    (first, steady), (second, left) = tables[:2]
    assert (first, list(steady)) == (PatternKind.CLUSTERING, ["b"])
    assert second is PatternKind.PHASE_TRANSITION
    assert left["a"] == pytest.approx(NOISE + 5 * AFTER, abs=0.8)
    assert np.ptp(left["a"] - NOISE - 5 * AFTER - pool) == pytest.approx(9, abs=0.8)


def test_levels_are_aligned_by_what_most_tasks_do_though_the_shares_of_two_groups_differ():
    pool = RNG.random(100) < np.where(AFTER, 0.7, 0.4)
    a = NOISE / 5 + 9.0 * pool + 5 * AFTER
    tables, _ = seen({"a": a, "b": NOISE}, [group(POOL), shift("a", 60)])
    aligned = [t["a"] for kind, t in tables if kind is PatternKind.CLUSTERING and "a" in t][1]
    assert aligned == pytest.approx(NOISE / 5 + 9.0 * pool, abs=0.3)


def test_counts_remain_counts_when_levels_are_taken_out():
    counts = RNG.poisson(30 + 12.3 * AFTER).astype(float)
    step = shift("a", 60, levels=(30.0, 42.3))
    tables, _ = seen({"a": counts, "b": NOISE}, [group(POOL), step], phase_transition=[step])
    assert len(looked_at(PatternKind.CLUSTERING, tables)) == 4
    for _, metrics in tables:
        left = metrics.get("a", counts)
        assert (left == np.round(left)).all()


def test_a_group_is_told_in_the_values_as_they_are():
    a = NOISE + 9.0 * np.isin(ROWS, POOL) + 50 * AFTER
    _, accounts = seen({"a": a, "b": NOISE}, [group(POOL), shift("a", 60)])
    (told,) = (f for f in accounts[0] if f.kind is PatternKind.CLUSTERING)
    (apart,) = (x for x in told.apart if x.metric == "a")
    assert apart.inside[1] > 50


@pytest.mark.parametrize("group_of", ["a", "b"])
def test_metrics_that_shift_or_part_a_group_are_aligned_and_no_others(group_of):
    metrics = dict.fromkeys("abc", WEEK + 50 * AFTER)
    tables, _ = seen(metrics, [group(POOL, (group_of,)), shift("a", 60)])
    aligned = looked_at(PatternKind.CLUSTERING, tables)[2]
    assert [name for name in "abc" if np.ptp(aligned[name]) < 10] == sorted({"a", group_of})


def test_a_stretch_of_a_single_task_is_aligned_too():
    a = np.array([0.0, 5.0] + [10.0] * 98)
    tables, _ = seen({"a": a}, [shift("a", 1), shift("a", 2)], clustering=[])
    assert not looked_at(PatternKind.CLUSTERING, tables)[2]["a"].any()


def test_what_is_missing_before_a_shift_is_compared_with_nothing():
    a = np.where(AFTER, WEEK, np.nan)
    tables, _ = seen({"a": a}, [shift("a", 60)], clustering=[])
    assert looked_at(PatternKind.CLUSTERING, tables)[2]["a"] == pytest.approx(a, nan_ok=True)


def without_groups(a, *groups):
    """A metric as it is looked at for shifts."""
    tables, _ = seen({"a": a, "b": NOISE}, [shift("a", 60)], clustering=groups)
    return looked_at(PatternKind.PHASE_TRANSITION, tables)[0]["a"]


def test_a_group_is_brought_to_the_level_of_the_tasks_around_it():
    pool = np.arange(5, 95, 10)
    trend = ROWS * 1.0
    assert (without_groups(trend + 50 * np.isin(ROWS, pool), group(pool)) == trend).all()
    up_and_down = 2.0 * np.minimum(ROWS, 99 - ROWS) + 51 * (ROWS < 3)
    left = without_groups(up_and_down, group(range(3)))
    assert np.median(left[:3]) == np.median(up_and_down[3:13])


def test_where_every_task_is_in_a_group_the_largest_is_the_level():
    left = without_groups(WEEK + 70 * AFTER, group(range(60)), group(range(60, 100)))
    assert left == pytest.approx(WEEK, abs=1)


def test_fewer_than_ten_other_tasks_are_no_level():
    high = WEEK + 70
    ten, nine = (np.where(size > ROWS, high, WEEK) for size in (90, 91))
    assert without_groups(ten, group(range(90))) == pytest.approx(WEEK, abs=1)
    assert (without_groups(nine, group(range(91))) == nine).all()


def test_groups_are_sought_again_in_what_the_shifts_leave():
    step = shift("a", 60, levels=(3.0, 8.0))
    tables, accounts = seen({"a": WEEK + 5 * AFTER, "b": NOISE}, [step], clustering=[])
    assert (looked_at(PatternKind.CLUSTERING, tables)[1]["a"] == WEEK).all()
    assert accounts[0] == [step]


def test_laws_and_changes_of_other_metrics_are_in_every_account():
    """Those of the metrics of groups and shifts are looked for anew."""
    others = [law_finding("b + c = d"), drift("c")]
    metrics = dict.fromkeys("abcd", NOISE) | {"b": NOISE + 9 * np.isin(ROWS, POOL)}
    again = shift("a", 61)
    found = [group(POOL, ("b",)), shift("a", 60), drift("b"), *others]
    _, accounts = seen(metrics, found, phase_transition=[again])
    for account in accounts:
        assert [f for f in account if f.kind is not PatternKind.CLUSTERING] == [again, *others]


def test_metrics_of_a_group_correlate_if_they_do_within_it():
    normal = np.random.default_rng(1).normal(size=(4, 100))
    noise = dict(zip("abcd", normal, strict=True))
    pool = 9 * np.isin(ROWS, POOL)
    metrics = {name: values + pool * (name in "ab") for name, values in noise.items()}
    found = [correlated("a", "b"), correlated("c", "d")]
    again = [correlated("b", "c"), correlated("c", "d")]
    pools = [group(POOL, ("a", "b"))]
    tables, accounts = seen(metrics, found, clustering=pools, correlation=again)
    assert [f for f in accounts[0] if isinstance(f, Correlated)] == [found[1], again[0]]
    within = looked_at(PatternKind.CORRELATION, tables)[0]
    assert within["a"] == pytest.approx(noise["a"], abs=1) and within["c"] == pytest.approx(
        noise["c"]
    )
    tables, accounts = seen(metrics, found[1:], clustering=pools)
    assert found[1] in accounts[0] and not looked_at(PatternKind.CORRELATION, tables)


class Total(NamedTuple):
    """Counts what metric a adds up to."""

    total: float = 0.0
    key: str = "total"
    metrics: tuple[str, ...] = ("a",)
    rows: None = None

    def of(self, piece):
        return self._replace(total=float(piece.metrics["a"].sum()))

    def merged(self, later):
        return self._replace(total=self.total + later.total)

    def told(self, finding):
        return replace(finding, average_distance=self.total)


def test_what_a_sample_shows_without_a_shift_is_counted_without_it_in_all_tasks():
    a = WEEK + 9 * np.isin(ROWS, POOL) + 50 * AFTER
    sampled = Sampled(200, np.arange(0, 200, 2), 4, dict.fromkeys("ab", np.zeros(50)))
    steps = [shift("a", 60, levels=(3.0, 53.0)), shift("b", 50)]
    pool = replace(group(POOL, ("a",)), tally=Total())
    _, accounts = seen(
        {"a": a, "b": WEEK}, steps, sampled, clustering=[pool], phase_transition=steps
    )
    (told,) = (f for f in accounts[0] if isinstance(f, Group))
    keys = {pool.tally.key, told.tally.key, told.tally._replace(steps=()).key}
    assert len(keys) == 3 and told.tally.metrics == ("a",)
    first, second = (
        told.tally.of(Piece(start, {"a": np.repeat(a, 2)[start : start + 130]}))
        for start in (0, 130)
    )
    counted = first.merged(second).told(told).average_distance
    assert counted == 2 * (a - 50 * AFTER).sum()
    alone = group(POOL, ("a",))
    _, accounts = seen({"a": a, "b": WEEK}, steps, sampled, clustering=[alone])
    assert all(f.tally is None for f in accounts[0])
    _, accounts = seen({"a": a, "b": WEEK}, steps, clustering=[pool])
    assert accounts[0][0].tally == pool.tally


def test_odd_tasks_are_told_by_their_values_as_they_are():
    values = np.where(np.arange(100) < 2, 70.0, 5.0)
    _, accounts = seen({"a": values}, [], clustering=[odd_tasks([0, 1])])
    (told,) = accounts[0]
    assert [(v.value, v.usual) for task in told.odd for v in task.values] == [
        (70.0, (5.0, 5.0))
    ] * 2
    assert [(a.inside, a.others) for a in told.apart] == [((70.0, 70.0), (5.0, 5.0))]


def test_an_account_is_taken_if_it_is_shorter_and_leaves_no_kind_out():
    pieces = [group(range(0, 60, 3)), group(range(60, 100, 3)), shift("a", 60)]
    assert simpler([group(POOL), shift("a", 60)], pieces, ROWS)
    assert not simpler([group(POOL)], pieces, ROWS)
    assert not simpler([shift("a", 60)], pieces, ROWS)
    assert not simpler([group(POOL), shift("a", 60), shift("b", 30)], pieces, ROWS)


def test_an_account_of_as_many_groups_loses_no_change_nor_do_half_of_them_count_as_stretches():
    pools = [group(range(0, 60, 3)), group(range(60, 100, 3))]
    assert not simpler([*pools, shift("a", 60)], [*pools, shift("a", 60), shift("b", 30)], ROWS)
    assert simpler([*pools, shift("a", 60)], [*pools, shift("a", 60), shift("a", 30)], ROWS)
    half = [group(range(60), ("a", "b")), group(POOL, ("a", "b")), shift("a", 60)]
    assert simpler([group(POOL), shift("a", 60)], half, ROWS)


def test_groups_between_shifts_may_all_go():
    stretches = [group(range(60)), group(range(60, 100)), shift("a", 60)]
    assert simpler([shift("a", 60)], stretches, ROWS)


def test_groups_of_a_sorted_table_stay_where_a_shift_leaves_one_of_their_metrics():
    cuts = [range(40), range(40, 70), range(70, 100)]
    shifts = [shift("a", 40), shift("a", 70)]
    stretches = [group(rows, metrics=("a", "b")) for rows in cuts]
    assert not simpler(shifts, [*stretches, *shifts], ROWS)
    assert not simpler([stretches[0], *shifts], [*stretches, *shifts], ROWS)
    levels = [group(rows, share=share) for rows, share in zip(cuts, (1.0, 0.9, 0.6), strict=True)]
    assert not simpler(shifts, [*levels, *shifts], ROWS)
    assert simpler(shifts, [*levels[:2], *shifts], ROWS)


def test_a_table_sorted_by_groups_of_a_shape_tells_these():
    rng = np.random.default_rng(4)
    centres = np.repeat([[0, 0, 0], [8, 0, 0], [0, 8, 0], [0, 0, 8]], 50, axis=0)
    points = centres + rng.normal(size=(200, 3))
    patterns = cool(MetricTable.from_columns(dict(zip("abc", points.T, strict=True))), PROFILE)
    groups = [set(p.involved_tasks) for p in patterns if p.kind is PatternKind.CLUSTERING]
    assert len(groups) == 4
    for start in range(0, 200, 50):
        rows = {f"row {i}" for i in range(start, start + 50)}
        assert max(len(rows & g) / len(rows | g) for g in groups) > 0.9


def test_what_moves_is_looked_at_in_the_order_of_the_table():
    """And not in that of a set of names, which is another one in each process."""
    names = list("hgfedcba")
    shifts = [shift(name, 60) for name in names]
    tables, _ = seen(dict.fromkeys(names, NOISE), [group(POOL), *shifts])
    looked = [list(metrics) for kind, metrics in tables if kind is PatternKind.PHASE_TRANSITION]
    assert looked and all(one == [n for n in names if n in one] for one in looked)
    assert len(looked[0]) == len(names)


@pytest.mark.parametrize(
    ("rise", "values", "moved"),
    [(2.4, (0.0, 1.0, 3.0), 3.0), (2.4, (1.0, 1.0), 2.4), (1e300, (0.0, 5e-324), 1e300)],
)
def test_a_rise_is_in_whole_steps_where_a_float_can_count_them(rise, values, moved):
    assert on_grid(rise, np.array(values)) == moved
