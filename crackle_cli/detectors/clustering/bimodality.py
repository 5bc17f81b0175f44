"""Of very many metrics, those whose values most likely have two peaks."""

from collections.abc import Mapping

import numpy as np

from crackle_cli.table.arrays import Floats, Indices

MOST_PROMISING = 50  # metrics that are looked at: a second of work at 2,000 tasks


def promising(metrics: Mapping[str, Floats], sample: Indices) -> list[str]:
    """Names in table order: all, or MOST_PROMISING of the largest bimodality. O(n d)."""
    if len(metrics) <= MOST_PROMISING:
        return list(metrics)
    scores = {name: bimodality(values[sample]) for name, values in metrics.items()}
    best = set(sorted(scores, key=lambda name: -scores[name])[:MOST_PROMISING])
    return [name for name in metrics if name in best]


def bimodality(values: Floats) -> float:
    """(skewness^2 + 1) / kurtosis (Sarle): 1 for two points of any weight, 1/3 for normal values.

    `values`: (n,), NaN are left out; 0 where there is no spread.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0
    centred = known - known.mean()
    largest = float(np.abs(centred).max())
    if largest == 0:
        return 0.0
    centred /= largest
    squares = centred * centred
    variance = float(squares.mean())
    skewness = float((squares * centred).mean()) / float(variance**1.5)
    kurtosis = float((squares * squares).mean()) / variance**2
    return (skewness**2 + 1.0) / kurtosis
