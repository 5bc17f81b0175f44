"""Findings of a comparison in one sentence each, and what is not told apart in one line."""

from collections.abc import Sequence

from crackle_cli.comparison.findings import (
    Absence,
    BaseDrift,
    BrokenLaw,
    Finding,
    LevelChange,
    Missing,
    Moved,
    Newcomers,
    OtherUnit,
    PairedChange,
    RateChange,
    Same,
    ShareChange,
    SpreadChange,
    Uncoupled,
    Within,
)
from crackle_cli.comparison.judging import Cells
from crackle_cli.comparison.sizes import Size
from crackle_cli.suggest import listed
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Written, arrow, estimates, written
from crackle_cli.wording.numbers import (
    MOST_NAMED_TASKS,
    MOST_PERCENT,
    coefficient,
    decimals,
    number,
    placed,
)

OTHER_SIDE = {"base": "new", "new": "base"}
TURNED = 0.3  # |r| of what moves the other way round, not just no longer
MOST_MOVED = 5  # metrics that a sentence names
PER_CENT = Written(Unit("%"))
MOST_PLACES = 2  # of an end that is next to 0
DIGITS = 2  # of an end of an interval


def sentence(finding: Finding, base: MetricTable, new: MetricTable) -> str:
    """What a finding says, without a full stop."""
    match finding:
        case LevelChange():
            return _level(finding, written(base, finding.metrics[0]))
        case BaseDrift():
            way = "rises" if finding.rises else "falls"
            found = _level(finding.found, written(base, finding.metrics[0]))
            return f"base {way} by itself, and new lies where that leads: {found}"
        case PairedChange():
            return _paired(finding, written(base, finding.metrics[0]))
        case SpreadChange():
            return _spread(finding, written(base, finding.metrics[0]))
        case RateChange():
            return _rate(finding, written(base, finding.metrics[0]))
        case ShareChange():
            return _share(finding)
        case BrokenLaw():
            return _broken_law(finding)
        case Uncoupled():
            return _uncoupled(finding)
        case Newcomers():
            return f"base has no such {finding.sort}: {finding.told}"
        case Absence():
            (a, b), (n, k) = finding.cells, finding.tasks
            return (
                f"{finding.metrics[0]} is missing in {b:,} of {k:,} tasks of new, and in {a:,} of "
                f"{n:,} of base"
            )
        case Missing():
            why = f" ({finding.reason} in {finding.side})" if finding.reason else ""
            return f"{finding.metrics[0]} is in {OTHER_SIDE[finding.side]} alone{why}"
        case OtherUnit():
            return (
                f"{finding.metrics[0]} is in {finding.before} in base and in {finding.after} in "
                "new: not compared"
            )
    raise TypeError(f"no words for {finding}")


def cells(finding: Finding, base: MetricTable) -> Cells | None:
    """`98.8`, `108` and `+9.4 % (+6 to +12 %)`; None of what has no levels."""
    if not isinstance(finding, LevelChange):
        return None
    how, size = written(base, finding.metrics[0]), finding.size
    before, after = estimates((size.before, size.after), how)
    if size.ratio is None:
        (change,) = estimates((size.change.value,), how, DIGITS)
        middle = _signed(str(change))
    elif size.ratio.value - 1.0 > MOST_PERCENT / 100.0:
        middle = f"× {two_digits(size.ratio.value)}"
    else:
        percent = (size.ratio.value - 1.0) * 100.0
        middle = f"{_signed(two_digits(percent))} %"
    return Cells(str(before), str(after), f"{middle} ({interval(size, how)})")


def _level(finding: LevelChange, how: Written) -> str:
    """`duration_s is 9.4 % higher (98.8 → 108, 95 %: +6 to +12 %; 20 and 20 tasks)`."""
    size, (n, k) = finding.size, finding.tasks
    parts = [f"{arrow(size.before, size.after, how)}, 95 %: {interval(size, how)}"]
    tasks = f"{n:,} and {k:,} tasks"
    parts.append(f"{tasks}, if each side has one level" if finding.assumed else tasks)
    if finding.within:
        parts.append(_within(finding.within))
    if finding.left_out:
        parts.append(f"{finding.left_out} too far out to count")
    where = finding.where
    only = f" where {where.column} = {listed(where.values, MOST_MOVED)}" if where else ""
    return f"{finding.metrics[0]} is {_by_how_much(size, how)}{only} ({'; '.join(parts)})"


