"""Every session of the README and of docs/ is run and prints what is printed there."""

import pytest

from tests.readme import CALL, DOCUMENTS, README, answers, played, sessions

SESSIONS = {
    f"{document.stem}: {steps[0].command}": steps
    for document in DOCUMENTS
    for steps in sessions(document.read_text())
}
CALLS = {
    name: steps
    for name, steps in SESSIONS.items()
    if any(CALL.search(step.command) for step in steps)
}


@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
def test_a_session_prints_what_the_document_says(session):
    assert played(session) == [step.output for step in session]


@pytest.mark.parametrize("session", CALLS.values(), ids=CALLS)
def test_a_session_finds_the_same_whatever_the_memory(session):
    for whole, pieces in zip(
        answers(session, ""), answers(session, "--max-memory 1K"), strict=True
    ):
        if "needs the whole table in memory" not in pieces:
            assert pieces == whole


def test_the_readme_begins_with_the_two_commands():
    blocks = README.read_text().split("```sh\n")[1:3]
    commands = [block.split("```")[0].strip() for block in blocks]
    assert [command.count("\n") for command in commands] == [0, 0]
    assert commands[0].endswith("crackle cool sample_data/builds.csv")
    assert commands[1].endswith("pytest -n auto")
