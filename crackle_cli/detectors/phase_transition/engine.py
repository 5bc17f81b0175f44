"""The engine: what is told of one series, by the model that explains it best. O(n log n)."""

from itertools import pairwise
from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import (
    WINDOW,
    Span,
    best_split,
    place,
    refined,
)
from crackle_cli.detectors.phase_transition.counter import counter
from crackle_cli.detectors.phase_transition.event_rate import events
from crackle_cli.detectors.phase_transition.event_results import rate_results, reset_results
from crackle_cli.detectors.phase_transition.likelihood import cost
from crackle_cli.detectors.phase_transition.model import Model, explained
from crackle_cli.detectors.phase_transition.newest import MOST_NEWEST, Newest, newest
from crackle_cli.detectors.phase_transition.null_tables import NEWEST, SMALLEST
from crackle_cli.detectors.phase_transition.outage import ways_back
from crackle_cli.detectors.phase_transition.persistence import inflation
from crackle_cli.detectors.phase_transition.preparation import ROUNDING, Series
from crackle_cli.detectors.phase_transition.results import (
    Result,
    Sides,
    Step,
    within,
)
from crackle_cli.detectors.phase_transition.screening import Look
from crackle_cli.detectors.phase_transition.season import Season, phases, refolded, season
from crackle_cli.detectors.phase_transition.segmentation import levels
from crackle_cli.detectors.phase_transition.spread import (
    distances,
    spread_cuts,
    spread_place,
)
from crackle_cli.detectors.phase_transition.strength import step_sureness
from crackle_cli.detectors.phase_transition.trend import Fit
from crackle_cli.detectors.phase_transition.trend_results import (
    drift_result,
    may_turn,
    repeat_result,
    wander_result,
    wanders,
)
from crackle_cli.detectors.phase_transition.turns import turns
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Floats

FEW = 40  # values around a step, of which the noise is better told by all
AS_MUCH = 1.2  # times what a season leaves, which levels may leave and be told instead
TOLD_SEASON = 0.05  # share of the variance that a season leaves, at most, to be told
LOG_DISTANCE = 1.11  # π / √8: standard deviation of log |x| of normal x
SAME_PLACE = 5  # tasks from a step of level within which one of spread is part of it
RECENT = 400  # values that the newest ones are compared with
MOST_AROUND = 4096  # values on each side of a step that its place is told from


async def results(whole: Series, look: Look | None, alpha: float) -> list[Result]:
    """Everything that is told of one series."""
    if look is None:
        return []
    if not whole.sampled:
        happened = events(whole.values) if whole.width == 1 else None
        if happened is not None:
            return rate_results(whole, happened, alpha)
        counts = counter(whole.values)
        if counts:
            return reset_results(whole, counts.resets)
    return await _found(whole, look, alpha)


async def _found(whole: Series, look: Look, alpha: float) -> list[Result]:
    means = whole.means
    quiet = not (look.moves or look.spreads or look.peak)
    if quiet and (whole.sampled or await _newest(whole.values, [], alpha) is None):
        return []
    model, repeats = await _modelled(means, look, alpha)
    flat = means if repeats is None else means - repeats.values
    season_told = repeats is not None and bool(
        np.var(flat - model.fit.fitted) <= TOLD_SEASON * np.var(means)
    )
    found: list[Result] = []
    if repeats is not None and season_told:
        found.append(repeat_result(means, flat, repeats))
    of_values = _of_values(whole, model, repeats)
    fitted, trend = of_values
    residuals = whole.values - fitted
    found += await _levels(whole, model, trend, residuals, alpha)
    if model.trend_p is not None and model.trend_p <= alpha:
        turned = await turns(flat, alpha) if may_turn(model, flat.size) else []
        found.append(drift_result(whole, model, residuals, turned))
    elif wanders(len(model.cuts), model.phi, means.size) and not season_told:
        return [*found, wander_result(whole, residuals, await turns(flat, alpha))]
    # What a curve or a season leaves has a spread of its own shape.
    if repeats is None and model.trend_p is None and (look.spreads or model.cuts):
        found += await _spreads(whole, model, means - model.fit.fitted, alpha, found)
    return found


