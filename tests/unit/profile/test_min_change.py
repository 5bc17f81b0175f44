"""The smallest change that matters, as people write it."""

import pytest

from crackle_cli.profile.min_change import as_written, change_of, entry_of, size_of
from crackle_cli.profile.settings import MinChange


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("5%", MinChange(relative=5.0)),
        ("2.5 %", MinChange(relative=2.5)),
        ("60ms", MinChange(absolute=0.06, unit="s")),
        ("60 s", MinChange(absolute=60.0, unit="s")),
        ("1m30s", MinChange(absolute=90.0, unit="s")),
        ("1.5GiB", MinChange(absolute=1.5 * 2**30, unit="bytes")),
        ("512 bytes", MinChange(absolute=512.0, unit="bytes")),
        ("2 MB/s", MinChange(absolute=2e6, unit="bytes/s")),
        ("3kHz", MinChange(absolute=3000.0, unit="Hz")),
        ("2", None),
        ("", None),
        ("%", None),
        ("-5%", None),
        ("-60ms", None),
        ("60 parsecs", None),
        ("60ms 5%", None),
        ("nan%", None),
        ("inf%", None),
        ("$5", None),
    ],
)
def test_a_text_is_per_cent_or_has_a_unit(text, change):
    assert change_of(text) == change


@pytest.mark.parametrize(("text", "size"), [("2", 2.0), ("1e3", 1e3), ("-1", None), ("inf", None)])
def test_a_plain_number_is_none_of_both(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize(
    ("written", "change"),
    [
        (5, MinChange(relative=5)),
        ("5%", MinChange(relative=5.0)),
        ("60ms", MinChange(absolute=0.06, unit="s")),
        ({"absolute": 2}, MinChange(absolute=2)),
        ({"relative": 5, "absolute": "60ms"}, MinChange(5, 0.06, "s")),
        ({"absolute": "2%"}, MinChange(absolute=2.0, unit="%")),  # of a metric in per cent
        ({}, MinChange()),
        ("60", None),
        (True, None),
        (-5, None),
        (None, None),
        ([5], None),
        ({"relative": "5%"}, None),
        ({"absolute": "lots"}, None),
        ({"absolute": -1}, None),
        ({"unit": "s"}, None),
    ],
)
def test_what_a_profile_says(written, change):
    assert entry_of(written) == change
    if change:
        assert entry_of(as_written(change)) == change
