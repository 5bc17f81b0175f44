"""What explains a series best: one level, levels, a line, a bent line, and persistence beside each.

Levels are found by ranks at the persistence that their own residuals show, from 0 upwards. What
else might explain them has one cost, and the cheapest is told. O(n log n) for each form of trend.
"""

from math import log
from typing import NamedTuple

from crackle_cli.detectors.phase_transition.change_point import beyond_log_p
from crackle_cli.detectors.phase_transition.likelihood import PER_CUT, WALKS, Cost, cost
from crackle_cli.detectors.phase_transition.null_tables import (
    gain_p,
    least_height,
    log_level_p,
)
from crackle_cli.detectors.phase_transition.persistence import (
    HARD,
    least_persistence,
    persistence,
)
from crackle_cli.detectors.phase_transition.seeded_intervals import Splits, best_splits
from crackle_cli.detectors.phase_transition.segmentation import (
    MOST,
    Cut,
    candidates,
    elimination,
    levels,
    segmented,
)
from crackle_cli.detectors.phase_transition.trend import Fit, bent, fit, tamed
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import normal_scores
from crackle_cli.table.arrays import Floats

RISE = 0.025  # of φ, below which it has been found
CLIMBS = 8
STAIRS = 0.7  # of what a trend leaves: sawteeth of steps of 5 σ leave twice the noise
MANY = 400  # values; of fewer the stairs that a slope seems to be leave no slope to see
MOST_PRUNED = 6  # cuts beside a trend; more are a staircase
LEVEL, ABRUPT, TREND = 0.4, 0.2, 0.1  # shares of alpha
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


def explained(values: Floats, first: Splits, row: int, alpha: float) -> Model:
    """The model of `values` (n,), n >= 8. `alpha`: of this series, of which each form has a share.

    `first`: the best splits of the scores at φ = 0, of which these are a `row`.
    """
    n = values.size
    cuts, phi = _climbed(values, first, row, log(alpha * LEVEL))
    ranked = _levels(values, cuts, phi)
    if not cuts and ranked.phi <= least_persistence(n):
        return ranked
    none = _nothing(values)
    ranked = _surer(values, ranked, none)
    clean = len(cuts) == 1 or (n >= MANY and not _slopes(values, ranked))
    if cuts and ranked.phi <= least_persistence(n) and clean:
        return ranked
    others = [*_trends(values, none, alpha), *_abrupt(values, none, alpha)]
    # What is surely no noise is told, whatever a walk would cost.
    best = min([ranked, *others] if cuts else others or [ranked], key=lambda m: m.cost)
    if best.trend_p is not None:
        best = _or_stairs(values, best, [m for m in (ranked, *others) if m.trend_p is None], alpha)
    if best is ranked and len(cuts) and _gain(ranked, none, n) < 0:
        return _levels(values, (), none.phi)
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


def _slopes(values: Floats, model: Model) -> bool:
    """Whether more than one cut may be a trend: what is left within levels slopes."""
    found = fit(values, model.cuts, ())
    left = values - found.fitted
    phis = _phis(persistence(left, len(model.cuts) + 1))
    return cost(left, phis, len(model.cuts), 1).nats < model.cost


def _surer(values: Floats, model: Model, none: Cost) -> Model:
    """The model, each cut as sure as what it gains where ranks say less.

    It gains over none at all as part of them, and over the others alone.
    """
    if not 0 < len(model.cuts) <= 2 * MOST:
        return model
    every_gain = _gain(model, none, values.size)
    every = _log_gain_p(every_gain, values.size)
    alone = _gains_alone(values, model) if len(model.cuts) > 1 else [every_gain]
    logs = [max(every, _log_gain_p(gain, values.size)) for gain in alone]
    return model._replace(log_ps=tuple(map(min, model.log_ps, logs)))


def _gains_alone(values: Floats, model: Model) -> list[float]:
    """What each cut gains over the others, its place paid for, as persistent as all leave it."""
    n, cuts = values.size, model.cuts
    phis = _phis(_left(values, list(cuts)))[:2]
    whole = cost(values - fit(values, cuts, (), line=False).fitted, phis, 0).nats
    gains = []
    for cut in cuts:
        left = tuple(c for c in cuts if c != cut)
        without = cost(values - fit(values, left, (), line=False).fitted, phis, 0).nats
        gains.append(without - whole - PLACE * log(n))
    return gains


def _gain(model: Model, none: Cost, n: int) -> float:
    """What levels gain over none, each cut at the price of its place alone."""
    return none.nats - model.cost + (PER_CUT - PLACE) * len(model.cuts) * log(n)


def _log_gain_p(gain: float, n: int) -> float:
    return log(min(1.0, gain_p(gain, n, trend=False) / ABRUPT))


def _climbed(
    values: Floats, first: Splits, row: int, log_alpha: float
) -> tuple[tuple[Cut, ...], float]:
    """The cuts that stay while φ climbs from 0 to what is left within their segments.

    More cuts leave less of it, so φ climbs by the candidates where these are many.
    """
    n, phi = values.size, 0.0
    scores: Floats | None = None
    cuts: tuple[Cut, ...] = ()
    for _ in range(CLIMBS):
        least = least_height(log_alpha, n, phi)
        at = candidates(first, row, least)
        measured = _left(values, at) if len(at) > MOST else 0.0
        if not _climbs(measured, phi, n):
            cuts = segmented(values, at, phi, least)
            measured = _left(values, [c.at for c in cuts])
            if not _climbs(measured, phi, n):
                break
        phi = measured
        scores = normal_scores(values[None]) if scores is None else scores
        first, row = best_splits(scores, phi), 0
    return cuts, phi


def _left(values: Floats, cuts: list[int]) -> float:
    return persistence(values - levels(values, tuple(cuts)), len(cuts) + 1)


