"""Groups that are told, and what is said of them."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.clustering.detect import detect
from crackle_cli.table.labels import TextColumn
from tests.oracles.agreement import adjusted_rand
from tests.worlds.clustering import found_groups, load_test
from tests.worlds.effort import runs

SETTINGS = ThermalProfile.default().clustering


def slow_builds(n=600, slow=37, seed=1):
    """`slow` of n builds take longer and miss the cache; returns columns and their rows."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(n, slow, replace=False))
    inside = np.isin(np.arange(n), rows)
    columns = {
        "duration": np.where(inside, rng.uniform(92, 118, n), rng.normal(45, 2, n)),
        "cache_hits": np.where(inside, 0, rng.integers(180, 221, n)).astype(float),
        "queue": rng.lognormal(3, 1, n),
        "cpu": rng.standard_t(3, n),
    }
    return columns, rows


def found(columns, **texts):
    table = MetricTable.from_columns(columns)
    table.texts.update(texts)
    return detect(table, SETTINGS).findings


def test_a_group_is_told_with_what_sets_it_apart():
    columns, rows = slow_builds()
    (group,) = found(columns)
    assert group.rows.tolist() == rows.tolist()
    assert group.metrics == ("duration", "cache_hits")
    assert group.p_value < 1e-6
    assert 0.8 < group.confidence <= group.strength <= 1
    first = {a.metric: a for a in group.apart}
    assert first["cache_hits"].inside == (0.0, 0.0)
    assert 90 < first["duration"].inside[0] < first["duration"].inside[1] < 119
    assert first["duration"].others[1] < 52


def test_six_groups_are_six_and_not_two_halves_twice():
    """Around a middle, seen by two of four metrics together, each told beside the next ones."""
    rng = np.random.default_rng(5)
    kind = rng.integers(0, 6, 300)
    angle = kind * np.pi / 3 + 0.3
    columns = {"x": 7 * np.cos(angle), "y": 7 * np.sin(angle), "z": 0.0, "cpu": 0.0}
    columns = {name: middle + rng.normal(size=300) for name, middle in columns.items()}
    findings = found(columns)
    assert {f.seen_in for f in findings} == {("x", "y")} and {f.groups for f in findings} == {6}
    assert adjusted_rand(kind, found_groups(findings, 300)) > 0.95
    for finding in findings:
        for apart in finding.apart:
            low, high = apart.inside
            assert apart.below is None or apart.below[1] < low
            assert apart.above is None or high < apart.above[0]
    lowest = min(findings, key=lambda f: columns["y"][f.rows].mean())
    (y,) = (apart for apart in lowest.apart if apart.metric == "y")
    assert y.below is None and y.above is not None


def test_a_text_that_all_of_a_group_share_explains_it():
    columns, rows = slow_builds()
    codes = np.zeros(600, np.int32)
    codes[rows] = 1
    noise = np.random.default_rng(0).integers(0, 2, 600).astype(np.int32)
    group, _ = found(
        columns,
        branch=TextColumn(noise, ("main", "dev")),
        runner=TextColumn(codes, ("amd64", "arm64")),
    )
    (said,) = group.explained_by
    assert said == ("runner", "arm64", 37, 0, 37)


def test_a_text_of_a_few_other_tasks_explains_a_group_too_and_a_common_one_does_not():
    columns, rows = slow_builds()
    rest = np.setdiff1d(np.arange(600), rows)
    team, branch = np.zeros(600, np.int32), np.zeros(600, np.int32)
    team[rows], branch[rows] = 1, 1
    team[rest[:100]], branch[rest[:200]] = 1, 1
    (group,) = found(
        columns,
        branch=TextColumn(branch, ("main", "dev")),
        team=TextColumn(team, ("search", "cart")),
    )
    (said,) = group.explained_by
    assert said == ("team", "cart", 37, 100, 37)


def test_metrics_that_group_tasks_in_different_ways_are_told_apart():
    rng = np.random.default_rng(0)
    one, other = rng.random(400) < 0.5, rng.random(400) < 0.4
    columns = {
        "a": rng.normal(size=400) + 9 * one,
        "b": rng.normal(size=400) + 9 * other,
        "c": rng.normal(size=400),
    }
    labels = found_groups(found(columns), 400)
    assert adjusted_rand(2 * one + other, labels) > 0.95


def test_groups_without_a_single_metric_that_parts_them():
    rng = np.random.default_rng(0)
    angle, radius = rng.uniform(0, 2 * np.pi, 500), np.where(np.arange(500) % 2, 1.0, 4.0)
    radius = radius + rng.normal(0, 0.1, 500)
    columns = {"x": radius * np.cos(angle), "y": radius * np.sin(angle)}
    groups = found(columns)
    assert any(set(f.rows % 2) == {1} and f.rows.size == 250 for f in groups)


@pytest.mark.parametrize("share", [0.02, 0.03, 0.08])
def test_few_tasks_apart_in_one_metric_are_a_group(share):
    rng = np.random.default_rng(3)
    columns = {f"m{j}": rng.normal(size=1000) for j in range(4)}
    inside = rng.random(1000) < share
    columns["m1"][inside] += 12
    (group,) = found(columns)
    assert group.rows.tolist() == np.flatnonzero(inside).tolist()
    assert [one.metric for one in group.apart] == ["m1"]


