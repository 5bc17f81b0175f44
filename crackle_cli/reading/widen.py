"""The step between what was read and the table: what is long is looked at wide.

Rows are chosen (--where) and metrics derived (--glaze) before, of the rows as they stand; whatever
follows sees the wide table.
"""

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from glob import escape

import numpy as np

from crackle_cli.errors import ExpressionError, UsageError
from crackle_cli.reading.assemble import Columns, evaluator_of, refuse_column
from crackle_cli.reading.columns.axes import AXIS
from crackle_cli.reading.columns.identifiers import numbers_as_text
from crackle_cli.reading.columns.keys import Key, codes_of, count, is_text, joint, places_of
from crackle_cli.reading.columns.long import Long, long_table, pivoted_by, values_in
from crackle_cli.reading.columns.pivot import Tasks, Wide, tasks_of, wide
from crackle_cli.reading.columns.roles import known
from crackle_cli.reading.columns.task_names import NEARLY_DISTINCT, distinct
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn, taken
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.table.arrays import Rows
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import BadCell, Census, UnusedColumn

LOOKED_AT_WHOLE = 1 << 14  # rows; of more, the first ones say whether a table may be long
GLANCE = 1 << 12  # rows
MOST_METRICS = 200  # of more, the pairs take longer to look at than all else
SEVERAL = "; of several rows at a time the median counts, of flags the share, of ones how many"
MOST_NAMES_PER_TASK = 2.0  # 142 countries in 12 years are a panel; 30 benches of 20 commits are not

Read = tuple[Columns, ReadOptions]


def widened(read: Columns, options: ReadOptions) -> Read:
    """The table wide where it is long or `pivot` asks for it, and the options that are left.

    Else as they are. Raises UsageError where `pivot` names no column, or nothing says which rows
    belong together.
    """
    if options.no_pivot or not (options.pivot or _may_be_long(read, options)):
        return read, options
    rows, left = _prepared(read, options)
    found = _asked_for(rows, options) if options.pivot else _recognised(rows, options)
    if found is None or not rows.n:
        return read, options
    task = joint([*(codes_of(rows.columns[name]) for name in options.by), found.key.codes])
    if not options.pivot and (reason := _refused(rows, found, task)):
        return _with(read, (reason,)), options
    return _made(rows, left, found, task)


def told_as_long(read: Columns, options: ReadOptions) -> Columns:
    """The first piece of a table, with a warning where it is long: pieces stay as they are."""
    glance = _taken(read, np.arange(min(GLANCE, read.n)))
    found = None if options.no_pivot else _recognised(glance, options)
    if found is None or not found.names:
        return read
    said = f"long table: {_rows_said(found)}; larger than --max-memory, it is looked at row by row"
    return _with(read, (said,))


def _may_be_long(read: Columns, options: ReadOptions) -> bool:
    """Whether the first rows of a large table are long; one sorted by names does not tell."""
    if read.n <= LOOKED_AT_WHOLE:
        return _recognised(read, options) is not None
    glance = _taken(read, np.arange(GLANCE))
    texts = [column.text for column in glance.columns.values() if is_text(column)]
    sorted_by_names = any(t.codes[0] == t.codes[-1] and np.ptp(t.codes) == 0 for t in texts)
    return sorted_by_names or _recognised(glance, options) is not None


def _recognised(read: Columns, options: ReadOptions) -> Long | None:
    """How a table is long, if it is and no option names what it would lose."""
    if any(name not in read.columns for name in options.by):  # `file`, or a mistake
        return None
    found = long_table(read.columns, read.files, options.by)
    if found is None:
        return None
    gone = {*found.names, *found.values}
    lost = gone & {options.label, options.order_by} or {*gone, found.key.column} & {*options.bound}
    return None if lost else found


def _asked_for(read: Columns, options: ReadOptions) -> Long:
    """What the user names. Raises UsageError."""
    assert options.pivot
    names, values = options.pivot
    for name in (*names, *values):
        known(name, "--pivot", list(read.columns))
    for name in options.by:
        known(name, "--by", list(read.columns))
    given = {"--label": options.label, "--order-by": options.order_by}
    key = next((_key_named(read, n, o) for o, n in given.items() if n and n not in names), None)
    may = {n: c for n, c in read.columns.items() if n not in values}
    key = key or pivoted_by(may, read.files, options.by, names)
    if key is None:
        raise UsageError(
            f"--pivot {','.join(names)}: no column says which rows belong together; "
            "name it with --order-by"
        )
    others = (*names, *options.by, key.column)
    left = {n: c for n, c in read.columns.items() if n not in others}
    return Long(key, names, values or values_in(left, key.codes))


def _key_named(read: Columns, name: str, option: str) -> Key:
    """The column of an option as what says which rows belong together. Raises UsageError."""
    column = read.columns[known(name, option, list(read.columns))]
    return Key(f'"{name}"', codes_of(column), name, 0)


def _prepared(read: Columns, options: ReadOptions) -> Read:
    """The rows that are wanted, without ignored columns, and with the metrics derived of each.

    A derived metric of columns that the rows do not have is left to the wide table.
    """
    derived: dict[str, MetricColumn] = {}
    left: dict[str, str] = {}
    evaluator = evaluator_of(read) if options.where or options.glaze else None
    made_of: dict[str, frozenset[str]] = {}
    for name, expression in options.glaze.items():
        assert evaluator
        refuse_column(name, read.columns)
        try:
            derived[name] = MetricColumn(evaluator.metric(name, expression))
        except ExpressionError:
            left[name] = expression
    rows = np.arange(read.n)
    if evaluator and options.where:
        rows = np.flatnonzero(evaluator.condition(options.where))
    if evaluator:
        made_of = {name: evaluator.made_of[name] for name in derived}
    ignored = {p: [n for n in read.columns if fnmatchcase(n, p)] for p in options.ignore}
    gone = {name for found in ignored.values() for name in found}
    columns = {n: c for n, c in {**read.columns, **derived}.items() if n not in gone}
    census = replace(
        read.census,
        unused_columns=tuple(UnusedColumn(n, "ignored") for n in read.columns if n in gone),
        derived=made_of,
    )
    return _taken(read._replace(columns=columns, census=census), rows), options._replace(
        where=None,
        glaze=left,
        ignore=tuple(pattern for pattern, found in ignored.items() if not found),
    )


def _taken(read: Columns, rows: Rows) -> Columns:
    """Some rows, ascending."""
    if rows.size == read.n:
        return read
    columns = {name: taken(column, rows) for name, column in read.columns.items()}
    return read._replace(columns=columns, files=read.files[rows], lines=read.lines[rows])


def _refused(read: Columns, found: Long, task: Rows) -> str:
    """Why a long table is not looked at wide, or an empty text: a panel of hundreds."""
    if not found.names:
        return ""
    names = count(joint([codes_of(read.columns[name]) for name in found.names]))
    metrics = names * len(found.values)
    if metrics <= MOST_METRICS and names <= MOST_NAMES_PER_TASK * count(task):
        return ""
    apart = ",".join(found.names)
    return (
        f'{_rows_said(found)}; --by "{apart}" looks at each by itself, '
        f'--pivot "{apart}" at {metrics:,} metrics side by side'
    )


