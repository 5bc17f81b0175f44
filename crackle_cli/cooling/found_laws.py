"""The laws among patterns, as a file of laws keeps them."""

import re
from collections.abc import Iterable

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.laws.law import Law

_UNNAMED = re.compile(r"(.* \()?row [0-9]+\)?")  # what a task without a name of its own is called


def found_laws(patterns: Iterable[CracklePattern]) -> tuple[Law, ...]:
    """The laws among the patterns, in their order; those of a --by group are left out.

    Such a law holds within its group only, and a file of laws knows no groups.
    """
    return tuple(
        _with_violators(p, found)
        for p in patterns
        if isinstance(found := p.finding, LawFinding) and not p.group
    )


def _with_violators(pattern: CracklePattern, found: LawFinding) -> Law:
    """The law with the tasks that break it: by name, or by row where they have none of their own.

    Where not every one is known, none is.
    """
    breaches = pattern.breaches
    if len(breaches) != found.broken:
        return found.law
    names, rows = [], []
    for breach in breaches:
        label = breach.label
        if _UNNAMED.fullmatch(label) or pattern.involved_tasks.count(label) > 1:
            rows.append((breach.row, breach.residual))
        else:
            names.append(label)
    return found.law._replace(broken_by=tuple(names), broken_rows=tuple(rows))
