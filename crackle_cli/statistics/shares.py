"""Intervals of a share of tasks."""

from math import sqrt


def lower_bound(holds: int, n: int) -> float:
    """Lower end of the 95 % interval of a share (Wilson, 1927)."""
    z2 = 1.959964**2
    share = holds / n
    middle = share + z2 / (2 * n)
    half = sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    return float(max(0.0, (middle - half) / (1 + z2 / n)))
