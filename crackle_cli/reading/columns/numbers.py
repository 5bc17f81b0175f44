"""One cell of text as a number, or as missing, or as neither."""

import re

MISSING = frozenset({"", "-", "na", "n/a", "nan", "null", "none"})
TRUTH = {
    **dict.fromkeys(("true", "yes", "pass", "passed", "success", "succeeded"), 1.0),
    **dict.fromkeys(("false", "no", "fail", "failed", "failure"), 0.0),
}
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,5})?")


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.strip().casefold() in MISSING


def is_number(text: str) -> bool:
    """Whether a cell is a plain decimal number."""
    return _NUMBER.fullmatch(text.strip()) is not None
