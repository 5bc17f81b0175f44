"""The gate: which patterns fail a build, and the exit code that follows."""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final, Literal, NamedTuple, TypeVar

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    Changed,
    Mix,
    Spread,
    Turn,
)
from crackle_cli.detectors.several import Several
from crackle_cli.errors import ExitCode
from crackle_cli.gate.baseline import Baseline
from crackle_cli.gate.recency import Look, Recency, recency_of
from crackle_cli.profile.settings import MinChange
from crackle_cli.table.part import Part

Direction = Literal["better", "worse"]
Status = Literal["new", "known"]

BETTER: Final = "better"
WORSE: Final = "worse"

Value = TypeVar("Value")


class GateRules(NamedTuple):
    """What trips the gate.

    fail_on     the kinds that trip it; empty: there is no gate
    recent      a pattern trips only if it is news: if it begins among the last `recent` tasks and
                is no slope, or could not be told without them; 0: all that is told trips
    confirm     tasks that a transition must have behind it; with fewer it is suspect
    better      metric or glob -> "lower" or "higher"; a change for the better does not trip
    min_change  metric or glob -> the smallest change that trips
    fail_on_mix whether a metric that only the shares of a text column move trips it
    baseline    the patterns that were accepted
    exit_zero   report the gate but leave with 0
    """

    fail_on: frozenset[PatternKind] = frozenset()
    recent: int = 10
    confirm: int = 2
    better: Mapping[str, str] = {}
    min_change: Mapping[str, MinChange] = {}
    fail_on_mix: bool = False
    baseline: Baseline = Baseline()
    exit_zero: bool = False


class Judged(NamedTuple):
    """A pattern, and what the gate makes of it.

    status     "new", or "known" when the baseline holds it
    direction  "better" or "worse" where a direction is wanted of a metric that shifted, else None
    gates      whether it trips the gate
    spared     why a pattern of a kind that trips does not; empty otherwise
    """

    pattern: CracklePattern
    status: Status = "new"
    direction: Direction | None = None
    gates: bool = False
    spared: str = ""


class Verdict(NamedTuple):
    """Every pattern judged, in the order given, and the exit code of the process.

    `warnings` names the entries of the baseline that no longer occur.
    """

    judged: tuple[Judged, ...]
    exit_code: ExitCode
    warnings: tuple[str, ...] = ()

    @property
    def gated(self) -> tuple[CracklePattern, ...]:
        """The patterns that trip the gate."""
        return tuple(one.pattern for one in self.judged if one.gates)

    @property
    def spared(self) -> tuple[Judged, ...]:
        """The patterns of a kind that trips it which do not, each with the reason why."""
        return tuple(one for one in self.judged if one.spared)


def verdict_on(
    patterns: Sequence[CracklePattern],
    rules: GateRules,
    parts: Sequence[Part] = (),
    look: Look | None = None,
) -> Verdict:
    """Judge the patterns of a table; nothing trips where there is no gate.

    parts: the --by groups of the table, or the whole of it. look: what can still be asked of the
    table, if anything.
    """
    recency = recency_of(parts, rules.recent, look, rules.confirm)
    once = [_judged_once(pattern, rules, recency) for pattern in patterns]
    every = tuple(_judged_by_members(one, once) for one in once)
    tripped = any(one.gates for one in every) and not rules.exit_zero
    gone = tuple(
        f"baseline: {one.id} no longer occurs ({one.description})"
        for one in rules.baseline.gone(patterns)
    )
    return Verdict(every, ExitCode.GATED if tripped else ExitCode.CLEAN, gone)


def _judged_once(
    pattern: CracklePattern, rules: GateRules, recency: Callable[[Mapping[str, str]], Recency]
) -> Judged:
    """A pattern judged; one that several groups tell is as grave as the gravest of theirs."""
    parts = [_judged(one, rules, recency(one.group)) for one in pattern.parts]
    if not pattern.of_groups:
        return parts[0]
    known = rules.baseline.holds(pattern) or all(one.status == "known" for one in parts)
    gravest = next(
        (o for o in parts if o.gates), next((o for o in parts if not o.spared), parts[0])
    )
    directions = {one.direction for one in parts}
    spared = "acknowledged in the baseline" if known and pattern.kind in rules.fail_on else ""
    return Judged(
        pattern=pattern,
        status="known" if known else "new",
        direction=WORSE if WORSE in directions else gravest.direction,
        gates=gravest.gates and not known,
        spared=spared or gravest.spared,
    )


