"""Correlations in words."""

from crackle_cli.detectors.finding import Finding
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.numbers import coefficient

MOST_NAMED = 4  # metrics of a family, or three of them and how many more


def sentence(finding: Finding, table: MetricTable) -> str:
    """A pair, a family or a follower.

    `latency and concurrency move together (r = 0.93)`
    `queue_depth leads latency by 3 tasks (r = 0.91)`
    `latency, queue_depth, users and 6 more move together (leader latency, |r| 0.71–0.93)`
    """
    numbers = finding.numbers
    r = numbers["correlation"]
    assert r is not None
    if numbers.get("lag"):
        lag = int(numbers["lag"] or 0)
        tasks = "task" if lag == 1 else "tasks"
        one, other = finding.metrics
        return f"{one} leads {other} by {lag} {tasks} (r = {coefficient(r)})"
    if len(finding.metrics) == 2:
        one, other = finding.metrics
        how = "move together" if r > 0 else "move in opposite directions"
        return f"{one} and {other} {how} (r = {coefficient(r)})"
    return _family(finding)


def _family(finding: Finding) -> str:
    metrics, numbers = finding.metrics, finding.numbers
    few = len(metrics) <= MOST_NAMED
    first = metrics[:-1] if few else metrics[: MOST_NAMED - 1]
    last = metrics[-1] if few else f"{len(metrics) - len(first)} more"
    named = f"{', '.join(first)} and {last}"
    ends = dict.fromkeys(coefficient(numbers[name] or 0) for name in ("smallest", "largest"))
    size = f"|r| {'–'.join(ends)}"
    return f"{named} move together (leader {metrics[0]}, {size}{_opposed(finding)})"


def _opposed(finding: Finding) -> str:
    """`, hits in the opposite direction`: the smaller of the two sides."""
    members = finding.evidence["members"]
    with_leader = [finding.metrics[0], *(m["metric"] for m in members if m["sign"] > 0)]
    against = [m["metric"] for m in members if m["sign"] < 0]
    few = min(with_leader, against, key=len)
    if not few:
        return ""
    more = f" and {len(few) - 2} more" if len(few) > 2 else ""
    return f", {', '.join(few[:2])}{more} in the opposite direction"
