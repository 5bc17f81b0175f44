"""Did-you-mean: the name that was probably meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from pathlib import PurePath

# One wrong letter in four (.75) is near, one in three (.67) is not; difflib's own 0.6 takes
# --format for --rate.
LEAST_ALIKE = 0.7
BEGUN = 3  # letters that people shorten a name to: dur, lat, mem


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` - did you mean "duration"?`, or an empty text when nothing is near.

    Near is what begins so, alone or as the beginning of all that do, and what differs in few
    letters or in their order. Case is ignored.
    """
    meant = nearest(name, known)
    return f' - did you mean "{meant}"?' if meant else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one that was probably meant, or None."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    folded = name.casefold()
    begun = sorted((other for other in by_folded if other.startswith(folded)), key=len)
    if begun and len(folded) >= BEGUN and all(other.startswith(begun[0]) for other in begun):
        return by_folded[begun[0]]
    swapped = [other for other in by_folded if sorted(other) == sorted(folded)]
    near = swapped or get_close_matches(folded, by_folded, n=1, cutoff=LEAST_ALIKE)
    return by_folded[near[0]] if near else None


def file_meant(name: str, beside: Iterable[str]) -> str:
    """As `did_you_mean`, of files: those alike in more than what they end with."""
    stem = PurePath(name).stem.casefold()
    near = [
        other
        for other in beside
        if SequenceMatcher(None, stem, PurePath(other).stem.casefold()).ratio() >= LEAST_ALIKE
    ]
    return did_you_mean(name, near)


def listed(names: Iterable[str], most: int = 12) -> str:
    """`a, b, c` with the rest counted: names for an error message."""
    known = list(names)
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest
