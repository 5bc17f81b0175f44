"""Values of a metric in its unit, as a person reads them: `240 → 312 ms`, `1.50 GiB`, `87–93 %`.

A level has digits enough to see by how much it differs, and not more places than the cells that it
is of. What is told can be read back as a cell.
"""

from collections.abc import Sequence
from itertools import chain
from math import isfinite
from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.numbers import (
    LARGEST_PLAIN,
    MOST_DIGITS,
    decimals,
    is_whole,
    number,
    placed,
    rounded,
)
from crackle_cli.wording.scales import Scale, in_scale, kept, scales_of

ESTIMATED = 5  # digits of a level: it is a median or a quantile, whatever the values are
GROUPED = 1e4  # beside such a number, 1,234 has a comma, too
GLANCED_AT = 1000  # values of a metric that tell how precise its cells are
MOST_PLACES = 7  # behind the point of a cell; what has as many was computed
CLOSE = 0.01  # share of a level that is lost so: 95.5 is 96, and 8.5 is not 8
NEARLY = 0.05  # share of a difference that is lost without harm when both sides are rounded


class Told(NamedTuple):
    """A number and the unit that it is in, which is empty where there is none."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}".rstrip()


class Written(NamedTuple):
    """How the numbers of a metric are written: its unit, and some of its values (m,).

    The values tell how precise cells are.
    """

    unit: Unit | None = None
    cells: Floats | None = None


def written(table: MetricTable, metric: str) -> Written:
    """How the numbers of a metric of a table are written, by a glance at its values."""
    values = table.metrics.get(metric)
    if values is not None:
        values = values[:: max(1, values.size // GLANCED_AT)]
        values = values[np.isfinite(values)]
    return Written(table.census.units.get(metric), values)


def estimates(values: Sequence[float], how: Written, digits: int = 3) -> tuple[Told, ...]:
    """Levels with digits enough to see by how much they differ, in one unit unless far apart."""
    scales = scales_of(values, how.unit, 3)
    told: dict[int, Told] = {}
    for scale in dict.fromkeys(scales):
        places = [place for place, one in enumerate(scales) if one == scale]
        numbers = [in_scale(values[place], scale) for place in places]
        texts = _levels(numbers, _cell_places(how.cells, scale), digits)
        told |= {at: Told(text, scale.spelled) for at, text in zip(places, texts, strict=True)}
    return tuple(told[place] for place in range(len(values)))


def amounts(values: Sequence[float], unit: Unit | None, digits: int = 6) -> tuple[Told, ...]:
    """What is known to the digit, in one unit unless far apart; no whole number is rounded.

    With no more digits than it takes: 19.95, 200.
    """
    scales = [
        kept(value, scale, unit, digits)
        for value, scale in zip(values, scales_of(values, unit, digits), strict=True)
    ]
    return tuple(
        Told(_shortest(in_scale(value, scale), digits), scale.spelled)
        for value, scale in zip(values, scales, strict=True)
    )


def joined(told: Sequence[Told], between: str) -> str:
    """`240 → 312 ms`: the unit once where it is one."""
    if len({one.unit for one in told}) > 1:
        return between.join(map(str, told))
    return str(Told(between.join(one.number for one in told), told[0].unit))


def arrow(before: float, after: float, how: Written, digits: int = 3) -> str:
    """`240 → 312 ms`."""
    return joined(estimates((before, after), how, digits), " → ")


def _levels(numbers: Sequence[float], cells: int | None, digits: int) -> list[str]:
    """Numbers that are told together, of which no cell has more than `cells` places."""
    apart = _places_apart(numbers)
    places = [_level_places(value, apart, digits) for value in numbers]
    if cells is not None and _stay_apart(numbers, cells):
        places = [min(own, cells) for own in places]
    broken = [own for own, value in zip(places, numbers, strict=True) if not is_whole(value)]
    most = max(0, *broken, 0)  # 5 is 5.0 beside 5.9, and 5 beside 6
    plain = chain([0.0], (abs(v) for v in numbers if isfinite(v) and abs(v) < LARGEST_PLAIN))
    grouped = max(plain) >= GROUPED
    return [
        placed(value, min(own, most) if is_whole(value) else own, grouped) if value else "0"
        for value, own in zip(numbers, places, strict=True)
    ]


def _level_places(value: float, apart: int, digits: int) -> int:
    """Places of a level: no digit of a number below 100,000 is left out before the point."""
    if abs(value) >= LARGEST_PLAIN:
        return max(decimals(value, digits), apart)
    if abs(value) >= 10**ESTIMATED:
        return max(decimals(value, max(ESTIMATED, digits)), apart)
    return max(0, decimals(value, digits), apart)


def _places_apart(numbers: Sequence[float]) -> int:
    """Places enough to see by how much numbers differ: two digits of it, as float64 has them."""
    finite = [value for value in numbers if isfinite(value)]
    apart = max(finite) - min(finite) if finite else 0.0
    if not apart or not isfinite(apart):
        return -MOST_DIGITS
    return min(decimals(apart, 2), decimals(max(map(abs, finite)), MOST_DIGITS))


def _cell_places(cells: Floats | None, scale: Scale) -> int | None:
    """The places behind the point that all cells have room in; None where they are too many."""
    if cells is None or not cells.size:
        return None
    scaled = cells / scale.size
    room = 1e-9 * np.maximum(1.0, np.abs(scaled))  # what the conversion leaves
    fits = (p for p in range(MOST_PLACES) if (abs(scaled.round(p) - scaled) <= room).all())
    return next(fits, None)


def _stay_apart(numbers: Sequence[float], places: int) -> bool:
    """Whether numbers and what they differ by are nearly as large once they are rounded."""
    finite = [value for value in numbers if isfinite(value)] or [0.0]
    near = [round(value, places) for value in finite]
    if any(abs(n - v) > CLOSE * abs(v) for n, v in zip(near, finite, strict=True)):
        return False
    apart = max(finite) - min(finite)
    return abs(max(near) - min(near) - apart) <= NEARLY * apart


def _shortest(value: float, digits: int) -> str:
    """As many digits as it takes, at most `digits`: 1.08, not 1.08000."""
    wanted = rounded(value, digits)
    fewest = next((d for d in range(1, digits) if rounded(value, d) == wanted), digits)
    return number(value if is_whole(value) else wanted, fewest)
