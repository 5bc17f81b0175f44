"""Did-you-mean: the name that was probably meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from pathlib import PurePath

NEAR = 0.6  # difflib's own default


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` - did you mean "duration"?`, or an empty text when nothing is near.

    Case is ignored.
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=NEAR)
    return f' - did you mean "{by_folded[near[0]]}"?' if near else ""


def file_meant(name: str, beside: Iterable[str]) -> str:
    """As `did_you_mean`, of files: those alike in more than what they end with."""
    stem = PurePath(name).stem.casefold()
    near = [
        other
        for other in beside
        if SequenceMatcher(None, stem, PurePath(other).stem.casefold()).ratio() >= NEAR
    ]
    return did_you_mean(name, near)


def listed(names: Iterable[str], most: int = 12) -> str:
    """`a, b, c` with the rest counted: names for an error message."""
    known = list(names)
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
