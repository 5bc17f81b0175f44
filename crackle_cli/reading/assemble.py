"""The files of one run as one MetricTable: roles of columns, derived metrics, order and groups."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crackle_cli.errors import InputError, UsageError
from crackle_cli.reading.columns import Column, MetricColumn, OtherColumn, texts_of
from crackle_cli.reading.options import ReadOptions
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table import (
    BadCell,
    Census,
    Floats,
    Group,
    MetricTable,
    RowLabels,
    TextColumn,
    TextLabels,
    UnusedColumn,
)

if TYPE_CHECKING:
    from crackle_cli.reading.expressions import Evaluator

_COUNTER = re.compile(r"(?:^|[^a-z])(?:id|index|idx|no|nr|number|seq|build|run|iteration|#)$", re.I)
FEWEST_COUNTED = 20  # tasks; fewer numbers may rise one by one and be a metric
FILE = "file"  # what the name of the file is called in --by and --where


class Columns(NamedTuple):
    """Everything that was read: n rows of typed columns, and where each row stood."""

    columns: Mapping[str, Column]
    files: np.ndarray
    lines: np.ndarray
    census: Census

    @property
    def n(self) -> int:
        return int(self.lines.size)


def assembled(read: Columns, options: ReadOptions) -> MetricTable:
    """The table that the options describe. Raises InputError, UsageError, ExpressionError."""
    table = selected(read, options)
    if not table.tasks:
        raise UsageError(f'--where "{options.where}": no row meets the condition')
    return table


def selected(read: Columns, options: ReadOptions) -> MetricTable:
    """As `assembled`; without tasks where no row meets the condition."""
    label = label_of(read.columns, options)
    metrics, unused = _roles(read.columns, options, label)
    evaluator = _evaluator(read) if options.glaze or options.where else None
    for name, expression in options.glaze.items():
        if name in read.columns:
            raise UsageError(f'--glaze {name}: a column is called "{name}" already')
        assert evaluator
        metrics[name] = evaluator.metric(name, expression)
    if not metrics:
        labels = [] if label is None else [f"{label} (label)"]
        reasons = listed([*labels, *(f"{column.name} ({column.reason})" for column in unused)])
        raise InputError(f"{_files(read)}: no numeric column; the columns are {reasons}")
    table = _table(read, metrics, label, unused, options)
    if evaluator:
        table = replace(table, census=replace(table.census, derived=evaluator.made_of))
    rows = np.arange(read.n)
    if options.where:
        assert evaluator
        rows = np.flatnonzero(evaluator.condition(options.where))
    if options.order_by:
        table, rows = _ordered(table, read.columns, options.order_by, rows)
    if options.where or options.order_by:
        table = table.subset(rows)
    if options.by:
        table = replace(table, groups=_groups(table, read.columns, options.by, rows))
    missing = sum(int(np.isnan(values).sum()) for values in table.metrics.values())
    return replace(table, census=replace(table.census, missing_cells=missing))


def _files(read: Columns) -> str:
    return listed(read.census.files, 3)


def _known(name: str, option: str, known: Sequence[str]) -> str:
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(f'{option}: no column "{name}"{hint}; columns: {listed(known)}')
    return name


def label_of(columns: Mapping[str, Column], options: ReadOptions) -> str | None:
    """The column of labels: the one named, else one of text that is not grouped by, else of dates.

    The first that has another value in every row; where none has, the first of text. Where there
    is neither, a column that counts the tasks.
    """
    if options.label:
        return _known(options.label, "--label", list(columns))
    texts = {n: c for n, c in columns.items() if isinstance(c, OtherColumn) and n not in options.by}
    worded = [name for name, column in texts.items() if column.reason.startswith("text")]
    dates = [name for name, column in texts.items() if column.reason == "date"]
    apart = (name for name in worded or dates if _tells_apart(texts[name].text))
    return next(apart, next(iter(worded), counter_of(columns, options)))


def counter_of(columns: Mapping[str, Column], options: ReadOptions) -> str | None:
    """A column beside others, called a number, that only counts the tasks: a name, no metric."""
    metrics = {name: c.values for name, c in columns.items() if isinstance(c, MetricColumn)}
    taken = (*options.metrics, *options.by, options.order_by or "")
    for name, values in metrics.items() if len(metrics) > 1 else ():
        wanted = any(fnmatchcase(name, pattern) for pattern in taken)
        if not wanted and _COUNTER.search(name) and _counts(values):
            return name
    return None


def _counts(values: Floats) -> bool:
    if values.size < FEWEST_COUNTED or abs(values[1] - values[0]) != 1:
        return False
    return bool((np.diff(values) == values[1] - values[0]).all() and values[0] % 1 == 0)


def _tells_apart(column: TextColumn) -> bool:
    return len(column.categories) == column.codes.size and bool((column.codes >= 0).all())


def _roles(
    columns: Mapping[str, Column], options: ReadOptions, label: str | None
) -> tuple[dict[str, Floats], list[UnusedColumn]]:
    """Which columns are metrics, and why the others are not."""
    for option, patterns in (("--metrics", options.metrics), ("--ignore", options.ignore)):
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in columns):
                _known(pattern, option, list(columns))
    metrics: dict[str, Floats] = {}
    unused: list[UnusedColumn] = []
    counter = counter_of(columns, options)
    for name, column in columns.items():
        reason = _why_unused(name, column, options, label)
        if reason is None and name == counter:
            reason = "counts the tasks"
        if reason is None and isinstance(column, MetricColumn):
            metrics[name] = column.values
        elif reason and name != label:
            unused.append(UnusedColumn(name, reason))
    return metrics, unused


def _why_unused(name: str, column: Column, options: ReadOptions, label: str | None) -> str | None:
    """Why a column is no metric, or None when it is one."""
    wanted = any(fnmatchcase(name, pattern) for pattern in options.metrics)
    if name == label:
        return "label"
    if any(fnmatchcase(name, pattern) for pattern in options.ignore):
        return "ignored"
    if isinstance(column, OtherColumn):
        if name in options.metrics:
            raise UsageError(f'--metrics: column "{name}" is no metric: {column.reason}')
        return "grouped by" if name in options.by else column.reason
    if name in options.by:
        return "grouped by"
    if name == options.order_by and not wanted:
        return "order"
    return None if wanted or not options.metrics else "not named in --metrics"


def _evaluator(read: Columns) -> "Evaluator":
    """Every column under its name, dates and text as text; the file as `file`."""
    from crackle_cli.reading.expressions import Evaluator

    values: dict[str, np.ndarray] = {}
    for name, column in read.columns.items():
        if isinstance(column, MetricColumn):
            values[name] = column.values
        else:
            values[name] = np.array(texts_of(column.text), dtype=object)
    if FILE not in values:
        values[FILE] = np.array(read.census.files, dtype=object)[read.files]
    return Evaluator(values)


def _table(
    read: Columns,
    metrics: dict[str, Floats],
    label: str | None,
    unused: list[UnusedColumn],
    options: ReadOptions,
) -> MetricTable:
    texts = {n: c.text for n, c in read.columns.items() if isinstance(c, OtherColumn)}
    if FILE not in read.columns:
        texts[FILE] = TextColumn(read.files, tuple(read.census.files))
    labels: Sequence[str] = RowLabels(range(read.n))
    if label is not None:
        labels = _labels(read.columns[label], read.n)
    bad = [
        BadCell(read.census.files[read.files[row]], int(read.lines[row]), name, text)
        for name in metrics
        if isinstance(column := read.columns.get(name), MetricColumn)
        for row, text in column.bad
    ]
    notes = [
        f'column "{name}": {note}'
        for name, column in read.columns.items()
        if isinstance(column, MetricColumn)
        for note in column.notes
    ]
    census = replace(
        read.census,
        bad_cell_count=len(bad),
        bad_cells=tuple(bad[:1000]),
        unused_columns=tuple(unused),
        warnings=(*read.census.warnings, *_backwards(read.columns, options)),
        notes=(*read.census.notes, *notes),
    )
    return MetricTable(
        metrics=metrics,
        labels=labels,
        texts=texts,
        files=read.files,
        lines=read.lines,
        census=census,
    )


def _backwards(columns: Mapping[str, Column], options: ReadOptions) -> Iterator[str]:
    """A warning for each column of dates that only fall: transitions would be told in reverse."""
    for name, column in columns.items():
        if options.order_by or not isinstance(column, OtherColumn) or column.reason != "date":
            continue
        dates = column.text.categories
        iso = len(dates) > 2 and dates[0][4:5] == "-"
        if iso and all(one > next_ for one, next_ in pairwise(dates)):
            yield (
                f'the dates in "{name}" run backwards, the newest task first; '
                f'--order-by "{name}" puts them in order'
            )


def _labels(column: Column, n: int) -> Sequence[str]:
    if isinstance(column, OtherColumn):
        return TextLabels(column.text, range(n))
    return [f"row {i}" if text is None else text for i, text in enumerate(_texts(column))]


def _texts(column: Column) -> list[str | None]:
    if isinstance(column, OtherColumn):
        return texts_of(column.text)
    return [None if np.isnan(v) else f"{v:.15g}" for v in column.values.tolist()]


def _ordered(
    table: MetricTable, columns: Mapping[str, Column], name: str, rows: np.ndarray
) -> tuple[MetricTable, np.ndarray]:
    """`rows` sorted by a column, as numbers or as text (ISO dates sort as text); stable."""
    column = columns[_known(name, "--order-by", list(columns))]
    if isinstance(column, MetricColumn):
        keys, how = column.values[rows], "numbers"
    else:
        ranks = np.argsort(np.argsort(np.array(column.text.categories, dtype=object)))
        keys, how = np.append(ranks.astype(float), np.nan)[column.text.codes[rows]], "text"
    late = int(np.isnan(keys).sum())
    note = f'ordered by "{name}" as {how}' + (f", {late} without it at the end" if late else "")
    census = replace(table.census, notes=(*table.census.notes, note))
    return replace(table, order=name, census=census), rows[np.argsort(keys, kind="stable")]


def _groups(
    table: MetricTable, columns: Mapping[str, Column], by: tuple[str, ...], rows: np.ndarray
) -> tuple[Group, ...]:
    """The rows of each combination of values, in the order of first appearance."""
    keys = []
    for name in by:
        _known(name, "--by", [*columns, *table.texts])
        texts = _texts(columns[name]) if name in columns else texts_of(table.texts[name])
        taken = [texts[row] for row in rows] if name in columns else texts
        keys.append([text or "(missing)" for text in taken])
    found: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(zip(*keys, strict=True)):
        found.setdefault(values, []).append(row)
    return tuple(
        Group(dict(zip(by, values, strict=True)), np.array(members, dtype=np.intp))
        for values, members in found.items()
    )
