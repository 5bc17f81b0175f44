"""How well two groupings of the same tasks agree."""

from itertools import combinations

import numpy as np


def adjusted_rand(truth: np.ndarray, found: np.ndarray) -> float:
    """1 for the same groups, about 0 for chance (Hubert, Arabie, 1985), counted pair by pair."""
    one = np.array([a == b for a, b in combinations(truth.tolist(), 2)])
    other = np.array([a == b for a, b in combinations(found.tolist(), 2)])
    expected = one.sum() * other.sum() / one.size
    most = (one.sum() + other.sum()) / 2
    return float(((one & other).sum() - expected) / (most - expected)) if most != expected else 1.0
