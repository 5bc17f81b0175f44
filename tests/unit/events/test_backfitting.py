"""The pieces of telling groups and transitions apart."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.events.backfitting import simpler, untangled
from crackle_cli.events.redundancy import tangled
from crackle_cli.events.simultaneous import is_shift
from tests.worlds.findings import group, shift

PROFILE = ThermalProfile.default()
ROWS = np.arange(100)
POOL = np.arange(0, 100, 3)
RNG = np.random.default_rng(0)
NOISE = RNG.normal(size=100)
AFTER = ROWS >= 60


def seen(metrics, findings, told=None):
    """The tables looked at, where each look for groups tells of the pool, and the accounts."""
    tables = []

    def look(kind, table):
        tables.append((kind, table.metrics))
        return [group(POOL, ("b",))] if kind is PatternKind.CLUSTERING else []

    cuts = sorted({f.place.row for f in told or findings if is_shift(f)})
    accounts = list(untangled(findings, cuts, MetricTable.from_columns(metrics), look))
    return tables, accounts


def test_one_group_and_one_transition_are_not_tangled():
    assert not tangled([group(POOL), shift("a", 60)])
    assert not tangled([group(POOL), group(POOL), shift("c", 60)])
    assert tangled([group(POOL), group(POOL), shift("a", 60)])
    assert tangled([group(POOL), shift("a", 60), shift("a", 30)])


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
    tables, _ = seen({"a": counts, "b": NOISE}, [group(POOL), shift("a", 60)])
    for _, metrics in tables:
        left = metrics.get("a", counts)
        assert (left == np.round(left)).all()


def test_a_group_is_told_in_the_values_as_they_are():
    a = NOISE + 9.0 * np.isin(ROWS, POOL) + 50 * AFTER
    _, accounts = seen({"a": a, "b": NOISE}, [group(POOL), shift("a", 60)])
    (told,) = (f for f in accounts[0] if f.kind is PatternKind.CLUSTERING)
    (apart,) = (x for x in told.apart if x.metric == "a")
    assert apart.inside[1] > 50


def test_an_account_is_taken_if_it_is_shorter_and_leaves_no_kind_out():
    pieces = [group(range(0, 60, 3)), group(range(60, 100, 3)), shift("a", 60)]
    assert simpler([group(POOL), shift("a", 60)], pieces, ROWS)
    assert not simpler([group(POOL)], pieces, ROWS)
    assert not simpler([shift("a", 60)], pieces, ROWS)
    assert not simpler([group(POOL), shift("a", 60), shift("b", 30)], pieces, ROWS)


def test_groups_between_shifts_may_all_go():
    stretches = [group(range(60)), group(range(60, 100)), shift("a", 60)]
    assert simpler([shift("a", 60)], stretches, ROWS)


def test_groups_of_a_sorted_table_stay_where_a_shift_leaves_one_of_their_metrics():
    cuts = [range(40), range(40, 70), range(70, 100)]
    shifts = [shift("a", 40), shift("a", 70)]
    stretches = [group(rows, metrics=("a", "b")) for rows in cuts]
    assert not simpler(shifts, [*stretches, *shifts], ROWS)
    assert not simpler([stretches[0], *shifts], [*stretches, *shifts], ROWS)
    levels = [group(rows, share=share) for rows, share in zip(cuts, (1.0, 1.0, 0.6), strict=True)]
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
