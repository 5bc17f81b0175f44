"""What is told of a metric that counts, or that is mostly one value."""

from itertools import pairwise
from math import log

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.event_rate import rate_steps
from crackle_cli.detectors.phase_transition.null_tables import ABRUPT, LEVEL
from crackle_cli.detectors.phase_transition.outage import ways_back
from crackle_cli.detectors.phase_transition.preparation import Series, mode_of
from crackle_cli.detectors.phase_transition.results import (
    Result,
    Share,
    Sides,
    Step,
)
from crackle_cli.detectors.phase_transition.strength import rate_sureness, step_sureness
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

LEVEL_SHARE = 0.75  # of the tasks of a side: so many make its level
RATE = LEVEL + ABRUPT  # share of alpha of rates, where there are no levels


def rate_results(whole: Series, happened: Floats, alpha: float) -> list[Result]:
    cuts, spans, edges = rate_steps(happened, log(alpha * RATE))
    parts = [whole.values[a:b] for a, b in pairwise(edges)]
    share = _share(whole.values)
    rates = [has(part, share) for part in parts]
    # What was below its usual value before and is above it after is not back.
    both = zip(ways_back(rates), ways_back(parts), strict=True)
    back = [by_rate if by_rate == by_level else None for by_rate, by_level in both]
    found: list[Result] = []
    for i, (span, cut) in enumerate(zip(spans, cuts, strict=True)):
        log_p = min(0.0, -cut.height - log(RATE))
        levels = _levels(parts[i], parts[i + 1], share)
        again = back[i]
        found.append(
            Step(
                "level",
                span,
                edges[i + 2],
                levels or Sides(float(rates[i].mean()), float(rates[i + 1].mean()), 0.0),
                rate_sureness(rates[i], rates[i + 1], log_p),
                back=None if again is None else spans[again],
                share=None if levels else share,
            )
        )
    return found


def _share(values: Floats) -> Share:
    """What to tell a rate of, so that it rises with the metric: the larger of two values.

    Of more values the usual one, or the others where most of these are larger.
    """
    if _two_valued(values):
        return Share(float(values.max()), others=False)
    usual, _ = mode_of(values)
    return Share(usual, others=bool((values > usual).sum() > (values < usual).sum()))


def _two_valued(values: Floats) -> bool:
    return bool(((values == values.min()) | (values == values.max())).all())


def has(values: Floats, share: Share) -> Floats:
    """1.0 of the tasks that a rate is of, else 0.0."""
    has: Floats = ((values == share.value) != share.others).astype(np.float64)
    return has


def _levels(left: Floats, right: Floats, share: Share) -> Sides | None:
    """Both sides by their medians, where most tasks of each are nearer to their own.

    Or where few tasks of a side have the usual value: what has other values there has another
    level, however little it differs. Else it says more how often the metric has its usual value.
    """
    before, after = median(left), median(right)
    if before == after:
        return None
    middle = (before + after) / 2.0
    lower, upper = (left, right) if before < after else (right, left)
    nearer = min((lower < middle).mean(), (upper > middle).mean()) >= LEVEL_SHARE
    usual = min((side == share.value).mean() for side in (left, right))
    if not nearer and (_two_valued(np.append(left, right)) or usual >= 1.0 - LEVEL_SHARE):
        return None
    return Sides(before, after, scale(np.concatenate([left - before, right - after])))


def reset_results(whole: Series, resets: tuple[int, ...]) -> list[Result]:
    found: list[Result] = []
    edges = [0, *resets, whole.values.size]
    usual = float(medians(np.diff(whole.values)))
    for i, at in enumerate(resets):
        sides = Sides(float(whole.values[at - 1]), float(whole.values[at]), usual)
        sure = step_sureness(
            (sides.before - sides.after) / usual if usual else np.inf,
            (at - edges[i], edges[i + 2] - at),
            1.0,
            -float(whole.values.size) / 2.0 * 0.5,
        )
        found.append(Step("reset", Span(at, at, at), edges[i + 2], sides, sure))
    return found
