"""Shifts of level and spread, drift and odd last tasks, at a stated rate of false alarms.

Each metric is one hypothesis, "nothing changed along the order"; the forms share its alpha by
fixed weights (weighted Bonferroni: Genovese, Roeder, Wasserman, 2006), so the p-value of a finding
is that of its test over its weight. O(n log n) for each metric and shift.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crackle_cli.detectors.phase_transition.drift import Fit, levels_only, with_drift
from crackle_cli.detectors.phase_transition.ends import BEFORE, carried, odd_end
from crackle_cli.detectors.phase_transition.levels import (
    Split,
    level_splits,
    likeliest,
    ranked_only,
)
from crackle_cli.detectors.phase_transition.looks import Look, looked_at
from crackle_cli.detectors.phase_transition.measured import (
    drifted,
    ended,
    finding,
    spans,
    step,
)
from crackle_cli.detectors.phase_transition.null import studentised_p
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
    block_means,
    sampled_series,
    series,
)
from crackle_cli.detectors.phase_transition.staircase import without_staircase
from crackle_cli.detectors.phase_transition.statistic import wander
from crackle_cli.detectors.phase_transition.tally import placed
from crackle_cli.pattern import Detection, Finding
from crackle_cli.settings import PhaseTransitionSettings
from crackle_cli.statistics.noise import wandering
from crackle_cli.statistics.normal import normal_quantile
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table import Floats, MetricTable

# Shares of alpha: the headline has the most. SPREAD also serves the bends of series that wander.
# Their sum stays below 1: the rest is for noise that is neither white nor an AR(1).
LEVEL, SPREAD, DRIFT, END = 0.45, 0.08, 0.08, 0.04
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
    found: list[Finding] = []
    for name, whole in tested.items():
        changes = [replace(f, metrics=(name,)) for f in _changes(whole, looks.get(name), settings)]
        found += changes if table.sampled is None else [placed(f, table.sampled) for f in changes]
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


def _changes(whole: Series, first: Look | None, settings: PhaseTransitionSettings) -> list[Finding]:
    """Everything that changed in one metric, large enough to matter; events where no look was."""
    if whole.constant:
        return []
    alpha, least, means = settings.alpha, max(settings.min_tasks, 4), whole.means
    happened = None if whole.sampled or whole.seasonal else events(whole.values)
    if happened is not None:
        found = _rates(whole, happened, settings)
        if found or two_valued(whole.values):
            return [f for f in found if _matters(f, settings)]
    if first is None:
        return []
    splits = level_splits(means, alpha * LEVEL, least, likeliest, first.level)
    places = tuple(split.at for split in splits)
    fit = with_drift(means, places) if splits or first.drifts else None
    steady = fit is None or studentised_p(fit.height) > alpha * DRIFT
    if fit is None or steady:
        fit = levels_only(means, places)
    every = [split for split in splits if split.at in fit.splits]
    splits = without_staircase(means, every)
    smooth = len(splits) < len(every)
    z = _z(alpha, means.size)
    found = _levels(whole, splits, fit, z)
    if not steady:
        p_value = min(1.0, studentised_p(fit.height) / DRIFT)
        found.append(finding(whole, "drift", drifted(fit, means, z), p_value))
    if not whole.sampled:  # which the last tasks need not be in
        found += _end(whole, found, alpha)
    if smooth:  # and so has no levels to be spread around
        return [f for f in found if _matters(f, settings)]
    flat = not fit.splits and not fit.slope
    if first.wanders if flat else _wanders(means - fit.fitted):
        if not whole.seasonal:  # or the changes of a season itself are told
            found += _bends(whole, settings, z)
    else:
        spreads = _spreads(whole, fit, settings, z, first.spread if flat else None)
        found += [spread for spread in spreads if _apart(spread, found, NEAR * whole.width)]
    return [f for f in found if _matters(f, settings)]


def _z(alpha: float, n: int) -> float:
    """Standard errors of an interval, where a shift was sought at all scales of n values."""
    return -normal_quantile(alpha / 2 / max(1.0, 2 * np.log2(n)))


def _rates(whole: Series, happened: Floats, settings: PhaseTransitionSettings) -> list[Finding]:
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
        found.append(finding(whole, "level", measured, p_value, where[i], suspect=False))
    return found


def _levels(whole: Series, splits: list[Split], fit: Fit, z: float) -> list[Finding]:
    values = whole.values
    if fit.slope:
        centre = (np.arange(values.size) + 0.5) / whole.width - 0.5
        values = values - fit.slope * (centre - (whole.means.size - 1) / 2)
    where = spans(values, splits, whole.width)
    if where:
        where[-1:] = carried(values, where[-2].at if len(where) > 1 else 0, where[-1])
    edges = [0, *(s.at for s in where), values.size]
    found = []
    for i, place in enumerate(where):
        alone = place.at == values.size - 1
        measured = step(values, (edges[i], edges[i + 1], edges[i + 2]), z)
        p_value = min(1.0, splits[i].p_value / LEVEL)
        form = "spike" if alone else "level"
        found.append(finding(whole, form, measured, p_value, place, suspect=alone))
    return found


def _spreads(
    whole: Series, fit: Fit, settings: PhaseTransitionSettings, z: float, first: Split | None
) -> list[Finding]:
    """Shifts in the distance from the fitted level; `first`: the likeliest, where it is known.

    Each level may have a spread of its own: that is told with it, and taken out here.
    """
    alpha, least = settings.alpha * SPREAD, max(settings.min_tasks, 4)
    if first and first.p_value > alpha:
        return []
    sizes = np.abs(whole.values - np.repeat(fit.fitted, _counts(whole)))
    own = _of_own_level(sizes, [at * whole.width for at in fit.splits])
    means = block_means(own, whole.width)
    first = first or ranked_only(means[None], alpha)[0]
    splits = level_splits(means, alpha, least, ranked_only, first)
    where = spans(own, splits, whole.width)
    edges = [0, *(s.at for s in where), sizes.size]
    found = []
    for i, split in enumerate(splits):
        measured = step(sizes, (edges[i], edges[i + 1], edges[i + 2]), z)
        p_value = min(1.0, split.p_value / SPREAD)
        found.append(finding(whole, "spread", measured, p_value, where[i]))
    return found


def _of_own_level(sizes: Floats, splits: Sequence[int]) -> Floats:
    """`sizes` (n,) as normal scores among those between the same two splits."""
    if not splits:
        return sizes
    parts = np.split(sizes, splits)
    return np.concatenate([normal_scores(part) if part.size > 1 else part * 0.0 for part in parts])


def _apart(spread: Finding, found: list[Finding], margin: int) -> bool:
    """Whether a shift of spread is more than the trace of another change at its place."""
    place = spread.place
    assert place
    rows = [other.place.row for other in found if other.place]
    return not any(place.low - margin <= row <= place.high + margin for row in rows)


def _bends(whole: Series, settings: PhaseTransitionSettings, z: float) -> list[Finding]:
    """Where a series that wanders begins to drift otherwise: level shifts of its differences.

    A walk has no level to shift and no spread around it; its steps have both, and are tested in
    place of the spread.
    """
    steps = np.diff(whole.means) / whole.width
    least = max(settings.min_tasks, 4)
    if steps.size < least:
        return []
    alpha = settings.alpha * SPREAD
    splits = level_splits(steps, alpha, least, ranked_only, ranked_only(steps[None], alpha)[0])
    splits = without_staircase(steps, splits)
    found = []
    where = spans(steps, splits, 1)
    edges = [0, *(s.at for s in where), steps.size]
    for i, split in enumerate(splits):
        measured = step(steps, (edges[i], edges[i + 1], edges[i + 2]), z)
        place = Span(*((at + 1) * whole.width for at in (where[i].at, where[i].low, where[i].high)))
        p_value = min(1.0, split.p_value / SPREAD)
        found.append(finding(whole, "drift", measured, p_value, place, per_task=True))
    return found


def _wanders(residuals: Floats) -> bool:
    phi = wandering(residuals[None], normal_scores(residuals[None]))
    return bool(wander(phi, residuals.size)[0])


def _counts(whole: Series) -> np.ndarray:
    counts = np.full(whole.means.size, whole.width)
    counts[-1] = whole.values.size - whole.width * (whole.means.size - 1)
    return counts


def _end(whole: Series, found: list[Finding], alpha: float) -> list[Finding]:
    """An odd last task, suspect until a second one confirms it, or a shift in the last three."""
    recent: Floats = whole.values[-10_000:]  # history enough for a tail
    end = odd_end(recent, alpha * END)
    if end is None:
        return []
    at = whole.values.size - end.count
    # A shift that began within the values it is compared with explains it.
    known = int(whole.rows[max(0, at - BEFORE)])
    at_level = [f.place for f in found if f.evidence["form"] in ("level", "spike")]
    if any(place and place.high >= known for place in at_level):
        return []
    p_value = min(1.0, end.p_value / END)
    where = Span(at, at, at)
    form = "spike" if end.count == 1 else "level"
    measured = ended(end, recent)
    return [finding(whole, form, measured, p_value, where, suspect=end.count == 1)]


def _matters(found: Finding, settings: PhaseTransitionSettings) -> bool:
    """Large in units of noise and in per cent; what is undefined is not small."""
    change, units = found.numbers["change_pct"], found.numbers["noise_units"]
    if change is not None and abs(change) < settings.min_change:
        return False
    if found.evidence["form"] == "spread":
        before, after = found.numbers["before"], found.numbers["after"]
        assert before is not None and after is not None
        return max(before, after) >= settings.min_ratio * min(before, after)
    return units is None or abs(units) >= settings.min_effect
