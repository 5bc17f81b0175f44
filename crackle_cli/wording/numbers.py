"""Numbers as a person reads them."""

from collections.abc import Sequence
from math import isfinite

from crackle_cli.table.arrays import LARGEST_EXACT

MOST_DIGITS = 15  # float64 keeps as many
LEAST_PLAIN = -4  # the place of the first digit: smaller numbers are told as 1.5e-6
LARGEST_PLAIN = 1e15  # the same of large numbers that are no whole ones below 2^53
MOST_NAMED_TASKS = 3  # tasks that a sentence names; the rest are counted
MOST_PERCENT = 900.0  # ten times as much; beyond that the two levels say it better


def number(value: float, digits: int = 3) -> str:
    """`value` with about `digits` significant digits; integers below 2^53 whole."""
    if is_whole(value):
        return placed(value, 0)
    places = decimals(value, digits)
    return placed(value, places if abs(value) >= LARGEST_PLAIN else max(0, places))


def is_whole(value: float) -> bool:
    """Whether it is an integer that float64 tells from its neighbours."""
    return isfinite(value) and abs(value) < LARGEST_EXACT and value == int(value)


def decimals(value: float, digits: int) -> int:
    """The places behind the point of `digits` significant digits; negative in front of it."""
    return digits - 1 - exponent(value, digits) if isfinite(value) and value else 0


def rounded(value: float, digits: int) -> float:
    """`value` in so many significant digits."""
    return float(f"{value:.{digits}g}")


def exponent(value: float, digits: int = MOST_DIGITS) -> int:
    """The place of the first digit of what is rounded: of 99.98 in three digits that of 100."""
    return int(f"{abs(value):.{digits - 1}e}".partition("e")[2])


def placed(value: float, places: int, grouped: bool = False) -> str:
    """`value` with so many places behind the point, rounded in front of it where they are negative.

    grouped: whether 1,234 has a comma, as it has beside 12,345.
    """
    if not isfinite(value):
        return str(value)
    if value < 0:
        return f"−{placed(-value, places, grouped)}"
    size = exponent(value) if value else 0
    if size < LEAST_PLAIN or (value >= LARGEST_PLAIN and not is_whole(value)):
        mantissa, _, power = f"{value:.{max(0, min(places + size, MOST_DIGITS))}e}".partition("e")
        short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{short}e{int(power)}"
    told = f"{round(value, places) if places < 0 else value:,.{max(0, places)}f}"
    long = grouped or len(told.partition(".")[0]) > len("9,999")
    return told if long else told.replace(",", "")


def coefficient(r: float) -> str:
    """`0.93`, `−0.94`, and `0.00` on either side of 0."""
    return f"{round(r, 2) + 0.0:.2f}".replace("-", "−")


def certainty(confidence: float) -> str:
    """`0.93`; `<0.01` where it is next to nothing."""
    return "<0.01" if confidence < 0.005 else f"{confidence:.2f}"


def relatives(changes_pct: Sequence[float | None]) -> list[str | None]:
    """Changes that are told together, such as `23.9 %`, unsigned.

    None where the level before is next to nothing, and a share of it too.
    """
    told = [c for c in changes_pct if c is not None and abs(c) <= MOST_PERCENT]
    texts = dict(zip(told, percents([abs(c) for c in told]), strict=True))
    return [None if c is None else texts.get(c) for c in changes_pct]


def percents(values: Sequence[float]) -> list[str]:
    """Shares already multiplied by 100, unsigned: `50 %`, or `50.0 %` beside `6.76 %`."""
    if all(is_whole(value) for value in values):
        return [percent(value) for value in values]
    return [f"{placed(abs(value), max(0, decimals(value, 3)))} %" for value in values]


def percent(value: float) -> str:
    """`23.9 %`: a share already multiplied by 100, unsigned."""
    return f"{number(abs(value))} %"
