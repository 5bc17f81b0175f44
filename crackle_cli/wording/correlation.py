"""Correlations in words."""

from crackle_cli.detectors.correlation.findings import Correlated, Family, Lagged
from crackle_cli.wording.numbers import coefficient

MOST_OF_A_FAMILY = 4  # metrics of a family, or three of them and how many more


def sentence(finding: Correlated) -> str:
    """A pair, a family or a follower.

    `latency and concurrency move together (r = 0.93)`
    `queue_depth leads latency by 3 tasks (r = 0.91)`
    `latency, queue_depth, users and 6 more move together (leader latency, |r| 0.71–0.93)`
    """
    match finding:
        case Lagged(metrics=(one, other), lag=lag):
            tasks = "task" if lag == 1 else "tasks"
            return f"{one} leads {other} by {lag} {tasks} (r = {coefficient(finding.correlation)})"
        case Family() if len(finding.metrics) > 2:
            return _family(finding)
    one, other = finding.metrics
    how = "move together" if finding.correlation > 0 else "move in opposite directions"
    return f"{one} and {other} {how} (r = {coefficient(finding.correlation)})"


def _family(family: Family) -> str:
    metrics = family.metrics
    few = len(metrics) <= MOST_OF_A_FAMILY
    first = metrics[:-1] if few else metrics[: MOST_OF_A_FAMILY - 1]
    last = metrics[-1] if few else f"{len(metrics) - len(first)} more"
    named = f"{', '.join(first)} and {last}"
    ends = dict.fromkeys(coefficient(size) for size in (family.smallest, family.largest))
    size = f"|r| {'–'.join(ends)}"
    return f"{named} move together (leader {family.leader}, {size}{_opposed(family)})"


def _opposed(family: Family) -> str:
    """`, hits in the opposite direction`: the smaller of the two sides."""
    with_leader = [family.leader, *(m.metric for m in family.members if m.sign > 0)]
    against = [m.metric for m in family.members if m.sign < 0]
    few = min(with_leader, against, key=len)
    if not few:
        return ""
    more = f" and {len(few) - 2} more" if len(few) > 2 else ""
    return f", {', '.join(few[:2])}{more} in the opposite direction"
