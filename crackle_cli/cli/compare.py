"""crackle compare: read, compare, judge, report. Imports stand in the bodies, for `--help`."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer

from crackle_cli.cli.options import (
    CompareGateOptions,
    CompareOptions,
    InputOptions,
    OutputOptions,
    Sensitivity,
)
from crackle_cli.errors import UsageError

if TYPE_CHECKING:
    from crackle_cli.comparison.comparison import Comparison
    from crackle_cli.profile.thermal_profile import ThermalProfile
    from crackle_cli.progress import Progress
    from crackle_cli.reading.options import ReadOptions
    from crackle_cli.table.metric_table import MetricTable


def compare(
    context: typer.Context,
    source: InputOptions,
    sides: CompareOptions,
    detect: Sensitivity,
    gate: CompareGateOptions,
    output: OutputOptions,
) -> None:
    """Tell what changed from one set of tasks to another ("-" = stdin): BASE NEW, or --between."""
    from crackle_cli.cli.choices import profile_named, read_options, with_profile
    from crackle_cli.cli.outputs import deliver, refuse_mistakes
    from crackle_cli.cli.resources import most_memory, use_threads
    from crackle_cli.cli.ticker import Ticker

    paths = _paths(source, sides)
    refuse_mistakes(output)
    use_threads(source)
    from crackle_cli.comparison.pairing import medians_of_groups

    profile = profile_named(detect)
    options, most = with_profile(read_options(source), profile), most_memory(source)
    within = sides.pair_by or sides.block
    options = options._replace(by=(within,) if within else ())
    with ExitStack() as stack:  # the files outlast the ticker: labels are read when they are shown
        with Ticker(quiet=output.quiet) as ticker:
            if sides.between:
                named = _parts(source, sides.between, options, ticker, stack)
            else:
                named = [(path, _read([path], options, most, ticker, stack)) for path in paths]
            if sides.block:
                named = [(name, medians_of_groups(table)) for name, table in named]
            found = _compared(named, gate, profile)
        deliver(found, output, room="comparison")
    if not output.quiet:
        _say_aside(found, output)
    raise typer.Exit(max(one.exit_code for one in found))


def _paths(source: InputOptions, sides: CompareOptions) -> list[str]:
    """The sets of files. Raises UsageError for what cannot be compared."""
    paths = source.paths or []
    if source.by:
        raise UsageError("--by: compare takes no groups; take one of them with --where")
    if sides.pair_by and sides.block:
        raise UsageError("--pair-by and --block exclude each other")
    if sides.between:
        return paths or ["-"]
    if len(paths) < 2:
        given = f" with {paths[0]}" if paths else ""
        raise UsageError(
            f"name what to compare{given}, such as `crackle compare base.csv new.csv`; "
            "--between COL compares rows of one file"
        )
    if paths.count("-") > 1:
        raise UsageError('"-": stdin can be read once; name a file for the other side')
    return paths


def _read(
    paths: list[str],
    options: "ReadOptions",
    most: int,
    ticker: "Progress",
    stack: ExitStack,
) -> "MetricTable":
    """The tasks of files; a sample of them where they would not fit into memory."""
    from crackle_cli.cooling.views import view_of
    from crackle_cli.reading.opening import opened_tasks

    tasks = stack.enter_context(opened_tasks(paths, options, most, ticker))
    return view_of(tasks, seed=0, progress=ticker).table


def _parts(
    source: InputOptions,
    between: str,
    options: "ReadOptions",
    ticker: "Progress",
    stack: ExitStack,
) -> "list[tuple[str, MetricTable]]":
    """The rows of all files by the values of a column. Raises UsageError where one is missing."""
    from crackle_cli.cli.choices import names
    from crackle_cli.cli.resources import most_memory
    from crackle_cli.comparison.pairing import part_of
    from crackle_cli.suggest import did_you_mean, listed
    from crackle_cli.table.metric_table import RowGroup

    column, _, wanted = between.partition("=")
    column = column.strip()
    options = options._replace(by=(column, *options.by))
    table = _read(source.paths or ["-"], options, most_memory(source), ticker, stack)
    groups: dict[str, list[RowGroup]] = {}
    for group in table.groups:
        rest = {name: value for name, value in group.values.items() if name != column}
        groups.setdefault(group.values[column], []).append(RowGroup(rest, group.rows))
    chosen = names(wanted) or tuple(groups)
    if len(chosen) < 2:
        raise UsageError(f"--between {between}: name two values, such as {column}=main,feature")
    for value in chosen:
        if value not in groups:
            hint = did_you_mean(value, groups)
            known = listed(groups)
            raise UsageError(f'--between {column}: no value "{value}"{hint}; there are {known}')
    return [(value, part_of(table, groups[value])) for value in chosen]


def _compared(
    named: "list[tuple[str, MetricTable]]",
    gate: CompareGateOptions,
    profile: "ThermalProfile",
) -> "tuple[Comparison, ...]":
    """Every set against the first."""
    from crackle_cli.cli.choices import (
        compare_rules,
        refuse_few_rows,
        refuse_other_units,
        refuse_unknown_metrics,
    )
    from crackle_cli.comparison.comparison import compare as compared

    (first, base), *others = named
    rules = compare_rules(gate, profile)
    refuse_unknown_metrics(gate, {name for _, table in named for name in table.metrics})
    refuse_other_units(rules.min_change, profile, base)
    for _, table in named:
        refuse_few_rows(table.tasks, gate, profile)
    return tuple(compared(base, new, profile, rules, (first, name)) for name, new in others)


def _say_aside(found: "tuple[Comparison, ...]", output: OutputOptions) -> None:
    """On stderr, what the answer itself does not say."""
    from crackle_cli.cli.options import OutputFormat
    from crackle_cli.cli.outputs import chosen_format, odd_suffix
    from crackle_cli.cli.streams import say
    from crackle_cli.report.comparison.words import gate_lines

    if odd := odd_suffix(output):
        say(odd)
    for one in found:
        if chosen_format(output) is not OutputFormat.TABLE:
            for warning in one.warnings:
                say(warning)
        for line in gate_lines(one):
            say(line)
