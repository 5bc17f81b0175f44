"""Confidence: how strong a pattern surely is, in [0, 1]. One function for each kind.

It stands beside every pattern, and patterns are sorted by it. Where a strength is estimated it is
the lower end of its 95 % interval; it is no probability that the pattern is real. That of a step
is in `detectors/phase_transition/strength.py`, beside the other numbers of the engine.
"""

from math import atanh, exp, log, sqrt, tanh

from crackle_cli.statistics.normal import Z_95
from crackle_cli.statistics.shares import lower_bound

HALVINGS = 40  # of an interval of a share, to the last digits that are told and far beyond


def of_law(holds: int, n: int, weight: float, p_value: float | None) -> float:
    """The lower end of the share of tasks that keep a law (Wilson, 1927), less for two doubts.

    holds: of n >= 1 tasks. weight: what a law is worth that allows a tolerance, at most 1.
    p_value: the chance that it is a coincidence; None where that is not tested.
    """
    return lower_bound(holds, n) * weight * (1.0 - (p_value or 0.0))


def of_group_by_count(inside: float, expected: float) -> tuple[float, float]:
    """How much emptier than expected the valley beside a group is, and the lower end of that.

    `inside` tasks lie in it where `expected` > 0 would; the score interval of a Poisson count.
    """
    most = inside + Z_95 * Z_95 / 2 + Z_95 * sqrt(inside + Z_95 * Z_95 / 4)
    return max(0.0, 1.0 - inside / expected), max(0.0, 1.0 - most / expected)


def of_group_by_ratio(ratio: float, tasks: int) -> tuple[float, float]:
    """As `of_group_by_count`, of the ratio of two densities that are of so many tasks each.

    The logarithm of a density of k tasks has a standard error of 1 / √k.
    """
    return 1.0 - ratio, max(0.0, 1.0 - ratio * exp(Z_95 * sqrt(2.0 / tasks)))


def of_odd_tasks(strength: float, p_value: float) -> float:
    """How far out tasks are, times the chance that this is no coincidence."""
    return strength * (1.0 - p_value)


def of_contrast(strength: float, one: int, other: int) -> float:
    """The lower end of how clearly two groups of so many tasks differ, at least 0.

    strength: of pairs of a task of each the share that is in order, less the rest. The score
    interval of that share with the variance of Hanley and McNeil (Newcombe, 2006, method 5).
    """
    found = (1.0 + strength) / 2.0
    low, high = 0.5, found
    for _ in range(HALVINGS):
        share = (low + high) / 2.0
        spread = (1.0 - share) / (2.0 - share) + share / (1.0 + share)
        variance = share * (1.0 - share) * (1.0 + ((one + other) / 2.0 - 1.0) * spread)
        if found - share > Z_95 * sqrt(variance / (one * other)):
            low = share
        else:
            high = share
    return 2.0 * low - 1.0


def of_odds(ones: tuple[float, float], others: tuple[float, float]) -> tuple[float, float]:
    """How far apart the odds of two groups are, and the lower end of that.

    ones, others: how often something happened in a group, and how often not. Yule's Q (1900), its
    low end that of the logarithm of the odds ratio (Woolf, 1955), each count with half a task more
    (Haldane, 1956).
    """
    counts = [count + 0.5 for count in (*ones, *others)]
    log_odds = abs(log(counts[0] * counts[3] / (counts[1] * counts[2])))
    least = max(0.0, log_odds - Z_95 * sqrt(sum(1.0 / count for count in counts)))
    # Q is (odds - 1) / (odds + 1).
    return tanh(log_odds / 2.0), tanh(least / 2.0)


def of_correlation(r: float, z: float, quantile: float) -> float:
    """The lower end of |r| of a pair that was selected among many, at least 0.

    z: normal score of r; quantile: of the interval, which is wider the more pairs were looked at
    (Benjamini, Yekutieli, 2005). On the scale of Fisher's z (1915).
    """
    size = min(abs(r), 0.999)  # at 1 nothing would widen the interval
    return tanh(atanh(size) * max(0.0, 1.0 - quantile / z)) if z > 0 else 0.0
