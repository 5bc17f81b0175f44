"""How surprising a law is: would it hold as often if one of its terms were shuffled?

For every term in turn its values are moved to other tasks, among all tasks and among those where
it differs from its most common value (a term that is 0 in most tasks is shuffled among the rest:
0 for 0 changes nothing). The rate at which the law still holds is what chance reaches, and the tail
of the binomial at that rate the surprise. The number of sets of columns and of simple weights that
could have been tried is added (a weight of b bits is one of 2^b), so that the p-value holds for
the whole search although the weights were fitted.

The steps from task to task must surprise as much as the values: settings that last for many tasks
and counters that climb agree by chance in many tasks, but do not step together.

So must the tasks in which not every term has its usual value. Metrics that are 0 in the same tasks
agree there whatever they do in others.
"""

from math import exp, lgamma, log

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.shares import log_binomial_tail
from crackle_cli.table.arrays import Floats

TRIALS = 4000  # shuffled tasks to count: a rate is known to about 1 / 4000
FEWEST_SHIFTS = 4  # of each task, however many there are
MOST_SHIFTS = 60  # shuffles of few tasks: with 66 tasks and fewer these are TRIALS
MOST_ROWS = 2000  # shuffled; where chance breaks a law in 1 of 100, all of these hold with p = 2e-9


def p_value(found: AcceptedLaw, searched: int, constant: float, chance: Chance) -> float:
    """In (0, 1]. `searched`: the number of columns that the law could have been made of."""
    worst = _surprise(found.parts, found.slack, constant, chance)
    active = found.active
    if not active.all():
        worst = max(worst, _surprise(found.parts[active], found.slack[active], constant, chance))
    k = len(found.support)
    choices = lgamma(searched + 1) - lgamma(k + 1) - lgamma(searched - k + 1)
    logarithm = worst + choices + found.bits * log(2)
    return max(SMALLEST_P_VALUE, exp(min(0.0, logarithm)))


def _surprise(parts: Floats, slack: Floats, constant: float, chance: Chance) -> float:
    """Of the values or of their steps, what surprises less."""
    total = parts.sum(axis=1) - constant
    steps = _least(np.diff(parts, axis=0), np.diff(total), slack[1:] + slack[:-1], chance)
    return max(_least(parts, total, slack, chance), steps)


def _least(parts: Floats, total: Floats, slack: Floats, chance: Chance) -> float:
    """Logarithm of the probability that chance does as well, with the term that it does best."""
    if len(parts) > MOST_ROWS:
        rows = chance.some(len(parts), MOST_ROWS)
        parts, total, slack = parts[rows], total[rows], slack[rows]
    return max(_term(part, total, slack, chance) for part in parts.T)


def _term(part: Floats, total: Floats, slack: Floats, chance: Chance) -> float:
    """Logarithm of the probability that the law holds this often with one term shuffled."""
    values, counts = np.unique(part, return_counts=True)
    usual = values[counts.argmax()]
    everyone = np.arange(part.size)
    unusual = np.flatnonzero(part != usual)
    results = [_shuffled(part, total, slack, rows, chance) for rows in (everyone, unusual)]
    return min(0.0, min(results) + log(2))  # the better of two looks


def _shuffled(
    part: Floats,
    total: Floats,
    slack: Floats,
    rows: np.ndarray,
    chance: Chance,
) -> float:
    """Logarithm of the probability that of `rows` as many hold the law as do, one term moved."""
    n = rows.size
    if n < 2:
        return 0.0
    rows = rows[chance.order(n)]
    count = min(MOST_SHIFTS, max(FEWEST_SHIFTS, TRIALS // n))
    shifts = np.unique(np.linspace(1, n - 1, count).astype(int))  # all, where there are no more
    others = (np.arange(n) + shifts[:, None]) % n
    moved = total[rows] - part[rows] + part[rows[others]]
    hits = int((np.abs(moved) <= slack[rows]).sum())
    rate = (hits + 1) / (others.size + 1)
    holds = int((np.abs(total[rows]) <= slack[rows]).sum())
    return log_binomial_tail(n, holds, rate)
