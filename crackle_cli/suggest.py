"""Did-you-mean: the name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` - did you mean "duration"?`, or an empty text when nothing is near.

    Case is ignored. The cut-off of .6 is difflib's own default.
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_folded, n=1)
    return f' - did you mean "{by_folded[near[0]]}"?' if near else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """`a, b, c` with the rest counted: names for an error message."""
    known = list(names)
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
