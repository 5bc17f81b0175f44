"""Tables whose metrics are linked in a known way."""

import numpy as np

from crackle_cli import MetricTable
from crackle_cli.detectors.correlation.pairs import Pairs


def table(values):
    """(n, d) as a table with metrics m0, m1, …"""
    return MetricTable.from_columns({f"m{j}": values[:, j] for j in range(values.shape[1])})


def linked(rng, n, d, r):
    """m0 and m1 have correlation r; the others are independent."""
    values = rng.normal(size=(n, d))
    values[:, 1] = r * values[:, 0] + np.sqrt(1 - r**2) * values[:, 1]
    return values


def autoregressive(noise, phi):
    values = noise.copy()
    for t in range(1, len(values)):
        values[t] += phi * values[t - 1]
    return values


def family(rng, n, size, r):
    """Metrics of pairwise correlation r."""
    common = rng.normal(size=(n, 1))
    return np.sqrt(r) * common + np.sqrt(1 - r) * rng.normal(size=(n, size))


def lagging(rng, n, d, r, lag):
    """m1 follows m0 by `lag` tasks."""
    values = rng.normal(size=(n + lag, d))
    values[lag:, 1] = r * values[:n, 0] + np.sqrt(1 - r**2) * values[lag:, 1]
    return values[lag:]


def surest_first(blocks):
    """Blocks of pairs as one, the surest pair first."""
    none = Pairs(*(np.empty(0, np.intp),) * 2, *(np.empty(0),) * 3)
    pairs = Pairs(*(np.concatenate(part) for part in zip(none, *blocks, strict=True)))
    return pairs.taken(np.argsort(-pairs.z, kind="stable"))
