"""Axes: numbers that count, index or date the rows, known by how they run. O(n)."""

import re
from typing import NamedTuple

import numpy as np

from crackle_cli.reading.columns.task_names import UNNAMED
from crackle_cli.table.arrays import Floats

COUNTS, AXIS, CALENDAR = "counts the rows", "axis", "calendar"

FEWEST_NAMED, FEWEST = 2, 20  # tasks that show an axis with a name of one, and with any other
GLANCE = 1024  # tasks; a long column that is no axis shows it in its first ones
FEWEST_STEPS = 3  # levels of a staircase, or of a cycle: two are a flag, or one step of a metric
SAME_LENGTH = 1.25  # the longest over the shortest: months have 28 to 31 days
LEAST_RUN = 3  # tasks on average from one beginning anew to the next
FEW_MISSING = 0.05  # share of the tasks: a row of totals has no place on an axis
ROUNDING = 1e-9  # share of the largest value: steps of 0.1 are not equal to the last digit

HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^A-Za-z0-9#]+")

# The last word of a name. Numbers of an order may be left out, and times be apart as they like;
# what else is called a counter counts in equal steps only, for it may be a measure too.
_ORDERS = frozenset(
    {"id", "index", "idx", "pr", "build", "run", "job", "issue", "step", "epoch", "iter",
     "iteration", "time", "t", "timestep", "elapsed", "offset", "rownames", "rowname", "year",
     "yr", "quarter", "qtr", "month", "mth", "week", "day", "date", "hour", "hr", "season",
     "series", "episode", "session", "visit", "occasion", "obs", "seqno", "runno", "rowno",
     "lineno"}
)  # fmt: skip
_COUNTERS = frozenset(
    {"no", "nr", "num", "number", "seq", "sequence", "round", "batch", "row", "#", "observation",
     "trial", "wave", "period", "tick", "frame", "generation", "minute", "second"}
)  # fmt: skip
_NUMBERS = frozenset({"no", "nr", "num", "number", "#"})  # `run number` is one of an order
_AMOUNTS = frozenset(  # `max response time` measures, though a running maximum never falls
    {"max", "maximum", "min", "minimum", "mean", "avg", "average", "median", "total", "sum", "std",
     "stddev", "per", "rate"}
)  # fmt: skip

# Columns that follow a process though they begin at 1; an index of the rows never does.
_PROCESS = re.compile(
    r"(?:^|[^a-z])(?:step|epoch|iter|iteration|time|timestep|elapsed|offset|year|yr|quarter|qtr"
    r"|month|week|day|date|hour|build|run|job|pr|issue)(?:[ _.-]?(?:no|nr|num|number))?$",
    re.IGNORECASE,
)

# What a name says, and what its values then are: a part of a date, in whatever order.
YEARS = (1000, 2200)  # a year has four digits, as `sample year` has, but for one called so alone
_PARTS = {
    "quarter": (1, 4), "qtr": (1, 4), "month": (1, 12), "mth": (1, 12), "week": (0, 53),
    "day": (0, 366), "weekday": (0, 7), "wday": (0, 7), "dow": (0, 7), "dayofweek": (0, 7),
    "doy": (1, 366), "yday": (0, 366), "hour": (0, 24), "hr": (0, 24), "hourofday": (0, 24),
    "dayofyear": (1, 366), "dayofmonth": (1, 31),
}  # fmt: skip
_ALSO_BEHIND = _PARTS.keys() - {"day", "week", "hr"}  # `pickup hour`, but no `sick day`
DATES = (1900_01_01, 2199_12_31)  # of one number each
FEWEST_DATES = 8  # such numbers; of others one in 27 has a month and a day


class _Runs(NamedTuple):
    """A column as runs of one value: what they are, and how many tasks each has."""

    levels: Floats
    lengths: np.ndarray


def axis_reason(name: str, values: Floats) -> str | None:
    """Why a column (n,) orders the tasks and measures nothing; None where it may measure.

    It rises or falls in equal steps; in steps of one within groups, which begin anew; or in equal
    steps that are as wide as each other. Where its name is that of a count or of a time, steps
    may be missing, and few tasks show it.
    """
    return _reason(name, values[:GLANCE]) and _reason(name, values)


def is_called_axis(name: str) -> bool:
    """Whether a column has the name of what counts or dates rows, and few tasks show that it does.

    `batch` may count too, or be how many are in one.
    """
    words = words_of_name(name)
    if _AMOUNTS.intersection(words):
        return False
    numbered = words[-1] in _NUMBERS and len(words) > 1 and words[-2] in _ORDERS
    return numbered or words[-1] in _ORDERS or UNNAMED.fullmatch(name) is not None


