"""The units that a number can be told in, and which of them a person reads best.

That of the cells, where the number has few digits in it; else the one in which the largest value
has few.
"""

from collections.abc import Sequence
from math import isfinite
from typing import NamedTuple

from crackle_cli.table.units import Unit
from crackle_cli.wording.numbers import MOST_DIGITS, is_whole, rounded

ANOTHER_UNIT = 1000.0  # times as large: what is told in the unit of the other has no digits left
OWN_LEAST, OWN_MOST = 0.1, 1e4  # of the unit of the cells; 240 s is told so, 2.4e6 ms is not


class Scale(NamedTuple):
    """A unit as it is spelled, its size in base units, and the least that is told in it."""

    spelled: str
    size: float
    least: float


BARE = Scale("", 1.0, 0.0)
# 278 s and 75 min say more than 4.63 min and 1.25 h.
TIME_SCALES = (
    Scale("d", 86400.0, 2 * 86400.0),
    Scale("h", 3600.0, 2 * 3600.0),
    Scale("min", 60.0, 600.0),
    Scale("s", 1.0, 1.0),
    Scale("ms", 1e-3, 1e-3),
    Scale("µs", 1e-6, 1e-6),
    Scale("ns", 1e-9, 0.0),
)


def _prefixed(spelled: str, prefixes: Sequence[str], step: float) -> tuple[Scale, ...]:
    """The prefixes from the smallest on, each `step` times as large, as scales from the largest."""
    sizes = [(prefix, step ** (power + 1)) for power, prefix in enumerate(prefixes)]
    larger = (Scale(prefix + spelled, size, size) for prefix, size in reversed(sizes))
    return (*larger, Scale(spelled, 1.0, 0.0))


DECIMAL, BINARY = ("k", "M", "G", "T", "P"), ("Ki", "Mi", "Gi", "Ti", "Pi")
SCALES = {
    Unit("s"): TIME_SCALES,
    Unit("bytes"): _prefixed("B", DECIMAL, 1e3),
    Unit("bytes", binary=True): _prefixed("B", BINARY, 2.0**10),
    Unit("bytes/s"): _prefixed("B/s", DECIMAL, 1e3),
    Unit("bytes/s", binary=True): _prefixed("B/s", BINARY, 2.0**10),
    Unit("Hz"): _prefixed("Hz", DECIMAL[:3], 1e3),
}


def scales_of(values: Sequence[float], unit: Unit | None, digits: int) -> list[Scale]:
    """The scale of the largest value for all, or for each its own where they are far apart."""
    sizes = [abs(value) for value in values if value and isfinite(value)]
    if unit is None or not sizes:
        return [BARE if unit is None else _base(unit)] * len(values)
    largest = _scale(max(sizes), unit, digits)
    if max(sizes) < ANOTHER_UNIT * min(sizes):
        return [largest] * len(values)
    return [_scale(abs(v), unit, digits) if v and isfinite(v) else largest for v in values]


def in_scale(value: float, scale: Scale) -> float:
    """Base units as units of a scale, free of what the conversion leaves in the last digit."""
    size = scale.size
    scaled = value / size if size >= 1.0 else value * round(1.0 / size)
    return rounded(scaled, MOST_DIGITS) if size != 1.0 else value


def kept(value: float, scale: Scale, unit: Unit | None, digits: int) -> Scale:
    """The largest unit up to a scale in which a whole number of base units keeps all digits."""
    if unit is None or not is_whole(value):
        return scale
    for smaller in (one for one in _of(unit) if one.size <= scale.size):
        scaled = in_scale(value, smaller)
        if scaled == rounded(scaled, digits):
            return smaller
    return _base(unit)


def _of(unit: Unit) -> tuple[Scale, ...]:
    return SCALES.get(unit, (Scale(unit.name, 1.0, 0.0),))


def _base(unit: Unit) -> Scale:
    return next(scale for scale in _of(unit) if scale.size == 1.0)


def _scale(size: float, unit: Unit, digits: int) -> Scale:
    """The unit of the cells, or the largest that a size has at least what it takes of."""
    told = rounded(size, digits)
    if unit.own and OWN_LEAST * unit.own <= told < OWN_MOST * unit.own:
        return next(scale for scale in _of(unit) if scale.size == unit.own)
    return next(scale for scale in _of(unit) if told >= scale.least)
