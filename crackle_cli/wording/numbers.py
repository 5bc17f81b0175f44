"""Numbers as a person reads them."""

from collections.abc import Sequence
from math import floor, isfinite, log10

from crackle_cli.table.arrays import LARGEST_EXACT

ESTIMATED = 5  # digits of a level: it is a median or a quantile, whatever the values are
MOST_NAMED_TASKS = 3  # tasks that a sentence names; the rest are counted
MOST_PERCENT = 900.0  # ten times as much; beyond that the two levels say it better


def number(value: float, digits: int = 3) -> str:
    """`value` with about `digits` significant digits; integers below 2^53 whole."""
    if not isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    if value < 0:
        return f"−{number(-value, digits)}"
    size = int(f"{value:.{digits - 1}e}".partition("e")[2])  # of 99.98 in three digits that of 100
    if value == int(value) and value < LARGEST_EXACT:
        return f"{value:,.0f}" if size >= 4 else f"{value:.0f}"
    if size < -4 or size >= 15:
        return f"{value:.{digits - 1}e}"
    decimals = max(0, digits - 1 - size)
    return f"{value:,.{decimals}f}" if size >= 4 else f"{value:.{decimals}f}"


def coefficient(r: float) -> str:
    """`0.93`, `−0.94`."""
    return f"{r:.2f}".replace("-", "−")


def certainty(confidence: float) -> str:
    """`0.93`; `<0.01` where it is next to nothing."""
    return "<0.01" if confidence < 0.005 else f"{confidence:.2f}"


def level(value: float, digits: int = 3) -> str:
    """An estimated level: `4,991,600,000`, with no more digits than it can have."""
    if abs(value) >= 10**ESTIMATED:
        value = float(f"{value:.{max(ESTIMATED, digits)}g}")
    return number(value, digits)


def digits_apart(values: Sequence[float], digits: int = 3) -> int:
    """Digits enough to see by how much levels differ: a hundredth of all of it."""
    apart = max(values) - min(values)
    if not isfinite(apart) or not apart:
        return digits
    largest = max(map(abs, values))
    return max(digits, min(15, floor(log10(largest)) - floor(log10(apart)) + 2))


def relative(change_pct: float | None) -> str | None:
    """`23.9 %`, unsigned; None where the level before is next to nothing, and a share of it too."""
    return None if change_pct is None or abs(change_pct) > MOST_PERCENT else percent(change_pct)


def percent(value: float) -> str:
    """`23.9 %`: a share already multiplied by 100, unsigned."""
    return f"{number(abs(value))} %"
