"""Bad input: one sentence, the documented exit code, and a table in the docs that is current."""

import pytest

from tests.bad_input import CASES, DOCUMENT, message, rendered, row

LINES = DOCUMENT.read_text().splitlines(keepends=True)
ROWS = {line.split(" | ")[0].removeprefix("| "): line for line in LINES if line.startswith("| ")}


@pytest.mark.parametrize("name", CASES)
def test_a_row_of_the_table_in_the_docs_is_current(name):
    code, text = message(name)
    assert ROWS[name] == row(name, code, text)
    assert "Traceback" not in text
    if code == 2:
        assert text.startswith("crackle: ")
    if code == 2 and "-v" not in CASES[name][2]:
        assert "<br>" not in text


def test_the_table_has_these_rows_alone():
    assert rendered(ROWS[name] for name in CASES) == DOCUMENT.read_text()
