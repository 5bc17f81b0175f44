"""What is not found but defined: laws among metrics that the user computed from each other."""

from collections.abc import Mapping

from crackle_cli.detectors.finding import Finding, PatternKind


def is_definition(finding: Finding, derived: Mapping[str, frozenset[str]]) -> bool:
    """Whether a law, or a pair that correlates, is bound by the definition of its metrics alone.

    derived: of each computed metric the columns it is made of. More metrics than they are made of
    columns always have a relation: `total = a + b` has the law `a + b = total`, in any table. A
    family of more metrics that correlate may hold a pair that is not bound so.
    """
    pair = finding.kind is PatternKind.CORRELATION and len(finding.metrics) == 2
    if not (pair or finding.kind is PatternKind.CONSERVATION):
        return False
    made_of = frozenset[str]().union(*(derived.get(m, {m}) for m in finding.metrics))
    return len(finding.metrics) > len(made_of)
