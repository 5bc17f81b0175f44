"""How much each term of a law varies beyond the others: partial variance (Whittaker, 1990).

The weight of a term is known by that alone: where white, adults and people go together, any sum of
them is near any other. O(m k^2 + k^3).
"""

import numpy as np

from crackle_cli.detectors.conservation.design_matrix import clipped
from crackle_cli.table.arrays import Floats

FEWEST = 3  # values that have a spread


def smallest_spread(parts: Floats) -> float:
    """Of (m, k) terms without the largest, which the others make up: that of the levels or steps.

    What rises with everything else says nothing by its levels. 0 where there are too few tasks, and
    beyond all numbers where there is one term.
    """
    if len(parts) < FEWEST + 1:
        return 0.0
    largest = int(clipped(parts).std(axis=0).argmax())
    others = np.delete(parts, largest, axis=1)
    return min(_smallest(others), _smallest(np.diff(others, axis=0) / np.sqrt(2)))


def _smallest(parts: Floats) -> float:
    tame = clipped(parts)
    spread = tame.std(axis=0)
    if not (spread > 0).all():
        return 0.0
    unit = (tame - tame.mean(axis=0)) / spread
    left = np.linalg.svd(unit / np.sqrt(len(unit)), full_matrices=False)
    inverse = ((left.Vh.T / np.maximum(left.S, np.finfo(float).eps)) ** 2).sum(axis=1)
    return float((spread / np.sqrt(inverse)).min(initial=np.inf))
