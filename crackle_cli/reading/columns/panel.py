"""Whether a table holds several series side by side: a row for each host at each time."""

from collections.abc import Mapping

import numpy as np

from crackle_cli.reading.columns.types import Column, OtherColumn
from crackle_cli.table.labels import TextColumn

GLANCE = 4096  # rows; a table that is written time by time shows it in its first ones
LEAST_TIMES = 5  # rows of a series in which it can be told from a text that seldom repeats
MOSTLY_DISTINCT = 0.98  # share of the rows that a time and a name of a series tell from all others


def series_column(columns: Mapping[str, Column], rows: np.ndarray) -> tuple[str, str] | None:
    """A column of times at which each series of another column has a row, and that other column.

    `rows`: those that are looked at, in the order of the tasks. None where there is none. Where
    several columns name the series, the coarsest is taken.
    """
    few = rows[:GLANCE]
    texts = {n: c for n, c in columns.items() if isinstance(c, OtherColumn)}
    times = [name for name, column in texts.items() if column.reason == "date"]
    for time in times:
        moments = texts[time].text.codes[few]
        if 2 * _count(moments) > moments.size:
            continue
        names = [n for n, c in texts.items() if c.reason == "text" and _tells(c.text, few, moments)]
        if names:
            return time, min(names, key=lambda name: len(texts[name].text.categories))
    return None


def _tells(series: TextColumn, rows: np.ndarray, moments: np.ndarray) -> bool:
    """Whether every row of a moment is of another series, and each series has many moments."""
    width, codes = len(series.categories), series.codes[rows]
    if _count(codes) < 2 or width * LEAST_TIMES > codes.size or (codes < 0).any():
        return False
    pairs = set(zip(moments.tolist(), codes.tolist(), strict=True))
    return bool(len(pairs) >= MOSTLY_DISTINCT * codes.size)


def _count(codes: np.ndarray) -> int:
    return len(set(codes.tolist()))
