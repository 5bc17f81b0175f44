"""Exact laws by trying every sum with small whole weights: slow and obvious."""

from itertools import product

import numpy as np


def exact_sums(values, most: int = 1, least: float = 0.9) -> list[tuple[int, ...]]:
    """Weights in -most … most of (n, d) that give 0 in a share `least` of the rows; first > 0."""
    d = values.shape[1]
    found = []
    for weights in product(range(-most, most + 1), repeat=d):
        used = [w for w in weights if w]
        if len(used) > 1 and used[0] > 0 and (values @ np.array(weights) == 0).mean() >= least:
            found.append(weights)
    return found
