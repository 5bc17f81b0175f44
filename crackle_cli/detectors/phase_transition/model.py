"""What explains a series best: one level, levels, a line, a bent line, and persistence beside each.

Levels are found by ranks at the persistence that their own residuals show, from 0 upwards. What
else might explain them has one cost, and the cheapest is told. O(n log n) for each form of trend.
"""

from math import log
from typing import NamedTuple

from crackle_cli.detectors.phase_transition.batching import each
from crackle_cli.detectors.phase_transition.change_point import beyond_log_p
from crackle_cli.detectors.phase_transition.climbing import climbed, persistence_within
from crackle_cli.detectors.phase_transition.likelihood import PER_CUT, WALKS, Cost, cost
from crackle_cli.detectors.phase_transition.null_tables import (
    ABRUPT,
    LEVEL,
    TREND,
    gain_p,
    least_height,
    log_level_p,
)
from crackle_cli.detectors.phase_transition.persistence import (
    HARD,
    least_persistence,
    persistence_of,
)
from crackle_cli.detectors.phase_transition.seeded_intervals import (
    Splits,
    best_splits_of,
    scores_of,
)
from crackle_cli.detectors.phase_transition.segmentation import (
    MOST_CUTS,
    Cut,
    candidates,
    elimination,
    segmented,
)
from crackle_cli.detectors.phase_transition.trend import Fit, bent, fit, tamed
from crackle_cli.statistics.noise import scale
from crackle_cli.table.arrays import Floats

STAIRS = 0.7  # of what a trend leaves: sawteeth of steps of 5 σ leave twice the noise
MANY = 400  # values; of fewer the stairs that a slope seems to be leave no slope to see
MOST_PRUNED = 6  # cuts beside a trend; more are a staircase
# Numbers that a cut is worth log n each against none: its place (Yao, 1988). Models of levels are
# compared at PER_CUT, so that each cut pays for itself surely.
PLACE = 1.0
BESIDE_A_LINE = 2.0  # its place and its level, as a line is worth its slope
LIBERAL = 0.2  # chance of a cut of noise among those that the second route begins with


class Model(NamedTuple):
    """Cuts of a series (n,), each with log p, levels and trend as `fit`, φ of what is left."""

    cuts: tuple[int, ...]
    log_ps: tuple[float, ...]
    fit: Fit
    phi: float
    cost: float
    trend_p: float | None = None


async def explained(values: Floats, first: Splits | None, alpha: float) -> Model:
    """The model of `values` (n,), n >= 8. `alpha`: of this series, of which each form has a share.

    `first`: the best splits of its scores at φ = 0, where they are known.
    """
    n = values.size
    cuts, phi = await climbed(values, first, log(alpha * LEVEL))
    ranked = await _levels(values, cuts, phi)
    if not cuts and ranked.phi <= least_persistence(n):
        return ranked
    none = await _nothing(values)
    ranked = await _surer(values, ranked, none)
    clean = bool(cuts) and ranked.phi <= least_persistence(n)
    if clean and len(cuts) == 1:
        return ranked
    calm = tamed(values)
    if clean and n >= MANY and not await _slopes(values, calm, ranked):
        return ranked
    others = [*await _trends(values, calm, none, alpha), *await _abrupt(values, calm, none, alpha)]
    # What is surely no noise is told, whatever a walk would cost.
    best = min([ranked, *others] if cuts else others or [ranked], key=lambda m: m.cost)
    if best.trend_p is not None:
        best = _or_stairs(values, best, [m for m in (ranked, *others) if m.trend_p is None], alpha)
    if best is ranked and len(cuts) and _gain(ranked, none, n) < 0:
        return await _levels(values, (), none.phi)
    return best


def _or_stairs(values: Floats, trend: Model, levels: list[Model], alpha: float) -> Model:
    """A trend, or sure levels that leave far less than it, or that explain more at a fair price.

    Equal stairs are no line; and beside what a line costs, a cut costs its place and its level. A
    walk, for whose sake it costs more, is no better explained by a line.
    """
    left = STAIRS * scale(values - trend.fit.fitted)
    for one in levels:
        sure = max(one.log_ps, default=0.0) <= log(alpha)
        more = len(one.cuts) - len(trend.cuts)
        fair = one.cost - (PER_CUT - BESIDE_A_LINE) * more * log(values.size)
        if sure and (fair < trend.cost or scale(values - one.fit.fitted) <= left):
            return one
    return trend


