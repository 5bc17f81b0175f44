"""The wheel outside the source tree finds its profiles, samples and schema."""

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built by way of the sdist, as an installer from an index would."""
    folder = tmp_path_factory.mktemp("dist")
    hatchling = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(hatchling, cwd=ROOT, check=True, capture_output=True)
    assert len(list(folder.glob("*.tar.gz"))) == 1
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_works_outside_the_source_tree(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "from crackle_cli.profile.packaged import packaged\n"
        "from crackle_cli import ThermalProfile\n"
        "ThermalProfile.fast_cooling()\n"
        "print(*sorted(p.name for p in packaged('sample_data').glob('*.*sv')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [
        "api.csv",
        "base.csv",
        "benches.csv",
        "builds.csv",
        "incident.csv",
        "new.csv",
        "nightly.csv",
        "pipeline.csv",
        "renders.csv",
        "rollout.csv",
        "searches.csv",
        "sensors.csv",
    ]


def test_what_the_wheel_holds(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "crackle_cli/report/render/report.schema.json" in names
    assert "crackle_cli/py.typed" in names
    assert "crackle_cli/_data/profiles/default.yaml" in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]


@pytest.mark.parametrize(("version", "needed"), [("3.11", True), ("3.13", True), ("3.14", False)])
def test_zstandard_is_asked_for_only_where_python_has_none(wheel, version, needed):
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
    stated = message_from_bytes(archive.read(name)).get_all("Requires-Dist")
    asked = [
        canonicalize_name(r.name)
        for r in map(Requirement, stated)
        if r.marker is None or r.marker.evaluate({"python_version": version, "extra": ""})
    ]
    assert ("backports-zstd" in asked) == needed
    assert {"numpy", "duckdb"} <= set(asked)
