"""The kinds of pattern by the words that people have for them."""

from collections.abc import Iterable

from crackle_cli.profile.settings import SECTIONS

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
