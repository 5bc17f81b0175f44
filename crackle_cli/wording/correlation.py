"""Correlations in words."""

from collections.abc import Sequence

from crackle_cli.detectors.correlation.findings import (
    Bent,
    Broken,
    Copy,
    Correlated,
    DelayedCopy,
    Family,
    Lagged,
    RoundedCopy,
)
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.amounts import estimates, written
from crackle_cli.wording.numbers import coefficient

MOST_OF_A_SIDE = 3  # metrics that move with the leader, or against it; of more two and the count


def sentence(finding: Correlated, table: MetricTable) -> str:
    """A pair, a family, a follower or a bend.

    `latency and concurrency move together (r = 0.93)`
    `bugs and tests move together (r = 0.60), the opposite within each team (r = −0.70)`
    `queue_depth leads latency by 3 tasks (r = 0.91)`
    `cost is lowest near load 40 %, higher on both sides (r = 0.71)`
    `a and b move together before job-120 (r = 0.90), not from there on (0.05)`
    `log_size follows size exactly`
    `seconds follows ms, rounded`
    `previous_size is size 1 task before`
    `queue_depth, users and 6 more move with latency, hits against it (|r| 0.71–0.93)`
    """
    match finding:
        case Lagged(metrics=(one, other), lag=lag):
            tasks = "task" if lag == 1 else "tasks"
            return f"{one} leads {other} by {lag} {tasks} (r = {coefficient(finding.correlation)})"
        case Bent():
            (turn,) = estimates((finding.turn,), written(table, finding.metrics[0]))
            return f"{bend(finding.metrics, finding.shape, f' {turn}')} (r = {_size(finding)})"
        case Broken():
            return broken(finding, table.task(finding.place.row))
        case RoundedCopy(metrics=(one, other)):
            return f"{other} follows {one}, rounded"
        case DelayedCopy(metrics=(one, other), lag=lag):
            return f"{other} is {one} {lag} {'task' if lag == 1 else 'tasks'} before"
        case Copy(metrics=(one, other)):
            how = "follows" if finding.correlation > 0 else "mirrors"
            return f"{other} {how} {one} exactly"
        case Family() if len(finding.metrics) > 2:
            return _family(finding)
    one, other = finding.metrics
    how = "move together" if finding.correlation > 0 else "move in opposite directions"
    told = f"{one} and {other} {how} (r = {coefficient(finding.correlation)})"
    if not finding.opposite:
        return told
    column, r = finding.opposite
    return f"{told}, the opposite within each {column} (r = {coefficient(r)})"


def bend(metrics: Sequence[str], shape: str, turn: str = "") -> str:
    """`cost is lowest near load 40 %, higher on both sides`."""
    one, other = metrics
    here, there = ("lowest", "higher") if shape == "valley" else ("highest", "lower")
    near = f"near {one}{turn}" if turn else f"in the middle of {one}"
    return f"{other} is {here} {near}, {there} on both sides"


def broken(found: Broken, task: str, numbers: bool = True) -> str:
    """`b, c and 4 more move with a from job-120 on (|r| 0.90), not before (0.05)`.

    Without numbers `b, c and 4 more move with a from job-120 on, not before`.
    """
    when, else_when = f"before {task}", "from there on"
    strong, weak = found.before, found.after
    if found.identity == "after":
        when, else_when, strong, weak = f"from {task} on", "before", weak, strong
    leader, *others = found.metrics
    way, other_way = "together", "in opposite directions"
    if strong < 0:
        way, other_way = other_way, way
    who, size = f"{leader} and {others[0]} move {way}", "r ="
    if len(others) > 1:
        who, size, other_way = f"{_side(others)} with {leader}", "|r|", "against it"
    otherwise = other_way if found.turns else "not"
    if not numbers:
        return f"{who} {when}, {otherwise} {else_when}"
    sizes = f"({size} {coefficient(strong)})", f"({coefficient(weak)})"
    return f"{who} {when} {sizes[0]}, {otherwise} {else_when} {sizes[1]}"


def _size(finding: Correlated) -> str:
    return coefficient(abs(finding.correlation))


def _family(family: Family) -> str:
    alike = [m.metric for m in family.members if m.sign > 0]
    against = [m.metric for m in family.members if m.sign < 0]
    if not alike:
        sides = f"{_side(against)} against {family.leader}"
    else:
        sides = f"{_side(alike)} with {family.leader}"
        sides += f", {_listed(against)} against it" if against else ""
    ends = dict.fromkeys(coefficient(size) for size in (family.smallest, family.largest))
    return f"{sides} (|r| {'–'.join(ends)})"


def _side(names: Sequence[str]) -> str:
    return f"{_listed(names)} move{'s' * (len(names) == 1)}"


def _listed(names: Sequence[str]) -> str:
    """`a`, `a, b and c`, `a, b and 4 more`."""
    few = len(names) <= MOST_OF_A_SIDE
    first = names[:-1] if few else names[: MOST_OF_A_SIDE - 1]
    last = names[-1] if few else f"{len(names) - len(first)} more"
    return f"{', '.join(first)} and {last}" if first else last
