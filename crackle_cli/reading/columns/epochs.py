"""Times as numbers since 1970: which columns hold such, and what they are as dates. O(n)."""

import re
from collections.abc import Callable
from functools import partial

import numpy as np

from crackle_cli.table.arrays import Floats

FIRST, LAST = 946_684_800.0, 4_102_444_800.0  # seconds: the years 2000 to 2099
EPOCH_UNITS = (1.0, 1e3, 1e6, 1e9)  # in a second
IN_ORDER = 0.95  # share of neighbours that rise, or that fall, in a log

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_UNIT_OF_NAME = re.compile(r"[ _.(\[-]*(?:s|sec|ms|us|ns|millis)[)\]]?$", re.IGNORECASE)
MOMENTS = frozenset({"timestamp", "stamp", "ts", "date", "datetime", "at", "epoch", "unixtime"})
TIMES = MOMENTS | {
    "time", "start", "end", "started", "finished", "created", "updated", "ended", "completed",
}  # fmt: skip


def epoch_unit(name: str, values: Floats) -> float | None:
    """How many units of a column (n,) make a second, where it holds times since 1970; else None.

    Every value must lie in this century and the name must be one of a time. So many seconds may
    be nanoseconds that something took: where the name allows that, they must be in order.
    """
    words = words_of(name, last=True)
    if not words & TIMES:
        return None
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)  # NaN where all are
    unit = next((u for u in EPOCH_UNITS if FIRST * u <= low and high < LAST * u), None)
    if unit == 1.0 and not words & MOMENTS and not _in_order(values):
        return None
    return unit


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
