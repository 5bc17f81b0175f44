"""Numbers as a person reads them."""

from math import floor, isfinite, log10

MOST_PERCENT = 900.0  # ten times as much; beyond that the two levels say it better


def number(value: float, digits: int = 3) -> str:
    """`value` with about `digits` significant digits; integers whole, no exponent below 1e15."""
    if not isfinite(value):
        return str(value)
    if value == 0:
        return "0"
    size = floor(log10(abs(value)))
    if value == int(value) and size < 15:
        return f"{value:,.0f}" if size >= 4 else f"{value:.0f}"
    if size < -4 or size >= 15:
        return f"{value:.{digits - 1}e}"
    decimals = max(0, digits - 1 - size)
    return f"{value:,.{decimals}f}" if size >= 4 else f"{value:.{decimals}f}"


def relative(change_pct: float | None) -> str | None:
    """`23.9 %`, unsigned; None where the level before is next to nothing, and a share of it too."""
    return None if change_pct is None or abs(change_pct) > MOST_PERCENT else percent(change_pct)


def percent(value: float) -> str:
    """`23.9 %`: a share already multiplied by 100, unsigned."""
    return f"{number(abs(value))} %"
