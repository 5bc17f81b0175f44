"""What each column of a table is for: which names the tasks, which are metrics, why others not."""

import re
from collections.abc import Mapping, Sequence, Set
from fnmatch import fnmatchcase
from typing import NamedTuple

import numpy as np

from crackle_cli.errors import UsageError
from crackle_cli.reading.columns.epochs import epoch_unit
from crackle_cli.reading.columns.identifiers import identifies
from crackle_cli.reading.columns.task_names import NEARLY_DISTINCT, UNNAMED, distinct, naming_column
from crackle_cli.reading.columns.types import Column, MetricColumn, OtherColumn
from crackle_cli.reading.options import ReadOptions
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import UnusedColumn

COUNTS, DATE, IDENTIFIER = "counts the tasks", "date", "identifier"
FEWEST_COUNTED = 20  # tasks; fewer numbers may rise one by one and be a metric

# A column that rises in equal steps and is called so counts. What is called as the second says
# names a thing and measures none, so that numbers may be left out; `number` may be a measure.
_COUNTER = re.compile(
    r"(?:^|[^a-z])(?:id|index|idx|no|nr|num|number|seq|sequence|build|run|pr|iter|iteration"
    r"|step|epoch|round|batch|row|#)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:^|[^a-z])(?:id|index|idx|pr|(?:build|run|job|pr|issue)(?:[ _.-]?(?:no|nr|num|number))?)$",
    re.IGNORECASE,
)


class Roles(NamedTuple):
    """What columns are for, where their types do not say it.

    label      the column that names the tasks, if there is one
    set_aside  name -> why a column of numbers is no metric
    """

    label: str | None
    set_aside: Mapping[str, str]


def roles_of(columns: Mapping[str, Column], options: ReadOptions) -> Roles:
    """The roles of the columns. Raises UsageError where --label names none."""
    times = _times(columns, options)
    counters = _counters(columns, options, times)
    identifiers = _identifiers(columns, options, {*times, *counters})
    if options.label:
        label: str | None = known(options.label, "--label", list(columns))
    else:
        unique = [name for name in identifiers if distinct(columns[name]) >= NEARLY_DISTINCT]
        label = naming_column(columns, options.by, times, [*counters, *unique])
    reasons = ((times, DATE), (counters, COUNTS), (identifiers, IDENTIFIER))
    return Roles(label, {name: reason for names, reason in reasons for name in names})


def metrics_of(
    columns: Mapping[str, Column], options: ReadOptions, roles: Roles
) -> tuple[dict[str, Floats], list[UnusedColumn]]:
    """Which columns are metrics, and why the others are not. Raises UsageError."""
    names = [*columns, *options.glaze]
    for option, patterns in (("--metrics", options.metrics), ("--ignore", options.ignore)):
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in names):
                known(pattern, option, names)
    metrics: dict[str, Floats] = {}
    unused: list[UnusedColumn] = []
    for name, column in columns.items():
        reason = _why_unused(name, column, options, roles)
        if reason is None and isinstance(column, MetricColumn):
            metrics[name] = column.values
        elif reason and name != roles.label:
            unused.append(UnusedColumn(name, reason))
    return metrics, unused


def known(name: str, option: str, names: Sequence[str]) -> str:
    """A name that an option gives, which must be one of a column. Raises UsageError."""
    if name not in names:
        hint = did_you_mean(name, names)
        raise UsageError(f'{option}: no column "{name}"{hint}; columns: {listed(names)}')
    return name


def _times(columns: Mapping[str, Column], options: ReadOptions) -> list[str]:
    """The columns beside others that hold times as numbers: dates, no metrics."""
    numbers = {name: c.values for name, c in columns.items() if isinstance(c, MetricColumn)}
    return [
        name
        for name, values in numbers.items()
        if len(numbers) > 1 and not _is_asked_for(name, options) and epoch_unit(name, values)
    ]


def _counters(columns: Mapping[str, Column], options: ReadOptions, times: list[str]) -> list[str]:
    """The columns beside metrics that only count the tasks: names, no metrics."""
    numbers = [n for n, c in columns.items() if isinstance(c, MetricColumn) and n not in times]
    found = [
        name
        for name, column in columns.items()
        if isinstance(column, MetricColumn)
        and name not in times
        and not _is_asked_for(name, options)
        and _counts(name, column.values)
    ]
    return found if len(found) < len(numbers) else []


def _identifiers(
    columns: Mapping[str, Column], options: ReadOptions, others: Set[str]
) -> list[str]:
    """The columns beside metrics and `others` that only identify: text, no metrics."""
    numbers = {
        name: column.values
        for name, column in columns.items()
        if isinstance(column, MetricColumn) and name not in others
    }
    found = [n for n, v in numbers.items() if identifies(n, v) and not _is_asked_for(n, options)]
    return found if len(found) < len(numbers) else []


def _is_asked_for(name: str, options: ReadOptions) -> bool:
    """Whether an option or a law gives a column of numbers a role."""
    taken = (*options.metrics, *options.by, options.order_by or "")
    return name in options.bound or any(fnmatchcase(name, pattern) for pattern in taken)


def _counts(name: str, values: Floats) -> bool:
    """Whether a column (n,) is called a number and rises or falls as one that counts does.

    An index without a name counts however few the tasks; it begins anew in each file.
    """
    unnamed = UNNAMED.fullmatch(name) is not None
    numbered = unnamed or _NUMBERED.search(name) is not None
    enough = values.size >= FEWEST_COUNTED
    if not (numbered or _COUNTER.search(name)) or not (enough or (unnamed and values.size > 1)):
        return False
    steps = np.diff(values)
    if values[0] % 1 or steps[0] % 1 or not steps[0]:
        return False
    if (enough or steps[0] == 1) and (steps == steps[0])[values[1:] != values[0]].all():
        return True
    one_way = (steps >= 1).all() or (steps <= -1).all()
    return enough and numbered and bool(one_way and not (values % 1).any())


def _why_unused(name: str, column: Column, options: ReadOptions, roles: Roles) -> str | None:
    """Why a column is no metric, or None when it is one."""
    wanted = any(fnmatchcase(name, pattern) for pattern in options.metrics)
    if name == roles.label:
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
    if options.metrics and not wanted:
        return "not named in --metrics"
    return roles.set_aside.get(name)