def _within(within: Within) -> str:
    """`within each endpoint +12 %, 95 %: +8 to +16 %`."""
    if within.change is None:
        return f"also within each {within.column}"
    middle, low, high = (100.0 * end for end in within.change)
    told = f"{_signed(two_digits(middle))} %, 95 %: {_percents(low, high)}"
    return f"within each {within.column} {told}"


def _paired(finding: PairedChange, how: Written) -> str:
    """`ms is 9.4 % higher over 24 pairs (geometric mean, 95 %: +6 to +12 %)`."""
    change, over = finding.change, f"over {finding.pairs:,} pairs"
    if not finding.relative:
        way = "higher" if change.value > 0 else "lower"
        levels = estimates((abs(change.value), change.low, change.high), how, DIGITS)
        between = f"{_signed(levels[1].number)} to {_signed(str(levels[2]))}"
        return f"{finding.metrics[0]} is {levels[0]} {way} {over} (mean, 95 %: {between})"
    way = "higher" if change.value > 1.0 else "lower"
    value, low, high = (100.0 * (end - 1.0) for end in change)
    ends = _percents(low, high)
    told = f"{two_digits(abs(value))} % {way} {over}"
    return f"{finding.metrics[0]} is {told} (geometric mean, 95 %: {ends})"


def _spread(finding: SpreadChange, how: Written) -> str:
    """`p99_ms spreads more: middle half 12 → 31 ms (2.6 times, 95 %: 1.9 to 3.4)`."""
    way = "more" if finding.ratio.value > 1.0 else "less"
    ratio = [two_digits(end) for end in finding.ratio]
    half = arrow(finding.before, finding.after, how)
    return (
        f"{finding.metrics[0]} spreads {way}: middle half {half}"
        f" ({ratio[0]} times, 95 %: {ratio[1]} to {ratio[2]})"
    )


def _rate(finding: RateChange, how: Written) -> str:
    """`errors is more often not 0: 3 → 12 % of tasks (6 of 200 → 24 of 200, 95 %: +4 to +14 %)`."""
    (usual,) = estimates((finding.usual,), how)
    way = "more" if finding.difference.value > 0 else "less"
    return f"{finding.metrics[0]} is {way} often not {usual}: {_counts(finding)}"


def _share(finding: ShareChange) -> str:
    """`the share of endpoint = /search rose: 10 → 50 % …; latency_ms is unchanged within each`."""
    way = "rose" if finding.difference.value > 0 else "fell"
    column = finding.metrics[0]
    told = f"the share of {column} = {finding.value} {way}: {_counts(finding)}"
    if not finding.moved:
        return told
    named = [_unchanged(one) for one in finding.moved[:MOST_MOVED]]
    more = len(finding.moved) - MOST_MOVED
    metrics = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    are = "is" if len(finding.moved) == 1 else "are"
    return f"{told}; {metrics} {are} unchanged within each {column}"


def _unchanged(moved: Moved) -> str:
    """`latency_ms (−2 to +3 %)`."""
    if moved.within is None:
        return moved.metric
    return f"{moved.metric} ({_percents(moved.within.low * 100.0, moved.within.high * 100.0)})"


def _counts(finding: RateChange | ShareChange) -> str:
    """`3 → 12 % of tasks (6 of 200 → 24 of 200, 95 %: +4 to +14 %)`."""
    (a, b), (n, k) = finding.events, finding.tasks
    shares = arrow(100.0 * a / n, 100.0 * b / k, PER_CENT, digits=2)
    ends = _percents(finding.difference.low * 100.0, finding.difference.high * 100.0)
    return f"{shares} of tasks ({a:,} of {n:,} → {b:,} of {k:,}, 95 %: {ends})"


