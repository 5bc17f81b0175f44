"""What is told of a metric that counts, or that is mostly one value."""

from itertools import pairwise
from math import log, sqrt

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.event_rate import (
    rate_cuts,
    rate_places,
    two_valued,
)
from crackle_cli.detectors.phase_transition.model import ABRUPT, LEVEL
from crackle_cli.detectors.phase_transition.outage import ways_back
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import (
    Result,
    Sides,
    Step,
)
from crackle_cli.detectors.phase_transition.strength import step_sureness
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median, medians
from crackle_cli.table.arrays import Floats

RATE = LEVEL + ABRUPT  # share of alpha of rates, where there are no levels


def rate_results(whole: Series, happened: Floats, alpha: float) -> list[Result]:
    cuts = rate_cuts(happened, log(alpha * RATE))
    spans = rate_places(happened, tuple(c.at for c in cuts))
    edges = [0, *(s.at for s in spans), happened.size]
    parts = [happened[a:b] for a, b in pairwise(edges)]
    # What was below its usual value before and is above it after is not back.
    levels_back = ways_back([whole.values[a:b] for a, b in pairwise(edges)])
    both = zip(ways_back(parts), levels_back, strict=True)
    back = [rates if rates == levels else None for rates, levels in both]
    two = two_valued(whole.values)
    found: list[Result] = []
    for i, (span, cut) in enumerate(zip(spans, cuts, strict=True)):
        low, high = edges[i], edges[i + 2]
        left, right = whole.values[low : span.at], whole.values[span.at : high]
        before, after = float(left.mean()), float(right.mean())
        if not two and median(left) != median(right):
            before, after = median(left), median(right)
        rates = float(parts[i].mean()), float(parts[i + 1].mean())
        noise = sqrt(max(rates[0] * (1 - rates[0]), rates[1] * (1 - rates[1])))
        units = abs(rates[1] - rates[0]) / noise if noise else np.inf
        sure = step_sureness(units, (left.size, right.size), 1.0, min(0.0, -cut.height - log(RATE)))
        again = back[i]
        spread = scale(np.concatenate([left - before, right - after]))
        found.append(
            Step(
                "level",
                span,
                high,
                Sides(before, after, spread),
                sure,
                back=None if again is None else spans[again],
            )
        )
    return found


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
