"""Intervals of a share of tasks."""

from math import exp, inf, lgamma, log, log1p, sqrt

from crackle_cli.statistics.normal import Z_95


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
        if term < 1e-12 * total:  # the rest adds nothing to the digits of a p-value
            break
    return min(0.0, first + log(total))


def log_hypergeometric_tail(n: int, marked: int, drawn: int, hits: int) -> float:
    """log P(X >= hits) of the marked ones among `drawn` of n that hold `marked` (Fisher, 1935).

    At most 0; -inf where so many hits cannot be. O(marked).
    """
    if hits <= max(0, drawn + marked - n):
        return 0.0
    if hits > min(marked, drawn):
        return -inf

    def log_chance(k: int) -> float:
        return _log_choose(marked, k) + _log_choose(n - marked, drawn - k)

    logs = [log_chance(k) for k in range(hits, min(marked, drawn) + 1)]
    largest = max(logs)
    whole = largest + log(sum(exp(one - largest) for one in logs)) - _log_choose(n, drawn)
    return min(0.0, whole)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
