"""The kinds of pattern by the words that people have for them."""

from collections.abc import Iterable

from crackle_cli.errors import UsageError
from crackle_cli.profile.settings import SECTIONS
from crackle_cli.suggest import did_you_mean

ANY = "any"  # all kinds, to the gate

# What else people call what a kind tells, in the singular.
MEANT = {
    "cluster": "clustering",
    "group": "clustering",
    "outlier": "clustering",
    "shift": "phase_transition",
    "level_shift": "phase_transition",
    "change_point": "phase_transition",
    "step": "phase_transition",
    "drift": "phase_transition",
    "trend": "phase_transition",
    "spread": "phase_transition",
    "law": "conservation",
    "conservation_law": "conservation",
}
WORDS = (*SECTIONS, *MEANT)  # what a slip of the pen may have been meant for


def kind_of(word: str) -> str | None:
    """The kind that a word names, in any case, in the plural, with spaces or hyphens, or None."""
    folded = word.strip().casefold().replace(" ", "_").replace("-", "_")
    one = folded.removesuffix("s")
    return next((k for k in (folded, one) if k in SECTIONS), MEANT.get(one))


def kinds_of(words: Iterable[str]) -> tuple[str, ...]:
    """The kinds, or ANY, that words name. Raises ValueError with the first that names none."""
    found = []
    for word in words:
        kind = ANY if word == ANY else kind_of(word)
        if kind is None:
            raise ValueError(word)
        found.append(kind)
    return tuple(found)


def named_kinds(words: Iterable[str], option: str, wildcard: bool = False) -> tuple[str, ...]:
    """The kinds that the words of an option name; with `wildcard`, ANY names all of them.

    Raises UsageError with the first that names none.
    """
    known = (*SECTIONS, ANY) if wildcard else tuple(SECTIONS)
    try:
        found = kinds_of(words)
        if ANY in found and not wildcard:
            raise ValueError(ANY)
    except ValueError as odd:
        hint = did_you_mean(str(odd), (*known, *WORDS))
        raise UsageError(
            f'{option}: no kind "{odd}"{hint}; name some of {", ".join(known)}'
        ) from None
    return tuple(SECTIONS) if ANY in found else found
