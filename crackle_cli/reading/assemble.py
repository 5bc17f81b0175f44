"""The files of one run as one MetricTable: derived metrics, order and groups."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crackle_cli.errors import InputError, UsageError
from crackle_cli.reading.columns.date_order import Disorder, disorder
from crackle_cli.reading.columns.dates import moments
from crackle_cli.reading.columns.durations import with_durations
from crackle_cli.reading.columns.identifiers import numbers_as_text
from crackle_cli.reading.columns.looked import looked_at
from crackle_cli.reading.columns.roles import Roles, known, metrics_of, roles_of
from crackle_cli.reading.columns.task_names import groups_of, labels_of, said_before
from crackle_cli.reading.columns.types import DATED, Column, MetricColumn, OtherColumn, texts_of
from crackle_cli.reading.options import FILE, ReadOptions
from crackle_cli.reading.unordered import unordered, within_files
from crackle_cli.suggest import listed
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import RowLabels, TextColumn
from crackle_cli.table.metric_table import BadCell, Census, MetricTable, RowGroup, UnusedColumn

if TYPE_CHECKING:
    from crackle_cli.reading.expressions import Evaluator


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


def selected(read: Columns, options: ReadOptions, roles: Roles | None = None) -> MetricTable:
    """As `assembled`; without tasks where no row meets the condition.

    roles: those of its columns, where it is a piece of a table. Tasks that a file names newest
    first are turned round, but not within a piece.
    """
    pieces = roles is not None
    roles = roles or roles_of(read.columns, options)
    read = read._replace(columns=with_durations(read.columns, roles.durations))
    metrics, unused = metrics_of(read.columns, options, roles)
    evaluator = evaluator_of(read) if options.glaze or options.where else None
    for name, expression in options.glaze.items():
        refuse_column(name, read.columns)
        assert evaluator
        values = evaluator.metric(name, expression)
        if any(fnmatchcase(name, pattern) for pattern in options.ignore):
            unused.append(UnusedColumn(name, "ignored"))
        else:
            metrics[name] = values
    if not metrics.keys() - roles.moments:
        labels = [] if roles.label is None else [f"{roles.label} (label)"]
        reasons = listed([*labels, *(f"{column.name} ({column.reason})" for column in unused)])
        counted = listed([f"--metrics {name}" for name in roles.axes], 1)
        remedy = f"; {counted} measures it all the same" if roles.axes else ""
        raise InputError(f"{_files(read)}: no numeric column; the columns are {reasons}{remedy}")
    table = _table(read, metrics, roles, unused, options.by)
    made = {d.name: frozenset(d) for d in roles.durations if d.name in metrics}
    derived = {**table.census.derived, **made}
    if evaluator:
        derived |= evaluator.made_of
    table = replace(table, census=replace(table.census, derived=derived))
    rows = np.arange(read.n)
    if options.where:
        assert evaluator
        rows = np.flatnonzero(evaluator.condition(options.where))
    if options.order_by:
        table, rows = _ordered(table, read.columns, options.order_by, rows)
    if options.where or options.order_by:
        table = table.subset(rows)
    table = _grouped(table, read.columns, options.by, rows)
    warnings = table.census.warnings
    parts = [rows[group.rows] for group in table.groups] or [rows]
    found = None if options.order_by else disorder(read.columns, parts)
    if not pieces:
        files = TextColumn(read.files, read.census.files)
        looked = looked_at(read.columns, roles, files)
        table = replace(table, unordered=unordered(looked, options, parts, found))
        table = replace(table, unordered=within_files(table, read.columns, looked, rows))
    if not options.order_by:
        if found and (found.backwards or not table.unordered):
            warnings = (*warnings, _said(found, pieces))
        if found and found.backwards and not pieces:
            rows = rows[::-1]
            table = replace(table.subset(np.arange(rows.size)[::-1]), order=found.column)
            table = _grouped(table, read.columns, options.by, rows)
    missing = sum(int(np.isnan(values).sum()) for values in table.metrics.values())
    census = replace(table.census, missing_cells=missing, warnings=warnings)
    return replace(table, census=census)


def _said(found: Disorder, pieces: bool) -> str:
    """What is done about dates in another order than the rows, or what the user can do."""
    name = found.column
    remedy = f'--order-by "{name}" puts them in order'
    if not found.backwards:
        return f'the dates in "{name}" are in no order; {remedy}'
    if pieces:
        return f'the dates in "{name}" run backwards, the newest task first; {remedy}'
    turned = "the tasks are taken from the last row to the first"
    return f'the dates in "{name}" run backwards: {turned}'


def refuse_column(name: str, columns: Container[str]) -> None:
    """Raises UsageError where a derived metric is called as a column is."""
    if name in columns:
        raise UsageError(f'--glaze {name}: a column is called "{name}" already')


def _files(read: Columns) -> str:
    return listed(read.census.files, 3)


def evaluator_of(read: Columns) -> "Evaluator":
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
    dates = [n for n, c in read.columns.items() if isinstance(c, OtherColumn) and c.reason == DATED]
    return Evaluator(values, dates)


def _table(
    read: Columns,
    metrics: dict[str, Floats],
    roles: Roles,
    unused: list[UnusedColumn],
    by: Sequence[str],
) -> MetricTable:
    label = roles.label
    texts = _text_columns(read.columns, roles)
    if FILE not in read.columns:
        texts[FILE] = TextColumn(read.files, read.census.files)
    labels: Sequence[str] = RowLabels(range(read.n))
    before = None
    if label is not None:
        labels = labels_of(label, read.columns[label], groups_of(read.columns, by))
        before = said_before(label, read.columns[label])
    used = {
        name: column
        for name in metrics
        if isinstance(column := read.columns.get(name), MetricColumn)
    }
    bad = [*read.census.bad_cells]
    bad += [
        BadCell(read.census.files[read.files[row]], int(read.lines[row]), name, text)
        for name, column in used.items()
        for row, text in column.bad
    ]
    notes = [
        f'column "{name}": {note}'
        for name, column in read.columns.items()
        if isinstance(column, MetricColumn)
        for note in column.notes
    ]
    notes += [f'column "{n}": categories, told as shares' for n in metrics if n in roles.nominal]
    warned = [f'column "{name}": {c.warning}' for name, c in used.items() if c.warning]
    census = replace(
        read.census,
        bad_cell_count=len(bad),
        bad_cells=tuple(bad[:1000]),
        unused_columns=(*read.census.unused_columns, *unused),
        units={name: column.unit for name, column in used.items() if column.unit},
        nominal=roles.nominal & metrics.keys(),
        moments=roles.moments & metrics.keys(),
        named_by=label,
        notes=(*read.census.notes, *notes),
        warnings=(*read.census.warnings, *warned),
    )
    return MetricTable(
        metrics=metrics,
        labels=labels,
        said_before=before,
        texts=texts,
        files=read.files,
        lines=read.lines,
        census=census,
    )


def _text_columns(columns: Mapping[str, Column], roles: Roles) -> dict[str, TextColumn]:
    """The columns of text, and those of numbers that are names as text, for explanations."""
    return {
        name: column.text if isinstance(column, OtherColumn) else numbers_as_text(column.values)
        for name, column in columns.items()
        if isinstance(column, OtherColumn) or name in roles.as_text
    }


def _texts(column: Column) -> list[str | None]:
    if isinstance(column, OtherColumn):
        return texts_of(column.text)
    return [None if np.isnan(v) else f"{v:.15g}" for v in column.values.tolist()]


def _ordered(
    table: MetricTable, columns: Mapping[str, Column], name: str, rows: np.ndarray
) -> tuple[MetricTable, np.ndarray]:
    """`rows` sorted by a column, as numbers, dates or text; stable."""
    column = columns[known(name, "--order-by", list(columns))]
    if isinstance(column, MetricColumn):
        keys, how = column.values[rows], "numbers"
    else:
        texts = column.text.categories
        ranks, how = (moments(texts) if column.reason == DATED else None), "dates"
        if ranks is None:
            ranks, how = np.argsort(np.argsort(np.array(texts, dtype=object))).astype(float), "text"
        keys = np.append(ranks, np.nan)[column.text.codes[rows]]
    late = int(np.isnan(keys).sum())
    note = f'ordered by "{name}" as {how}' + (f", {late} without it at the end" if late else "")
    census = replace(table.census, notes=(*table.census.notes, note))
    return replace(table, order=name, census=census), rows[np.argsort(keys, kind="stable")]


def _grouped(
    table: MetricTable, columns: Mapping[str, Column], by: tuple[str, ...], rows: np.ndarray
) -> MetricTable:
    """The table with the rows of each combination of values, in the order of first appearance."""
    if not by:
        return table
    keys = []
    for name in by:
        known(name, "--by", [*columns, *table.texts])
        texts = _texts(columns[name]) if name in columns else texts_of(table.texts[name])
        taken = [texts[row] for row in rows] if name in columns else texts
        keys.append([text or "(missing)" for text in taken])
    found: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(zip(*keys, strict=True)):
        found.setdefault(values, []).append(row)
    groups = (
        RowGroup(dict(zip(by, values, strict=True)), np.array(members, dtype=np.intp))
        for values, members in found.items()
    )
    return replace(table, groups=tuple(groups))
