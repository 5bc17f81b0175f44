"""Sums of metrics that are nearly one: a start and an end in nanoseconds, and what passed between.

Beside the size of the first two the third is float error to any correlation. It is plain beside
their difference. As `supports` of the columns, once more where there are such.
"""

import numpy as np

from crackle_cli.detectors.conservation.candidates import Support, supports, unsuspicious
from crackle_cli.detectors.conservation.forward_selection import correlations
from crackle_cli.detectors.conservation.rational import WINDOWS, simplest
from crackle_cli.laws.law import ARITHMETIC_ERROR
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

# Of the variance, not shared: what is smaller than that is not told by the correlations of ten
# columns, which are known to 1e-10.
NEARLY_ONE = 1e-6


def sums_of_differences(sample: Floats, chance: Chance, most: int) -> list[Support]:
    """Sets of columns of (n, f) without gaps that hold two which are nearly one."""
    differences, copies = sample.copy(), {}
    for copy, base in _pairs(sample).items():
        left = sample[:, copy] - _slope(sample[:, copy], sample[:, base]) * sample[:, base]
        if np.ptp(left) > ARITHMETIC_ERROR * np.abs(sample[:, copy]).max():  # else they are one
            differences[:, copy], copies[copy] = left, base
    found = supports(differences, chance, most) if copies else []
    return [_with_bases(one, copies) for one in found if not copies.keys().isdisjoint(one)]


def _pairs(sample: Floats) -> dict[int, int]:
    """Columns that are nearly an earlier one, and which."""
    tame = sample[unsuspicious(sample)]
    if len(tame) < 2:
        return {}
    shared = np.tril(correlations(tame[None])[0] ** 2, -1) >= 1 - NEARLY_ONE
    copies: dict[int, int] = {}
    for copy, base in zip(*(part.tolist() for part in np.nonzero(shared)), strict=True):
        if base not in copies:
            copies.setdefault(copy, base)
    return copies


def _slope(copy: Floats, base: Floats) -> float:
    """Of steps through the middle; a simple number where one is near, as of two clocks."""
    far = base - median(base)
    rows = (np.abs(far) >= median(np.abs(far))) & (far != 0)
    slope = median((copy - median(copy))[rows] / far[rows])
    width = WINDOWS[1] * abs(slope)
    return float(simplest(slope - width, slope + width) or slope)


def _with_bases(support: Support, copies: dict[int, int]) -> Support:
    return tuple(sorted({*support, *(copies[j] for j in support if j in copies)}))
