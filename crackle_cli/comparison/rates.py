"""How often a metric is not at its usual value: rare events, of which ranks say little. O(n)."""

from collections.abc import Sequence
from math import erfc, exp, lgamma, sqrt

import numpy as np

from crackle_cli.comparison.dependence import persistence
from crackle_cli.comparison.findings import RateChange, Same
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import Doubt, Estimate, size, smallest_seen
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE, discoveries
from crackle_cli.statistics.normal import Z_95, normal_quantile
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

EXACT = 200  # events up to which every way to deal them out is counted; of more, z is as good


def usual_value(base: Floats, new: Floats) -> float | None:
    """The value that more than half of the tasks of each side have, where others occur."""
    usual = median(base)
    if any(np.count_nonzero(side == usual) * 2 <= side.size for side in (base, new)):
        return None
    return None if (base == usual).all() and (new == usual).all() else usual


def rates(sides: Sides, metrics: Sequence[str], alpha: float) -> list[RateChange | Same]:
    """Of metrics that have a usual value, whether they leave it more or less often."""
    found = [_compared(sides, metric) for metric in metrics]
    told = discoveries([one.p_value for one in found], len(found), alpha)
    share = alpha * (told.count(True) + 1) / max(1, len(found))
    return [
        one if is_told else _same(sides, one, min(share, alpha))
        for one, is_told in zip(found, told, strict=True)
    ]


def _same(sides: Sides, found: RateChange, alpha: float) -> Same:
    """A metric that is not told apart, with the share of tasks that would have been seen."""
    n, k = found.tasks
    events = sum(found.events) + 0.5  # of none at all something would have been seen, too
    share = events / (n + k + 1.0)
    error = sqrt(share * (1.0 - share) * (1.0 / n + 1.0 / k))
    critical = -normal_quantile(alpha / 2.0)
    base, new = sides.values(found.metrics[0])
    of_means = size(base, new, Doubt(0.05, 1.0, n + k - 2.0))
    seen = smallest_seen(error, critical, n + k - 2.0)
    return Same(found.metrics[0], of_means, found.tasks, found.p_value, seen, False, of_tasks=True)


def rate_p_value(events: tuple[float, float], tasks: tuple[float, float]) -> float:
    """The two-sided chance of events as unevenly dealt out, half of that of these (Fisher, mid-p).

    Counts may be broken, as those of dependent tasks are.
    """
    total = events[0] + events[1]
    if total > EXACT:
        share = total / sum(tasks)
        error = sqrt(share * (1.0 - share) * (1.0 / tasks[0] + 1.0 / tasks[1]))
        apart = abs(events[0] / tasks[0] - events[1] / tasks[1])
        return max(SMALLEST_P_VALUE, erfc(apart / error / sqrt(2.0))) if error else 1.0
    marked, drawn, n = round(total), round(tasks[0]), round(sum(tasks))
    hits = min(max(round(events[0]), marked + drawn - n, 0), marked, drawn)
    support = range(max(0, marked + drawn - n), min(marked, drawn) + 1)
    chances = [_chance(k, marked, drawn, n) for k in support]
    place = hits - support[0]
    half = chances[place] / 2.0
    tail = min(sum(chances[:place]), sum(chances[place + 1 :])) + half
    return min(1.0, max(SMALLEST_P_VALUE, 2.0 * tail))


def share_difference(events: tuple[float, float], tasks: tuple[float, float]) -> Estimate:
    """The second share less the first, with its 95 % interval (Newcombe, 1998, no. 10)."""
    p, q = (k / n for k, n in zip(events, tasks, strict=True))
    (low_p, high_p), (low_q, high_q) = (_wilson(k, n) for k, n in zip(events, tasks, strict=True))
    apart = q - p
    low = apart - sqrt((q - low_q) ** 2 + (high_p - p) ** 2)
    return Estimate(apart, low, apart + sqrt((high_q - q) ** 2 + (p - low_p) ** 2))


def _compared(sides: Sides, metric: str) -> RateChange:
    base, new = sides.values(metric)
    usual = median(base)
    happened = [(side != usual).astype(float) for side in (base, new)]
    worth = 1.0
    if sides.ordered and base.size + new.size > 4:
        phi = persistence(happened[0], happened[1])
        worth = (1.0 - phi) / (1.0 + phi)
    counts = float(happened[0].sum()), float(happened[1].sum())
    tasks = float(base.size), float(new.size)
    fewer = (counts[0] * worth, counts[1] * worth), (tasks[0] * worth, tasks[1] * worth)
    return RateChange(
        (metric,),
        rate_p_value(*fewer),
        usual,
        (int(counts[0]), int(counts[1])),
        (base.size, new.size),
        share_difference(*fewer),
        bool(new.mean() > base.mean()),
    )


def _chance(k: int, marked: int, drawn: int, n: int) -> float:
    ways = _log_choose(marked, k) + _log_choose(n - marked, drawn - k) - _log_choose(n, drawn)
    return exp(ways)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _wilson(events: float, tasks: float) -> tuple[float, float]:
    """The interval of a share (Wilson, 1927)."""
    square = Z_95**2
    share = events / tasks
    middle = (share + square / (2.0 * tasks)) / (1.0 + square / tasks)
    half = Z_95 * sqrt(share * (1.0 - share) / tasks + square / (4.0 * tasks**2))
    half /= 1.0 + square / tasks
    return max(0.0, middle - half), min(1.0, middle + half)