def _made(read: Columns, options: ReadOptions, found: Long, task: Rows) -> Read:
    """The wide table, and the options that are left for it."""
    key, columns = found.key, {**read.columns, **_file_names(read, found.key)}
    named = [v for v in found.values if any(fnmatchcase(v, p) for p in options.metrics)]
    found = found._replace(values=tuple(named) or found.values)
    tasks = tasks_of(task, places_of(columns[key.column]) if key.column else None)
    made = wide(columns, tasks, found.names, found.values)
    said = _said(found, made, tasks, asked_for=options.pivot is not None)
    if named:
        of_wide = [p for p in options.metrics if not any(fnmatchcase(n, p) for n in read.columns)]
        options = options._replace(metrics=(*of_wide, *map(escape, made.metrics.values())))
    cells, options = _with_key_as_name(made.columns, key, options)
    census = _census(read, made, tasks)
    table = Columns(cells, read.files[tasks.first], read.lines[tasks.first], census)
    return _with(table, (said,)), options


def _with_key_as_name(
    columns: dict[str, Column], key: Key, options: ReadOptions
) -> tuple[dict[str, Column], ReadOptions]:
    """A key of numbers as the name of the tasks; beside a text that names them it is no metric."""
    column = columns.get(key.column or "")
    if key.column is None or not isinstance(column, MetricColumn):
        return columns, options
    named = any(distinct(c) >= NEARLY_DISTINCT for c in columns.values() if is_text(c))
    if not named or options.order_by == key.column:
        return columns, options._replace(label=options.label or key.column)
    as_text = OtherColumn(numbers_as_text(column.values), AXIS)
    return {**columns, key.column: as_text}, options


def _file_names(read: Columns, key: Key) -> dict[str, OtherColumn]:
    """The names of the files, where each is a task."""
    if key.said != FILE or FILE in read.columns:
        return {}
    return {FILE: OtherColumn(TextColumn(read.files, read.census.files), "text")}


def _census(read: Columns, made: Wide, tasks: Tasks) -> Census:
    """What became of the rows, and of the cells that were no numbers."""
    census = read.census
    numbers = {n: c for n, c in read.columns.items() if isinstance(c, MetricColumn)}
    bad = [
        BadCell(census.files[read.files[row]], int(read.lines[row]), name, text)
        for name, column in numbers.items()
        for row, text in column.bad
        if tasks.of[row] >= 0
    ]
    notes = [f'column "{name}": {note}' for name, c in numbers.items() for note in c.notes]
    unused = [UnusedColumn(name, reason) for name, reason in made.dropped.items()]
    derived = {
        metric: frozenset(made.metrics.get((name, part), part) for part in census.derived[value])
        for (name, value), metric in made.metrics.items()
        if value in census.derived
    }
    return replace(
        census,
        bad_cell_count=len(bad),
        bad_cells=tuple(bad),
        unused_columns=(*census.unused_columns, *unused),
        derived=derived,
        notes=(*census.notes, *notes),
    )


def _said(found: Long, made: Wide, tasks: Tasks, asked_for: bool) -> str:
    """In one sentence, what was done and how it is undone."""
    key = found.key
    left = int(np.count_nonzero(tasks.of < 0))
    without = f"; {left:,} rows without a {key.said} are left out" if left else ""
    if not found.names:
        size = f"{tasks.of.size:,} rows are {tasks.first.size:,} tasks"
        return f"rows of one {key.said} are one task: {size}{without} (--no-pivot: as they are)"
    metrics = [*made.metrics.values()]
    one = len(found.values) == 1
    which = f"one for each {_quoted(found.names)}" if one else f'such as "{metrics[0]}"'
    looked = f"looked at as {len(metrics):,} metrics, {which}"
    several = SEVERAL if made.several else ""
    if asked_for:
        return f"one task for each {key.said}, {looked}{several}{without}"
    return f"long table: {_rows_said(found)}; {looked}{several}{without} (--no-pivot: as it is)"


def _rows_said(found: Long) -> str:
    """`one row for each "bench" at each "commit"`."""
    where = "at" if found.key.column else "in"
    return f"one row for each {_quoted(found.names)} {where} each {found.key.said}"


def _quoted(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)


def _with(read: Columns, warnings: Sequence[str]) -> Columns:
    census = replace(read.census, warnings=(*read.census.warnings, *warnings))
    return read._replace(census=census)