def test_a_gap_may_end_at_a_default_that_is_compared_with_nothing():
    rng = np.random.default_rng(1)
    values = rng.normal(9000, 500, 1000)
    values[rng.random(1000) < 0.06] = values[-1] = values.min()  # the default
    values[:500:20] = rng.normal(2000, 300, 25)
    (group,) = found({"bytes": values, "a": rng.normal(size=1000)})
    assert group.rows.tolist() == list(range(0, 500, 20))


def slow_host(rng, n=600):
    """One of twenty hosts takes 2.4 times as long: 5 % of the tasks, in one metric alone."""
    host = rng.integers(0, 20, n).astype(np.int32)
    columns = {f"m{j}": rng.normal(size=n) for j in range(3)}
    columns["duration"] = rng.normal(20, 1.2, n) * np.where(host == 0, 2.4, 1.0)
    return columns, host, tuple(f"host-{i}" for i in range(20))


@pytest.mark.parametrize("seed", range(4))
def test_a_rare_group_is_told_with_the_text_that_explains_it(seed):
    columns, host, names = slow_host(np.random.default_rng(seed))
    for group in found(columns, host=TextColumn(host, names)):  # as a density, and by its name
        assert group.metrics == ("duration",)
        assert group.rows.tolist() == np.flatnonzero(host == 0).tolist()


def test_a_rare_group_that_no_text_explains_is_told_without_one():
    columns, host, names = slow_host(np.random.default_rng(0))
    other = np.random.default_rng(1).permutation(host)
    (group,) = found(columns, host=TextColumn(other, names))
    assert group.rows.tolist() == np.flatnonzero(host == 0).tolist()
    assert group.explained_by == ()


def test_a_level_that_changes_along_the_order_is_no_group():
    rng = np.random.default_rng(3)
    assert found({"a": rng.normal(size=200) + 9 * (np.arange(200) >= 120)}) == ()


def test_a_task_far_out_in_several_metrics_is_unlike_all_others():
    rng = np.random.default_rng(4)
    columns = {f"m{j}": rng.normal(100, 5, 300) for j in range(5)}
    for j in (0, 2, 3):
        columns[f"m{j}"][17] = 400
    (odd,) = found(columns)
    assert odd.rows.tolist() == [17]
    assert odd.metrics == ("m0", "m2", "m3")
    assert odd.role == "outliers"


@pytest.mark.parametrize("rows", [(5, 90), (3, 50, 61, 120, 170, 199)])
def test_several_tasks_far_out_in_the_same_metrics_are_unlike_all_others(rows):
    rng = np.random.default_rng(4)
    columns = {name: rng.normal(100, 5, 200) for name in ("duration", "memory", "other")}
    for name in ("duration", "memory"):
        columns[name][list(rows)] *= 3
    (odd,) = found(columns)
    assert odd.rows.tolist() == list(rows) and odd.metrics == ("duration", "memory")


def test_a_value_that_no_noise_of_the_table_explains_is_told():
    columns = {f"m{j}": np.random.default_rng([4, j]).normal(100, 5, 300) for j in range(5)}
    columns["m2"][17] = 4000
    (odd,) = found(columns)
    assert (odd.rows.tolist(), odd.metrics) == ([17], ("m2",))


def test_groups_are_found_in_a_sample_of_many_tasks():
    rng = np.random.default_rng(5)
    inside = rng.random(30_000) < 0.2
    columns = {f"m{j}": rng.normal(size=30_000) + 10 * inside for j in range(3)}
    (group,) = found(columns)
    assert group.rows.tolist() == np.flatnonzero(inside).tolist()


def test_a_task_without_a_metric_joins_by_the_others():
    columns, rows = slow_builds()
    columns["duration"][rows[0]] = np.nan
    (group,) = found(columns)
    assert rows[0] in group.rows


@pytest.mark.parametrize("n", [3, 19])
def test_too_few_tasks_are_a_note(n):
    detection = detect(MetricTable.from_columns({"a": np.arange(n)}), SETTINGS)
    assert detection.findings == ()
    assert detection.notes == (f"too few tasks for clustering ({n} of at least 20)",)


@pytest.mark.parametrize("values", [np.ones(50), np.full(50, np.nan), np.arange(50) % 2])
def test_constant_empty_and_binary_metrics_have_no_groups(values):
    assert found({"a": values}) == ()


@runs(3, 12)
@pytest.mark.parametrize(
    "noise",
    [lambda rng: rng.geometric(0.5, (800, 4)), lambda rng: rng.integers(0, 2, (800, 4))],
    ids=["geometric", "binary"],
)
def test_the_values_of_few_are_no_groups(noise, runs):
    alarms = 0
    for seed in range(runs):
        values = noise(np.random.default_rng(seed)).astype(float)
        alarms += bool(found({f"m{j}": values[:, j] for j in range(4)}))
    assert alarms <= max(1, runs // 6)


@pytest.mark.parametrize("timeouts", [0, 4, 8, 12])
def test_tasks_that_are_told_as_odd_are_no_group_besides(timeouts):
    groups = [f for f in found(load_test(2, timeouts=timeouts)) if f.role == "group"]
    assert sorted(f.identity for f in groups) == [f"group {i} of 4" for i in range(1, 5)]
    assert {f.groups for f in groups} == {4}


def test_tasks_too_many_to_be_odd_stay_a_group():
    sizes = [f.rows.size for f in found(load_test(2, timeouts=25))]
    assert 25 in sizes
