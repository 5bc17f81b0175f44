"""Durations between the dates of a task, which nobody needs to ask for. O(n log n)."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.axes import axis_reason
from crackle_cli.reading.columns.epochs import epoch_unit
from crackle_cli.reading.columns.seconds import seconds_in
from crackle_cli.reading.columns.types import DATED, Column, MetricColumn, OtherColumn
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.quantities import SECONDS

GLANCE = 4096  # rows that tell which durations there are; reading dates takes its time
FEWEST = 2  # tasks that have both dates
MOSTLY = 0.95  # share of the tasks in which a date is no earlier than the one before it
ALIKE = 0.9  # share of the tasks in which a metric is the duration, so that none is made
ROUNDING = 1e-6  # share of a duration: float64 holds times of today to a quarter of a µs
DAY = 86400.0
YEAR = 365.25 * DAY
KNOWN_UNITS = (1.0, 1e-3, 1e-6, 1e-9, 60.0, 3600.0, DAY, YEAR)  # seconds, of such a metric


class Duration(NamedTuple):
    """From one date of a task to the next: the columns that hold them."""

    start: str
    end: str

    @property
    def name(self) -> str:
        """What the metric is called: easy to type in a shell."""
        return f"{self.start}_to_{self.end}"


def durations_in(columns: Mapping[str, Column]) -> tuple[Duration, ...]:
    """The durations between dates that follow each other, as the first tasks tell.

    None between a day and a time of day, none where a date is the same in all tasks, and none that
    is a metric already.
    """
    few = {name: _first(column) for name, column in columns.items()}
    dates = {name: found for name, c in few.items() if (found := _moments(name, c)) is not None}
    metrics = [c.values for n, c in few.items() if isinstance(c, MetricColumn) and n not in dates]
    days = {name: moments for name, moments in dates.items() if _are_days(moments)}
    times = {name: moments for name, moments in dates.items() if name not in days}
    pairs = [pair for group in (days, times) for pair in pairwise(_in_turn(group))]
    return tuple(
        Duration(start, end)
        for start, end in pairs
        if _measures(dates[end] - dates[start], metrics) and f"{start}_to_{end}" not in columns
    )


def with_durations(
    columns: Mapping[str, Column], durations: Iterable[Duration]
) -> dict[str, Column]:
    """The columns, and behind them the durations whose dates are among them."""
    made: dict[str, Column] = {}
    for one in durations:
        start, end = (_moments(name, columns[name]) if name in columns else None for name in one)
        if start is not None and end is not None:
            note = f"seconds from {one.start} to {one.end}"
            made[one.name] = MetricColumn(end - start, notes=(note,), unit=SECONDS)
    return {**columns, **made}


def _first(column: Column) -> Column:
    """The first GLANCE rows of a column."""
    if isinstance(column, MetricColumn):
        return column._replace(values=column.values[:GLANCE])
    if column.reason != DATED or column.text.codes.size <= GLANCE:
        return column
    known, codes = np.unique(column.text.codes[:GLANCE], return_inverse=True)
    missing = int(known[0] < 0)
    texts = tuple(column.text.categories[code] for code in known[missing:].tolist())
    return OtherColumn(TextColumn((codes - missing).astype(np.int32), texts), DATED)


def _moments(name: str, column: Column) -> Floats | None:
    """(n,) seconds since 1970, NaN where missing; None where a column holds no such dates."""
    if isinstance(column, MetricColumn):
        unit = epoch_unit(name, column.values)
        return column.values / unit if unit else None
    return seconds_in(column.text) if column.reason == DATED else None


def _are_days(moments: Floats) -> bool:
    return not (moments[~np.isnan(moments)] % DAY).any()


def _in_turn(dates: Mapping[str, Floats]) -> list[str]:
    """The names of dates that change, the earliest first; the first column of equals."""
    changing = {n: m for n, m in dates.items() if np.fmin.reduce(m) < np.fmax.reduce(m)}
    return sorted(changing, key=lambda name: float(np.nanmedian(changing[name])))


def _measures(durations: Floats, metrics: Iterable[Floats]) -> bool:
    """Whether durations (n,) are none below 0, are not all one, and say what no metric says."""
    present = durations[~np.isnan(durations)]
    if present.size < FEWEST or np.mean(present >= 0) < MOSTLY or np.ptp(present) == 0:
        return False
    if axis_reason("", durations):
        return False
    # Dates without fractions are up to a second off at both ends.
    error = 0.0 if (present % 1).any() else 1.0
    return not any(_is_alike(durations, values, error) for values in metrics)


def _is_alike(durations: Floats, metric: Floats, error: float) -> bool:
    allowed = error + ROUNDING * np.abs(durations)
    least = ALIKE * max(1, int(np.count_nonzero(~np.isnan(durations + metric))))
    apart = (np.abs(durations - metric * unit) for unit in KNOWN_UNITS)
    return any(int(np.count_nonzero(one <= allowed)) >= least for one in apart)
