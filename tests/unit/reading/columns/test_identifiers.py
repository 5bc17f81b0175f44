"""Numbers that identify: no metrics, but text that may explain a group."""

import numpy as np
import pytest

from crackle_cli.cooling.pipeline import cool
from crackle_cli.profile.thermal_profile import ThermalProfile
from tests.worlds.files import file, table_of

NAMES = [
    "id", "store_id", "storeId", "Store ID", "data.store.id", "uuid", "zip", "ZIP Code", "postcode",
    "postal_code", "postalCode", "account", "Account No", "pid", "src_port",
]  # fmt: skip
MEASURES = [
    "PIDs", "paid", "bid", "status_code", "exit_code", "responseCode", "code", "accounts",
    "account_balance", "ports", "id_count", "zipped", "items", "lines_of_code",
]  # fmt: skip


def written(tmp_path, name, cells):
    rng = np.random.default_rng(3)
    rows = [f"o{i},{cell},{rng.normal(50, 5):.2f}" for i, cell in enumerate(cells)]
    return file(tmp_path, "\n".join([f"order,{name},amount", *rows]))


def stores(n=60):
    return [(3, 7, 44, 101)[i * 7 % 11 % 4] for i in range(n)]


@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_identifies_is_no_metric(tmp_path, name):
    path = written(tmp_path, name, [*stores(), ""])
    table = table_of(path)
    assert list(table.metrics) == ["amount"]
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [(name, "identifier")]
    column = table.texts[name]
    assert [column.categories[code] for code in column.codes[:3]] == ["3", "101", "101"]
    assert column.codes[-1] == -1
    assert list(table_of(path, metrics=(name,)).metrics) == [name]
    assert {group.values[name] for group in table_of(path, by=(name,)).groups} >= {"44", "101"}


@pytest.mark.parametrize("name", MEASURES)
def test_what_is_only_called_alike_is_a_metric(tmp_path, name):
    assert list(table_of(written(tmp_path, name, stores())).metrics) == [name, "amount"]


def test_fractions_identify_nothing(tmp_path):
    assert "id" in table_of(written(tmp_path, "id", [0.5, *stores()])).metrics


def test_identifiers_alone_are_metrics(tmp_path):
    rows = "\n".join(["store_id,name", *(f"{s},n{i}" for i, s in enumerate(stores()))])
    assert list(table_of(file(tmp_path, rows)).metrics) == ["store_id"]


def test_identifiers_that_tell_tasks_apart_name_them(tmp_path):
    rows = [f"{9000 + i * 37 % 61},{i % 5}" for i in range(60)]
    table = table_of(file(tmp_path, "\n".join(["databaseId,x", *rows])))
    assert (table.task(1), list(table.metrics)) == ("databaseId 9037", ["x"])


def test_an_identifier_explains_a_group(tmp_path):
    rng = np.random.default_rng(1)
    of = rng.integers(0, 4, 400)
    rows = [f"{(3, 7, 44, 101)[k]},{(90 if k == 2 else 20) + rng.normal():.2f}" for k in of]
    table = table_of(file(tmp_path, "\n".join(["store_id,seconds", *rows])))
    told = " ".join(p.description for p in cool(table, ThermalProfile.default()))
    assert told.startswith("store_id = 44: ")


def test_codes_without_a_pattern_are_none(tmp_path):
    """Calibration on noise: each of these tables showed several groups of codes before."""
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows = [
            f"{rng.choice([1200, 1400, 8400])},{rng.choice([3, 7, 44])},{rng.normal(90, 9):.2f}"
            for _ in range(200)
        ]
        path = file(tmp_path, "\n".join(["account,store_id,amount", *rows]))
        alarms += bool(cool(table_of(path), ThermalProfile.default()))
    assert alarms <= 2