def is_called_index(name: str) -> bool:
    """Whether a column is called as R and pandas call an index of the rows."""
    return UNNAMED.fullmatch(name) is not None or name.lower() in ("rownames", "rowname")


def is_of_process(name: str) -> bool:
    """Whether a column is called as what follows a process: `epoch`, `run_number`."""
    return _PROCESS.search(HUMP.sub(" ", name)) is not None


def words_of_name(name: str) -> list[str]:
    """The words of a name in lower case: `runNumber`, `run_number` and `run number` are alike."""
    return [word for word in _BETWEEN.split(HUMP.sub(" ", name).lower()) if word] or [""]


def _reason(name: str, values: Floats) -> str | None:
    if values.size < FEWEST_NAMED:
        return None
    words = words_of_name(name)
    known = values[~np.isnan(values)]
    if _is_part_of_date(words, known) or _are_dates(known):
        return CALENDAR
    if values.size - known.size > FEW_MISSING * values.size:
        return None
    orders = is_called_axis(name)
    named = orders or words[-1] in _COUNTERS
    return _how_it_runs(_runs(known), orders, named) if named or known.size >= FEWEST else None


def _is_part_of_date(words: list[str], known: Floats) -> bool:
    """Whether values (n,) without NaN are years, months, hours, as the name says.

    Of what has a longer name they are whole: `lead hour` may be a duration of 1.5 hours.
    """
    if words in (["year"], ["yr"]):
        return known.size > 0
    if words[-1] in ("year", "yr") and _are_within(known, *YEARS):
        return True
    if whole := _PARTS.get("".join(words)):
        return _are_within(known, *whole)
    if (known % 1).any():
        return False
    return any(
        (part := "".join(words[start:])) in _ALSO_BEHIND
        and not _AMOUNTS.intersection(words[:start])
        and _are_within(known, *_PARTS[part])
        for start in range(1, len(words))
    )


def _are_within(known: Floats, low: float, high: float) -> bool:
    return bool(known.size and low <= known.min() and known.max() <= high)


def _are_dates(known: Floats) -> bool:
    """Whether values (n,) without NaN are dates such as 20260131."""
    if known.size < FEWEST_DATES or not _are_within(known, *DATES) or (known % 1).any():
        return False
    months, days = known // 100 % 100, known % 100
    return _are_within(months, 1, 12) and _are_within(days, 1, 31)


def _runs(values: Floats) -> _Runs:
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return _Runs(values[starts], np.diff(np.append(starts, values.size)))


def _how_it_runs(runs: _Runs, orders: bool, named: bool) -> str | None:
    levels, lengths = runs
    if levels.size < (2 if orders else FEWEST_STEPS):
        return None
    steps = np.diff(levels)
    step = float(np.partition(steps, steps.size // 2)[steps.size // 2])
    equal = np.abs(steps - step) <= ROUNDING * np.abs(levels).max()
    whole = not (levels % 1).any()
    by_one = whole and abs(step) == 1.0
    wide = int(lengths.max()) > 1
    if wide and not named and not (by_one and _are_alike(lengths)):
        return None
    if equal.all():
        return COUNTS if by_one and not wide else AXIS
    if (by_one or named) and _begins_anew(levels, steps, equal, named):
        return AXIS
    return AXIS if orders and _goes_one_way(levels, steps) else None


def _are_alike(lengths: np.ndarray) -> bool:
    """Whether runs are of one length, but for the first and the last, which may be cut."""
    inner = lengths[1:-1]
    return bool(inner.size and lengths.max() <= SAME_LENGTH * inner.min())


def _begins_anew(levels: Floats, steps: Floats, equal: np.ndarray, named: bool) -> bool:
    """Whether steps are equal but where a group begins: back at the first value, or several times.

    A counter that was reset once, at a value of its own, is one of what happened.
    """
    anew = steps[~equal]
    step = float(steps[equal][0])
    if (anew * step > 0).any() or LEAST_RUN * (anew.size + 1) > levels.size:
        return False
    first = levels[1:][~equal]
    return bool(named or anew.size > 1 or first[0] == levels[0])


def _goes_one_way(levels: Floats, steps: Floats) -> bool:
    """Whether levels rise, or fall, within groups that begin anew at their near end."""
    up = np.count_nonzero(steps > 0) >= np.count_nonzero(steps < 0)
    if not up:
        levels, steps = -levels, -steps
    falls = np.flatnonzero(steps < 0)
    if LEAST_RUN * (falls.size + 1) > levels.size:
        return False
    return bool((levels[falls + 1] <= np.median(levels)).all())
