"""Every session of the README is run and prints what is printed there."""

import os
import subprocess
import sys

import pytest

from tests.readme import README, ROOT, played, sessions

TEXT = README.read_text()
SESSIONS = sessions(TEXT)


@pytest.mark.parametrize("session", SESSIONS, ids=[steps[0].command for steps in SESSIONS])
def test_a_session_prints_what_the_readme_says(session):
    assert played(session) == [step.output for step in session]


def test_the_library_example_runs():
    (code,) = (block.split("```")[0] for block in TEXT.split("```python\n")[1:])
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "conservation law: " in run.stdout


def test_the_readme_begins_with_the_two_commands():
    blocks = TEXT.split("```sh\n")[1:3]
    commands = [block.split("```")[0].strip() for block in blocks]
    assert [command.count("\n") for command in commands] == [0, 0]
    assert commands[0].endswith("crackle cool sample_data/builds.csv")
    assert commands[1].endswith("pytest")
