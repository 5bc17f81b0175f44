"""Findings of a comparison in one sentence each, and what is not told apart in one line."""

from collections.abc import Sequence

from crackle_cli.comparison.findings import Finding, LevelChange, Missing, OtherUnit, Same
from crackle_cli.comparison.judging import Cells
from crackle_cli.comparison.sizes import Size
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.amounts import Written, arrow, estimates, written
from crackle_cli.wording.numbers import MOST_PERCENT, decimals, placed

OTHER_SIDE = {"base": "new", "new": "base"}
DIGITS = 2  # of an end of an interval


def sentence(finding: Finding, base: MetricTable, new: MetricTable) -> str:
    """What a finding says, without a full stop."""
    match finding:
        case LevelChange():
            return _level(finding, written(base, finding.metrics[0]))
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
    if finding.left_out:
        parts.append(f"{finding.left_out} too far out to count")
    return f"{finding.metrics[0]} is {_by_how_much(size, how)} ({'; '.join(parts)})"


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
    ends = [(end - 1.0) * 100.0 for end in (size.ratio.low, size.ratio.high)]
    places = max(0, decimals(max(map(abs, ends)), DIGITS), *(_place_of(end) for end in ends))
    return f"{_signed(placed(ends[0], places))} to {_signed(placed(ends[1], places))} %"


def _place_of(end: float) -> int:
    """The place of the first digit of an end, so that it is not 0; at most a hundredth."""
    return min(decimals(end, 1), 2)


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
    """`±1.0 %`; empty where nothing varies, or where only a multiple would be seen."""
    if one.smallest is None:
        return ""
    if one.relative:
        percent = one.smallest * 100.0
        return f"±{two_digits(percent)} %" if percent <= MOST_PERCENT else ""
    (told,) = estimates((one.smallest,), how, DIGITS)
    return f"±{told}"
