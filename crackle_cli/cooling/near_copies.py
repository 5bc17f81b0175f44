"""Columns that are another one rounded, or some tasks before. O(d n log n) for d columns.

A rounded column is largest and smallest where the other is, so that few pairs are compared.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from crackle_cli.table.arrays import Floats

LONGEST_LAG = 10  # tasks, as of metrics that follow another
FEWEST_LEVELS = 5  # of a rounded column: with fewer it is a class of the other, not its size
MOST_PLACES = 6  # behind the point of a rounded column
GLANCE = 64  # values that two columns share before they are compared
FLOAT_ERROR = 1e-9  # share of a value that a division leaves


def delayed(metrics: Mapping[str, Floats]) -> dict[str, tuple[str, int]]:
    """Column -> the one that it is, and how many tasks before. Columns (n,), no two equal.

    What stands in the first tasks, which have none so long before, does not count.
    """
    found: dict[str, tuple[str, int]] = {}
    glances: dict[bytes, str] = {}
    for name, values in metrics.items():
        glances.setdefault(_glance(values, 0), name)
    tasks = max((values.size for values in metrics.values()), default=0)
    for lag in range(
        min(LONGEST_LAG, tasks // 10), 0, -1
    ):  # the first of several that follow one another leads
        for name, values in metrics.items():
            first = glances.get(_glance(values, lag), name)
            leads = name in (leader for leader, _ in found.values())
            if first in (name, *found) or name in found or leads:
                continue
            if np.array_equal(values[lag:], metrics[first][:-lag], equal_nan=True):
                found[name] = (first, lag)
    return found


def _glance(values: Floats, lag: int) -> bytes:
    """The middle of a column, so many tasks later."""
    start = max(0, (values.size - GLANCE) // 2 - LONGEST_LAG) + lag
    return (values[start : start + min(GLANCE, values.size - LONGEST_LAG)] + 0.0).tobytes()


def rounded(metrics: Mapping[str, Floats]) -> dict[str, str]:
    """Column -> the one that it is a rounded multiple of. Columns (n,) that vary."""
    found: dict[str, str] = {}
    for coarse, fine in _may_be_rounded(metrics):
        chain = fine in found or coarse in found.values()
        if coarse not in found and not chain and _is_rounded(metrics[coarse], metrics[fine]):
            found[coarse] = fine
    return found


def _may_be_rounded(metrics: Mapping[str, Floats]) -> Iterator[tuple[str, str]]:
    """Pairs (rounded, fine), the finest first, that have their ends at the same tasks."""
    names = list(metrics)
    lows = np.array([np.nanargmin(values) for values in metrics.values()], dtype=np.intp)
    highs = np.array([np.nanargmax(values) for values in metrics.values()], dtype=np.intp)
    pairs: list[tuple[str, str]] = []
    for place, (name, values) in enumerate(metrics.items()):
        low, high = values[lows[place]], values[highs[place]]
        same = (values[lows] == low) & (values[highs] == high)
        pairs += [(name, names[other]) for other in np.flatnonzero(same) if other != place]
    distinct = {
        name: _distinct(metrics[name]) for name in {name for pair in pairs for name in pair}
    }
    for coarse, fine in sorted(pairs, key=lambda pair: -distinct[pair[1]]):
        if FEWEST_LEVELS <= distinct[coarse] < distinct[fine]:
            yield coarse, fine


def _distinct(values: Floats) -> int:
    return int(np.unique(values[~np.isnan(values)]).size)


def _is_rounded(coarse: Floats, fine: Floats) -> bool:
    """Whether one factor makes all values (n,) of the one of the other, rounded or cut off."""
    known = ~np.isnan(fine)
    if (known != ~np.isnan(coarse)).any() or (fine[known] < 0).any():
        return False
    coarse, fine = coarse[known], fine[known]
    unit = _unit(coarse)
    if unit is None or (np.abs(coarse[fine == 0]) > unit / 2).any():
        return False
    coarse, fine = coarse[fine > 0], fine[fine > 0]
    for below, above in ((unit / 2, unit / 2), (0.0, unit)):
        least, most = ((coarse - below) / fine).max(), ((coarse + above) / fine).min()
        if 0 < least <= most * (1.0 + FLOAT_ERROR):
            return True
    return False


def _unit(values: Floats) -> float | None:
    """The place of the last digit of values (n,); None where they have too many."""
    for places in range(MOST_PLACES + 1):
        if np.allclose(values, values.round(places), rtol=FLOAT_ERROR, atol=0.0):
            return float(10.0**-places)
    return None
