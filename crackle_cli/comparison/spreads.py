"""Whether metrics spread more or less: the ratio of Gini's mean differences (Yitzhaki, 2003).

Its logarithm has a standard error that the values themselves tell, whatever they are distributed
like. Of metrics above 0 their logarithms must say the same: what is twice as much spreads twice as
much. O(N log N) a metric.
"""

from collections.abc import Sequence
from math import erfc, exp, log, sqrt

import numpy as np

from crackle_cli.comparison.dependence import persistence
from crackle_cli.comparison.findings import SpreadChange
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import Estimate
from crackle_cli.statistics.discovery import SMALLEST_P_VALUE, discoveries
from crackle_cli.statistics.normal import Z_95
from crackle_cli.statistics.ranks import distinct, quantiles
from crackle_cli.table.arrays import Floats

FEWEST = 30  # values on each side; of fewer the standard error is told too unsurely
FEWEST_DISTINCT = 8  # a metric of fewer values has shares, not a spread
MIDDLE_HALF = (0.25, 0.75)


def spreads(sides: Sides, metrics: Sequence[str], alpha: float, least: float) -> list[SpreadChange]:
    """The metrics whose spread changed by a ratio of `least` or more."""
    found = [_compared(*sides.values(metric), metric, sides.ordered) for metric in metrics]
    p = [one.p_value for one in found]
    told = discoveries(p, len(found), alpha)
    return [
        one
        for one, is_told in zip(found, told, strict=True)
        if is_told and max(one.ratio.value, 1.0 / one.ratio.value) >= least
    ]


def with_spread(sides: Sides, metrics: Sequence[str]) -> list[str]:
    """The metrics that have values enough on both sides to tell a spread."""
    return [
        metric
        for metric in metrics
        if all(
            side.size >= FEWEST and distinct(side).size >= FEWEST_DISTINCT
            for side in sides.values(metric)
        )
    ]


def _compared(base: Floats, new: Floats, metric: str, ordered: bool) -> SpreadChange:
    scales = [(base, new)]
    if min(base.min(), new.min()) > 0:
        scales.append((np.log(base), np.log(new)))
    found = [_log_ratio(*sides, ordered) for sides in scales]
    middle, error = found[0]
    agree = all(other * middle > 0 for other, _ in found)
    p = max(erfc(abs(ratio / deviation) / sqrt(2.0)) for ratio, deviation in found)
    halves = [quantiles(side, MIDDLE_HALF) for side in (base, new)]
    return SpreadChange(
        (metric,),
        max(p, SMALLEST_P_VALUE) if agree else 1.0,
        Estimate(exp(middle), exp(middle - Z_95 * error), exp(middle + Z_95 * error)),
        float(halves[0][1] - halves[0][0]),
        float(halves[1][1] - halves[1][0]),
        (base.size, new.size),
    )


def _log_ratio(base: Floats, new: Floats, ordered: bool) -> tuple[float, float]:
    """The logarithm of the ratio of two spreads, and its standard error.

    Dependence makes nothing surer: it is asked for only where there is something to be sure of.
    """
    parts = [_distances(side) for side in (base, new)]
    means = [float(part.mean()) for part in parts]
    middle = log(means[1] / means[0])
    variance = sum(
        4.0 * float(part.var()) / (part.size - 1) / mean**2
        for part, mean in zip(parts, means, strict=True)
    )
    if ordered and middle**2 > Z_95**2 * variance:
        phi = persistence(parts[0], parts[1])
        variance *= (1.0 + phi) / (1.0 - phi)
    return middle, sqrt(variance)


def _distances(values: Floats) -> Floats:
    """The mean distance of each value (n,) from all others, in the order of the tasks."""
    order = np.argsort(values)
    ascending = values[order]
    n = values.size
    below = np.concatenate([[0.0], np.cumsum(ascending)[:-1]])
    place = np.arange(n)
    above = ascending.sum() - below - ascending
    sums = place * ascending - below + above - (n - 1 - place) * ascending
    found = np.empty(n)
    found[order] = sums / (n - 1)
    return found