async def _slopes(values: Floats, calm: Floats, model: Model) -> bool:
    """Whether more than one cut may be a trend: what is left within levels slopes."""
    found = await fit(values, model.cuts, (), calm)
    left = values - found.fitted
    phis = _phis(await persistence_of(left, len(model.cuts) + 1))
    return (await cost(left, phis, len(model.cuts), 1)).nats < model.cost


async def _surer(values: Floats, model: Model, none: Cost) -> Model:
    """The model, each cut as sure as what it gains where ranks say less.

    It gains over none at all as part of them, and over the others alone.
    """
    if not 0 < len(model.cuts) <= 2 * MOST_CUTS:
        return model
    every_gain = _gain(model, none, values.size)
    every = _log_gain_p(every_gain, values.size)
    alone = await _gains_alone(values, model) if len(model.cuts) > 1 else [every_gain]
    logs = [max(every, _log_gain_p(gain, values.size)) for gain in alone]
    return model._replace(log_ps=tuple(map(min, model.log_ps, logs)))


async def _gains_alone(values: Floats, model: Model) -> list[float]:
    """What each cut gains over the others, its place paid for, as persistent as all leave it."""
    n, cuts = values.size, model.cuts
    phis = _phis(await persistence_within(values, list(cuts)))[:2]

    async def nats(at: tuple[int, ...]) -> float:
        return (await cost(values - (await fit(values, at, ())).fitted, phis, 0)).nats

    others = (tuple(c for c in cuts if c != cut) for cut in cuts)
    whole, *without = await each(nats(at) for at in (cuts, *others))
    return [one - whole - PLACE * log(n) for one in without]


def _gain(model: Model, none: Cost, n: int) -> float:
    """What levels gain over none, each cut at the price of its place alone."""
    return none.nats - model.cost + (PER_CUT - PLACE) * len(model.cuts) * log(n)


def _log_gain_p(gain: float, n: int) -> float:
    return log(min(1.0, gain_p(gain, n, trend=False) / ABRUPT))


async def _levels(
    values: Floats, cuts: tuple[Cut, ...], phi: float, phis: tuple[float, ...] = ()
) -> Model:
    """Levels between cuts. A walk is no model of them, so φ is what is left, or a third further."""
    at = tuple(c.at for c in cuts)
    found = await fit(values, at, ())
    left = values - found.fitted
    measured = await persistence_of(left, len(at) + 1)
    least = await cost(left, phis or _phis(measured)[:2], len(at))
    log_ps = tuple(log_level_p(c.height, values.size, phi) - log(LEVEL) for c in cuts)
    return Model(at, log_ps, found, max(phi, measured), least.nats)


def _phis(phi: float) -> tuple[float, ...]:
    return (phi, phi + (1.0 - phi) / 3.0, *WALKS)


async def _nothing(values: Floats) -> Cost:
    left = values - (await fit(values, (), ())).fitted
    return await cost(left, _phis(await persistence_of(left, 1)), 0)


async def _trends(values: Floats, calm: Floats, none: Cost, alpha: float) -> list[Model]:
    """A line and the best bent line with the levels beside them, where they are surely no noise."""
    knots = ((), *await bent(calm))
    line, *curves = await each(_trend_model(values, calm, (), at, 0.0) for at in knots)
    forms = (line, *sorted(curves, key=lambda m: m.cost)[:1])
    models = await each(_beside_levels(values, calm, form, none, alpha) for form in forms)
    found = []
    for one in models:
        p_value = gain_p(none.nats - one.cost, values.size, trend=True) / TREND
        if p_value <= alpha:
            found.append(one._replace(trend_p=min(1.0, p_value)))
    return found


async def _trend_model(
    values: Floats, calm: Floats, cuts: tuple[Cut, ...], knots: tuple[int, ...], phi: float
) -> Model:
    at = tuple(c.at for c in cuts)
    found = await fit(values, at, knots, calm)
    left = values - found.fitted
    measured = await persistence_of(left, len(at) + 1)
    least = await cost(left, _phis(measured), len(at) + len(found.knots), 1)
    log_ps = tuple(log_level_p(c.height, values.size, phi) - log(LEVEL) for c in cuts)
    return Model(at, log_ps, found, max(phi, measured), least.nats)


