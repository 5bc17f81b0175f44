"""Options that there are not: the one that was meant is named, and never one by accident."""

import pytest

from tests.cli.run import crackle


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cool --format json", " - did you mean -f or --input-format? - see crackle cool --help"),
        (
            "cool --html",
            ": crackle writes no HTML yet; -f takes table, json, jsonl, csv, markdown,",
        ),
        (
            "cool --file x.csv",
            ": files are named without an option, such as `crackle cool builds.csv`",
        ),
        ("cool --md", " - write -f markdown - see crackle cool --help"),
        ("cool --jsn", " - did you mean --json? - see"),
        ("cool --out x", " - did you mean --output? - see"),
        ("cool --explian=2", " - did you mean --explain? - see"),
        ("cool --exclude a", " - did you mean --ignore or --without? - see"),
        ("check --exclude a", " - did you mean --ignore? - see crackle check --help"),
        ("cool --config a", " - did you mean --profile? - see"),
        ("--json builds.csv", " here; it belongs behind a command: crackle cool --json"),
        ("--verson", " - did you mean --version? - see crackle --help"),
        ("profile init --forse", " - did you mean --force? - see crackle profile init --help"),
    ],
)
def test_the_option_that_was_meant(line, message):
    run = crackle(*line.split())
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith('crackle: no option "-')
    assert message in run.stderr and run.stderr.count("\n") == 1


@pytest.mark.parametrize("option", ["--ratio", "--window", "--mode", "--o", "--test", "-z"])
def test_nothing_is_suggested_where_nothing_is_near(option):
    told = f'crackle: no option "{option}" - see crackle cool --help\n'
    assert crackle("cool", option).stderr == told


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cool --limit x", "'x' is not a valid int range - see crackle cool --help"),
        ("check", "Missing argument 'LAWS' - see crackle check --help"),
        ("cool -f", "requires an argument - see crackle --help"),
    ],
)
def test_a_mistake_names_the_help_of_its_command(line, message):
    run = crackle(*line.split())
    assert run.returncode == 2 and message in run.stderr
