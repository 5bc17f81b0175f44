"""How much less tasks of one value prove because they follow one another. O(n log n)."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

BANDS = 12  # frequencies of one band, an octave has as many bands below; the lowest stand alone
MEDIAN_OF_POWER = 0.693  # median over mean of an exponential, which the power of noise is


def spectrum(scores: Floats) -> Floats:
    """The power of the noise of `scores` (n,), 0 where missing, at 1 … n // 2 turns, mean 1.

    Smoothed by medians of bands, so that what comes back regularly is no noise.
    """
    power = np.abs(np.fft.rfft(scores)[1:]) ** 2
    edges = [0]
    while edges[-1] < power.size:
        edges.append(edges[-1] + 1 + edges[-1] // BANDS * 2)
    smooth = power.copy()
    for low, high in pairwise(edges):
        if high - low > 2:
            smooth[low:high] = median(power[low:high]) / MEDIAN_OF_POWER
    return smooth / (power.mean() or 1.0)


def inflation(noise: Floats, members: NDArray[np.bool_], live: NDArray[np.bool_]) -> float:
    """By how much the variance of a sum over members exceeds that over tasks at random, >= 1.

    noise: `spectrum` of the scores; members: (n,), some of the live tasks. The variance over all
    turns of the members against the scores; and members in few runs are as few as their runs.
    """
    tasks, size = int(np.count_nonzero(live)), int(np.count_nonzero(members))
    inside = members[live]
    runs = int(inside[0]) + int(np.count_nonzero(inside[1:] & ~inside[:-1]))
    by_chance = size * (tasks - size + 1) / tasks
    centred = np.where(live, members - size / tasks, 0.0)
    power = np.abs(np.fft.rfft(centred)[1:]) ** 2
    along = float(power @ noise) / float(power.sum())
    return max(1.0, along, by_chance / runs)
