"""Whether shifts bring a metric back: the level after them is the one before them. O(n)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from crackle_cli.detectors.phase_transition.findings import Abrupt
from crackle_cli.detectors.phase_transition.place import centres
from crackle_cli.statistics.intervals import MOST_COMPARED
from crackle_cli.statistics.noise import inflation, persistence, variogram
from crackle_cli.statistics.ranks import median, ranks
from crackle_cli.table.arrays import Floats

# Of a thousand metrics that came back three are not seen to, so that an outage of several is one
# event; of 100 tasks before and 70 after, half a standard deviation that is left is seen.
ERRORS = 3.0
# Of the shift. A few tasks cannot say that they are not back, so most of the way must be seen.
MOST_LEFT = 1 / 3
UNSEEN = 0.01  # of the shift: of very many tasks any difference is sure, and no sentence shows it

AbruptT = TypeVar("AbruptT", bound=Abrupt)


def with_ways_back(found: Sequence[AbruptT], values: Floats, edges: Sequence[int]) -> list[AbruptT]:
    """The shifts of a metric, those that another one takes back with the place of that.

    It is the next one, or the next but one: what shifts in between may be too little to be told.
    `edges`: the first of `values` (n,) after each shift, between 0 and n; nothing else shifts.
    """
    parts = [values[low:high] for low, high in pairwise(edges)]
    return [
        replace(one, back=next((found[j].place for j in _ways_back(parts, i)), None))
        for i, one in enumerate(found)
    ]


def _ways_back(parts: Sequence[Floats], shift: int) -> Iterator[int]:
    """Which of the two shifts after a `shift`, which leads from parts[shift], take it back."""
    for last in range(shift + 1, min(shift + 3, len(parts) - 1)):
        if is_back(*parts[shift : last + 2]):
            yield last


def is_back(before: Floats, *between_and_after: Floats) -> bool:
    """Whether the last of some stretches of values (n,) has the level of that `before` them (m,).

    No more than a third of the shift is left, and ranks do not tell both sides apart. Of a shift
    in spread, the values are distances from the level.
    """
    *between, after = between_and_after
    left = abs(np.subtract(*centres(before, after)))
    away, outside = np.concatenate(between), np.concatenate([before, after])
    rise = abs(np.subtract(*centres(outside, away)))
    if left > MOST_LEFT * rise:
        return False
    return bool(left <= UNSEEN * rise) or not _differ(before, *between, after)


def _differ(*sides: Floats) -> bool:
    """Student's t of ranks (Conover, Iman, 1981) of the first and the last side.

    It knows of ties, counts and heavy tails; values count as often as they are independent.
    """
    few = [side[:: -(-side.size // MOST_COMPARED)] for side in sides]
    residuals = np.concatenate([side - median(side) for side in few])
    often = inflation(persistence(variogram(residuals))) ** 2
    shared = ranks(np.concatenate([few[0], few[-1]]))
    low, high = shared[: few[0].size], shared[few[0].size :]
    noise = np.concatenate([low - low.mean(), high - high.mean()]).std()
    error = noise * (often * (1.0 / low.size + 1.0 / high.size)) ** 0.5
    return bool(abs(high.mean() - low.mean()) > ERRORS * error)
