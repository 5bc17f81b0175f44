"""The laws among patterns, as a file of laws keeps them."""

import re
from collections.abc import Iterable

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.laws.law import Law, LawKind, law_of
from crackle_cli.laws.saved import MOST_NAMED

_UNNAMED = re.compile(r"(.* \()?row [0-9]+\)?")  # what a task without a name of its own is called


def found_laws(patterns: Iterable[CracklePattern]) -> tuple[Law, ...]:
    """The laws among the patterns, in their order; those of a --by group are left out.

    Such a law holds within its group only, and a file of laws knows no groups.
    """
    return tuple(
        law_of(p.evidence)._replace(broken_by=_broken_by(p))
        for p in patterns
        if p.kind is PatternKind.CONSERVATION and not p.group and "kind" in p.evidence
    )


def _broken_by(pattern: CracklePattern) -> tuple[str, ...]:
    """The tasks that break an exact law, where they are few and each has a name of its own."""
    names = [violator["label"] for violator in pattern.evidence.get("violators", ())]
    complete = len(names) == pattern.metrics["violators"] and len(names) <= MOST_NAMED
    if not complete or pattern.evidence["kind"] != LawKind.EXACT:
        return ()
    own = (not _UNNAMED.fullmatch(n) and pattern.involved_tasks.count(n) == 1 for n in names)
    return tuple(names) if all(own) else ()
