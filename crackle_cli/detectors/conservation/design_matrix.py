"""The columns that laws are sought among: the metrics, their products, or their logarithms."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crackle_cli.laws.law import LawForm, half_step
from crackle_cli.statistics.ranks import median, quantiles
from crackle_cli.table.arrays import Floats

MOST_DECIMALS = 6  # timings in microseconds; beyond that float32 noise looks like decimals
PRINTED = 0.85  # between all but the broken tenth, and the tenth that ends in 0 by chance
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
    half_steps (n or 1, f): what rounding as printed can change each value by
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


def linear_space(names: tuple[str, ...], values: Floats, quanta: Floats) -> Space:
    features = tuple((n,) for n in names)
    half = quanta[None] / 2
    return Space(LawForm.LINEAR, features, values, half, spreads(values), usual_values(values))


def power_space(names: tuple[str, ...], values: Floats, quanta: Floats) -> Space:
    """Logarithms of the metrics that are positive in most tasks that have them."""
    present = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    with np.errstate(invalid="ignore"):
        usable = np.flatnonzero((values > 0).sum(axis=0) >= POSITIVE * present)
        chosen = np.where(values[:, usable] > 0, values[:, usable], np.nan)
    logarithms = np.log(chosen)
    half = half_step(chosen, quanta[usable])
    features = tuple((names[j],) for j in usable)
    usual = usual_values(logarithms)
    return Space(LawForm.POWER, features, logarithms, half, spreads(logarithms), usual)


def mixed_space(names: tuple[str, ...], values: Floats, quanta: Floats) -> Space | None:
    """The metrics and those products of two that say of a third what neither factor says.

    None where there are fewer than three metrics or too many. O(d^3) for the choice of products.
    """
    d = len(names)
    if not 3 <= d <= MOST_FACTORS:
        return None
    pairs = _promising(values)
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    products = values[:, left] * values[:, right]
    step = np.array([factor_step(q) for q in quanta])
    half = 0.5 * (np.abs(values[:, left]) * step[right] + np.abs(values[:, right]) * step[left])
    everything = np.column_stack([values, products])
    plain = np.broadcast_to(step / 2, values.shape)
    return Space(
        LawForm.MIXED,
        (*((n,) for n in names), *((names[i], names[j]) for i, j in pairs)),
        everything,
        np.column_stack([plain, half]),
        spreads(everything),
        usual_values(everything),
    )


def factor_step(quantum: float) -> float:
    """The step in a mixed law: none where it is whole, since counts are not rounded."""
    return quantum if quantum < 1 else 0.0


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


def quantum(values: Floats) -> float:
    """The step of the decimals that (n,) finite values are printed with; 0 where there is none.

    Most values must be so: broken tasks may have other decimals, and of values with one decimal
    more one in ten looks as if it had not. The most common value (often 0) says nothing.
    """
    distinct, counts = np.unique(values, return_counts=True)
    varied = values[values != distinct[counts.argmax()]] if distinct.size > 2 else values
    sample = varied[np.linspace(0, varied.size - 1, min(varied.size, 1000)).astype(int)]
    for decimals in range(MOST_DECIMALS + 1):
        scaled = sample * 10.0**decimals
        error = np.abs(scaled - np.rint(scaled))
        if (error <= 1e-9 * np.maximum(1.0, np.abs(scaled))).mean() >= PRINTED:
            return float(10.0**-decimals)
    return 0.0


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
            result[j] = min(_clipped(column), _clipped(np.diff(column)) / np.sqrt(2))
    return result


def _clipped(values: Floats) -> float:
    cut = values.size // 100
    if cut:
        low = np.partition(values, cut)[cut]  # at one place each: twice as fast as at both
        high = np.partition(values, values.size - 1 - cut)[-1 - cut]
        values = np.clip(values, low, high)
    return float(values.std())
