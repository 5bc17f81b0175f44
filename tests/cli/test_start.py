"""Help, version, start-up and the profile commands."""

import re
import shutil
import subprocess
import sys

import pytest

from crackle_cli import ThermalProfile, __version__
from crackle_cli.profile.thermal_profile import BUILT_IN
from tests.cli.run import COMMAND, ROOT, SAMPLES, crackle, shell

BUILDS = SAMPLES / "builds.csv"
COMMANDS = "cool, check, compare, profile"
HEAVY = ("numpy", "duckdb", "yaml", "rich", "jsonschema")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["cool", "--help"], ["compare", "--help"], ["profile", "--help"]]
)
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\n"
        "from crackle_cli.cli import main\n"
        f"sys.argv = ['crackle', *{arguments}]\n"
        "code = main._run()\n"
        f"print([name for name in {HEAVY} if name in sys.modules], code)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Usage: crackle")
    assert run.stdout.endswith("[] 0\n")


def test_a_small_text_file_needs_no_engine():
    code = (
        "import sys\n"
        "from crackle_cli.cli import main\n"
        "sys.argv = ['crackle', 'cool', 'sample_data/builds.csv', '-q']\n"
        "main._run()\n"
        "sys.exit('duckdb' in sys.modules or 'rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["profile"], ["cool", "-h"]])
def test_help_is_never_an_error(arguments):
    run = crackle(*arguments)
    assert run.returncode == 0
    assert run.stdout.startswith("Usage: crackle")


def test_the_options_of_a_command_stand_in_groups_and_an_example_behind_them():
    told = crackle("cool", "-h").stdout
    sections = dict(block.split(":\n", 1) for block in told.split("\n\n")[2:])
    assert list(sections) == [
        "Arguments",
        "Input",
        "Detect",
        "Gate",
        "Output",
        "Other",
        "  Examples",
    ]
    for option, section in {
        "--where": "Input", "--only": "Detect", "--fail-on": "Gate", "--explain": "Output",
        "--report": "Output", "--help": "Other",
    }.items():  # fmt: skip
        assert next(name for name, text in sections.items() if f"{option} " in text) == section


def test_what_an_example_of_the_help_says_can_be_typed(tmp_path):
    text = crackle("cool", "-h").stdout + crackle("check", "-h").stdout + crackle("-h").stdout
    lines = re.findall(r"^    (crackle .+?)(?:   .*)?$", text, flags=re.MULTILINE)
    assert len(lines) == 8
    (tmp_path / "runs").mkdir()
    for name in ("builds.csv", "monday.csv", "tuesday.csv"):
        shutil.copy(SAMPLES / "pipeline.csv", tmp_path / name)
    (tmp_path / "runs" / "a.jsonl").write_text('{"status": 200, "x": 1}\n' * 9)
    for line in lines:
        assert shell(line, tmp_path).returncode == 0, line


def test_version():
    assert crackle("--version").stdout == f"crackle {__version__}\n"


def test_the_package_is_the_command():
    module = [sys.executable, "-m", "crackle_cli", "--version"]
    run = subprocess.run(module, capture_output=True, text=True, check=True)
    assert run.stdout == f"crackle {__version__}\n"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("coool", f'no command "coool" - did you mean "cool"?; commands: {COMMANDS}'),
        ("builds", f'no command "builds"; commands: {COMMANDS}, or name a file\n'),
        ("", 'no command ""; commands'),
    ],
)
def test_an_unknown_command_is_a_mistake(word, message):
    run = crackle(word)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr and run.stderr.count("\n") == 1


def test_a_file_in_the_place_of_a_command_is_cooled(tmp_path):
    whole = crackle("cool", BUILDS, "--fail-on", "any")
    assert whole.returncode == 1
    for given in (BUILDS, BUILDS.parent / "build?.csv"):
        run = crackle(given, "--fail-on", "any")
        assert (run.returncode, run.stdout) == (1, whole.stdout)
    run = crackle("-", "-q", stdin=BUILDS.read_text())
    assert (run.returncode, run.stdout) == (0, whole.stdout)
    bare = tmp_path / "metrics"
    bare.write_text(BUILDS.read_text())
    command = [*COMMAND[:2], f"import os; os.chdir({str(tmp_path)!r}); {COMMAND[2]}", "metrics"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (run.returncode, run.stdout) == (0, whole.stdout)


def test_a_file_that_is_missing_is_no_command_either():
    assert crackle("missing.csv").stderr == "crackle: missing.csv: no such file\n"


def test_every_profile_is_listed_and_shown(tmp_path):
    listed = crackle("profile", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(BUILT_IN)
    shown = tmp_path / "shown.yaml"
    shown.write_text(crackle("profile", "show", "slow").stdout)
    assert ThermalProfile.load(shown) == ThermalProfile.slow_cooling()


def test_a_new_profile_is_the_default_until_changed(tmp_path):
    path = tmp_path / "mine.yaml"
    assert crackle("profile", "init", path).returncode == 0
    assert ThermalProfile.load(path).correlation == ThermalProfile.default().correlation
    again = crackle("profile", "init", path)
    assert again.returncode == 2
    assert "exists already; --force replaces it" in again.stderr
    assert crackle("profile", "init", path, "--force").returncode == 0
