"""The laws among patterns, as a file of laws keeps them."""

import re
from collections.abc import Iterable

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.laws.law import Law, LawKind
from crackle_cli.laws.saved import MOST_EXCUSED

_UNNAMED = re.compile(r"(.* \()?row [0-9]+\)?")  # what a task without a name of its own is called


def found_laws(patterns: Iterable[CracklePattern]) -> tuple[Law, ...]:
    """The laws among the patterns, in their order; those of a --by group are left out.

    Such a law holds within its group only, and a file of laws knows no groups.
    """
    return tuple(
        found.law._replace(broken_by=_broken_by(p, found))
        for p in patterns
        if isinstance(found := p.finding, LawFinding) and not p.group
    )


def _broken_by(pattern: CracklePattern, found: LawFinding) -> tuple[str, ...]:
    """The tasks that break an exact law, where they are few and each has a name of its own."""
    names = [breach.label for breach in pattern.breaches]
    complete = len(names) == found.broken and len(names) <= MOST_EXCUSED
    if not complete or found.law.kind is not LawKind.EXACT:
        return ()
    own = (not _UNNAMED.fullmatch(n) and pattern.involved_tasks.count(n) == 1 for n in names)
    return tuple(names) if all(own) else ()
