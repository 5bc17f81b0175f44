"""Shifts of level and spread, drift and odd last tasks, at a stated rate of false alarms.

Each metric is one hypothesis, "nothing changed along the order"; the forms share its alpha by
fixed weights (weighted Bonferroni: Genovese, Roeder, Wasserman, 2006), so the p-value of a finding
is that of its test over its weight. O(n log n) for each metric and shift.
"""

from dataclasses import replace

import numpy as np

from crackle_cli.detectors.finding import Detection
from crackle_cli.detectors.phase_transition.around import apart, bends, spreads
from crackle_cli.detectors.phase_transition.back import with_ways_back
from crackle_cli.detectors.phase_transition.drift import Fit, levels_only, with_drift
from crackle_cli.detectors.phase_transition.ends import BEFORE, carried, odd_end
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Changed,
    Drift,
    Shift,
    Spike,
    Spread,
)
from crackle_cli.detectors.phase_transition.levels import (
    FEWEST_LARGE,
    Split,
    level_splits,
    likeliest,
)
from crackle_cli.detectors.phase_transition.looks import Look, looked_at
from crackle_cli.detectors.phase_transition.measured import (
    drift,
    drifted,
    ended,
    grown,
    pace,
    placed,
    spans,
    step,
    stretch,
)
from crackle_cli.detectors.phase_transition.null import CURVE_SHAPES, curve_p, studentised_p
from crackle_cli.detectors.phase_transition.place import Span
from crackle_cli.detectors.phase_transition.rates import (
    events,
    rate_spans,
    rate_splits,
    two_valued,
)
from crackle_cli.detectors.phase_transition.seasonal import without_seasons
from crackle_cli.detectors.phase_transition.series import (
    Series,
    sampled_series,
    series,
)
from crackle_cli.detectors.phase_transition.smooth import smooth
from crackle_cli.detectors.phase_transition.staircase import without_staircase
from crackle_cli.detectors.phase_transition.statistic import wander
from crackle_cli.detectors.phase_transition.tally import with_tallies
from crackle_cli.detectors.phase_transition.tilted import growth, step_on_slope
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.statistics.noise import wandering
from crackle_cli.statistics.normal import normal_quantile
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats
from crackle_cli.table.metric_table import MetricTable

# Shares of alpha beside SPREAD: the headline has the most. Their sum stays below 1: the rest is
# for noise that is neither white nor an AR(1).
LEVEL, DRIFT, END = 0.45, 0.08, 0.04
CURVE = 0.04  # a drift that no line tells
TILTED, GROWTH = 0.08, 0.04  # a step that its slope hides, and the slope of what accumulates
NEAR = 5  # tasks from a shift of level within which a shift of spread is part of it


def detect(table: MetricTable, settings: PhaseTransitionSettings) -> Detection:
    """Shifts of every metric. `tested` counts the metrics that are long enough.

    NaN are left out: what follows them moves up, and places are rows of the table.
    """
    every = {name: _series(table, name, values) for name, values in table.metrics.items()}
    least = max(settings.min_tasks, 4)
    long = {name: whole for name, whole in every.items() if whole.means.size >= least}
    long = without_seasons(long, settings.alpha * LEVEL, least)
    looks = dict(zip(long, looked_at(list(long.values()), settings.alpha * LEVEL), strict=True))
    # Where events are too rare for enough blocks of them, they can still be counted.
    rare = {n: w for n, w in every.items() if w.values.size >= least and n not in long}
    tested = {name: long.get(name, every[name]) for name in every if name in long or name in rare}
    found: list[Changed] = []
    for name, whole in tested.items():
        changes = [f.of_metric(name) for f in _changes(whole, looks.get(name), settings)]
        found += changes if table.sampled is None else with_tallies(changes, table.sampled)
    short = [whole.values.size for name, whole in every.items() if name not in tested]
    notes = (_too_few(len(short), min(short), settings.min_tasks),) if short else ()
    return Detection(tuple(found), len(tested), notes)


def _series(table: MetricTable, name: str, values: Floats) -> Series:
    if table.sampled is None:
        return series(values)
    return sampled_series(values, table.sampled.means[name])


