"""Tables of metrics that hang together otherwise than by moving together throughout."""

import numpy as np


def valley(rng, n, noise=0.3, turn=0.5, x=None):
    """x, from 0 to 1, and what is lowest where x is `turn`, with noise as a share of its range."""
    x = rng.random(n) if x is None else x
    y = (x - turn) ** 2
    return x, y + noise * np.ptp(y) * rng.normal(size=n)


def split(rng, n, row, before, after):
    """Two metrics that have one correlation before a row, and another from there on."""
    r = np.where(np.arange(n) < row, before, after)
    x, y = rng.normal(size=(2, n))
    return x, r * x + np.sqrt(1 - r**2) * y