def _climbs(measured: float, phi: float, n: int) -> bool:
    return measured > phi + RISE and measured >= least_persistence(n)


def _levels(
    values: Floats, cuts: tuple[Cut, ...], phi: float, phis: tuple[float, ...] = ()
) -> Model:
    """Levels between cuts. A walk is no model of them, so φ is what is left, or a third further."""
    at = tuple(c.at for c in cuts)
    found = fit(values, at, (), line=False)
    left = values - found.fitted
    measured = persistence(left, len(at) + 1)
    least = cost(left, phis or _phis(measured)[:2], len(at))
    log_ps = tuple(log_level_p(c.height, values.size, phi) - log(LEVEL) for c in cuts)
    return Model(at, log_ps, found, max(phi, measured), least.nats)


def _phis(phi: float) -> tuple[float, ...]:
    return (phi, phi + (1.0 - phi) / 3.0, *WALKS)


def _nothing(values: Floats) -> Cost:
    found = fit(values, (), (), line=False)
    left = values - found.fitted
    return cost(left, _phis(persistence(left, 1)), 0)


def _trends(values: Floats, none: Cost, alpha: float) -> list[Model]:
    """A line and the best bent line with the levels beside them, where they are surely no noise."""
    line = _flat_trend(values, ())
    curves = [_flat_trend(values, knots) for knots in bent(values)]
    found = []
    for form in (line, *sorted(curves, key=lambda m: m.cost)[:1]):
        walks = form.phi >= HARD and form.cost > none.nats
        one = form if walks else _with_levels(values, form, alpha)
        p_value = gain_p(none.nats - one.cost, values.size, trend=True) / TREND
        if p_value <= alpha:
            found.append(one._replace(trend_p=min(1.0, p_value)))
    return found


def _flat_trend(values: Floats, knots: tuple[int, ...]) -> Model:
    return _trend_model(values, fit(values, (), knots), (), 0.0)


def _trend_model(values: Floats, found: Fit, cuts: tuple[Cut, ...], phi: float) -> Model:
    at = tuple(c.at for c in cuts)
    left = values - found.fitted
    measured = persistence(left, len(at) + 1)
    least = cost(left, _phis(measured), len(at) + len(found.knots), 1)
    log_ps = tuple(log_level_p(c.height, values.size, phi) - log(LEVEL) for c in cuts)
    return Model(at, log_ps, found, max(phi, measured), least.nats)


def _with_levels(values: Floats, form: Model, alpha: float) -> Model:
    """A trend with the levels beside it, if they are worth it."""
    found, best = form.fit, form
    for _ in range(2):
        flat = values - found.trend
        first = best_splits(normal_scores(flat[None]))
        cuts, phi = _climbed(flat, first, 0, log(alpha * LEVEL))
        if not cuts:
            break
        one = _pruned(values, fit(values, tuple(c.at for c in cuts), form.fit.knots), cuts, phi)
        found = one.fit
        best = min(best, one, key=lambda m: m.cost)
    return best


def _pruned(values: Floats, found: Fit, cuts: tuple[Cut, ...], phi: float) -> Model:
    """The model without the cuts that a trend is as good without."""
    best = _trend_model(values, found, cuts, phi)
    while 1 < len(cuts) <= MOST_PRUNED:
        ways = []
        for cut in cuts:
            left = tuple(c for c in cuts if c is not cut)
            one = fit(values, tuple(c.at for c in left), found.knots)
            ways.append((_trend_model(values, one, left, phi), left))
        model, left = min(ways, key=lambda way: way[0].cost)
        if model.cost >= best.cost:
            break
        best, cuts = model, left
    return best


def _abrupt(values: Floats, none: Cost, alpha: float) -> list[Model]:
    """Levels that ranks cannot tell, too few tasks far away: liberal cuts, judged by their cost."""
    n = values.size
    calm = tamed(values)
    first = best_splits(normal_scores(calm[None]))
    least = least_height(log(LIBERAL), n, 0.0)
    at = candidates(first, 0, least)
    if len(at) > 2 * MOST:
        return []
    cuts = [c.at for c in segmented(calm, at, 0.0, least)]
    if not cuts:
        return []
    phis = _phis(_left(values, cuts))[:2]  # of all cuts: without them it is a walk that explains
    ways = [_levels(values, left, 0.0, phis) for left in elimination(calm, cuts, 0.0)]
    ways = [_as_beyond(values, one) for one in ways]
    parted = [one for one in ways if max(one.log_ps) <= log(alpha)]
    if not parted:
        return []
    best = min(parted, key=lambda m: m.cost)
    gained = _surer(values, best._replace(log_ps=(0.0,) * len(best.cuts)), none)
    log_ps = tuple(map(max, best.log_ps, gained.log_ps))
    sure = [i for i, log_p in enumerate(log_ps) if log_p <= log(alpha)]
    if not sure:
        return []
    kept = tuple(Cut(best.cuts[i], 0.0) for i in sure)
    return [_levels(values, kept, 0.0, phis)._replace(log_ps=tuple(log_ps[i] for i in sure))]


def _as_beyond(values: Floats, model: Model) -> Model:
    """The model, each cut as sure as it parts what is beyond the middle between its two levels.

    By Fisher's exact test (1935) at each of n places. Where many tasks are far away, as those of
    another host are, a few of them in a row are cheaper as a level of their own than as outliers;
    chance makes such rows.
    """
    edges = (0, *model.cuts, values.size)
    sides = zip(edges, model.cuts, edges[2:], strict=False)
    log_ps = (beyond_log_p(values[low:at], values[at:high]) for low, at, high in sides)
    return model._replace(
        log_ps=tuple(min(0.0, one + log(values.size) - log(ABRUPT)) for one in log_ps)
    )
