"""What JSON output holds, as types: the schema is made of them (`python -m tests.schema`)."""

from typing import Annotated, Any, Literal, TypedDict

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.shown import Fact
from crackle_cli.gate.rules import Direction, Status

SCHEMA_VERSION: Literal[2] = 2


class ToolObject(TypedDict):
    name: Literal["crackle"]
    version: str


class RejectedObject(TypedDict):
    file: str
    line: Annotated[int, Fact("1-based; 0 where the format has no lines.", least=0)]
    reason: str


class NoNumberObject(TypedDict):
    file: str
    line: Annotated[int, Fact("1-based; 0 where the format has no lines.", least=0)]
    column: str
    text: str


class UnusedObject(TypedDict):
    name: str
    reason: str


class ResolutionObject(TypedDict):
    blocks: Annotated[int, Fact("Blocks whose means were looked at.", least=1)]
    tasks_per_block: Annotated[int, Fact("Tasks of each.", least=1)]
    sampled_tasks: Annotated[int, Fact("Tasks of the sample.", least=1)]


class SourceObject(TypedDict):
    files: list[str]
    format: str
    tasks: Annotated[int, Fact("Rows that were read.", least=0)]
    metrics: Annotated[int, Fact("Columns that were looked at.", least=0)]
    label: Annotated[str | None, Fact("The column that names the tasks; null where their rows do.")]
    unordered: Annotated[
        str | None,
        Fact("Why the order of the tasks means nothing, so that no changes along it were sought."),
    ]
    rejected_rows: Annotated[int, Fact("Rows that could not be read.", least=0)]
    rejected: Annotated[list[RejectedObject], Fact("The first of them.")]
    missing_cells: Annotated[int, Fact("Cells without a number.", least=0)]
    not_a_number: Annotated[int, Fact("Cells of metrics that hold something else.", least=0)]
    not_numbers: Annotated[list[NoNumberObject], Fact("The first of them.")]
    unused_columns: Annotated[list[UnusedObject], Fact("Columns that are no metrics, and why.")]
    notes: Annotated[list[str], Fact("How the input was read.")]
    summary: Annotated[
        ResolutionObject | None,
        Fact(
            "What stood for the tasks of a table larger than memory; null where all were looked at."
        ),
    ]


class ProfileObject(TypedDict):
    name: str
    sha256: Annotated[str, Fact("Of the settings.")]


class SummaryObject(TypedDict):
    patterns: Annotated[int, Fact("Patterns in all, shown or not.", least=0)]
    by_kind: Annotated[dict[PatternKind, int], Fact("How many there are of each kind.")]
    new: Annotated[int, Fact("Those that no baseline holds.", least=0)]
    known: Annotated[int, Fact("Those that the baseline holds.", least=0)]
    gated: Annotated[int, Fact("Those that trip the gate.", least=0)]
    exit_code: Annotated[
        Literal[0, 1, 2], Fact("Of the process; 1: the gate tripped, 2: no answer.")
    ]
    insufficient: Annotated[list[PatternKind], Fact("Kinds for which there were too few tasks.")]
    least_step: Annotated[
        float | None,
        Fact(
            "The least step of a level that so many tasks show as often as not, in robust standard "
            "deviations of the noise; null where they show none, or none was sought."
        ),
    ]


class LocationObject(TypedDict):
    file: str
    line: Annotated[int, Fact("1-based.", least=1)]


class GroupObject(TypedDict):
    """What one of several groups tells."""

    group: Annotated[dict[str, str], Fact("Values of the --by columns.")]
    description: Annotated[str, Fact("Its sentence.")]
    confidence: Annotated[float, Fact("How sure it is in this group.", least=0, most=1)]
    metrics: Annotated[dict[str, float | None], Fact("Its figures.")]


class PatternObject(TypedDict):
    id: Annotated[str, Fact("The same for the same pattern in another run.")]
    kind: PatternKind
    description: Annotated[str, Fact("A sentence for people.")]
    confidence: Annotated[float, Fact("0 … 1: patterns are sorted by it.", least=0, most=1)]
    involved_tasks: Annotated[
        list[str],
        Fact(
            "Labels in task order, at most 10,000: of a shift the tasks from its first to the next "
            "shift of the metric that leads it, of a law and of a correlation all that have the "
            "metrics."
        ),
    ]
    involved_task_count: Annotated[int, Fact("How many there are.", least=0)]
    involved_metrics: list[str]
    units: Annotated[
        dict[str, str],
        Fact(
            "Of those metrics whose cells have a unit: the base unit that their numbers in "
            "`metrics` and `evidence` are in, such as s, bytes, bytes/s, Hz or %. Of a metric "
            "without one nothing is known."
        ),
    ]
    metrics: Annotated[dict[str, float | None], Fact("The figures of the pattern.")]
    evidence: Annotated[dict[str, Any], Fact("What else there is to say of it.")]
    group: Annotated[
        dict[str, str],
        Fact("Values of the --by columns; empty for the whole table, and for several `groups`."),
    ]
    groups: Annotated[
        list[GroupObject],
        Fact(
            "Where several --by groups tell it: each of them; the numbers are those of the first."
        ),
    ]
    members: Annotated[
        list["PatternObject"],
        Fact(
            "Where a line tells several patterns of one sort: each of them, but for one that trips "
            "the gate, which stands beside it. They have no members."
        ),
    ]
    direction: Annotated[
        Direction | None,
        Fact("Where a direction is wanted of a metric that shifted."),
    ]
    status: Annotated[Status, Fact("`known`: the baseline holds it.")]
    gates: Annotated[bool, Fact("Whether it trips the gate.")]
    standing: Annotated[
        bool,
        Fact(
            "Whether it only says what columns are, in all tasks: a constant, a copy of another "
            "column, or a bound. A person reads those in the last lines; they never trip the gate."
        ),
    ]
    spared: Annotated[str | None, Fact("Why a pattern of a kind that trips the gate does not.")]
    location: Annotated[
        LocationObject | None,
        Fact("Where a change begins, or where a law is broken first."),
    ]
    explanation: Annotated[list[str], Fact("`--explain`: the numbers behind it, in words.")]


class HeadObject(TypedDict):
    """All but the patterns."""

    schema_version: Literal[2]
    tool: ToolObject
    source: SourceObject
    profile: Annotated[
        ProfileObject | None, Fact("What patterns were sought by; null where laws were checked.")
    ]
    summary: SummaryObject
    warnings: list[str]
    notes: list[str]


class ReportObject(HeadObject):
    """What `--json` prints."""

    patterns: list[PatternObject]