def _too_few(metrics: int, tasks: int, least: int) -> str:
    which = "metric" if metrics == 1 else "metrics"
    return (
        f"too few tasks for a phase transition in {metrics} {which} ({tasks} of at least {least})"
    )


def _changes(whole: Series, first: Look | None, settings: PhaseTransitionSettings) -> list[Changed]:
    """Everything that changed in one metric, large enough to matter; events where no look was."""
    if whole.constant:
        return []
    alpha, least, means = settings.alpha, max(settings.min_tasks, 4), whole.means
    happened = None if whole.sampled or whole.seasonal else events(whole.values, whole.middle)
    if happened is not None:
        rates = _rates(whole, happened, settings)
        # What merely climbs to its usual value has no two sides of which one exceeds the other.
        if two_valued(whole.values) or any(f.confidence > 0 for f in rates):
            return [f for f in rates if _matters(f, settings)]
    if first is None:
        return []
    splits = level_splits(means, alpha * LEVEL, least, likeliest, first.level)
    hidden = [] if splits or not (first.drifts or first.wanders) else _tilted(means, alpha)
    splits = splits or hidden
    fit, drift_p = _explained(means, splits, first, alpha, bool(hidden))
    every = [split for split in splits if split.at in fit.splits]
    splits = every if fit.smooth else without_staircase(means, every)
    curved = len(splits) < len(every)
    z = _z(alpha, means.size)
    found: list[Changed] = [*_levels(whole, splits, fit, z)]
    if drift_p is not None and fit.leads_on:
        found.append(_drift(whole, fit, drift_p, z))
    if not whole.sampled:  # which the last tasks need not be in
        found += _end(whole, found, alpha)
    if curved:  # and so has no levels to be spread around
        return [f for f in found if _matters(f, settings)]
    flat = not fit.splits and fit.trend is None
    if first.wanders if flat else _wanders(means - fit.fitted):
        # Not of what a season left, or the changes of the season itself are told.
        bent = [] if whole.seasonal else bends(whole, settings, z)
        found += bent if bent or found else _growth(whole, alpha, z)
    else:
        around = spreads(whole, fit, settings, z, first.spread if flat else None)
        found += [spread for spread in around if apart(spread, found, NEAR * whole.width)]
    return [f for f in found if _matters(f, settings)]


def _explained(
    means: Floats, splits: list[Split], first: Look, alpha: float, hidden: bool
) -> tuple[Fit, float | None]:
    """What explains all values best, levels, a drift or a curve; the p-value of the last two."""
    places = tuple(split.at for split in splits)
    fit = with_drift(means, places) if splits or first.drifts else None
    p_value = studentised_p(fit.height) / DRIFT if fit else 1.0
    told = p_value <= alpha
    curve = smooth(means, places) if splits or told else None
    if curve:
        # What is certainly no level is as sure as the steps that the curve takes the place of.
        gone = [split.p_value / LEVEL for split in splits if split.at not in curve.splits]
        return curve, min([p_value if told else 1.0, _curve_p(means), *gone])
    if not splits and not told and (first.drifts or first.wanders):
        p_value = _curve_p(means)
        # What accumulates keeps to no curve.
        if p_value <= alpha and growth(means).p_value > alpha * GROWTH:
            curve = smooth(means, ())
            if curve:
                return curve, p_value
    # A trend too weak to be told casts doubt on shifts beside one that it cannot do without.
    if fit is None or (not told and (hidden or fit.splits in ((), places))):
        fit = levels_only(means, () if hidden else places)
    return fit, p_value if told else None


def _curve_p(means: Floats) -> float:
    """The p-value of a curve where no line needs to be told."""
    curve = smooth(means, (), CURVE_SHAPES)
    return min(1.0, curve_p(curve.raw) / CURVE) if curve else 1.0


def _tilted(means: Floats, alpha: float) -> list[Split]:
    """The step that a slope hides, with the p-value that it would have as one of level."""
    if means.size < 2 * FEWEST_LARGE:
        return []
    at, height = step_on_slope(means)
    p_value = studentised_p(height)
    return [Split(at, p_value * LEVEL / TILTED)] if p_value <= alpha * TILTED else []


