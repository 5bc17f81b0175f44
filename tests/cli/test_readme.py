"""Every session of the README and of docs/ is run and prints what is printed there."""

import pytest

from tests.readme import CALL, DOCUMENTS, README, answered, sessions

SESSIONS = {
    f"{document.stem}: {steps[0].command}": steps
    for document in DOCUMENTS
    for steps in sessions(document.read_text())
}

# What is said where pieces of a table are not looked at as the whole of it is.
IN_PIECES = ("needs the whole table in memory", "larger than --max-memory")


@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
def test_a_session_prints_what_the_document_says_and_finds_it_whatever_the_memory(session):
    """At once: what it finds is asked of the very run that prints."""
    whole = answered(session)
    assert [printed for printed, _ in whole] == [step.output for step in session]
    if not any(CALL.search(step.command) for step in session):
        return
    for (_, found), (printed, in_pieces) in zip(
        whole, answered(session, "--max-memory 1K"), strict=True
    ):
        if not any(said in printed for said in IN_PIECES):
            assert in_pieces == found


def test_the_readme_begins_with_the_two_commands():
    blocks = README.read_text().split("```sh\n")[1:3]
    commands = [block.split("```")[0].strip() for block in blocks]
    assert [command.count("\n") for command in commands] == [0, 0]
    assert commands[0].endswith("crackle cool sample_data/builds.csv")
    assert commands[1].endswith("pytest -n auto")
