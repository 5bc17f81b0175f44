"""The last one, two or three tasks, where they lie further off than history explains.

Each value is compared with the median of the five before it, so that neither an old shift nor a
random walk matters, and the tail of history is extrapolated by a power law (Hill, 1975), which
is slow to call a heavy-tailed metric odd. O(n).
"""

from dataclasses import dataclass

import numpy as np

from crackle_cli.detectors.phase_transition.null import SMALLEST
from crackle_cli.detectors.phase_transition.place import Span
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

BEFORE = 5  # values whose median is compared with: two outliers among them change little
LONGEST = 3  # tasks at the end; more make a level shift that the other tests see
FEWEST_HISTORY = 60  # 2 % outliers show in three of four such histories
# An outlier of any rate shows first at the end of n values with a chance of at most 1 / (e n): a
# smaller alpha asks for as many more values, in the proportion of 60 to that of `default`.
CHANCE = 0.12
FEWEST_TOP = 5  # of them that a tail is fitted to; few, so that one outlier in them counts


@dataclass(frozen=True)
class End:
    """The last `count` values, with the signed distance of the nearest to the values before.

    `usual` is the distance that noise exceeds with the chance `alpha` that was asked for.
    """

    count: int
    distance: float
    usual: float
    p_value: float


def odd_end(values: Floats, alpha: float) -> End | None:
    """The likeliest odd end with p <= `alpha`, or None. `values`: (n,), finite."""
    found = []
    for count in range(1, LONGEST + 1):
        end = _end(values, count, alpha)
        if end and end.p_value <= alpha:
            found.append(end)
    return min(found, key=lambda e: e.p_value, default=None)


def carried(values: Floats, start: int, place: Span) -> list[Span]:
    """The place of a shift of the last two or three values, after which every one has shifted.

    The other tests look at means and ranks, which one value alone can carry: what has not moved
    half as far as the furthest is not part of the shift. Nothing is left where the last value
    itself has not. `start`: first value of the level before.
    """
    tail = values[place.at :]
    if tail.size > LONGEST:
        return [place]
    moved = tail - median(values[start : place.at])
    furthest = float(moved[np.abs(moved).argmax()])
    if furthest == 0:
        return [place]
    still = np.flatnonzero(moved / furthest < 0.5)
    first = int(still[-1]) + 1 if still.size else 0
    if first == tail.size:
        return []
    at = place.at + first
    return [Span(at, at, at) if first else place]


def _end(values: Floats, count: int, alpha: float) -> End | None:
    """Distance of the nearest of `count` neighbours, all on one side, from what came before."""
    if values.size < max(FEWEST_HISTORY, CHANCE / alpha) + BEFORE + count:
        return None
    recent = _nearest(values[-FEWEST_HISTORY:], count)
    distance = float(recent[-1])
    if abs(distance) <= np.abs(recent[:-count]).max():  # nearly always; saves a look at the rest
        return None
    sizes = np.sort(np.abs(_nearest(values, count)[:-count]))[::-1]
    top = max(FEWEST_TOP, round(sizes.size ** (1 / 3)))
    edge = float(sizes[top])
    if edge <= 0 or abs(distance) <= sizes[0]:
        return None
    tail = max(float(np.log(sizes[:top] / edge).mean()), 1.0 / top)
    share = top / sizes.size
    beyond = max(1.0, abs(distance) / edge)
    p_value = min(1.0, max(SMALLEST, LONGEST * share * beyond ** (-1.0 / tail)))
    usual = edge * (LONGEST * share / alpha) ** tail
    return End(count, distance, usual, p_value)


def _nearest(values: Floats, count: int) -> Floats:
    """Signed distance of the nearest of each `count` neighbours, 0 where they lie on both sides."""
    windows = np.lib.stride_tricks.sliding_window_view(values, BEFORE + count)
    apart = windows[:, BEFORE:] - medians(windows[:, :BEFORE])[:, None]
    low, high = apart.min(axis=1), apart.max(axis=1)
    return np.where(low > 0, low, np.where(high < 0, high, 0.0))