def _drift(whole: Series, fit: Fit, p_value: float, z: float) -> Drift:
    """The trend that all levels share, in the longest stretch without a shift, where it moves."""
    n = whole.means.size
    told = replace(drift(whole, drifted(fit, whole.means, z), p_value), pace=pace(fit, n))
    start, stop = stretch(fit, n)
    if stop - start == n:
        return told
    end = stop * whole.width if stop < n else None  # the last block takes the rest
    rows = whole.rows[start * whole.width : end]
    return replace(told, rows=rows, part=True)


def _growth(whole: Series, alpha: float, z: float) -> list[Drift]:
    """What accumulates and gains on average."""
    height, p_value = growth(whole.means)
    if p_value > alpha * GROWTH:
        return []
    return [drift(whole, grown(whole.means, height, z), min(1.0, p_value / GROWTH))]


def _z(alpha: float, n: int) -> float:
    """Standard errors of an interval, where a shift was sought at all scales of n values."""
    return -normal_quantile(alpha / 2 / max(1.0, 2 * np.log2(n)))


def _rates(whole: Series, happened: Floats, settings: PhaseTransitionSettings) -> list[Shift]:
    """Shifts of a metric that is mostly one value: how often it is not, before and after."""
    alpha, least = settings.alpha * LEVEL, max(settings.min_tasks, 4)
    splits = rate_splits(happened, alpha, least)
    where = rate_spans(happened, splits)
    edges = [0, *(s.at for s in where), happened.size]
    z = _z(settings.alpha, happened.size)
    found = []
    for i, split in enumerate(splits):
        measured = step(whole.values, (edges[i], edges[i + 1], edges[i + 2]), z)
        p_value = min(1.0, split.p_value / LEVEL)
        found.append(placed(Shift, whole, measured, p_value, where[i], edges[i + 2]))
    return with_ways_back(found, whole.values, edges)


def _levels(whole: Series, splits: list[Split], fit: Fit, z: float) -> list[Abrupt]:
    values, trend = whole.values, None
    if fit.trend is not None:
        trend = _of_values(whole, fit.trend)
        values = values - trend
    where = spans(values, splits, whole.width)
    if where:
        where[-1:] = carried(values, where[-2].at if len(where) > 1 else 0, where[-1])
    edges = [0, *(s.at for s in where), values.size]
    found: list[Abrupt] = []
    for i, place in enumerate(where):
        alone = place.at == values.size - 1
        measured = step(values, (edges[i], edges[i + 1], edges[i + 2]), z)
        if trend is not None:
            measured = (measured[0].raised(float(trend[place.at])), *measured[1:])
        p_value = min(1.0, splits[i].p_value / LEVEL)
        form = Spike if alone else Shift
        found.append(placed(form, whole, measured, p_value, place, edges[i + 2]))
    return with_ways_back(found, values, edges)


def _of_values(whole: Series, trend: Floats) -> Floats:
    """A trend of blocks at each value: (n,)."""
    centres = (np.arange(whole.values.size) + 0.5) / whole.width - 0.5
    return np.interp(centres, np.arange(trend.size), trend)


def _wanders(residuals: Floats) -> bool:
    phi = wandering(residuals[None], normal_scores(residuals[None]))
    return bool(wander(phi, residuals.size)[0])


def _end(whole: Series, found: list[Changed], alpha: float) -> list[Abrupt]:
    """An odd last task, suspect until a second one confirms it, or a shift in the last three."""
    recent: Floats = whole.values[-10_000:]  # history enough for a tail
    end = odd_end(recent, alpha * END)
    if end is None:
        return []
    at = whole.values.size - end.count
    # A shift that began within the values it is compared with explains it.
    known = int(whole.rows[max(0, at - BEFORE)])
    if any(f.place.high >= known for f in found if isinstance(f, Shift | Spike)):
        return []
    p_value = min(1.0, end.p_value / END)
    where = Span(at, at, at)
    form = Spike if end.count == 1 else Shift
    return [placed(form, whole, ended(end, recent), p_value, where)]


def _matters(found: Changed, settings: PhaseTransitionSettings) -> bool:
    """Large in units of noise and in per cent; what is undefined is not small."""
    _, before, after, change, units = found.leading
    if change is not None and abs(change) < settings.min_change:
        return False
    if isinstance(found, Spread):
        return max(before, after) >= settings.min_ratio * min(before, after)
    return units is None or abs(units) >= settings.min_effect
