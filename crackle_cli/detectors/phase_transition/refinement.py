"""The place of a step that blocks show, among all values around it. O(n)."""

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span, place
from crackle_cli.detectors.phase_transition.persistence import inflation, persistence
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

WINDOW = 12  # blocks on each side; a step that is sure is placed within one or two


def refined(values: Floats, guess: int) -> Span:
    """The step of `values` (n,), n >= 4, near a `guess`, its noise as it is around there."""
    largest = float(np.abs(values).max()) or 1.0
    values = values / largest
    left = np.concatenate([side - median(side) for side in (values[:guess], values[guess:])])
    inflated = inflation(values.size, persistence(left, 2))
    return place(values, guess, min(2, guess, values.size - guess), inflated, 0.0)
