"""Control characters from untrusted files."""

import pytest

from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 漢字 é ±", "plain 漢字 é ±"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\t", "a\\x0ab\\x0d\\x09"),
        ("\x9b2J", "\\x9b2J"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_could_steer_a_terminal_is_escaped(text, shown):
    assert visible(text) == shown


def test_the_nearest_name_is_suggested():
    assert did_you_mean("Duratoin", ["duration", "tests"]) == ' - did you mean "duration"?'
    assert did_you_mean("zzz", ["duration", "tests"]) == ""


def test_long_lists_are_counted():
    assert listed("abcd", most=2) == "a, b and 2 more"
    assert listed("ab", most=2) == "a, b"
