"""Metrics that differ by a text column, in tables in no order."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.statistics.chi_square import upper_tail
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


@pytest.mark.parametrize(
    ("x", "freedom", "tail"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (18.307, 10, 0.05), (0.0, 4, 1.0)],
)
def test_the_tail_of_chi_square(x, freedom, tail):
    assert upper_tail(x, freedom) == pytest.approx(tail, rel=1e-3)


def test_confidence_grows_with_the_tasks():
    assert of_contrast(1.0, 20) < of_contrast(1.0, 200) < 1.0
    assert of_contrast(0.2, 20) == 0.0
