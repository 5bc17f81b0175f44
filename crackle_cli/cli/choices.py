"""What options mean: text from the command line into the settings of the library."""

from typing import TYPE_CHECKING

from crackle_cli.cli.options import (
    CompareGateOptions,
    DetectOptions,
    GateOptions,
    InputOptions,
    Sensitivity,
)
from crackle_cli.errors import InputError, UsageError
from crackle_cli.suggest import did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crackle_cli.comparison.judging import CompareRules
    from crackle_cli.detectors.finding import PatternKind
    from crackle_cli.gate.rules import GateRules
    from crackle_cli.gate.verdict import GateChoices
    from crackle_cli.profile.settings import MinChange
    from crackle_cli.profile.thermal_profile import ThermalProfile
    from crackle_cli.reading.options import ReadOptions
    from crackle_cli.reading.pieces.parquet_tasks import ParquetTasks
    from crackle_cli.table.metric_table import MetricTable


def names(text: str | None) -> tuple[str, ...]:
    """`A, B` as (A, B)."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def kinds(text: str | None, option: str, wildcard: bool = False) -> "frozenset[PatternKind]":
    """A list of kinds of pattern, by any word for them; with `wildcard`, `any` names them all.

    Raises UsageError.
    """
    from crackle_cli.detectors.finding import PatternKind
    from crackle_cli.profile.kinds import ANY, named_kinds

    given = names(text)
    if text is not None and not given:
        known = [*map(str, PatternKind), *([ANY] if wildcard else [])]
        raise UsageError(f"{option}: name some of {', '.join(known)}")
    return frozenset(map(PatternKind, named_kinds(given, option, wildcard)))


def profile_named(options: Sensitivity) -> "ThermalProfile":
    """The profile with the rate and the seed of the options. Raises ProfileError."""
    from crackle_cli.profile.settings import CoolingRate
    from crackle_cli.profile.thermal_profile import ThermalProfile

    profile = ThermalProfile.load(options.profile)
    if options.rate:
        profile = profile.with_rate(CoolingRate(options.rate))
    return profile if options.seed is None else profile.with_seed(options.seed)


def profile_of(detect: DetectOptions) -> "ThermalProfile":
    """The profile with what the options change of it. Raises ProfileError, UsageError."""
    from crackle_cli.detectors.finding import PatternKind

    profile = profile_named(detect)
    only = kinds(detect.only, "--only") or frozenset(PatternKind)
    for kind in PatternKind:
        if kind not in only or kind in kinds(detect.without, "--without"):
            profile = profile.without(kind)
    return profile


def read_options(source: InputOptions) -> "ReadOptions":
    """What to read, as the options say."""
    from crackle_cli.reading.options import ReadOptions

    return ReadOptions(
        input_format=source.input_format,
        header=not source.no_header,
        json_path=source.json_path,
        label=source.label,
        metrics=names(source.metrics),
        ignore=names(source.ignore),
        order_by=source.order_by,
        ordered=source.ordered,
        by=names(source.by),
        where=source.where,
        glaze=dict(_glaze(text) for text in source.glaze or []),
        pivot=_pivot(source),
        no_pivot=source.no_pivot,
    )


def _pivot(source: InputOptions) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """`NAME=VALUE` as the columns of names and those of values. Raises UsageError."""
    if source.pivot is None:
        return None
    if source.no_pivot:
        raise UsageError("--pivot and --no-pivot exclude each other")
    given, _, values = source.pivot.partition("=")
    if not names(given):
        raise UsageError(f'--pivot "{source.pivot}": write NAME=VALUE, such as bench=ms')
    return names(given), names(values)


def with_profile(options: "ReadOptions", profile: "ThermalProfile") -> "ReadOptions":
    """The options, and what the profile says where they are silent."""
    return options._replace(
        label=options.label or profile.label,
        metrics=options.metrics or profile.metrics,
        ignore=options.ignore or profile.ignore,
        order_by=options.order_by or profile.order_by,
        ordered=profile.ordered if options.ordered is None else options.ordered,
        by=options.by or profile.by,
        where=options.where or profile.where,
        glaze={**profile.glaze, **options.glaze},
    )


def order_meant(options: "ReadOptions", detect: DetectOptions, rules: "GateRules") -> "ReadOptions":
    """The options; the order counts for who asks for what goes along it, if they say nothing of it.

    A gate of transitions that does not look for any would let pass whatever happens.
    """
    from crackle_cli.detectors.finding import PatternKind

    asked = rules.fail_on | (kinds(detect.only, "--only") if detect.only else frozenset())
    meant = options.ordered is None and PatternKind.PHASE_TRANSITION in asked
    return options._replace(ordered=True) if meant else options


def _glaze(text: str) -> tuple[str, str]:
    name, equals, expression = text.partition("=")
    if not (name.strip() and equals and expression.strip()):
        raise UsageError(f'--glaze "{text}": write NAME=EXPR, such as "error_rate=errors/requests"')
    return name.strip(), expression.strip()


def gate_choices(gate: GateOptions) -> "GateChoices":
    """What the options say of the gate; of what they are silent about, nothing."""
    from pathlib import Path

    from crackle_cli.gate.baseline import read_baseline

    choices: GateChoices = {
        "better": _better(gate),
        "min_change": _min_changes(gate.min_change or []),
        "exit_zero": gate.exit_zero,
    }
    if gate.fail_on is not None:
        choices["fail_on"] = kinds(gate.fail_on, "--fail-on", wildcard=True)
    if gate.recent is not None:
        choices["recent"] = gate.recent
    if gate.confirm is not None:
        choices["confirm"] = gate.confirm
    if gate.fail_on_mix is not None:
        choices["fail_on_mix"] = gate.fail_on_mix
    if gate.baseline:
        choices["baseline"] = read_baseline(Path(gate.baseline))
    return choices


def compare_rules(gate: CompareGateOptions, profile: "ThermalProfile") -> "CompareRules":
    """What trips the gate of a comparison: the options, and the profile where they are silent."""
    from crackle_cli.comparison.judging import CompareRules

    return CompareRules(
        fail_on=gate.fail_on.value if gate.fail_on else None,
        better={**_better(gate), **profile.better},
        min_change={**_min_changes(gate.min_change or []), **profile.min_change},
        exit_zero=gate.exit_zero,
    )


def _better(gate: GateOptions | CompareGateOptions) -> dict[str, str]:
    lower, higher = names(gate.lower_is_better), names(gate.higher_is_better)
    both = sorted(set(lower) & set(higher))
    if both:
        raise UsageError(f"--lower-is-better and --higher-is-better both name {', '.join(both)}")
    return {**dict.fromkeys(lower, "lower"), **dict.fromkeys(higher, "higher")}


def refuse_unknown_metrics(
    gate: GateOptions | CompareGateOptions, metrics: "Iterable[str]"
) -> None:
    """Raises UsageError for a column of an option that is no metric; globs may fit none."""
    known = list(metrics)
    given = {
        "--lower-is-better": names(gate.lower_is_better),
        "--higher-is-better": names(gate.higher_is_better),
        "--min-change": tuple(_min_changes(gate.min_change or [])),
    }
    for option, wanted in given.items():
        for name in wanted:
            if name not in known and not any(mark in name for mark in "*?["):
                hint = did_you_mean(name, known)
                raise UsageError(f'{option}: no metric "{name}"{hint}; there are {listed(known)}')


def refuse_other_units(
    least_changes: "Mapping[str, MinChange]",
    profile: "ThermalProfile",
    tasks: "MetricTable | ParquetTasks",
) -> None:
    """Raises UsageError for a smallest change in a unit that its metric is not in."""
    from crackle_cli.gate.rules import for_metric
    from crackle_cli.table.units import Unit
    from crackle_cli.wording.amounts import amounts

    for metric in tasks.metrics:
        least: MinChange | None = for_metric(least_changes, metric)
        unit = tasks.census.units.get(metric)
        if least is None or not least.unit or (unit and unit.name == least.unit):
            continue
        where, plain = "--min-change", f"{metric}=N"
        if least in profile.min_change.values():
            where, plain = f"profile {profile.name}: min_change", f"{metric}: {{absolute: N}}"
        (told,) = amounts((least.absolute,), Unit(least.unit))
        if unit:
            why = f"is in {unit.name}; {told} cannot be compared with it"
        else:
            why = f"has no unit to compare {told} with; write {plain}"
        raise UsageError(f'{where}: "{metric}" {why}')


def _min_changes(given: list[str]) -> "dict[str, MinChange]":
    """`COL=5%` is relative, `COL=60ms` and `COL=2` are absolute; both may be given."""
    from dataclasses import replace

    from crackle_cli.profile.min_change import change_of, size_of
    from crackle_cli.profile.settings import MinChange

    result: dict[str, MinChange] = {}
    for text in given:
        metric, equals, size = text.rpartition("=")
        plain = size_of(size)
        least = change_of(size) if plain is None else MinChange(absolute=plain)
        if not equals or not metric or least is None:
            raise UsageError(f'--min-change "{text}": write COL=5%, COL=60ms or COL=2')
        before = result.get(metric, MinChange())
        if size.rstrip().endswith("%"):
            result[metric] = replace(before, relative=least.relative)
        else:
            result[metric] = replace(least, relative=before.relative)
    return result


def refuse_few_rows(
    tasks: int, gate: GateOptions | CompareGateOptions, profile: "ThermalProfile"
) -> None:
    """Raises InputError when there are fewer tasks than --min-rows asks for."""
    least = profile.gate.min_rows if gate.min_rows is None else gate.min_rows
    if tasks < least:
        raise InputError(f"{tasks} tasks are fewer than the {least} of --min-rows")
