"""The numbers behind a pattern's sentence, in words."""

from collections.abc import Callable, Iterator, Mapping
from math import floor, log10
from typing import Any

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.laws.law import LawForm
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import amounts, arrow, estimates, joined
from crackle_cli.wording.conservation import common_unit
from crackle_cli.wording.numbers import certainty, coefficient, number, percent, relative

MOST_LISTED = 12  # lines of one sort: metrics, tasks
SMALLEST = 1e-12  # chances below it are as good as none

Units = Mapping[str, Unit]
Lines = Iterator[str]


def explanation(pattern: CracklePattern, units: Units) -> tuple[str, ...]:
    """Lines without full stops: what was measured, how surely, and how unlikely by chance.

    units: those of the metrics that have one.
    """
    parts: dict[PatternKind, Callable[[CracklePattern, Units], Lines]] = {
        PatternKind.CLUSTERING: _clustering,
        PatternKind.PHASE_TRANSITION: _phase_transition,
        PatternKind.CONSERVATION: _conservation,
        PatternKind.CORRELATION: _correlation,
    }
    return (*parts[pattern.kind](pattern, units), *_certainty(pattern), f"id {pattern.id}")


def _certainty(pattern: CracklePattern) -> Lines:
    strength = pattern.evidence.get("strength", pattern.confidence)
    yield (
        f"confidence {certainty(pattern.confidence)}: its strength is {strength:.2f}, "
        f"and at the lower end of the 95 % interval {certainty(pattern.confidence)}"
    )
    p_value = pattern.metrics.get("p_value")
    if p_value is None and pattern.evidence.get("form") == LawForm.CONSTANT:
        yield "that a metric keeps a value is counted, not tested against chance"
    elif p_value is None:
        yield "this method tests nothing against chance"
    else:
        yield f"by chance alone: {_odds(p_value)}"


def _odds(p_value: float) -> str:
    """`1 in 7,800,000 tables`: two digits, rounded down."""
    if p_value < SMALLEST:
        return f"less than 1 in {1 / SMALLEST:,.0f} tables"
    tables = 1 / p_value
    step = 10 ** max(0, floor(log10(tables)) - 1)
    return f"1 in {floor(tables / step) * step:,.0f} tables (p = {p_value:.2g})"


def _phase_transition(pattern: CracklePattern, units: Units) -> Lines:
    evidence, numbers = pattern.evidence, pattern.metrics
    changes = evidence.get("changes") or [{"metric": pattern.involved_metrics[0], **numbers}]
    for change in changes[:MOST_LISTED]:
        yield _change(change, units.get(change["metric"]))
    if len(changes) > MOST_LISTED:
        yield f"and {len(changes) - MOST_LISTED} more metrics"
    starts = evidence.get("may_begin", ())
    if len(starts) > 1:
        yield f"it begins at {evidence['begins']}; at one of {len(starts)} tasks surely (95 %)"
        first, last = numbers["row_low"], numbers["row_high"]
        yield f"rows {number(first or 0)} to {number(last or 0)}, counted from 0"
    elif starts:
        yield f"it begins at {evidence['begins']}, surely (95 %)"
    if numbers.get("tasks_after") is not None:
        yield f"tasks from there on: {number(numbers['tasks_after'] or 0)}"
    if "back" in evidence:
        yield f"it is back at the level before at {evidence['back']}, {_back_surely(numbers)}"
    if "ends" in evidence:
        yield f"it is the end of {evidence['ends']}"


def _back_surely(numbers: Mapping[str, float | None]) -> str:
    low, high = (number(numbers[name] or 0) for name in ("row_back_low", "row_back_high"))
    return "surely (95 %)" if low == high else f"surely (95 %) in one of the rows {low} to {high}"


def _change(change: Mapping[str, Any], unit: Unit | None) -> str:
    before, after = change.get("before"), change.get("after")
    if before is None or after is None:
        text = f"{change['metric']}: {_told(before, unit)} → {_told(after, unit)}"
    else:
        text = f"{change['metric']}: {arrow(before, after, unit, digits=4)}"
    share = relative(change.get("change_pct"))
    if share:
        text += f", {'−' if change['change_pct'] < 0 else '+'}{share}"
    if change.get("noise_units") is not None:
        text += f", {number(abs(change['noise_units']))} standard deviations of its noise"
    return text


