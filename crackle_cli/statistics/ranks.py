"""Ranks and normal scores: what is left of values when only their order counts."""

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from crackle_cli.arrays import Floats


def median(values: Floats) -> float:
    """The median of `values` (n,), n >= 1, finite; of few values five times as fast as numpy's."""
    middle = values.size // 2
    if values.size % 2:
        return float(np.partition(values, middle)[middle])
    parts = np.partition(values, (middle - 1, middle))
    return float(parts[middle - 1] + parts[middle]) / 2.0


def ranks(values: Floats) -> Floats:
    """Ranks 1 … n of `values` (n,), finite; ties share their mean rank. O(n log n)."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Floats = (last - (counts - 1) / 2.0)[inverse.reshape(-1)]
    return shared


def normal_scores(values: Floats) -> Floats:
    """Normal quantiles of the ranks (van der Waerden, 1952) of `values` (n,), finite.

    Against any distribution at least as powerful as the values themselves (Chernoff, Savage,
    1958), and bounded, so that no single value can carry a sum. O(n log n).
    """
    places = np.rint(2.0 * ranks(values)).astype(np.intp) - 2
    scores: Floats = _quantiles(values.size)[places]
    return scores


@lru_cache(maxsize=16)
def _quantiles(n: int) -> Floats:
    """Normal quantiles of the ranks 1, 1.5, 2, … n over n + 1: (2n - 1,)."""
    inverse = NormalDist().inv_cdf
    lower = np.array([inverse(twice / (2.0 * (n + 1))) for twice in range(2, n + 2)])
    return np.concatenate([lower, -lower[-2::-1]])
