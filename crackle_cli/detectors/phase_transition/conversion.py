"""Results of the engine as findings, in rows and units of the table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import exp, isfinite

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition import findings
from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Change,
    Changed,
    ChangePoint,
    ShareOf,
    Transition,
    TurningPoint,
)
from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import (
    Drift,
    Repeat,
    Result,
    Share,
    Sides,
    Step,
    Wander,
)
from crackle_cli.profile.settings import PhaseTransitionSettings


def finding(metric: str, whole: Series, result: Result) -> Transition:
    """A result of the series of a metric."""
    match result:
        case Step():
            return _step(metric, whole, result)
        case Drift():
            ends = result.sides
            ways = pairwise((ends.before, *result.tops, ends.after))
            farthest = max(ways, key=lambda way: abs(way[1] - way[0]))
            return findings.Drift(
                metrics=(metric,),
                rows=whole.rows[result.start : result.stop],
                strength=result.sure.strength,
                confidence=result.sure.low,
                p_value=_p_value(result.sure.log_p),
                changes=(_change(metric, result.sides, whole.unit),),
                pace=result.pace,
                part=result.stop - result.start < whole.values.size,
                bends=tuple(int(whole.rows[knot]) for knot in result.knots),
                turns=_turns(whole, result),
                tops=tuple(top * whole.unit for top in result.tops),
                farthest=_change(metric, Sides(*farthest, ends.noise), whole.unit),
            )
        case Wander():
            made = partial(findings.Wander, turns=_turns(whole, result))
            return _range(made, metric, whole, result)
        case Repeat():
            period = result.period * whole.width
            return _range(partial(findings.Season, period=period), metric, whole, result)


def _range(
    made: Callable[..., findings.Range], metric: str, whole: Series, result: Wander | Repeat
) -> findings.Range:
    """What all of a series stays between."""
    return made(
        metrics=(metric,),
        rows=whole.rows,
        strength=result.sure.strength,
        confidence=result.sure.low,
        p_value=_p_value(result.sure.log_p),
        low=result.low * whole.unit,
        high=result.high * whole.unit,
    )


def matters(found: Transition, settings: PhaseTransitionSettings) -> bool:
    """Large in units of noise and in per cent; what is undefined is not small."""
    if not isinstance(found, Changed):
        return True
    change = (isinstance(found, findings.Drift) and found.farthest) or found.leading
    if change.change_pct is not None and abs(change.change_pct) < settings.min_change:
        return False
    if isinstance(found, findings.Spread):
        ends = sorted((change.before, change.after))
        return ends[1] >= settings.min_ratio * ends[0]
    return change.noise_units is None or abs(change.noise_units) >= settings.min_effect


def _turns(whole: Series, result: Drift | Wander) -> tuple[TurningPoint, ...]:
    return tuple(
        TurningPoint(
            _place(whole, turn.span), turn.before, turn.after, turn.faster, _p_value(turn.log_p)
        )
        for turn in result.turns
    )


def _step(metric: str, whole: Series, step: Step) -> ChangePoint:
    found = _form(step)(
        metrics=(metric,),
        rows=whole.rows[step.span.at : step.until],
        strength=step.sure.strength,
        confidence=step.sure.low,
        p_value=_p_value(step.sure.log_p),
        changes=(_change(metric, step.sides, whole.unit, step.share),),
        place=_place(whole, step.span),
    )
    if step.back is None or not isinstance(found, Abrupt):
        return found
    return replace(found, back=_place(whole, step.back))


def _form(step: Step) -> type[ChangePoint]:
    if step.form == "reset":
        return findings.Reset
    if step.form == "spread":
        return findings.Spread
    if step.share:
        return findings.Rate
    return findings.Spike if step.suspect else findings.Shift


def _p_value(log_p: float) -> float:
    return min(1.0, max(SMALLEST, exp(max(-690.0, log_p))))


def _place(whole: Series, span: Span) -> Place:
    return Place(*(int(whole.rows[at]) for at in span))


def _change(metric: str, sides: Sides, unit: float, share: Share | None = None) -> Change:
    """Per cent of the level before, and standard deviations of the noise; None where undefined."""
    if share:
        unit, share_of = 1.0, ShareOf(share.value * unit, share.others)
    else:
        share_of = None
    before, after, noise = sides.before * unit, sides.after * unit, sides.noise * unit
    per_cent = 100.0 * ((after - before) / abs(before)) if before else None
    if per_cent is not None and not isfinite(per_cent):
        per_cent = None
    units = (after - before) / noise if noise else None
    return Change(metric, before, after, per_cent, units, share_of)