async def _beside_levels(
    values: Floats, calm: Floats, form: Model, none: Cost, alpha: float
) -> Model:
    """A trend with the levels beside it, if they are worth it, and it is no walk."""
    if form.phi >= HARD and form.cost > none.nats:
        return form
    found, best = form.fit, form
    places: tuple[int, ...] = ()
    for _ in range(2):
        cuts, phi = await climbed(values - found.trend, None, log(alpha * LEVEL))
        before, places = places, tuple(c.at for c in cuts)
        if places == before:  # none, or what the fit already stands beside
            break
        whole = await _trend_model(values, calm, cuts, form.fit.knots, phi)
        one = await _pruned(values, calm, whole, cuts, phi)
        found = one.fit
        best = min(best, one, key=lambda m: m.cost)
    return best


async def _pruned(
    values: Floats, calm: Floats, best: Model, cuts: tuple[Cut, ...], phi: float
) -> Model:
    """The model without the cuts that a trend is as good without."""
    knots = best.fit.knots
    while 1 < len(cuts) <= MOST_PRUNED:
        ways = [tuple(c for c in cuts if c is not cut) for cut in cuts]
        models = await each(_trend_model(values, calm, left, knots, phi) for left in ways)
        model, left = min(zip(models, ways, strict=True), key=lambda way: way[0].cost)
        if model.cost >= best.cost:
            break
        best, cuts = model, left
    return best


async def _abrupt(values: Floats, calm: Floats, none: Cost, alpha: float) -> list[Model]:
    """Levels that ranks cannot tell, too few tasks far away: liberal cuts, judged by their cost."""
    parted, phis = await _parted(values, calm, alpha)
    if not parted:
        return []
    best = min(parted, key=lambda m: m.cost)
    gained = await _surer(values, best._replace(log_ps=(0.0,) * len(best.cuts)), none)
    log_ps = tuple(map(max, best.log_ps, gained.log_ps))
    sure = [i for i, log_p in enumerate(log_ps) if log_p <= log(alpha)]
    if not sure:
        return []
    kept = await _levels(values, tuple(Cut(best.cuts[i], 0.0) for i in sure), 0.0, phis)
    return [kept._replace(log_ps=tuple(log_ps[i] for i in sure))]


async def _parted(
    values: Floats, calm: Floats, alpha: float
) -> tuple[list[Model], tuple[float, ...]]:
    """Levels whose cuts all part what is beyond their middle, and the φ that they are judged at."""
    n = values.size
    least = least_height(log(LIBERAL), n, 0.0)
    at = candidates(await best_splits_of(await scores_of(calm), 0.0, least), least)
    if len(at) > 2 * MOST_CUTS:
        return [], ()
    cuts = [c.at for c in segmented(calm, at, 0.0, least)]
    if not cuts:
        return [], ()
    # Of all cuts: without them it is a walk that explains.
    phis = _phis(await persistence_within(values, cuts))[:2]
    lefts = list(elimination(calm, cuts, 0.0))
    ways = await each(_levels(values, left, 0.0, phis) for left in lefts)
    ways = [_as_beyond(values, one) for one in ways]
    return [one for one in ways if max(one.log_ps) <= log(alpha)], phis


def _as_beyond(values: Floats, model: Model) -> Model:
    """The model, each cut as sure as it parts what is beyond the middle between its two levels.

    By Fisher's exact test (1935) at each of n places. Where many tasks are far away, as those of
    another host are, a few of them in a row are cheaper as a level of their own than as outliers;
    chance makes such rows. Of values in random order a fifth of what n places allow is parted:
    this share of alpha is theirs (benchmarks/null_tables.py gains).
    """
    edges = (0, *model.cuts, values.size)
    sides = zip(edges, model.cuts, edges[2:], strict=False)
    log_ps = (beyond_log_p(values[low:at], values[at:high]) for low, at, high in sides)
    return model._replace(log_ps=tuple(min(0.0, one + log(values.size)) for one in log_ps))