def _judged_by_members(one: Judged, every: Sequence[Judged]) -> Judged:
    """A pattern; one that tells several in its line trips nothing, as each of them is judged."""
    if not isinstance(one.pattern.finding, Several):
        return one
    members = [other for other in every if other.pattern.ends == one.pattern.id]
    directions = {other.direction for other in members}
    known = all(other.status == "known" for other in members)
    reasons = " or ".join(dict.fromkeys(other.spared for other in members))
    return Judged(
        pattern=one.pattern,
        status="known" if known else "new",
        direction=WORSE if WORSE in directions else next(iter(directions), None),
        spared="" if any(other.gates for other in members) else reasons,
    )


def _judged(pattern: CracklePattern, rules: GateRules, recency: Recency) -> Judged:
    known = rules.baseline.holds(pattern)
    gated_kind = pattern.kind in rules.fail_on
    spared = ""
    if gated_kind:
        spared = "acknowledged in the baseline" if known else _spared(pattern, rules, recency)
    return Judged(
        pattern=pattern,
        status="known" if known else "new",
        direction=_direction(pattern, rules.better),
        gates=gated_kind and not spared,
        spared=spared,
    )


def _spared(pattern: CracklePattern, rules: GateRules, recency: Recency) -> str:
    """Why a pattern does not trip the gate, or an empty text: it is no news, or good news."""
    if pattern.standing:
        return "holds in all tasks"
    if pattern.kind is not PatternKind.PHASE_TRANSITION:
        return recency.standing(pattern.finding)
    if isinstance(pattern.finding, Turn):
        return "a turn, no shift"
    if isinstance(pattern.finding, Mix) and not rules.fail_on_mix:
        return "a change of the mix alone"
    if pattern.onset is None:
        return "has no task at which it begins" if rules.recent else ""
    after = pattern.onset.tasks_after
    if after < rules.confirm:
        return f"suspect until {rules.confirm} tasks show it"
    # Asked last, as it may take further looks at the table.
    return _welcome(pattern, rules) or recency.no_news(pattern.finding, after)


def _welcome(pattern: CracklePattern, rules: GateRules) -> str:
    """Why a transition does no harm, or an empty text."""
    found = pattern.finding
    # To be at a known level again is bad only if unwanted.
    ends = isinstance(found, Abrupt) and found.since is not None
    unwanted = [
        change
        for change in changes(pattern)
        if (way := _one_direction(pattern, change, rules.better)) == WORSE
        or (way is None and not ends)
    ]
    if not unwanted:
        return "back at the level before" if ends else "a change for the better"
    return "" if any(_large(c, rules) for c in unwanted) else "smaller than min_change"


def changes(pattern: CracklePattern) -> tuple[Change, ...]:
    """The change of each metric of a transition; none of what has no two sides."""
    return pattern.finding.changes if isinstance(pattern.finding, Changed) else ()


def _direction(pattern: CracklePattern, better: Mapping[str, str]) -> Direction | None:
    """Worse when any metric is; better when every one is; None where nothing is wanted."""
    if pattern.kind is not PatternKind.PHASE_TRANSITION:
        return None
    found = {_one_direction(pattern, change, better) for change in changes(pattern)}
    if WORSE in found:
        return WORSE
    return BETTER if found == {BETTER} else None


def _one_direction(
    pattern: CracklePattern, change: Change, better: Mapping[str, str]
) -> Direction | None:
    wanted = for_metric(better, change.metric)
    if wanted is None or change.after == change.before:
        return None
    fell = change.after < change.before
    if isinstance(pattern.finding, Spread):  # more scatter is worse, whatever is wanted
        return BETTER if fell else WORSE
    return BETTER if fell == (wanted == "lower") else WORSE


def _large(change: Change, rules: GateRules) -> bool:
    """Whether a change is as large as min_change asks."""
    least = for_metric(rules.min_change, change.metric)
    if least is None:
        return True
    per_cent = change.change_pct  # None at a zero baseline: no per cent is too small there
    relative = per_cent is None or abs(per_cent) >= least.relative
    if change.share_of and change.share_of.value != 1.0:  # no amount of the metric
        return relative
    return relative and bool(abs(change.after - change.before) >= least.absolute)


def for_metric(by_name: Mapping[str, Value], metric: str) -> Value | None:
    """What is said of a metric: by its very name, else by the first glob that fits it."""
    if metric in by_name:
        return by_name[metric]
    return next((value for glob, value in by_name.items() if fnmatchcase(metric, glob)), None)