def _broken_law(finding: BrokenLaw) -> str:
    """`in = out + rejected held in base, is broken by 3 tasks of new: job-17 (−50), …`."""
    tasks = "1 task" if finding.broken == 1 else f"{finding.broken:,} tasks"
    first = finding.tasks[:MOST_NAMED_TASKS]
    named = [f"{label} ({_signed(number(off))})" for label, off in first]
    more = ["…"] if finding.broken > len(named) else []
    which = ": " + ", ".join([*named, *more]) if named else ""
    return f"{finding.law} held in base, is broken by {tasks} of new{which}"


def _uncoupled(finding: Uncoupled) -> str:
    """`cache_hits and duration_s no longer move together (r 0.91 → 0.12)`."""
    first, *others = finding.metrics
    r = f"(r {coefficient(finding.before)} → {coefficient(finding.after)}"
    turned = finding.after * finding.before < 0 and abs(finding.after) >= TURNED
    if len(others) == 1:
        how = "now move the other way round" if turned else "no longer move together"
        return f"{first} and {others[0]} {how} {r})"
    how = "now moves against" if turned else "no longer moves with"
    return f"{first} {how} {listed(others, MOST_MOVED)} {r} with {others[0]})"


def _by_how_much(size: Size, how: Written) -> str:
    """`9.4 % higher`, `12 times as high`, `3.1 lower`."""
    way = "higher" if size.change.value > 0 else "lower"
    if size.ratio is None:
        (told,) = estimates((abs(size.change.value),), how, DIGITS)
        return f"{told} {way}"
    percent = (size.ratio.value - 1.0) * 100.0
    if percent > MOST_PERCENT:
        return f"{placed(size.ratio.value, 0, grouped=True)} times as high"
    return f"{two_digits(abs(percent))} % {way}"


def interval(size: Size, how: Written) -> str:
    """`+6 to +12 %`."""
    if size.ratio is None:
        low, high = estimates((size.change.low, size.change.high), how, DIGITS)
        first = low.number if low.unit == high.unit else str(low)
        return f"{_signed(first)} to {_signed(str(high))}"
    if size.ratio.high - 1.0 > MOST_PERCENT / 100.0:
        return f"{two_digits(size.ratio.low)} to {two_digits(size.ratio.high)} times"
    return _percents((size.ratio.low - 1.0) * 100.0, (size.ratio.high - 1.0) * 100.0)


def _percents(low: float, high: float) -> str:
    """`+6 to +12 %`, `+0.9 to +251 %`: an end has more places only where it would be 0."""
    places = max(0, decimals(max(abs(low), abs(high)), DIGITS))
    return f"{_end(low, places)} to {_end(high, places)} %"


def _end(value: float, places: int) -> str:
    if not round(value, MOST_PLACES):
        return "0"
    own = places if round(value, places) else min(decimals(value, 1), MOST_PLACES)
    return _signed(placed(value, max(places, own)))


def two_digits(value: float) -> str:
    """`1.0`, `14`, `140`: a zero counts as a digit of an estimate."""
    return placed(value, max(0, decimals(value, DIGITS)))


def _signed(told: str) -> str:
    return told if told.startswith("−") else f"+{told}"


def not_told_apart(same: Sequence[Same], units: Sequence[Written]) -> list[str]:
    """`peak_mb (±1.0 % would have been seen)`, `queue_s (±14 %)`."""
    told: list[str] = []
    for one, how in zip(same, units, strict=True):
        seen = smallest(one, how)
        first = seen and not any(" would have been seen" in text for text in told)
        wording = f" ({seen} would have been seen)" if first else f" ({seen})" if seen else ""
        told.append(f"{one.metric}{wording}")
    return told


def smallest(one: Same, how: Written) -> str:
    """`±1.0 %`; empty where nothing varies."""
    if one.smallest is None:
        return ""
    if one.relative:
        percent = one.smallest * 100.0
        return f"±{two_digits(percent)} %" if percent <= MOST_PERCENT else "only a multiple"
    if one.of_tasks:
        return f"±{two_digits(one.smallest * 100.0)} % of tasks"
    (told,) = estimates((one.smallest,), how, DIGITS)
    return f"±{told}"
