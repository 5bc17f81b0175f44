"""The unit of a metric whose cells were written with one."""

from collections.abc import Iterable
from typing import NamedTuple


class Unit(NamedTuple):
    """What the numbers of a metric are in.

    name    the base unit that stands for all of its kind: s, bytes, bytes/s, Hz, %, …
    binary  whether cells had prefixes of 1024, such as MiB
    """

    name: str
    binary: bool = False


def common(units: Iterable[Unit | None]) -> Unit | None:
    """The one unit that all are, whatever their prefixes; None where they differ or one is none."""
    given = list(units)
    known = [unit for unit in given if unit]
    if not known or len(known) < len(given) or len({unit.name for unit in known}) > 1:
        return None
    return Unit(known[0].name, any(unit.binary for unit in known))
