"""Control characters from untrusted files."""

import pytest

from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.visible import visible, wrapped


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
        ("\ue000", "\\ue000"),
    ],
)
def test_what_could_steer_a_terminal_is_escaped(text, shown):
    assert visible(text) == shown


def test_lines_do_not_break_within_a_word_a_date_or_a_change():
    line = "gate: exit 1: x rose by 51 % at 2026-02-21: 3 → 228, a_name_that_is_longer_than_a_line"
    assert wrapped(line, 100) == line
    assert wrapped(line, 26).splitlines() == [
        "gate: exit 1: x rose by",
        "51 % at 2026-02-21:",
        "3 → 228,",
        "a_name_that_is_longer_than_a_line",
    ]


@pytest.mark.parametrize("unit", ["%", "ms", "µs", "min", "d", "kB", "GiB/s", "MHz", "°C", "/s"])
def test_a_number_and_its_unit_are_on_one_line(unit):
    assert wrapped(f"p99 rose: 0.24 → 31.2 {unit}, more", 10).splitlines() == [
        "p99 rose:", f"0.24 → 31.2 {unit},", "more",
    ]  # fmt: skip
    assert wrapped("in 31 sdk builds, more", 5).splitlines()[:2] == ["in 31", "sdk"]


def test_the_nearest_name_is_suggested():
    assert did_you_mean("Duratoin", ["duration", "tests"]) == ' - did you mean "duration"?'
    assert did_you_mean("zzz", ["duration", "tests"]) == ""


def test_long_lists_are_counted():
    assert listed("abcd", most=2) == "a, b and 2 more"
    assert listed("ab", most=2) == "a, b"
