"""report.schema.json is made of the types, and names every field that occurs."""

import copy
import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from crackle_cli.detectors.finding import Finding, PatternKind
from tests import schema
from tests.cli.run import SAMPLES, crackle
from tests.worlds import conservation
from tests.worlds.schema import SCHEMA

DAYS = np.arange(400)


def strict():
    """The schema, where a field of a pattern that it does not describe is refused."""
    closed = copy.deepcopy(SCHEMA)
    for kind in PatternKind:
        parts = [closed["$defs"][kind]["properties"][name] for name in ("metrics", "evidence")]
        while parts:
            part = parts.pop()
            if "properties" in part:
                part["additionalProperties"] = False
                parts += part["properties"].values()
            parts += [part["items"]] if "items" in part else []
    return Draft202012Validator(closed)


def noise(seed):
    return np.random.default_rng(seed).normal(size=DAYS.size)


def planted(maker, seed):
    return conservation.planted(maker, np.random.default_rng(seed), DAYS.size, broken=0.01).columns


TABLES = [
    ("spread", {"x": 100 + noise(1) * np.where(DAYS < 200, 1, 6)}),
    ("level", {"x": 100 + noise(9) + 8 * ((DAYS >= 200) & (DAYS < 260))}),
    ("drift", {"x": 50 + 0.03 * DAYS + noise(2)}),
    ("drift", {"x": np.cumsum(noise(3) + 3 * (DAYS >= 200))}),
    ("spike", {"x": 100 + noise(4) + 80 * (DAYS == 399)}),
    ("mixed", planted(conservation.billing, 5)),
    ("power", planted(conservation.little, 6)),
    ("linear", planted(conservation.tax, 7)),
]
FILES = sorted(p for p in SAMPLES.glob("*.*") if p.suffix != ".py")
SESSIONS = {
    **{path.stem: ["cool", path] for path in FILES},
    "by": ["cool", SAMPLES / "api.csv", "--by", "endpoint"],
    "original": ["cool", SAMPLES / "sensors.csv", "--profile", "original", "--rate", "fast"],
    "explained": ["cool", SAMPLES / "incident.csv", "--explain", "all"],
    "summary": ["cool", SAMPLES / "incident.csv", "--max-memory", "1KiB"],
}


def below(cls):
    """All types that are made of one."""
    return {one for sub in cls.__subclasses__() for one in (sub, *below(sub))}


def test_the_schema_is_that_of_the_types():
    assert schema.PATH.read_text(encoding="utf-8") == schema.text()


def test_it_knows_every_type_of_finding():
    told = {one for types in schema.TYPES.values() for one in types}
    assert {one for one in below(Finding) if not one.__subclasses__()} <= told
    assert all(one.kind is kind for kind, types in schema.TYPES.items() for one in types)


def described(run):
    patterns = json.loads(run.stdout)
    strict().validate(patterns)
    return patterns["patterns"]


@pytest.mark.parametrize("name", SESSIONS)
def test_a_sample_has_no_field_that_is_not_described(name):
    found = described(crackle(*SESSIONS[name], "--json", "-q"))
    assert found or name == "sensors"  # whose three tasks say nothing


@pytest.mark.parametrize(("form", "columns"), TABLES)
def test_a_table_has_no_field_that_is_not_described(form, columns, tmp_path):
    path = tmp_path / "table.csv"
    columns = {**columns, "noise": noise(0)}
    lines = np.column_stack(list(columns.values()))
    np.savetxt(path, lines, delimiter=",", header=",".join(columns), comments="")
    found = described(crackle("cool", path, "--json", "-q"))
    assert form in {p["evidence"].get("form") for p in found}


def test_a_check_has_no_field_that_is_not_described(tmp_path):
    data, laws = SAMPLES / "pipeline.csv", tmp_path / "laws.yaml"
    crackle("cool", data, "--only", "conservation", "--save-laws", laws, "-q")
    assert described(crackle("check", laws, data, "--json", "-q"))


def test_what_is_not_described_would_be_seen():
    run = crackle(*SESSIONS["builds"], "--json", "-q")
    report = json.loads(run.stdout)
    report["patterns"][0]["evidence"]["colour"] = "red"
    assert not strict().is_valid(report) and Draft202012Validator(SCHEMA).is_valid(report)
