"""Times as numbers since 1970: which columns hold such, and what they are as dates. O(n)."""

import re
from collections.abc import Callable
from functools import partial

import numpy as np

from crackle_cli.table.arrays import Floats

FIRST, LAST = 946_684_800.0, 4_102_444_800.0  # seconds: the years 2000 to 2099
EPOCH_UNITS = (1.0, 1e3, 1e6, 1e9)  # in a second
IN_ORDER = 0.95  # share of neighbours that rise, or that fall, in a log
FEWEST = 8  # times that show under any name that they are such
WIDEST = 0.1  # of the first: a log of five years; what grows to a billion bytes grows by more
PAGE = 1024  # bytes: what an amount of memory is a multiple of, and 8 times never are

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_UNIT_OF_NAME = re.compile(r"[ _.(\[-]*(?:s|sec|ms|us|ns|millis)[)\]]?$", re.IGNORECASE)
MOMENTS = frozenset(
    {"timestamp", "stamp", "ts", "date", "datetime", "at", "epoch", "unixtime", "start", "end",
     "started", "finished", "created", "updated", "ended", "completed"}
)  # fmt: skip
TIMES = frozenset({"time"})  # at which something was, or that it took
AMOUNTS = frozenset(
    {"byte", "bytes", "mem", "memory", "rss", "heap", "size", "sizes", "used", "free", "total",
     "count", "counter", "sum", "requests", "cycles", "instructions", "ops", "rows", "hits", "rx",
     "tx", "read", "written", "duration", "elapsed", "took", "latency", "pop", "population",
     "gdp", "price", "amount", "revenue", "cost"}
)  # fmt: skip


def epoch_unit(name: str, values: Floats) -> float | None:
    """How many units of a column (n,) make a second, where it holds times since 1970; else None.

    Every value must lie in this century. Under a name that is of no time they must also be in
    order and lie close together, and the name must not be one of an amount: so many seconds may
    be bytes, or nanoseconds that something took.
    """
    if not values.size or values[0] < FIRST:
        return None
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)  # NaN where all are
    unit = next((u for u in EPOCH_UNITS if FIRST * u <= low and high < LAST * u), None)
    if unit is None:
        return None
    words = words_of(name, last=True)
    if words & MOMENTS:
        return unit
    if words & TIMES:
        return unit if unit > 1.0 or _in_order(values) else None
    close = values.size >= FEWEST and high - low <= WIDEST * low
    amounts = words_of(name) & AMOUNTS or not (values % PAGE).any()
    return unit if close and not amounts and _in_order(values) else None


def words_of(name: str, last: bool = False) -> set[str]:
    """The words of a name in lower case, or its last one with and without a unit."""
    stems = (name, _UNIT_OF_NAME.sub("", name))
    return {w.lower() for stem in stems for w in _WORDS.findall(stem)[-1 if last else 0 :]}


def _in_order(values: Floats) -> bool:
    steps = np.diff(values[~np.isnan(values)])
    most = max(np.count_nonzero(steps >= 0), np.count_nonzero(steps <= 0))
    return bool(most >= IN_ORDER * steps.size)


def as_iso(unit: float) -> Callable[[float], str]:
    """What writes a time as `2026-03-02T10:00:00Z`, with a fraction where it has one."""
    return partial(_iso, unit)


def _iso(unit: float, value: float) -> str:
    from datetime import UTC, datetime, timedelta  # 2 ms that other tables do not need

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(value / unit * 1e6))
    micro = moment.microsecond
    spec = "microseconds" if micro % 1000 else "milliseconds" if micro else "seconds"
    return moment.isoformat(timespec=spec).replace("+00:00", "Z")
