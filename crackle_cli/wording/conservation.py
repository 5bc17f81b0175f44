"""Conservation laws in words."""

from collections.abc import Collection, Mapping, Sequence

from crackle_cli.detectors.finding import Finding
from crackle_cli.laws.law import LawForm, LawKind, Violator
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit, common
from crackle_cli.wording.amounts import amounts
from crackle_cli.wording.numbers import percent

MOST_NAMED = 3  # tasks that a sentence names; the rest are counted
SAME = 6  # digits: sums of 1e9 in cents leave 1 to nine, and nobody reads more


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, such as these.

    `rows_in = rows_out + rejected, exact in 498 of 500 tasks; broken by job-213 (−50)`
    `hours = 24 * days, exact in 499 of 500 tasks; broken by job-3 (−24, days looks wrong)`
    `throughput * latency = concurrency, within ±1.8 % in 499 of 500 tasks`
    `price * sold = revenue, exact in all 40 tasks (0 = 0 in 460 others)`
    `tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)`
    `timeout stays at 250 ms in all 120 tasks`
    """
    unit = common_unit(finding.metrics, finding.evidence.get("form"), table.census.units)
    if finding.evidence.get("method") == "original":
        return _original(finding, unit)
    broken = _named(finding.violators, _count(finding), finding, table)
    if finding.evidence["form"] == LawForm.CONSTANT:
        constant = _constant(finding, unit)
        return f"{constant}; differs in {broken}" if broken else constant
    text = f"{finding.evidence['text']}, {_how(finding, unit)} in {_tasks(finding)}"
    return f"{text}; broken by {broken}" if broken else text


def checked(finding: Finding, table: MetricTable, excused: Collection[int] = ()) -> str:
    """A known law in the tasks that it was checked in; `excused`: rows on record for breaking it.

    `throughput * latency = concurrency holds within ±1.8 % in all 500 tasks`
    `tests stays at 412 in 119 of 120 tasks; as recorded, b17 (409) differs`
    `rows_in = rows_out + rejected holds in 998 of 1,000 tasks; j7 (+1) breaks it; j3 (−5) was
    recorded`
    """
    unit = common_unit(finding.metrics, finding.evidence["form"], table.census.units)
    if finding.evidence["form"] == LawForm.CONSTANT:
        text, verbs = _constant(finding, unit), ("differs", "differ")
    else:
        how = "" if finding.evidence["kind"] == LawKind.EXACT else f"{_how(finding, unit)} "
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


def common_unit(metrics: Sequence[str], form: str | None, units: Mapping[str, Unit]) -> Unit | None:
    """What the sides of a law are in: a sum of what is in one unit, or one metric, has one."""
    alone = len(metrics) == 1 and form != LawForm.POWER
    return common(map(units.get, metrics)) if alone or form == LawForm.LINEAR else None


def _original(finding: Finding, unit: Unit | None) -> str:
    mean, variation = finding.numbers["mean"], finding.numbers["variation"]
    assert mean is not None and variation is not None
    spread = "exactly" if variation == 0 else f"± {percent(100 * variation)}"
    (told,) = amounts((mean,), unit, 3)
    return f"{finding.metrics[0]} stays at {told} in {finding.rows.size} tasks ({spread})"


def _constant(finding: Finding, unit: Unit | None) -> str:
    value, tolerance = _figure(finding, "constant"), _figure(finding, "tolerance")
    band = f" ± {percent(100 * tolerance / value)}" if tolerance else ""
    (told,) = amounts((value,), unit)
    return f"{finding.metrics[0]} stays at {told}{band} in {_tasks(finding)}"


def _how(finding: Finding, unit: Unit | None) -> str:
    kind, tolerance = finding.evidence["kind"], _figure(finding, "tolerance")
    if kind == LawKind.EXACT:
        return "exact"
    if finding.evidence["form"] == LawForm.POWER:
        band = f"±{percent(100 * tolerance)}"
    else:
        rounded = float(f"{tolerance:.3g}")  # as many digits where it is large, too
        band = f"±{amounts((rounded,), unit, 3)[0]}"
    return f"within rounding ({band})" if kind == LawKind.ROUNDED else f"within {band}"


def _tasks(finding: Finding) -> str:
    n, holds = int(_figure(finding, "n")), int(_figure(finding, "holds"))
    told = f"all {n:,} tasks" if n == holds else f"{holds:,} of {n:,} tasks"
    if finding.numbers.get("missing"):
        told += f" that have {'a number' if len(finding.metrics) == 1 else 'all of them'}"
    zero = finding.numbers.get("zero")
    return f"{told} (0 = 0 in {zero:,.0f} others)" if zero else told


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
    unit = common_unit(finding.metrics, finding.evidence["form"], table.census.units)
    named = [f"{table.task(v.row)} ({_left(v, finding, unit)})" for v in shown]
    if count > len(named):
        return f"{', '.join(named)} and {count - len(named):,} more"
    return last.join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _left(violator: Violator, finding: Finding, unit: Unit | None) -> str:
    """What a violator has instead of the constant, or what is left over between the sides."""
    if finding.evidence["form"] == LawForm.CONSTANT:
        constant = _figure(finding, "constant")
        return str(amounts((constant, constant + violator.residual), unit)[1])
    return _signed(violator.residual, finding, unit) + _suspect(violator)


def _suspect(violator: Violator) -> str:
    return f", {violator.suspect} looks wrong" if violator.suspect else ""


def _signed(residual: float, finding: Finding, unit: Unit | None) -> str:
    sign = "−" if residual < 0 else "+"
    if finding.evidence["form"] == LawForm.POWER:
        return f"{sign}{percent(100 * residual)}"
    (told,) = amounts((float(f"{abs(residual):.9g}"),), unit, 3)  # what is beyond is float error
    return f"{sign}{told}"


def _figure(finding: Finding, name: str) -> float:
    value = finding.numbers[name]
    assert value is not None
    return value
