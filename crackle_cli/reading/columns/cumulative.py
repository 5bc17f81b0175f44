"""What was summed up since a start: totals that rise all the time, maxima that never fall. O(n)."""

import numpy as np

from crackle_cli.reading.columns.axes import words_of_name
from crackle_cli.table.arrays import Floats

CUMULATIVE = "cumulative"

FEWEST = 20  # tasks that show that a total never falls
MOSTLY = 0.9  # share of the steps that rise: a total of rare events rises where they happened
FEWEST_RECORDS = 3  # of a maximum so far; a limit that was raised once is news
RARELY = 0.5  # share of the steps that are records: they become rare, and a leak does not

_SINCE_START = frozenset({"cumulative", "cumul", "cum", "cumsum"})
_HIGHEST = frozenset({"max", "maximum", "highest", "peak"})
_LOWEST = frozenset({"min", "minimum", "lowest"})


def is_cumulative(name: str, values: Floats) -> bool:
    """Whether a column (n,) is a total, a maximum or a minimum since a start, by name and course.

    Its level says how long ago that was: `requests_total`, as Prometheus has it, and `Total
    Request Count` are such, `total assets` are not.
    """
    words = words_of_name(name)
    steps = np.diff(values[~np.isnan(values)])
    if steps.size + 1 < FEWEST:
        return False
    if _is_called_total(words):
        return _goes_up(steps) and int(np.count_nonzero(steps)) >= MOSTLY * steps.size
    highest, lowest = _HIGHEST.intersection(words), _LOWEST.intersection(words)
    records = FEWEST_RECORDS <= int(np.count_nonzero(steps)) <= RARELY * steps.size
    return records and bool((highest and _goes_up(steps)) or (lowest and _goes_up(-steps)))


def _is_called_total(words: list[str]) -> bool:
    extreme = _HIGHEST.intersection(words) or _LOWEST.intersection(words)
    called = words[-1] in ("total", "counter") or {"total", "count"} <= {*words}
    return not extreme and (called or bool(_SINCE_START.intersection(words)))


def _goes_up(steps: Floats) -> bool:
    return not (steps < 0).any()
