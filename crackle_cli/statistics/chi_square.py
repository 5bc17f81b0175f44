"""The upper tail of the chi-square distribution, as a finite sum. O(k)."""

from math import erfc, exp, lgamma, log, sqrt

from crackle_cli.statistics.discovery import SMALLEST_P_VALUE


def upper_tail(x: float, freedom: int) -> float:
    """The chance of `x` or more with `freedom` >= 1 degrees of it (Abramowitz, Stegun, 26.4.4–5).

    Never 0.
    """
    if x <= 0:
        return 1.0
    half = x / 2.0
    odd = freedom % 2
    powers = (i + odd / 2.0 for i in range(freedom // 2))
    terms = (exp(p * log(half) - half - lgamma(p + 1.0)) for p in powers)
    tail = sum(terms) + (erfc(sqrt(half)) if odd else 0.0)
    return min(1.0, max(SMALLEST_P_VALUE, tail))