async def _modelled(means: Floats, look: Look, alpha: float) -> tuple[Model, Season | None]:
    """The model of blocks, and the season beside it if there is one."""
    raw = await (explained(means, look.first, alpha) if look.moves else _quiet(means, look))
    # What explains all but float error leaves nothing to a season.
    if not look.peak or np.abs(means - raw.fit.fitted).max() <= ROUNDING:
        return raw, None
    found = season(means, look.peak)
    if found is None:
        return raw, None
    for _ in range(2):
        flat = means - found.values
        model = await explained(flat, None, alpha)
        found = refolded(means, found.period, model.fit.fitted)
    worse = model.cost > raw.cost - 2 * phases(found.period)
    if worse or _is_staircase(raw, means, flat - model.fit.fitted, phases(found.period)):
        return raw, None
    return model, found


def _is_staircase(raw: Model, means: Floats, left: Floats, numbers: int) -> bool:
    """Whether levels that all rise, or all fall, explain as much as a season of so many numbers."""
    if len(raw.cuts) < 2:
        return False
    at = np.array(raw.cuts)
    rises = raw.fit.fitted[at] - raw.fit.fitted[at - 1]
    one_way = bool((rises > 0).all() or (rises < 0).all())
    free = sqrt(left.size / max(1.0, left.size - numbers - 2.0))
    return one_way and scale(means - raw.fit.fitted) <= AS_MUCH * free * scale(left)


async def _quiet(means: Floats, look: Look) -> Model:
    """One level. What it costs is only asked beside a season."""
    fitted = np.full(means.size, median(means))
    nats = (await cost(means - fitted, (0.0,), 0)).nats if look.peak else np.inf
    return Model((), (), Fit(fitted, np.zeros(means.size), ()), 0.0, nats)


def _of_values(whole: Series, model: Model, repeats: Season | None) -> tuple[Floats, Floats]:
    """What is expected at each value, and what of it is neither level nor constant."""
    moving = model.fit.trend if repeats is None else model.fit.trend + repeats.values
    if whole.width > 1:
        centres = (np.arange(whole.values.size) + 0.5) / whole.width - 0.5
        moving = np.interp(centres, np.arange(moving.size), moving)
    at = tuple(cut * whole.width for cut in model.cuts)
    return levels(whole.values - moving, at) + moving, moving


async def _levels(
    whole: Series,
    model: Model,
    moving: Floats,
    residuals: Floats,
    alpha: float,
) -> list[Result]:
    flat = whole.values - moving
    noise = scale(residuals)
    inflated = inflation(10_000, min(model.phi, 0.95))
    spans = _spans(flat, model.cuts, whole.width, inflated, noise)
    logs = list(model.log_ps)
    if not whole.sampled:
        spans, logs = await _with_newest(flat, spans, logs, alpha)
    tilted = bool(model.fit.trend.any())
    edges = [0, *(s.at for s in spans), flat.size]
    # Beside a trend nothing comes back to the level before: the trend has led on.
    parts = [flat[a:b] for a, b in pairwise(edges)]
    back = [None] * len(spans) if tilted else ways_back(parts)
    found: list[Result] = []
    for i, span in enumerate(spans):
        low, at, high = edges[i], span.at, edges[i + 2]
        before, after = _centres(flat[low:at], flat[at:high])
        told = _centres(whole.values[low:at], whole.values[at:high])
        if tilted:
            ends = float(moving[at - 1]) + before, float(moving[at]) + after
            told = within(whole.values, ends)
        units = abs(after - before) / noise if noise else np.inf
        sure = step_sureness(units, (at - low, high - at), inflated, min(0.0, logs[i]))
        again = back[i]
        found.append(
            Step(
                "level",
                span,
                high,
                Sides(*told, noise),
                sure,
                suspect=at == flat.size - 1,
                back=None if again is None else spans[again],
            )
        )
    return found


def _centres(left: Floats, right: Floats) -> tuple[float, float]:
    """The medians of both sides; the means where these agree, as of rare events."""
    low, high = median(left), median(right)
    return (float(left.mean()), float(right.mean())) if low == high else (low, high)


