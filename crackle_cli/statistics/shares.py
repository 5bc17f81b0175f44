"""Intervals of a share of tasks."""

from collections.abc import Iterable
from math import inf, lgamma, log, log1p, sqrt

from crackle_cli.statistics.normal import Z_95

NEGLIGIBLE = 1e-12  # share of a sum: the rest adds nothing to the digits of a p-value


def lower_bound(holds: float, n: int) -> float:
    """Lower end of the 95 % interval of a share `holds / n` (Wilson, 1927)."""
    z2 = Z_95**2
    share = holds / n
    middle = share + z2 / (2 * n)
    half = sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n)
    return float(max(0.0, (middle - half) / (1 + z2 / n)))


def log_binomial_tail(n: int, count: int, rate: float) -> float:
    """Logarithm of P[Bin(n, rate) >= count], 0 < rate <= 1; 0 (no surprise) at or under the mean.

    Terms fall geometrically above the mean and are added until they no longer matter:
    O(sqrt(n)) additions.
    """
    if count <= n * rate:
        return 0.0
    first = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
    first += count * log(rate) + (n - count) * log1p(-rate)
    odds = rate / (1 - rate)
    total = term = 1.0
    for k in range(count, n):
        term *= odds * (n - k) / (k + 1)
        total += term
        if term < NEGLIGIBLE * total:
            break
    return min(0.0, first + log(total))


def log_hypergeometric_tail(n: int, marked: int, drawn: int, hits: int) -> float:
    """log P(X >= hits) of the marked ones among `drawn` of n that hold `marked` (Fisher, 1935).

    At most 0; -inf where so many hits cannot be. Terms fall on both sides of the likeliest and are
    added until they no longer matter: O(sqrt(n)).
    """
    if hits <= max(0, drawn + marked - n):
        return 0.0
    most, neither = min(marked, drawn), n - marked - drawn
    if hits > most:
        return -inf
    likeliest = max(hits, (marked + 1) * (drawn + 1) // (n + 2))
    first = _log_choose(marked, likeliest) + _log_choose(n - marked, drawn - likeliest)
    more = (
        (marked - k) * (drawn - k) / ((k + 1) * (neither + k + 1)) for k in range(likeliest, most)
    )
    fewer = (
        k * (neither + k) / ((marked - k + 1) * (drawn - k + 1)) for k in range(likeliest, hits, -1)
    )
    total = 1.0 + _sum_of_products(more) + _sum_of_products(fewer)
    return min(0.0, first + log(total) - _log_choose(n, drawn))


def _sum_of_products(ratios: Iterable[float]) -> float:
    """Of falling terms that each are the one before by a ratio, from 1, which is left out."""
    total, term = 0.0, 1.0
    for ratio in ratios:
        term *= ratio
        total += term
        if term < NEGLIGIBLE * (1.0 + total):
            break
    return total


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
