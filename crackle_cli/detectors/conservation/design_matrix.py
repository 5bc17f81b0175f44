"""The columns that laws are sought among: the metrics, their products, or their logarithms."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.laws.law import LawForm, half_step
from crackle_cli.laws.precision import Precision
from crackle_cli.statistics.ranks import median, quantiles
from crackle_cli.table.arrays import Floats

POSITIVE = 0.8  # share of tasks that must be positive: zeros and gaps cannot break a power law
USUAL_SHARE = 0.5  # share of tasks in which a feature has one value: such a value is the median
PRESENT = 0.5  # share of tasks that must have the metric
MOST_FACTORS = 60  # metrics that products are formed of: 1,770 to screen in 0.1 s
MOST_PRODUCTS = 30  # of which the search sees those that explain another metric best
SCREENED = 500  # rows: standard error of a correlation .045


class Space(NamedTuple):
    """Features in which a law is linear.

    features  the factors of each feature: ("price",) or ("price", "quantity")
    values    (n, f), NaN = missing; logarithms where the form is POWER
    half_steps (n, d) what rounding as printed can change each of the metrics by, which are the
              first d features
    spread    (f,) the size of the ordinary variation of each feature, see `spreads`
    usual     (f,) the value of each feature in at least half of the tasks that have it, else NaN
    searched  number of features that a law could have been made of
    """

    form: LawForm
    features: tuple[tuple[str, ...], ...]
    values: Floats
    half_steps: Floats
    spread: Floats
    usual: Floats

    def column(self, metric: str) -> int:
        """Of `values` and `half_steps`."""
        return self.features.index((metric,))

    def at_rest(self, columns: list[int]) -> NDArray[np.bool_]:
        """(n,): the tasks in which each of some features has its usual value.

        They are one fact, however many: any number of laws go through one point. Metrics that
        are 0 in the same tasks need have nothing else to do with each other.
        """
        usual = self.usual[columns]
        if np.isnan(usual).any():
            return np.zeros(len(self.values), bool)
        rest: NDArray[np.bool_] = (self.values[:, columns] == usual).all(axis=1)
        return rest


def linear_space(names: tuple[str, ...], values: Floats, precisions: Sequence[Precision]) -> Space:
    features = tuple((n,) for n in names)
    half = half_steps(values, precisions)
    return Space(LawForm.LINEAR, features, values, half, spreads(values), usual_values(values))


def half_steps(values: Floats, precisions: Sequence[Precision]) -> Floats:
    """(n, f): half of the step to which each value is printed."""
    half = np.empty(values.shape)
    for j, precision in enumerate(precisions):
        half[:, j] = 0.5 * precision.step(values[:, j])
    return half


def power_space(names: tuple[str, ...], values: Floats, precisions: Sequence[Precision]) -> Space:
    """Logarithms of the metrics that are positive in most tasks that have them."""
    present = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    with np.errstate(invalid="ignore"):
        usable = np.flatnonzero((values > 0).sum(axis=0) >= POSITIVE * present)
        chosen = np.where(values[:, usable] > 0, values[:, usable], np.nan)
    logarithms = np.log(chosen)
    steps = half_steps(chosen, [precisions[j] for j in usable.tolist()]) * 2
    half = half_step(chosen, steps)
    features = tuple((names[j],) for j in usable)
    usual = usual_values(logarithms)
    return Space(LawForm.POWER, features, logarithms, half, spreads(logarithms), usual)


def mixed_space(
    names: tuple[str, ...], values: Floats, precisions: Sequence[Precision]
) -> Space | None:
    """The metrics and those products of two that say of a third what neither factor says.

    None where there are fewer than three metrics or too many. O(d^3) for the choice of products.
    """
    d = len(names)
    if not 3 <= d <= MOST_FACTORS:
        return None
    pairs = _promising(values)
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    products = values[:, left] * values[:, right]
    everything = np.column_stack([values, products])
    return Space(
        LawForm.MIXED,
        (*((n,) for n in names), *((names[i], names[j]) for i, j in pairs)),
        everything,
        half_steps(values, precisions),
        spreads(everything),
        usual_values(everything),
    )


def _promising(values: Floats) -> list[tuple[int, int]]:
    """The pairs whose product correlates with another metric best, above its factors. O(n d^3)."""
    d = values.shape[1]
    rows = values[np.linspace(0, len(values) - 1, min(len(values), SCREENED)).astype(int)]
    gaps = np.isnan(rows)
    if gaps.any():
        rows = np.where(gaps, middles(values), rows)
    left, right = np.triu_indices(d, 1)
    scores = centred_unit(drawn_in(rows[:, left] * rows[:, right])).T @ centred_unit(drawn_in(rows))
    plain = centred_unit(drawn_in(rows)).T @ centred_unit(drawn_in(rows))
    gain = scores**2 - np.maximum(plain[left] ** 2, plain[right] ** 2)
    pairs = np.arange(left.size)
    gain[pairs, left] = gain[pairs, right] = -1.0
    best = np.sort(gain.max(axis=1).argsort(kind="stable")[::-1][:MOST_PRODUCTS])
    return [(int(left[i]), int(right[i])) for i in best]


def middles(values: Floats) -> Floats:
    """Medians (d,) of the columns of (n, d) without gaps; 0 where there are only gaps."""
    known = ~np.isnan(values).all(axis=0)
    found = np.zeros(values.shape[1])
    found[known] = np.nanmedian(values[:, known], axis=0)
    return found


def usual_values(values: Floats) -> Floats:
    """(n, f) -> (f,): the value that at least USUAL_SHARE of each column has, else NaN. O(n f)."""
    result = np.full(values.shape[1], np.nan)
    for j in range(values.shape[1]):
        column = values[:, j]
        column = column[~np.isnan(column)]
        middle = median(column) if column.size else np.nan
        if column.size and np.count_nonzero(column == middle) >= USUAL_SHARE * column.size:
            result[j] = middle
    return result


def drawn_in(values: Floats) -> Floats:
    # Laws hold in 90 %: beyond this are the tasks that break one, at the most.
    low, high = quantiles(values, [0.05, 0.95])
    result: Floats = np.clip(values, low, high)
    return result


def centred_unit(values: Floats) -> Floats:
    centred = values - values.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    result: Floats = centred / np.where(size > 0, size, 1.0)
    return result


def spreads(values: Floats) -> Floats:
    """(n, f) -> (f,): the standard deviation, or that of the steps from task to task / sqrt(2).

    Both are the same for a metric without memory; of a trend or a counter only the second
    says how much it varies beyond what every other counter does too. The outermost 1 % at each
    end are drawn in, so that a broken task cannot lend a metric its size. NaN are skipped.
    """
    result = np.zeros(values.shape[1])
    for j in range(values.shape[1]):
        column = values[:, j]
        column = column[~np.isnan(column)]
        if column.size > 2:
            steps = clipped(np.diff(column)).std() / np.sqrt(2)
            result[j] = min(clipped(column).std(), steps)
    return result


def clipped(values: Floats) -> Floats:
    """(n, ...) with the outermost 1 % at each end drawn in."""
    n = len(values)
    cut = n // 100
    if not cut:
        return values
    low = np.partition(values, cut, axis=0)[cut]  # at one place each: twice as fast as at both
    high = np.partition(values, n - 1 - cut, axis=0)[n - 1 - cut]
    result: Floats = np.clip(values, low, high)
    return result