def _spans(
    flat: Floats, cuts: tuple[int, ...], width: int, inflated: float, noise: float
) -> list[Span]:
    edges = [0, *(cut * width for cut in cuts), flat.size]
    found: list[Span] = []
    for i in range(1, len(edges) - 1):
        before = found[-1].at if found else 0
        around = WINDOW * width if width > 1 else MOST_AROUND
        low, high = max(before, edges[i] - around), min(edges[i + 1], edges[i] + around)
        fewest = min(2, edges[i] - low, high - edges[i])
        own = noise if high - low < FEW else 0.0
        if width > 1:
            found.append(refined(flat[low:high], edges[i] - low).moved(low))
        else:
            one = place(flat[low:high], edges[i] - low, fewest, inflated, own)
            found.append(one.moved(low))
    return found


async def _with_newest(
    flat: Floats, spans: list[Span], logs: list[float], alpha: float
) -> tuple[list[Span], list[float]]:
    """With the newest tasks that are off, or what they say of the step that begins there."""
    end = await _newest(flat, spans, alpha)
    if end is None:
        return spans, logs
    n = flat.size
    log_p = log(end.p_value / NEWEST)
    if spans and n - spans[-1].at <= MOST_NEWEST:
        return spans, [*logs[:-1], min(logs[-1], log_p)]
    before = spans[-1].at if spans else 0
    at = n - end.tasks
    if end.tasks > 1:
        at = before + best_split(flat[before:], at - before, 1)
        at = at if n - MOST_NEWEST <= at < n - 1 else n - end.tasks
    return [*spans, Span(at, at, at)], [*logs, log_p]


async def _newest(flat: Floats, spans: list[Span], alpha: float) -> Newest | None:
    """The newest tasks where they are surely off the level before them."""
    n = flat.size
    last = n - spans[-1].at if spans else n
    older = spans[:-1] if last <= MOST_NEWEST else spans
    left = flat - levels(flat, tuple(s.at for s in older))
    fewest = min(last, 2) if last <= MOST_NEWEST else 1
    end = await newest(left[max(0, n - RECENT) :], len(older) + 1, alpha, fewest)
    return end if end is not None and end.p_value <= alpha * NEWEST else None


async def _spreads(
    whole: Series, model: Model, left: Floats, alpha: float, told: list[Result]
) -> list[Result]:
    """Steps of spread, but for those that come with a step of level."""
    apart = distances(left, model.phi)
    cuts, logs = await spread_cuts(apart, alpha)
    at_level = [r.span.at for r in told if isinstance(r, Step)]
    edges = [0, *(c.at for c in cuts), apart.size]
    spans = [
        spread_place(apart[a:b], c.at - a).moved(a)
        for c, a, b in zip(cuts, edges, edges[2:], strict=False)
    ]
    edges = [0, *(s.at for s in spans), apart.size]
    found: list[Result] = []
    for i, (inner, log_p) in enumerate(zip(spans, logs, strict=True)):
        span = Span(*(at * whole.width for at in inner))
        near = SAME_PLACE * whole.width + (span.high - span.low)
        if any(span.low - near <= other <= span.high + near for other in at_level):
            continue
        low, high = edges[i], edges[i + 2]
        if not low < inner.at < high:  # its place is that of a neighbour, which is told
            continue
        before, after = (
            0.0 if spread <= ROUNDING else spread  # what float error leaves of a line is none
            for spread in (scale(left[low : inner.at]), scale(left[inner.at : high]))
        )
        if not before and not after:
            continue
        ratio = abs(log(max(after, SMALLEST) / max(before, SMALLEST)))
        until = whole.values.size if high == apart.size else high * whole.width
        # As far apart as levels of log distances are.
        size, counts = ratio / LOG_DISTANCE, (inner.at - low, high - inner.at)
        sure = step_sureness(size, counts, 1.0, min(0.0, log_p))
        found.append(Step("spread", span, until, Sides(before, after, scale(left)), sure))
    return found
