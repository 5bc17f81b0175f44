"""Conservation laws in words."""

from collections.abc import Collection, Sequence

from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.pattern import Finding, Violator
from crackle_cli.table import MetricTable
from crackle_cli.wording.numbers import number, percent

MOST_NAMED = 3  # tasks that a sentence names; the rest are counted
SAME = 6  # digits: sums of 1e9 in cents leave 1 to nine, and nobody reads more


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, such as these.

    `rows_in = rows_out + rejected, exact in 498 of 500 tasks; broken by job-213 (−50)`
    `hours = 24 * days, exact in 499 of 500 tasks; broken by job-3 (−24, days looks wrong)`
    `throughput * latency = concurrency, within ±1.8 % in 499 of 500 tasks`
    `tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)`
    """
    if finding.evidence.get("method") == "original":
        return _original(finding)
    broken = _named(finding.violators, _count(finding), finding, table)
    if finding.evidence["form"] == LawForm.CONSTANT:
        return f"{_constant(finding)}; differs in {broken}" if broken else _constant(finding)
    text = f"{finding.evidence['text']}, {_how(finding)} in {_tasks(finding)}"
    return f"{text}; broken by {broken}" if broken else text


def checked(finding: Finding, table: MetricTable, excused: Collection[int] = ()) -> str:
    """A known law in the tasks that it was checked in; `excused`: rows on record for breaking it.

    `throughput * latency = concurrency holds within ±1.8 % in all 500 tasks`
    `tests stays at 412 in 119 of 120 tasks; as recorded, b17 (409) differs`
    `rows_in = rows_out + rejected holds in 998 of 1,000 tasks; j7 (+1) breaks it; j3 (−5) was
    recorded`
    """
    if finding.evidence["form"] == LawForm.CONSTANT:
        text, verbs = _constant(finding), ("differs", "differ")
    else:
        how = "" if finding.evidence["kind"] == LawKind.EXACT else f"{_how(finding)} "
        text = f"{finding.evidence['text']} holds {how}in {_tasks(finding)}"
        verbs = ("breaks it", "break it")
    before = [v for v in finding.violators if v.row in excused]
    since = [v for v in finding.violators if v.row not in excused]
    old = _named(before, len(before), finding, table, " and ")
    new = _named(since, _count(finding) - len(before), finding, table, " and ")
    if not new:
        return f"{text}; as recorded, {old} {verbs[len(before) > 1]}" if old else text
    text += f"; {new} {verbs[_count(finding) - len(before) > 1]}"
    return f"{text}; {old} {'were' if len(before) > 1 else 'was'} recorded" if old else text


def _original(finding: Finding) -> str:
    mean, variation = finding.numbers["mean"], finding.numbers["variation"]
    assert mean is not None and variation is not None
    spread = "exactly" if variation == 0 else f"± {percent(100 * variation)}"
    return f"{finding.metrics[0]} stays at {number(mean)} in {finding.rows.size} tasks ({spread})"


def _constant(finding: Finding) -> str:
    value, tolerance = _figure(finding, "constant"), _figure(finding, "tolerance")
    band = f" ± {percent(100 * tolerance / value)}" if tolerance else ""
    return f"{finding.metrics[0]} stays at {number(value, 6)}{band} in {_tasks(finding)}"


def _how(finding: Finding) -> str:
    kind, tolerance = finding.evidence["kind"], _figure(finding, "tolerance")
    if kind == LawKind.EXACT:
        return "exact"
    if finding.evidence["form"] == LawForm.POWER:
        band = f"±{percent(100 * tolerance)}"
    else:
        band = f"±{number(float(f'{tolerance:.3g}'))}"  # as many digits where it is large, too
    return f"within rounding ({band})" if kind == LawKind.ROUNDED else f"within {band}"


def _tasks(finding: Finding) -> str:
    n, holds = int(_figure(finding, "n")), int(_figure(finding, "holds"))
    told = f"all {n:,} tasks" if n == holds else f"{holds:,} of {n:,} tasks"
    if not finding.numbers.get("missing"):
        return told
    return f"{told} that have {'a number' if len(finding.metrics) == 1 else 'all of them'}"


def _count(finding: Finding) -> int:
    return int(_figure(finding, "violators"))


def _named(
    violators: Sequence[Violator],
    count: int,
    finding: Finding,
    table: MetricTable,
    last: str = ", ",
) -> str:
    """Of `count` tasks those that differ most, in the order of the table, the rest counted.

    Of equal ones the first, whatever float error makes of them.
    """
    worst = sorted(violators, key=lambda v: -float(f"{abs(v.residual):.{SAME}g}"))[:MOST_NAMED]
    shown = sorted(worst, key=lambda v: v.row)
    named = [f"{table.labels[v.row]} ({_left(v, finding)})" for v in shown]
    if count > len(named):
        return f"{', '.join(named)} and {count - len(named):,} more"
    return last.join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _left(violator: Violator, finding: Finding) -> str:
    """What a violator has instead of the constant, or what is left over between the sides."""
    if finding.evidence["form"] == LawForm.CONSTANT:
        return number(_figure(finding, "constant") + violator.residual, 6)
    return _signed(violator.residual, finding) + _suspect(violator)


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
