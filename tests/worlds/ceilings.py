"""How many alarms a stated rate of false alarms allows."""

from math import comb


def ceiling(runs: int, rate: float, miss: float = 1e-3) -> int:
    """Most alarms in `runs` that a true rate allows but for a chance of `miss`."""
    tail, k = 1.0, 0
    while tail > miss:
        tail -= comb(runs, k) * rate**k * (1 - rate) ** (runs - k)
        k += 1
    return k
