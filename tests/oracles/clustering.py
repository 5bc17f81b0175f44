"""The density hierarchy, slow and obvious."""

import numpy as np
from numpy.typing import NDArray


def core_distances(points: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """(n,): to the k-th nearest other point."""
    return np.array([sorted(np.linalg.norm(points - p, axis=1))[k] for p in points])


def tree_lengths(points: NDArray[np.float64], core: NDArray[np.float64]) -> list[float]:
    """Lengths of a minimum spanning tree of the mutual reachability (Kruskal, 1956), ascending."""
    n = len(points)
    edges = sorted(
        (max(float(np.linalg.norm(points[i] - points[j])), core[i], core[j]), i, j)
        for i in range(n)
        for j in range(i)
    )
    part = list(range(n))
    lengths = []
    for length, i, j in edges:
        if part[i] != part[j]:
            part = [part[i] if p == part[j] else p for p in part]
            lengths.append(length)
    return lengths
