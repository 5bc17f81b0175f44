"""Bad input: one sentence, the documented exit code, and a table in the docs that is current."""

import pytest

from tests.bad_input import CASES, DOCUMENT, message, rendered


def test_the_table_in_the_docs_is_current():
    assert DOCUMENT.read_text() == rendered()


@pytest.mark.parametrize("name", [name for name in CASES if "-v" not in CASES[name][2]])
def test_a_refusal_is_one_sentence(name):
    code, text = message(name)
    assert "Traceback" not in text
    if code == 2:
        assert text.startswith("crackle: ")
        assert "<br>" not in text
