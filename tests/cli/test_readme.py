"""Every session of the README is run and prints what is printed there."""

import pytest

from tests.readme import README, printed, sessions

TEXT = README.read_text()
STEPS = [step for session in sessions(TEXT) for step in session]


@pytest.mark.parametrize("step", STEPS, ids=[step.command for step in STEPS])
def test_a_command_prints_what_the_readme_says(step):
    assert printed(step.command) == step.output


def test_the_readme_begins_with_the_two_commands():
    blocks = TEXT.split("```sh\n")[1:3]
    commands = [block.split("```")[0].strip() for block in blocks]
    assert [command.count("\n") for command in commands] == [0, 0]
    assert commands[0].endswith("crackle cool sample_data/builds.csv")
    assert commands[1].endswith("pytest")
