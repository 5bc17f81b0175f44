"""judge(table, profile, fail_on=…): a table cooled and judged, for programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypedDict, Unpack

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.pipeline import cool, ranked, transitions
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.gate.baseline import Baseline
from crackle_cli.gate.hysteresis import dimmed
from crackle_cli.gate.rules import GateRules, Value, Verdict, verdict_on
from crackle_cli.profile.kinds import named_kinds
from crackle_cli.profile.settings import MinChange
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part


class GateChoices(TypedDict, total=False):
    """What trips the gate, where the profile does not say it.

    fail_on     kinds of pattern by any word for them, or "any"
    recent, confirm, fail_on_mix, exit_zero: as in GateRules
    better      metric or glob -> "lower" or "higher"
    min_change  metric or glob -> the smallest change that trips
    baseline    the patterns that were accepted
    """

    fail_on: str | Iterable[str]
    recent: int
    confirm: int
    fail_on_mix: bool
    better: Mapping[str, str]
    min_change: Mapping[str, MinChange]
    baseline: Baseline
    exit_zero: bool


def judge(
    table: MetricTable, profile: ThermalProfile | None = None, **choices: Unpack[GateChoices]
) -> Verdict:
    """The patterns of a table, which of them trip the gate, and the exit code that follows.

    What `choices` leaves open is as the profile (the default one if not given) says. A gate of
    transitions means the order of the rows, whatever speaks against it. Raises UsageError for a
    kind that does not exist.
    """
    profile = profile or ThermalProfile.default()
    rules = rules_of(profile, choices)
    if PatternKind.PHASE_TRANSITION in rules.fail_on:
        table = replace(table, unordered=None)
    return judged_table(table, cool(table, looked_by(profile, rules)), rules, profile)


def looked_by(profile: ThermalProfile, rules: GateRules) -> ThermalProfile:
    """The profile by which patterns are sought that may fail a build: those too faint for a list.

    The newest tasks show a step before it is sure how large it is. Of copies the metric is looked
    at that the rules say something of.
    """
    profile = replace(profile, better=rules.better, min_change=rules.min_change)
    least = min(profile.min_confidence, profile.gate.min_confidence)
    return replace(profile, min_confidence=least) if rules.fail_on else profile


def judged_table(
    table: MetricTable,
    patterns: Sequence[CracklePattern],
    rules: GateRules,
    profile: ThermalProfile,
) -> Verdict:
    """The patterns of a table, and what stays though the newest task dims it, as the gate judges.

    Those of a sampled table by their places alone: of a table read in pieces the last tasks are
    less than one block, and change nothing that the blocks tell.
    """
    groups = [Part(group.values, group.rows.size, group.rows) for group in table.groups]
    parts = groups or [Part({}, table.tasks)]
    if table.sampled:
        return _told(verdict_on(patterns, rules, parts), profile)
    look = _Look(table, profile)
    may_stay = dimmed(table, patterns, parts, rules, profile)
    stay = verdict_on(may_stay, rules, parts, look).gated
    every = ranked([*patterns, *stay]) if stay else patterns
    return _told(verdict_on(every, rules, parts, look), profile)


def _told(verdict: Verdict, profile: ThermalProfile) -> Verdict:
    """The verdict without what is too faint for a list and fails nothing."""
    least = profile.min_confidence
    judged = (one for one in verdict.judged if one.gates or one.pattern.confidence >= least)
    return verdict._replace(judged=tuple(judged))


class _Look(NamedTuple):
    """What the gate may still ask of a table in memory."""

    table: MetricTable
    profile: ThermalProfile

    def told(self, rows: Rows, metrics: Sequence[str] = ()) -> Sequence[Finding]:
        return transitions(self.table, rows, self.profile, metrics)

    def values(self, metric: str) -> Floats:
        return self.table.metrics[metric]


def rules_of(profile: ThermalProfile, choices: GateChoices) -> GateRules:
    """The rules of a profile, and the choices instead where they say something.

    Of several globs that fit a metric the first one counts: those of the choices come first.
    Raises UsageError for a kind that does not exist.
    """
    written = profile.gate
    fail_on = choices.get("fail_on", written.fail_on)
    words = [fail_on] if isinstance(fail_on, str) else fail_on
    return GateRules(
        fail_on=frozenset(map(PatternKind, named_kinds(words, "fail_on", wildcard=True))),
        recent=choices.get("recent", written.recent),
        confirm=choices.get("confirm", written.confirm),
        fail_on_mix=choices.get("fail_on_mix", written.fail_on_mix),
        better=_first(choices.get("better", {}), profile.better),
        min_change=_first(choices.get("min_change", {}), profile.min_change),
        baseline=choices.get("baseline", Baseline()),
        exit_zero=choices.get("exit_zero", False),
    )


def _first(chosen: Mapping[str, Value], written: Mapping[str, Value]) -> dict[str, Value]:
    """What is chosen, and after it what is written of other names."""
    return {**chosen, **{name: value for name, value in written.items() if name not in chosen}}
