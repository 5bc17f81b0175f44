"""Conservation laws in words."""

from collections.abc import Mapping, Sequence
from math import expm1

from crackle_cli.detectors.conservation.findings import (
    Check,
    Conserved,
    Constant,
    LawFinding,
    LowVariation,
)
from crackle_cli.laws.check import State
from crackle_cli.laws.law import Law, LawForm, LawKind, Violator
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit, common
from crackle_cli.wording.amounts import amounts
from crackle_cli.wording.numbers import MOST_NAMED_TASKS, percent

SUMS = (LawForm.LINEAR, LawForm.BOUND)  # whose sides are in the unit of their metrics
SAME_DIGITS = 6  # digits: sums of 1e9 in cents leave 1 to nine, and nobody reads more


def sentence(finding: Conserved, table: MetricTable) -> str:
    """One line, such as these; of a saved law see `_checked`.

    `rows_in = rows_out + rejected, exact in 498 of 500 tasks; broken by job-213 (−50)`
    `hours = 24 * days, exact in 499 of 500 tasks; broken by job-3 (−24, days looks wrong)`
    `throughput * latency = concurrency, within ±1.8 % in 499 of 500 tasks`
    `price * sold = revenue, exact in all 40 tasks (0 = 0 in 460 others)`
    `tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)`
    `timeout stays at 250 ms in all 120 tasks`
    `min <= avg <= max in 498 of 500 tasks; broken by job-213 (by 50)`
    """
    match finding:
        case LawFinding(check=Check() as check):
            return _checked(finding, check, table)
        case Constant():
            constant = _constant(finding, table)
            broken = _named(finding.violators, finding.broken, finding, table)
            return f"{constant}; differs in {broken}" if broken else constant
        case LawFinding():
            how = _how(finding, _unit(finding, table))
            text = f"{finding.text}{how and f', {how}'} in {_tasks(finding)}"
            broken = _named(finding.violators, finding.broken, finding, table)
            return f"{text}; broken by {broken}" if broken else text
        case LowVariation():
            return _low_variation(finding, common(map(table.census.units.get, finding.metrics)))
    raise TypeError(f"no sentence for {type(finding).__name__}")


def _checked(finding: LawFinding, check: Check, table: MetricTable) -> str:
    """A saved law in the tasks that it was checked in, and what it was judged by.

    `kept: throughput * latency = concurrency holds within ±1.8 % in all 500 tasks (recorded: 500
    of 500)`
    `kept: tests stays at 412 in 119 of 120 tasks; as recorded, b17 (409) differs`
    `broken: rows_in = rows_out + rejected holds in 998 of 1,000 tasks; j7 (+1) breaks it; j3 (−5)
    was recorded`
    `untold: a + b = c: no task has all of its metrics`
    """
    if check.state is State.UNTOLD:
        return f"{check.state}: {finding.text}: no task has all of its metrics"
    text, verbs = _kept(finding, table)
    if check.drifted:
        text += f"; {_drifted(finding, check.drifted, table)}"
    before = [v for v in finding.violators if v.row in check.excused]
    since = [v for v in finding.violators if v.row not in check.excused]
    others = finding.broken - len(before)
    old = _named(before, len(before), finding, table, " and ")
    new = _named(since, others, finding, table, " and ")
    if new:
        text += f"; {new} {verbs[others > 1]}"
        text += f"; {old} {'were' if len(before) > 1 else 'was'} recorded" if old else ""
    elif old:
        text += f"; as recorded, {old} {verbs[len(before) > 1]}"
    law = finding.law  # the tasks on record are told by name, or counted
    record = f" (recorded: {law.holds:,} of {law.n:,})" if law.n and not check.excused else ""
    return f"{check.state}: {text}{record}"


def _drifted(finding: LawFinding, count: int, table: MetricTable) -> str:
    """`240 are further off than any on record (±1.8 %)`"""
    law = finding.law
    worst = _band(law, law.worst, law.relative, _unit(finding, table))
    verb = "is" if count == 1 else "are"
    return f"{count:,} {verb} further off than any on record ({worst})"


def _kept(finding: LawFinding, table: MetricTable) -> tuple[str, tuple[str, str]]:
    """How a saved law holds, and what a task and several tasks do that break it."""
    if isinstance(finding, Constant):
        return _constant(finding, table), ("differs", "differ")
    exact = finding.law.kind is LawKind.EXACT or finding.law.form is LawForm.BOUND
    how = "" if exact else f"{_passes(finding, _unit(finding, table))} "
    return f"{finding.text} holds {how}in {_tasks(finding)}", ("breaks it", "break it")


