"""Metrics that differ by the values of text columns: by most of a column, or by one name."""

from dataclasses import replace
from math import erf

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.cause_findings import by_names
from crackle_cli.statistics.confidence import of_contrast
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import Unordered

N = 60
THIRDS = np.repeat(np.arange(3, dtype=np.int32), N // 3)


def table(metrics, **codes):
    texts = {name: TextColumn(own, ("a", "b", "c")) for name, own in codes.items()}
    found = MetricTable.from_columns(metrics)
    return replace(found, unordered=Unordered("of no matter"), texts=texts)


def noise(seed, metrics=1):
    chance = np.random.default_rng(seed)
    return {f"m{i}": chance.normal(0, 1, N) for i in range(metrics)}


def contrasts(found):
    return [p for p in cool(found, ThermalProfile.default()) if p.evidence["role"] == "contrast"]


def test_the_levels_of_each_value_are_told_the_lowest_first():
    levels = np.array([8.0, 0.0, 16.0])[THIRDS]
    (pattern,) = contrasts(table({"m": noise(1)["m0"] + levels}, host=THIRDS))
    assert [level["text"] for level in pattern.evidence["parted"][0]["levels"]] == ["b", "a", "c"]
    assert pattern.description.startswith("m differs by host: b −")
    assert pattern.involved_metrics == ("m",) and len(pattern.involved_tasks) == N


def test_each_metric_is_told_by_the_text_that_parts_it_best():
    other = THIRDS.copy()
    other[[5, 25, 45]] = [1, 2, 0]
    metrics = {"m": noise(1)["m0"] + 9.0 * THIRDS, "n": noise(2)["m0"] + 9.0 * THIRDS}
    (pattern,) = contrasts(table(metrics, other=other, host=THIRDS))
    assert pattern.evidence["column"] == "host" and pattern.involved_metrics == ("m", "n")


def test_numbers_that_name_are_told_apart_from_those_that_measure():
    found = table({"ms": np.repeat([8.0, 12.0, 16.0], 20) + np.tile([0.0, 1.0], 30)}, store=THIRDS)
    texts = {"store": TextColumn(THIRDS, ("7", "5", "12"))}
    (pattern,) = contrasts(replace(found, texts=texts))
    assert pattern.description == (
        "ms differs by store: store 7: 8–9, store 5: 12–13, store 12: 16–17"
    )


def test_a_flag_is_told_by_its_shares():
    failed = np.r_[np.arange(20) < 2, np.arange(20) < 19, np.ones(20)]
    (pattern,) = contrasts(table({"failed": failed}, host=THIRDS))
    assert pattern.description == "failed differs by host: a 10 %, b 95 %, c 100 %"
    assert [level["share"] for level in pattern.evidence["parted"][0]["levels"]] == [0.1, 0.95, 1]


def test_a_group_that_the_text_names_is_no_line_besides():
    metrics = {"m": noise(1)["m0"] + 40.0 * (THIRDS == 0), "n": noise(3)["m0"]}
    found = table(metrics, host=THIRDS)
    assert len(cool(found, ThermalProfile.default())) == 1
    without = cool(replace(found, texts={}), ThermalProfile.default())
    assert [p.evidence["role"] for p in without] == ["group"]


@pytest.mark.parametrize("seed", range(10))
def test_noise_is_silent(seed):
    assert not contrasts(table(noise(seed, 20), host=THIRDS))


def test_a_table_in_order_has_none():
    found = replace(table({"m": noise(1)["m0"] + 9.0 * THIRDS}, host=THIRDS), unordered=None)
    assert {p.kind for p in cool(found, ThermalProfile.default())} == {"phase_transition"}


def test_the_order_of_the_tasks_changes_nothing():
    metrics = {"m": noise(1)["m0"] + 3.0 * THIRDS, "n": noise(2)["m0"], "o": noise(4)["m0"]}
    metrics["p"] = metrics["n"] + metrics["o"] / 2
    found = table(metrics, host=THIRDS)
    mixed = found.subset(np.random.default_rng(0).permutation(N))

    def told(one):
        return [(p.id, p.description, p.confidence) for p in cool(one, ThermalProfile.default())]

    assert told(mixed) == told(found) and told(found)


def test_values_with_missing_cells_are_left_out():
    codes = THIRDS.copy()
    codes[::4] = -1
    values = noise(1)["m0"] + 9.0 * THIRDS
    values[::7] = np.nan
    (pattern,) = contrasts(table({"m": values}, host=codes))
    sizes = [level["tasks"] for level in pattern.evidence["parted"][0]["levels"]]
    assert sum(sizes) == int(((codes >= 0) & ~np.isnan(values)).sum())


def test_confidence_grows_with_the_tasks():
    assert of_contrast(1.0, 10, 10) < of_contrast(1.0, 10, 300) < of_contrast(1.0, 100, 300) < 1.0
    assert of_contrast(0.2, 10, 10) == 0.0


@pytest.mark.parametrize(("size", "one", "other"), [(1.0, 17, 303), (1.0, 50, 50), (0.5, 8, 400)])
def test_confidence_is_seldom_more_than_there_is(size, one, other):
    """Of normal tasks some sigmas apart: in at most 5 of 200 tables, and 3 standard errors more."""
    rng = np.random.default_rng(1)
    truth = erf(size / 2.0)
    more = 0
    for _ in range(200):
        below = np.searchsorted(np.sort(rng.normal(size=other)), rng.normal(size, 1.0, one))
        more += of_contrast(2.0 * below.mean() / other - 1.0, one, other) > truth
    assert more <= 12


def hosts(seed, k=12, n=500):
    chance = np.random.default_rng(seed)
    column = TextColumn(chance.integers(0, k, n).astype(np.int32), tuple(f"h{i}" for i in range(k)))
    return chance, column


def named(metrics, **texts):
    found = replace(MetricTable.from_columns(metrics), texts=texts)
    return [p for p in cool(found, ThermalProfile.default()) if p.kind == "clustering"]


def test_the_tasks_of_a_slow_host_are_told_by_its_name():
    chance, host = hosts(1)
    slow = host.codes == 7
    duration = chance.normal(50, 5, 500) + 20.0 * slow
    (pattern,) = named({"duration": duration, "m": chance.normal(size=500)}, host=host)
    assert pattern.evidence["named"] == [{"column": "host", "text": "h7"}]
    assert pattern.evidence["role"] == "group" and pattern.metrics["size"] == int(slow.sum())
    assert pattern.description.startswith("host = h7: duration ")
    assert pattern.description.endswith(f" ({int(slow.sum())} of 500 tasks)")


def test_a_pair_is_told_where_neither_half_differs_without_it():
    chance, host = hosts(2, 3)
    region = TextColumn(chance.integers(0, 4, 500).astype(np.int32), ("eu", "us", "ap", "sa"))
    both = (host.codes == 0) & (region.codes == 1)
    (pattern,) = named({"m": chance.normal(size=500) + 6.0 * both}, host=host, region=region)
    assert pattern.description.startswith("host = h0 and region = us: m ")


def test_a_value_is_told_without_what_does_not_matter_beside_it():
    chance, host = hosts(3, 4)
    other = TextColumn(chance.integers(0, 3, 500).astype(np.int32), ("x", "y", "z"))
    (pattern,) = named({"m": chance.normal(size=500) + 6.0 * (host.codes == 0)}, host=host, o=other)
    assert [one["text"] for one in pattern.evidence["named"]] == ["h0"]


def test_two_columns_that_group_alike_tell_it_once():
    chance, host = hosts(4)
    rack = TextColumn(11 - host.codes, tuple(f"rack-{i}" for i in range(12)))
    (pattern,) = named({"m": chance.normal(size=500) + 6.0 * (host.codes == 0)}, host=host, r=rack)
    assert pattern.description.startswith("host = h0: ")


def test_a_metric_that_a_column_determines_says_nothing_of_its_tasks():
    chance, host = hosts(5, 4)
    assert not named({"m": chance.normal(size=500), "code": host.codes**2.0}, host=host)


def test_consecutive_tasks_of_one_host_prove_nothing():
    chance = np.random.default_rng(6)
    host = TextColumn(np.repeat(np.arange(10, dtype=np.int32), 50), tuple("abcdefghij"))
    wandering = np.cumsum(chance.normal(size=500))
    assert not named({"m": wandering}, host=host)


def test_what_differs_within_the_values_of_another_column_is_told_too():
    chance, host = hosts(7)
    region = TextColumn((np.arange(500) % 2).astype(np.int32), ("eu", "us"))
    values = chance.normal(size=500) + 5.0 * (region.codes == 1) + 14.0 * (host.codes == 3)
    told = {p.description.split(":")[0] for p in named({"m": values}, host=host, region=region)}
    assert told == {"m differs by region", "host = h3"}


def test_of_many_values_a_few_are_told_and_most_are_what_the_rows_are_of():
    chance = np.random.default_rng(8)
    user = TextColumn(np.repeat(np.arange(60, dtype=np.int32), 20), tuple(map(str, range(60))))
    row = chance.permutation(1200)
    values = (chance.normal(size=1200) + user.codes)[row]
    assert not named({"m": values}, user=user.taken(row))


def test_a_column_that_parts_a_metric_is_told_though_pairs_tell_most_of_it():
    """A version among endpoints: each pair of both is another level."""
    chance = np.random.default_rng(4)
    endpoint = chance.integers(0, 3, 500)
    new = chance.random(500) < np.where(np.arange(500) >= 300, 0.2, 0.0)
    levels = np.array([33.0, 61.0, 120.0])[endpoint] * np.where(new, 1.8, 1.0)
    table = MetricTable.from_columns({"latency_ms": levels * chance.lognormal(0, 0.15, 500)})
    texts = {
        "endpoint": TextColumn(endpoint.astype(np.int32), ("a", "b", "c")),
        "version": TextColumn(new.astype(np.int32), ("2.8", "2.9")),
    }
    column, version = by_names(replace(table, texts=texts), 0.01, 0)[0]
    assert column.column == "endpoint"
    assert [one.text for one in version.named] == ["2.9"]
