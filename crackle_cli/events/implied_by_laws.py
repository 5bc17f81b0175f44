"""What a law and another finding both say is told once. O(k^2) for k findings."""

from collections.abc import Sequence
from itertools import combinations

from crackle_cli.detectors.conservation.findings import Constant, LawFinding
from crackle_cli.detectors.correlation.findings import Correlated, Lagged
from crackle_cli.detectors.finding import Finding
from crackle_cli.events.simultaneous import joins
from crackle_cli.laws.law import LawForm, LawKind

SURE = 0.5  # confidence of a change that says it all; one that may be nothing hides no law


def once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the correlations that laws tell, and constants that changes tell."""
    return _not_constants(_not_correlations(findings))


def _not_correlations(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the correlations between metrics that laws bind, not approximately.

    What a law ties together moves together; the law says so, and more. So do several that tell one
    metric from the other. An approximate law, whose smallest term may be lost in its tolerance,
    says so of the two metrics that it is about alone.
    """
    every = [
        f for f in findings if isinstance(f, LawFinding) and f.law.form is not LawForm.BOUND
    ]  # what is less than something need not move with it
    laws = [set(f.metrics) for f in every if f.law.kind is not LawKind.APPROXIMATE]
    near = [set(f.metrics) for f in every if f.law.kind is LawKind.APPROXIMATE]

    def is_told(correlation: Correlated) -> bool:
        metrics = set(correlation.metrics)
        if any(metrics <= law for law in laws):
            return True
        if isinstance(correlation, Lagged):
            return False
        return (len(metrics) == 2 and metrics in near) or _are_bound(metrics, laws)

    return tuple(f for f in findings if not isinstance(f, Correlated) or not is_told(f))


def _are_bound(metrics: set[str], laws: Sequence[set[str]]) -> bool:
    """Whether of every two metrics one law speaks, or some tell the one from the other."""
    follow = {metric: _followed({metric}, laws) for metric in metrics}
    return all(
        b in follow[a] or a in follow[b] or any({a, b} <= law for law in laws)
        for a, b in combinations(metrics, 2)
    )


def _followed(known: set[str], laws: Sequence[set[str]]) -> set[str]:
    """The metrics that follow from those known: a law tells the one that it lacks."""
    while True:
        more = [law for law in laws if len(law) > 1 and len(law - known) == 1]
        if not more:
            return known
        known = known.union(*more)


def _not_constants(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the constants that differ only before a change, or only from it on.

    `fell by 100 % at j10: 9 → 0` says when, and from what; `stays at 0 in 490 of 500 tasks` does
    not.
    """
    changes = [f for f in findings if joins(f) and f.confidence >= SURE]

    def is_told(constant: Constant) -> bool:
        rows = [violator.row for violator in constant.violators]
        if not rows or len(rows) != constant.broken:
            return False
        places = [f.place for f in changes if f.metrics == constant.metrics]
        return any(max(rows) < place.high or min(rows) >= place.low for place in places)

    return tuple(f for f in findings if not isinstance(f, Constant) or not is_told(f))