def _told(value: float | None, unit: Unit | None) -> str:
    return "nothing" if value is None else str(estimates((value,), unit, 4)[0])


def _conservation(pattern: CracklePattern, units: Units) -> Lines:
    evidence, numbers = pattern.evidence, pattern.metrics
    unit = common_unit(pattern.involved_metrics, evidence.get("form"), units)
    if evidence.get("method") == "original":
        mean = _told(numbers["mean"], unit)
        yield f"mean {mean}, standard deviation over mean {numbers['variation']}"
        return
    terms = len(evidence["terms"])
    powers = evidence["form"] == LawForm.POWER  # of which both sides are compared as a share
    sides = "one term" if terms == 1 else f"{terms} terms"
    base = f" (in {unit.name})" if unit and numbers["constant"] else ""
    yield f"a law of {sides}, {evidence['kind']}: {evidence['text']}{base}"
    n, holds = numbers["n"] or 0, numbers["holds"] or 0
    yield f"it holds in {holds:,.0f} of {n:,.0f} tasks ({percent(100 * holds / n)})"
    if numbers.get("zero"):
        yield f"in {numbers['zero']:,.0f} others both sides are 0, which proves nothing"
    if numbers["tolerance"]:
        most = numbers["tolerance"]
        told = percent(100 * most) if powers else amounts((most,), unit, 3)[0]
        yield f"a task keeps it when both sides differ by at most {told}"
    broken = evidence.get("violators", ())
    for task in broken[:MOST_LISTED]:
        wrong = f", likely wrong: {task['suspect']}" if task.get("suspect") else ""
        yield f"broken by {task['label']}: {_residual(task['residual'], powers, unit)}{wrong}"
    if len(broken) > MOST_LISTED:
        yield f"and {len(broken) - MOST_LISTED} more tasks"


def _residual(residual: float, powers: bool, unit: Unit | None) -> str:
    if powers:
        which = "lower" if residual < 0 else "higher"
        return f"the right side is {percent(100 * abs(residual))} {which} than the left"
    return f"right side − left side = {amounts((residual,), unit, 3)[0]}"


def _correlation(pattern: CracklePattern, units: Units) -> Lines:
    evidence, numbers = pattern.evidence, pattern.metrics
    if evidence.get("method") == "original":
        yield f"r = {coefficient(numbers['correlation'] or 0)} of the values as they are"
        return
    for member in evidence.get("members", ())[:MOST_LISTED]:
        way = "with" if member["sign"] > 0 else "against"
        r = abs(member["correlation"])
        yield f"{member['metric']} moves {way} {evidence['leader']}: |r| = {r:.2f}"
    yield (
        f"r = {coefficient(numbers['correlation'] or 0)}, of the ranks of what is new in each "
        "task, without trend and memory; not Pearson's r of the columns"
    )
    if numbers.get("lag"):
        yield f"strongest with the later metric {number(numbers['lag'] or 0)} tasks behind"


def _clustering(pattern: CracklePattern, units: Units) -> Lines:
    evidence, numbers = pattern.evidence, pattern.metrics
    if evidence.get("method") == "original":
        yield f"average distance {_told(numbers['average_distance'], None)} in raw units"
        return
    if evidence["role"] == "outliers":
        yield f"far out is {number(numbers['distance'] or 0)} standard deviations from the median"
    else:
        yield f"one of {evidence['groups']} groups in {', '.join(evidence['seen_in'])}"
        empty = percent(100 * (numbers["separation"] or 0))
        yield f"where it comes nearest to another group it is {empty} emptier than in its middle"
    for apart in evidence["apart"][:MOST_LISTED]:
        ends = estimates([*apart["inside"], *apart["others"]], units.get(apart["metric"]), 4)
        inside, others = (joined(tuple(dict.fromkeys(e)), " to ") for e in (ends[:2], ends[2:]))
        share = percent(100 * apart["share"])
        yield f"{apart['metric']}: {inside}, others {others} ({share} of them outside)"
    for text in evidence.get("explained_by", ()):
        yield (
            f"{text['column']} = {text['text']} in {text['inside']:,} of its tasks "
            f"and {text['others']:,} others"
        )
