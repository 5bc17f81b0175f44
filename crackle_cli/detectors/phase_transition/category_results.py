"""Shares of categories that change along the order: how often each value of a code occurs.

Each value that occurs often enough is a hypothesis of its own, or instead of the usual one all
others; they share the alpha of the metric (Bonferroni). O(k n log n) for k values.
"""

from itertools import pairwise
from math import log

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.event_rate import FEWEST_EVENTS, rate_steps
from crackle_cli.detectors.phase_transition.event_results import RATE, has
from crackle_cli.detectors.phase_transition.outage import ways_back
from crackle_cli.detectors.phase_transition.preparation import Series
from crackle_cli.detectors.phase_transition.results import Share, Sides, Step
from crackle_cli.detectors.phase_transition.strength import rate_sureness
from crackle_cli.table.arrays import Floats


def category_results(whole: Series, alpha: float) -> list[Step]:
    """The steps of the shares of values; of steps at one place the likeliest."""
    shares = _shares(whole.values)
    found = [step for share in shares for step in _steps(whole.values, share, alpha, len(shares))]
    kept: list[Step] = []
    for step in sorted(found, key=lambda one: one.sure.log_p):
        if not any(_are_at_one_place(step.span, other.span) for other in kept):
            kept.append(step)
    known = {(step.share, step.span) for step in kept}
    told = (s if (s.share, s.back) in known else s._replace(back=None) for s in kept)
    return sorted(told, key=lambda step: step.span.at)


def _shares(values: Floats) -> list[Share]:
    """What is looked at: each value, and all others in place of the usual one.

    Of two values the rarer.
    """
    known, counts = np.unique(values, return_counts=True)
    if known.size == 2:
        return [Share(float(known[int(counts.argmin())]), others=False)]
    often = (counts >= FEWEST_EVENTS) & (counts <= values.size - FEWEST_EVENTS)
    return [
        Share(value, others=2 * count > values.size)
        for value, count in zip(known[often].tolist(), counts[often].tolist(), strict=True)
    ]


def _steps(values: Floats, share: Share, alpha: float, shares: int) -> list[Step]:
    """The steps of one of so many shares, each with its p-value times their number."""
    happened = has(values, share)
    cuts, spans, edges = rate_steps(happened, log(alpha * RATE / shares))
    rates = [happened[a:b] for a, b in pairwise(edges)]
    back = ways_back(rates)
    found = []
    for i, (span, cut) in enumerate(zip(spans, cuts, strict=True)):
        log_p = min(0.0, log(shares / RATE) - cut.height)
        again = back[i]
        found.append(
            Step(
                "level",
                span,
                edges[i + 2],
                Sides(float(rates[i].mean()), float(rates[i + 1].mean()), 0.0),
                rate_sureness(rates[i], rates[i + 1], log_p),
                back=None if again is None else spans[again],
                share=share,
            )
        )
    return found


def _are_at_one_place(one: Span, other: Span) -> bool:
    return one.low <= other.high and other.low <= one.high
