"""Durations between two dates of a task."""

import json

import numpy as np
import pytest

from crackle_cli.reading.columns.seconds import seconds_in
from crackle_cli.reading.columns.types import coded
from tests.worlds.files import file, table_of

START = 1_767_225_600  # 2026-01-01
TOOK = [60 + i * i % 37 for i in range(12)]
CREATED = [START + 5000 * i for i in range(12)]
STARTED = [at + 5 + i * i % 7 for i, at in enumerate(CREATED)]
UPDATED = [at + took for at, took in zip(STARTED, TOOK, strict=True)]
NAME = "started_to_updated"


def iso(at):
    return str(np.datetime64(int(at), "s")) + "Z"


def written(tmp_path, columns):
    rows = [columns, *zip(*columns.values(), strict=True)]
    return file(tmp_path, "\n".join(",".join(map(str, row)) for row in rows))


@pytest.mark.parametrize("form", [iso, float, lambda at: 1000 * at])
def test_of_two_dates_the_duration_is_a_metric(tmp_path, form):
    # In whatever order the columns are.
    columns = {"updated": map(form, UPDATED), "started": map(form, STARTED)}
    table = table_of(written(tmp_path, columns))
    assert [*table.measured] == [NAME]
    assert table.metrics[NAME].tolist() == TOOK
    assert table.census.units[NAME].name == "s"
    assert table.census.derived == {NAME: {"started", "updated"}}
    assert f'column "{NAME}": seconds from started to updated' in table.census.notes


def test_of_three_dates_those_that_follow_each_other_are_told(tmp_path):
    columns = {"updated": UPDATED, "created": CREATED, "started": STARTED}
    table = table_of(written(tmp_path, {n: map(iso, c) for n, c in columns.items()}))
    assert [*table.measured] == ["created_to_started", NAME]


def test_it_can_be_ignored_chosen_and_used(tmp_path):
    columns = {"started": map(iso, STARTED), "updated": map(iso, UPDATED), "x": TOOK[::-1]}
    path = written(tmp_path, columns)
    left_out = table_of(path, ignore=(NAME,))
    assert list(left_out.metrics) == ["x"]
    assert (NAME, "ignored") in left_out.census.unused_columns
    assert list(table_of(path, metrics=("x",)).metrics) == ["x"]
    assert list(table_of(path, metrics=("*_to_*",)).metrics) == [NAME]
    assert table_of(path, where=f"{NAME} > 90").tasks == sum(took > 90 for took in TOOK)
    assert "y" in table_of(path, glaze={"y": f"{NAME} / 60"}).metrics


@pytest.mark.parametrize(
    "columns",
    {
        "a metric says it already": {
            "started": map(iso, STARTED), "updated": map(iso, UPDATED),
            "ms": [1000 * took + i * 37 % 900 for i, took in enumerate(TOOK)],
        },
        "a metric says it in days": {
            "started": [iso(START + 86400 * i) for i in range(12)],
            "done": [iso(START + 86400 * (i + took)) for i, took in enumerate(TOOK)], "days": TOOK,
        },
        "a date and a duration": {"started": map(iso, STARTED), "took": TOOK},
        "always the same": {
            "started": map(iso, STARTED), "updated": [iso(at + 60) for at in STARTED], "x": TOOK
        },
        "a date that stays": {
            "started": map(iso, STARTED), "printed": [iso(max(UPDATED))] * 12, "x": TOOK
        },
        "a day and a time": {
            "day": [iso(at)[:10] for at in STARTED], "at": map(iso, STARTED), "x": TOOK
        },
        "times of day": {
            "from": [iso(at)[11:16] for at in STARTED], "to": [iso(at)[11:16] for at in UPDATED],
            "x": TOOK,
        },
        "now before, now after": {
            "planned": map(iso, STARTED),
            "done": [iso(at + (-1) ** i * TOOK[i]) for i, at in enumerate(STARTED)],
            "x": TOOK,
        },
    }.items(),
    ids=lambda case: case[0],
)  # fmt: skip
def test_none_is_made_where_it_says_nothing(tmp_path, columns):
    table = table_of(written(tmp_path, dict(columns[1])))
    assert not [name for name in table.metrics if "_to_" in name]


@pytest.mark.parametrize(
    ("texts", "seconds"),
    [
        (["2026-01-01T00:00:01Z", None], [START + 1, np.nan]),
        (["2026-01-01 00:00:00.250", "2026-01-02 00:00:00.000"], [START + 0.25, START + 86400]),
        (["2026-01-01T01:00:00+01:00", "2026-01-01T00:00:01Z"], [START, START + 1]),
        (["2026-01-01T01:00:00.5+01:00"] * 2, [START + 0.5] * 2),
        (["2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z"], [START, START + 1.5]),
        (["01/Jan/2026:00:00:05 +0000", "02/Jan/2026:00:00:00 +0000"], [START + 5, START + 86400]),
        (["2026-01-01", "2026-01-02"], [START, START + 86400]),
    ],
)
def test_dates_are_seconds(texts, seconds):
    np.testing.assert_array_equal(seconds_in(coded(texts)), seconds)


@pytest.mark.parametrize("text", ["10:00:00", "01/02/2026", "2026-02-30", "2026-1"])
def test_what_is_no_date_of_iso_8601_is_none(text):
    assert seconds_in(coded([text])) is None


def test_runs_of_ci_tell_that_they_got_slower(tmp_path):
    """As `gh run list --json` writes them, the newest first."""
    from crackle_cli.cooling.pipeline import cool
    from crackle_cli.profile.thermal_profile import ThermalProfile

    rng = np.random.default_rng(5)
    took = np.r_[rng.normal(410, 25, 52), rng.normal(656, 40, 8)].round()
    runs = [
        {
            "conclusion": "success",
            "createdAt": iso(START + 9000 * i),
            "databaseId": 18112345678 + 40007 * i,
            "startedAt": iso(START + 9000 * i),
            "updatedAt": iso(START + 9000 * i + took[i]),
        }
        for i in range(60)
    ]
    table = table_of(file(tmp_path, json.dumps(runs[::-1]), "runs.json"))
    told = cool(table, ThermalProfile.load("default"))
    (rise,) = (one.description for one in told if one.kind == "phase_transition")
    assert rise.startswith("startedAt_to_updatedAt rose by") and rise.endswith(" min")
