"""Steps in short series: a difference between two sides that was made at one task.

Within a few dozen tasks a step looks like noise that lasts, and noise that lasts like a step. What
tells them apart is where the way is made: a step takes it at one task, a random walk in as many
as any other. So the studentised step counts as far as the jump at its task stands out among the
differences of neighbours on both sides.
"""

import numpy as np

from crackle_cli.detectors.phase_transition.statistic import studentised
from crackle_cli.statistics.noise import UPPER
from crackle_cli.table.arrays import Floats, Indices

# Two standard errors of the persistence are most of its range where there are few values, and the
# jump makes up for one of them: of 20 tasks 97 % of steps of 8 sigma are found with one, 92 % with
# two; of 40 tasks 46 and 62 % of 3 sigma.
FEW, MANY = 20, 40


def abrupt(values: Floats, splits: Indices) -> Floats:
    """The steps (b,) of `values` (b, n) at `splits` (b,): inf without noise.

    The studentised step times the root of the jump over the size of other differences.
    """
    return _heights(values, splits, _differences(values, splits))


def highest(values: Floats, splits: Indices) -> Floats:
    """As `abrupt`, where the largest jump anywhere counts: for splits that are roughly placed."""
    places = 1 + np.abs(np.diff(values, axis=1)).argmax(axis=1)
    return _heights(values, splits, _differences(values, places))


def _heights(values: Floats, splits: Indices, jumps: Floats) -> Floats:
    n = values.shape[1]
    errors = UPPER / 2 * (1.0 + min(1.0, max(0.0, (n - FEW) / (MANY - FEW))))
    heights = studentised(values, splits, errors)
    heights *= np.sqrt(jumps)
    return heights


def _differences(values: Floats, places: Indices) -> Floats:
    """The differences (b,) to the values before `places` over the root mean square of all others.

    No more than n: without any other difference there is nothing to measure the jump by.
    """
    series, n = np.arange(len(values)), values.shape[1]
    squares = np.diff(values, axis=1) ** 2
    jumps = squares[series, places - 1]
    squares[series, places - 1] = 0.0
    others = squares.sum(axis=1) / (n - 2)
    ratios = np.sqrt(np.minimum(jumps, n**2 * others) / np.where(others > 0, others, 1.0))
    return np.where(others > 0, ratios, np.where(jumps > 0, float(n), 1.0))
