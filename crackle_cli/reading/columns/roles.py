"""What each column of a table is for: which names the tasks, which are metrics, why others not."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from crackle_cli.errors import UsageError
from crackle_cli.reading.columns.axes import (
    AXIS,
    CALENDAR,
    COUNTS,
    axis_reason,
    is_called_axis,
    is_called_index,
)
from crackle_cli.reading.columns.cumulative import CUMULATIVE, is_cumulative
from crackle_cli.reading.columns.durations import Duration, durations_in
from crackle_cli.reading.columns.epochs import epoch_unit
from crackle_cli.reading.columns.identifiers import identifies
from crackle_cli.reading.columns.nominal import CATEGORY, Categories, categories_in
from crackle_cli.reading.columns.task_names import (
    MOST_REPEATED,
    NEARLY_DISTINCT,
    distinct,
    naming_column,
)
from crackle_cli.reading.columns.types import DATED, Column, MetricColumn, OtherColumn
from crackle_cli.reading.options import ReadOptions
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import UnusedColumn
from crackle_cli.table.quantities import SECONDS

IDENTIFIER, LABEL = "identifier", "label"


class Roles(NamedTuple):
    """What columns are for, where their types do not say it.

    label      the column that names the tasks, if there is one
    set_aside  name -> why a column of numbers is no metric
    axes       those of them that count, index or date the rows, but for times since 1970
    durations  metrics that are made of two dates
    nominal    metrics whose numbers are names of categories
    moments    times since 1970 that a law may bind, where there are several
    """

    label: str | None
    set_aside: Mapping[str, str]
    axes: tuple[str, ...] = ()
    durations: tuple[Duration, ...] = ()
    nominal: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()

    @property
    def as_text(self) -> frozenset[str]:
        """The columns of numbers that are names, and serve as text in explanations."""
        reasons = (IDENTIFIER, CATEGORY)
        return self.nominal | {n for n, why in self.set_aside.items() if why in reasons}


def roles_of(columns: Mapping[str, Column], options: ReadOptions) -> Roles:
    """The roles of the columns. Raises UsageError where --label names none.

    Where no metric would be left, only what surely counts or names the rows is set aside. What is
    known by its name goes first.
    """
    durations = tuple(d for d in durations_in(columns) if _is_wanted(d.name, options))
    made = [duration.name for duration in durations]
    numbers = {n: c for n, c in columns.items() if isinstance(c, MetricColumn)}
    free = {n: c for n, c in numbers.items() if not _is_asked_for(n, options)}
    others = len(numbers) + len(made) > 1
    times = [n for n, c in free.items() if others and epoch_unit(n, c.values)]
    set_aside = dict.fromkeys(times, DATED)
    nominal = _categories(free, Categories.SHARES)
    for reasons in (_calendars, _named_axes, _identifiers, _sorted_by, _axes, _cumulative):
        left = {n: c for n, c in free.items() if n not in set_aside and n not in nominal}
        more = reasons(left)
        rest = [*(n for n in numbers if n not in set_aside and n not in more), *made]
        if not any(_may_be_metric(name, options) for name in rest):
            more = {n: why for n, why in more.items() if _is_sure(n, numbers[n], why)}
        set_aside |= more
    axes = tuple(n for n in numbers if set_aside.get(n) in (COUNTS, AXIS, CALENDAR))
    if options.label:
        label: str | None = known(options.label, "--label", list(columns))
    else:
        counters = [
            n for n in axes if set_aside[n] == COUNTS or distinct(columns[n]) >= MOST_REPEATED
        ]
        identifiers = (n for n in numbers if set_aside.get(n) == IDENTIFIER)
        unique = [n for n in identifiers if distinct(columns[n]) >= NEARLY_DISTINCT]
        label = naming_column(columns, options.by, times, [*counters, *unique])
    moments = frozenset(times if len(times) > 1 else ())
    return Roles(label, set_aside, axes, durations, frozenset(nominal), moments)


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
        bound = reason in (DATED, LABEL) and name in roles.moments
        if isinstance(column, MetricColumn) and (reason is None or bound):
            metrics[name] = column.values
        if reason and name != roles.label:
            unused.append(UnusedColumn(name, reason))
    return metrics, unused


def known(name: str, option: str, names: Sequence[str]) -> str:
    """A name that an option gives, which must be one of a column. Raises UsageError."""
    if name not in names:
        hint = did_you_mean(name, names)
        raise UsageError(f'{option}: no column "{name}"{hint}; columns: {listed(names)}')
    return name


def _calendars(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns of parts of dates: of `year` and `time` alone, `time` is what is measured."""
    return {name: why for name, why in _axes(left).items() if why == CALENDAR}


def _named_axes(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns that are called what counts or dates rows and do, and why."""
    return _axes({name: column for name, column in left.items() if is_called_axis(name)})


def _axes(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns that count, index or date the rows, and why.

    What identifies things that have several rows each is text. What has a unit measures, but for
    the time that has passed.
    """
    return {
        name: reason
        for name, column in left.items()
        if (column.unit is None or (column.unit == SECONDS and is_called_axis(name)))
        and (reason := axis_reason(name, column.values))
        and not (identifies(name, column.values) and distinct(column) < NEARLY_DISTINCT)
    }


def _identifiers(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns that only identify: text, no metrics."""
    return {n: IDENTIFIER for n, c in left.items() if identifies(n, c.values)}


def _is_sure(name: str, column: MetricColumn, reason: str) -> bool:
    """Whether a column that is set aside for a reason is no metric, though it be the last."""
    if reason in (IDENTIFIER, CATEGORY):
        return distinct(column) >= NEARLY_DISTINCT
    return is_called_index(name) or (reason == COUNTS and is_called_axis(name))


def _cumulative(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns of what was summed up since a start."""
    return {n: CUMULATIVE for n, c in left.items() if is_cumulative(n, c.values)}


def _is_wanted(name: str, options: ReadOptions) -> bool:
    """Whether a metric that is not in the input is to be made."""
    patterns = options.metrics or ("*",)
    return name not in options.glaze and any(fnmatchcase(name, pattern) for pattern in patterns)


def _sorted_by(left: Mapping[str, MetricColumn]) -> dict[str, str]:
    """The columns of categories that say nothing but how the table is sorted, or are too many."""
    return dict.fromkeys(_categories(left, Categories.TEXT), CATEGORY)


def _categories(columns: Mapping[str, MetricColumn], wanted: Categories) -> list[str]:
    """The columns of categories that are good for what is wanted."""
    return [
        name
        for name, column in columns.items()
        if column.unit is None
        and not is_called_axis(name)
        and not identifies(name, column.values)
        and categories_in(name, column.values) is wanted
    ]


def _may_be_metric(name: str, options: ReadOptions) -> bool:
    """Whether a column of numbers is a metric if nothing else sets it aside."""
    wanted = any(fnmatchcase(name, pattern) for pattern in options.metrics)
    ignored = any(fnmatchcase(name, pattern) for pattern in options.ignore)
    return not ignored and name not in options.by and (wanted or name != options.order_by)


def _is_asked_for(name: str, options: ReadOptions) -> bool:
    """Whether an option or a law gives a column of numbers a role."""
    taken = (*options.metrics, *options.by, options.order_by or "")
    return name in options.bound or any(fnmatchcase(name, pattern) for pattern in taken)


def _why_unused(name: str, column: Column, options: ReadOptions, roles: Roles) -> str | None:
    """Why a column is no metric, or None when it is one."""
    wanted = any(fnmatchcase(name, pattern) for pattern in options.metrics)
    if name == roles.label:
        return LABEL
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
