"""Conservation laws in words."""

from collections.abc import Callable

from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.pattern import Finding, Violator
from crackle_cli.table import MetricTable
from crackle_cli.wording.numbers import number, percent

MOST_NAMED = 3  # tasks that a sentence names; the rest are counted


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, such as these.

    `rows_in = rows_out + rejected, exact in 498 of 500 tasks; broken by job-213 (−50)`
    `hours = 24 * days, exact in 499 of 500 tasks; broken by job-3 (−24, days looks wrong)`
    `throughput * latency = concurrency, within ±1.8 % in 499 of 500 tasks`
    `tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)`
    """
    if finding.evidence.get("method") == "original":
        return _original(finding)
    if finding.evidence["form"] == LawForm.CONSTANT:
        return _constant(finding, table)
    broken = _named(finding, table, lambda v: _signed(v.residual, finding) + _suspect(v))
    text = f"{finding.evidence['text']}, {_how(finding)} in {_tasks(finding)}"
    return f"{text}; broken by {broken}" if broken else text


def checked(finding: Finding, table: MetricTable) -> str:
    """A law that is no news, in tasks that it was checked in.

    `rows_in = rows_out + rejected holds in 498 of 500 tasks; job-213 (−50) breaks it`
    `throughput * latency = concurrency holds within ±1.8 % in all 500 tasks`
    `tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)`
    """
    if finding.evidence["form"] == LawForm.CONSTANT:
        return _constant(finding, table)
    how = "" if finding.evidence["kind"] == LawKind.EXACT else f"{_how(finding)} "
    text = f"{finding.evidence['text']} holds {how}in {_tasks(finding)}"
    broken = _named(finding, table, lambda v: _signed(v.residual, finding) + _suspect(v), " and ")
    verb = "breaks" if _figure(finding, "violators") == 1 else "break"
    return f"{text}; {broken} {verb} it" if broken else text


def _original(finding: Finding) -> str:
    mean, variation = finding.numbers["mean"], finding.numbers["variation"]
    assert mean is not None and variation is not None
    spread = "exactly" if variation == 0 else f"± {percent(100 * variation)}"
    return f"{finding.metrics[0]} stays at {number(mean)} in {finding.rows.size} tasks ({spread})"


def _constant(finding: Finding, table: MetricTable) -> str:
    value, tolerance = _figure(finding, "constant"), _figure(finding, "tolerance")
    band = f" ± {percent(100 * tolerance / value)}" if tolerance else ""
    text = f"{finding.metrics[0]} stays at {number(value, 6)}{band} in {_tasks(finding)}"
    differing = _named(finding, table, lambda v: number(value + v.residual, 6))
    return f"{text}; differs in {differing}" if differing else text


def _how(finding: Finding) -> str:
    kind, tolerance = finding.evidence["kind"], _figure(finding, "tolerance")
    if kind == LawKind.EXACT:
        return "exact"
    if finding.evidence["form"] == LawForm.POWER:
        band = f"±{percent(100 * tolerance)}"
    else:
        band = f"±{number(tolerance)}"
    return f"within rounding ({band})" if kind == LawKind.ROUNDED else f"within {band}"


def _tasks(finding: Finding) -> str:
    n, holds = int(_figure(finding, "n")), int(_figure(finding, "holds"))
    return f"all {n:,} tasks" if n == holds else f"{holds:,} of {n:,} tasks"


def _named(
    finding: Finding, table: MetricTable, told: Callable[[Violator], str], last: str = ", "
) -> str:
    """The tasks that differ most, in the order of the table, the rest counted."""
    worst = sorted(finding.violators, key=lambda v: -abs(v.residual))[:MOST_NAMED]
    shown = sorted(worst, key=lambda v: v.row)
    rest = int(_figure(finding, "violators")) - len(shown)
    named = [f"{table.labels[v.row]} ({told(v)})" for v in shown]
    if rest > 0:
        return f"{', '.join(named)} and {rest:,} more"
    return last.join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _suspect(violator: Violator) -> str:
    return f", {violator.suspect} looks wrong" if violator.suspect else ""


def _signed(residual: float, finding: Finding) -> str:
    sign = "−" if residual < 0 else "+"
    if finding.evidence["form"] == LawForm.POWER:
        return f"{sign}{percent(100 * residual)}"
    return f"{sign}{number(float(f'{abs(residual):.9g}'))}"  # what is beyond is float error


def _figure(finding: Finding, name: str) -> float:
    value = finding.numbers[name]
    assert value is not None
    return value