def _unit(finding: LawFinding, table: MetricTable) -> Unit | None:
    return common_unit(finding.metrics, finding.law.form, table.census.units)


def common_unit(metrics: Sequence[str], form: LawForm, units: Mapping[str, Unit]) -> Unit | None:
    """What the sides of a law are in: a sum of what is in one unit, or one metric, has one."""
    alone = len(metrics) == 1 and form is not LawForm.POWER
    return common(map(units.get, metrics)) if alone or form in SUMS else None


def _low_variation(finding: LowVariation, unit: Unit | None) -> str:
    variation = finding.variation
    spread = "exactly" if variation == 0 else f"± {percent(100 * variation)}"
    (told,) = amounts((finding.mean,), unit, 3)
    return f"{finding.metrics[0]} stays at {told} in {finding.rows.size} tasks ({spread})"


def _constant(finding: Constant, table: MetricTable) -> str:
    told = constant_value(finding, table)
    return f"{finding.metrics[0]} stays at {told} in {_tasks(finding)}"


def constant_value(finding: Constant, table: MetricTable) -> str:
    """`250 ms`; `80 ± 0.4 %` of what keeps within a band."""
    value, tolerance = finding.law.constant, finding.law.tolerance
    band = f" ± {percent(100 * tolerance / value)}" if tolerance else ""
    (told,) = amounts((value,), _unit(finding, table))
    return f"{told}{band}"


def _how(finding: LawFinding, unit: Unit | None) -> str:
    law = finding.law
    if law.form is LawForm.BOUND:
        return ""
    if law.kind is LawKind.EXACT:
        return "exact"
    band = _band(law, law.tolerance, law.form is LawForm.POWER, unit)
    return f"within rounding ({band})" if law.kind is LawKind.ROUNDED else f"within {band}"


def _passes(finding: LawFinding, unit: Unit | None) -> str:
    """How far off a task may be that a check lets pass."""
    law = finding.law
    if not law.guard or not law.worst:
        return _how(finding, unit)
    if law.form is LawForm.POWER:
        return f"within {_band(law, expm1(law.guard), True, unit)}"
    return f"within {_band(law, law.guard, law.relative, unit)}"


def _band(law: Law, width: float, share: bool, unit: Unit | None) -> str:
    if share or law.form is LawForm.POWER:
        return f"±{percent(100 * width)}"
    rounded = float(f"{width:.3g}")  # as many digits where it is large, too
    return f"±{amounts((rounded,), unit, 3)[0]}"


def _tasks(finding: LawFinding) -> str:
    n, holds = finding.n, finding.holds
    told = f"all {n:,} tasks" if n == holds else f"{holds:,} of {n:,} tasks"
    if finding.missing:
        told += f" that have {'a number' if len(finding.metrics) == 1 else 'all of them'}"
    return f"{told} (0 = 0 in {finding.zero:,} others)" if finding.zero else told


def _named(
    violators: Sequence[Violator],
    count: int,
    finding: LawFinding,
    table: MetricTable,
    last: str = ", ",
) -> str:
    """Of `count` tasks those that differ most, in the order of the table, the rest counted.

    Of equal ones the first, whatever float error makes of them.
    """
    worst_first = sorted(violators, key=lambda v: -float(f"{abs(v.residual):.{SAME_DIGITS}g}"))
    shown = sorted(worst_first[:MOST_NAMED_TASKS], key=lambda v: v.row)
    unit = _unit(finding, table)
    named = [f"{table.task(v.row)} ({_left(v, finding, unit)})" for v in shown]
    if count > len(named):
        return f"{', '.join(named)} and {count - len(named):,} more"
    return last.join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _left(violator: Violator, finding: LawFinding, unit: Unit | None) -> str:
    """What a violator has instead of the constant, or what is left over between the sides."""
    if isinstance(finding, Constant):
        constant = finding.law.constant
        return str(amounts((constant, constant + violator.residual), unit)[1])
    return _signed(violator.residual, finding, unit) + _suspect(violator)


def _suspect(violator: Violator) -> str:
    return f", {violator.suspect} looks wrong" if violator.suspect else ""


def _signed(residual: float, finding: LawFinding, unit: Unit | None) -> str:
    sign = "−" if residual < 0 else "+"
    if finding.law.form is LawForm.POWER:
        return f"{sign}{percent(100 * residual)}"
    (told,) = amounts((float(f"{abs(residual):.9g}"),), unit, 3)  # what is beyond is float error
    return f"by {told}" if finding.law.form is LawForm.BOUND else f"{sign}{told}"
