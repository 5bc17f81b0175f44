"""The unit of a metric whose cells were written with one."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Unit:
    """What the numbers of a metric are in.

    name    the base unit that stands for all of its kind: s, bytes, bytes/s, Hz, %, …
    binary  whether cells had prefixes of 1024, such as MiB
    own     how many base units the unit of the cells is, where all have one; 0 where they differ.
            Units are the same whatever it is: it only decides how a number is told.
    """

    name: str
    binary: bool = False
    own: float = field(default=0.0, compare=False)


def common(units: Iterable[Unit | None]) -> Unit | None:
    """The one unit that all are, whatever their prefixes; None where they differ or one is none."""
    given = list(units)
    known = [unit for unit in given if unit]
    if not known or len(known) < len(given) or len({unit.name for unit in known}) > 1:
        return None
    own = {unit.own for unit in known}
    binary = any(unit.binary for unit in known)
    return Unit(known[0].name, binary, own.pop() if len(own) == 1 else 0.0)
