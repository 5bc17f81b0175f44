"""The options that commands share, in the groups of their meaning.

`panel` heads the options of a dataclass in the help. The dataclasses are bare (no comparison, no
repr): each such method is code that is compiled at every start, 2 ms of `crackle --help` in all.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from typer import Argument, Option


class InputFormat(StrEnum):
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"


class OutputFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    GITHUB = "github"
    JUNIT = "junit"


class Rate(StrEnum):
    FAST = "fast"
    NORMAL = "normal"
    SLOW = "slow"


# In the same panel of several commands.
SmallestChanges = Annotated[
    list[str] | None,
    Option(
        metavar="COL=N[%|UNIT]",
        help="Smaller changes of a metric, such as p99=5% or p99=60ms, do not fail.",
        show_default=False,
    ),
]
ExitZero = Annotated[bool, Option("--exit-zero", help="Report the gate but exit with 0.")]


@dataclass(eq=False, repr=False)
class InputOptions:
    """What to read, as what, and with how much of the machine."""

    panel = "Input"

    paths: Annotated[
        list[str] | None,
        Argument(metavar="[PATH]...", help='Files or globs; "-" is stdin.', show_default=False),
    ] = None
    input_format: Annotated[
        InputFormat | None, Option(help="Format of the input; decided by content if not given.")
    ] = None
    no_header: Annotated[bool, Option("--no-header", help="The first line is data.")] = False
    json_path: Annotated[
        str | None, Option(metavar="PATH", help="Dotted path to the rows in JSON.")
    ] = None
    label: Annotated[str | None, Option(metavar="COL", help="Column that names the tasks.")] = None
    metrics: Annotated[str | None, Option(metavar="A,B,glob*", help="Use only these columns.")] = (
        None
    )
    ignore: Annotated[str | None, Option(metavar="C,glob*", help="Do not use these columns.")] = (
        None
    )
    order_by: Annotated[
        str | None, Option(metavar="COL", help="Order of the tasks; else that of the file.")
    ] = None
    ordered: Annotated[
        bool | None,
        Option(
            "--ordered/--no-ordered",
            help="Whether the order means something; decided by the columns if not given.",
            show_default=False,
        ),
    ] = None
    by: Annotated[str | None, Option(metavar="COL", help="Look at each group by itself.")] = None
    where: Annotated[str | None, Option(metavar="EXPR", help="Use only these rows.")] = None
    glaze: Annotated[
        list[str] | None,
        Option(metavar="NAME=EXPR", help="Add a derived metric (repeatable).", show_default=False),
    ] = None
    pivot: Annotated[
        str | None,
        Option(
            metavar="NAME[=VALUE]",
            help="Look at a long table as one metric for each NAME, by the columns VALUE.",
        ),
    ] = None
    no_pivot: Annotated[bool, Option("--no-pivot", help="Look at a long table row by row.")] = False
    max_memory: Annotated[
        str | None,
        Option(
            metavar="SIZE",
            help="Summarise tables that need more, such as 4G (1G, or a quarter of the machine's).",
        ),
    ] = None
    threads: Annotated[
        int | None, Option(min=1, metavar="N", help="Processors to use; all if not given.")
    ] = None


@dataclass(eq=False, repr=False)
class Sensitivity:
    """How sensitive to be."""

    panel = "Detect"

    profile: Annotated[
        str, Option("--profile", "-p", metavar="NAME|FILE", help="Thermal profile.")
    ] = "default"
    rate: Annotated[Rate | None, Option(help="Cooling rate, instead of the profile's.")] = None
    seed: Annotated[int | None, Option(min=0, metavar="N", help="Seed of every random choice.")] = (
        None
    )


@dataclass(eq=False, repr=False)
class DetectOptions(Sensitivity):
    """How sensitive to be, and to what."""

    only: Annotated[
        str | None, Option(metavar="KINDS", help="Look only for these kinds of pattern.")
    ] = None
    without: Annotated[str | None, Option(metavar="KINDS", help="Do not look for these kinds.")] = (
        None
    )


@dataclass(eq=False, repr=False)
class FilterOptions:
    """Which patterns count, how many are shown, and what is kept of them."""

    panel = "Output"

    min_confidence: Annotated[
        float | None,
        Option(min=0, max=1, metavar="F", help="Leave out patterns below this (0.1)."),
    ] = None
    limit: Annotated[
        int | None, Option("--limit", "-n", min=0, metavar="N", help="Show only the first N lines.")
    ] = None
    explain: Annotated[
        str | None,
        Option(metavar="N|ID|all", help="Say the numbers behind the Nth pattern, or behind all."),
    ] = None
    save_laws: Annotated[
        str | None, Option(metavar="FILE", help="Write the laws found for `crackle check`.")
    ] = None


@dataclass(eq=False, repr=False)
class GateOptions:
    """What fails a build."""

    panel = "Gate"

    fail_on: Annotated[
        str | None, Option(metavar="KINDS|any", help="Exit 1 when such a pattern is found.")
    ] = None
    recent: Annotated[
        int | None,
        Option(min=0, metavar="N", help="Only transitions in the last N tasks fail (10; 0: all)."),
    ] = None
    confirm: Annotated[
        int | None,
        Option(min=1, metavar="N", help="Tasks that must show a transition to fail it (2)."),
    ] = None
    fail_on_mix: Annotated[
        bool | None,
        Option(
            "--fail-on-mix",
            help="A metric that only the mix of tasks moves fails, too.",
            show_default=False,
        ),
    ] = None
    lower_is_better: Annotated[
        str | None, Option(metavar="COL,glob*", help="A fall of these metrics does not fail.")
    ] = None
    higher_is_better: Annotated[
        str | None, Option(metavar="COL,glob*", help="A rise of these metrics does not fail.")
    ] = None
    min_change: SmallestChanges = None
    baseline: Annotated[
        str | None, Option(metavar="FILE", help="Patterns in this file are known and do not fail.")
    ] = None
    write_baseline: Annotated[
        str | None, Option(metavar="FILE", help="Accept the patterns of this run.")
    ] = None
    min_rows: Annotated[
        int | None, Option(min=0, metavar="N", help="Exit 2 when there are fewer tasks.")
    ] = None
    exit_zero: ExitZero = False


class FailOn(StrEnum):
    WORSE = "worse"
    CHANGED = "changed"
    ANY = "any"


@dataclass(eq=False, repr=False)
class CompareOptions:
    """What is compared with what."""

    panel = "Compare"

    between: Annotated[
        str | None,
        Option(
            metavar="COL[=A,B]",
            help="Compare the rows of all files by the values of a column, each with the first.",
        ),
    ] = None
    pair_by: Annotated[
        str | None,
        Option(metavar="COL", help="Compare each value of a column, such as a test, with itself."),
    ] = None
    block: Annotated[
        str | None,
        Option(metavar="COL", help="Rows of one value, such as a run, are one task: medians."),
    ] = None


@dataclass(eq=False, repr=False)
class CompareGateOptions:
    """Which changes fail a build."""

    panel = "Gate"

    fail_on: Annotated[
        FailOn | None,
        Option(help="Exit 1 for what is worse, for changes not known to be better, or for all."),
    ] = None
    lower_is_better: Annotated[
        str | None, Option(metavar="COL,glob*", help="A fall of these metrics is better.")
    ] = None
    higher_is_better: Annotated[
        str | None, Option(metavar="COL,glob*", help="A rise of these metrics is better.")
    ] = None
    min_change: SmallestChanges = None
    min_rows: Annotated[
        int | None, Option(min=0, metavar="N", help="Exit 2 when a side has fewer tasks.")
    ] = None
    exit_zero: ExitZero = False


@dataclass(eq=False, repr=False)
class OutputOptions:
    """Where the answer goes, and in which form."""

    panel = "Output"

    output_format: Annotated[
        OutputFormat | None,
        Option(
            "--output-format",
            "-f",
            help="By the suffix of -o; else a table on a terminal, or plain lines.",
        ),
    ] = None
    json: Annotated[bool, Option("--json", help="Same as -f json.")] = False
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help="Write to a file.")
    ] = None
    report: Annotated[
        list[str] | None,
        Option(
            metavar="[FORMAT=]FILE",
            help='Write another report as well (repeatable; "-": stderr).',
            show_default=False,
        ),
    ] = None
    quiet: Annotated[bool, Option("--quiet", "-q", help="Nothing on stderr but errors.")] = False
    verbose: Annotated[bool, Option("--verbose", "-v", help="Say how the input was read.")] = False
    no_color: Annotated[bool, Option("--no-color", help="No colour.")] = False
