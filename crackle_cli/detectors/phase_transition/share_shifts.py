"""Values of a text column whose share of the tasks changes along the order. O(n) a column."""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import Span
from crackle_cli.detectors.phase_transition.event_rate import rate_steps
from crackle_cli.detectors.phase_transition.groupings import Grouping
from crackle_cli.detectors.phase_transition.null_tables import SMALLEST
from crackle_cli.detectors.phase_transition.results import Sureness
from crackle_cli.detectors.phase_transition.strength import rate_sureness

# Of the alpha of all metrics, in addition to it: what text columns do is told only if it moves one.
SHARES = 0.2
FEWEST = 3  # tasks of the value on each side: a value that is new, or gone, is no mix
PROMISING = 0.8  # of the height that a change needs; blocks hide some of it


class ShareShift(NamedTuple):
    """A value (`code`) of a column that another share of the tasks has from a row on.

    span  in rows of the table; start, stop: from the change before it, and to the next one
    """

    column: Grouping
    code: int
    span: Span
    start: int
    stop: int
    before: float
    after: float
    sure: Sureness

    @property
    def p_value(self) -> float:
        return max(SMALLEST, exp(max(self.sure.log_p, log(SMALLEST))))


def share_shifts(columns: Sequence[Grouping], alpha: float, metrics: int) -> list[ShareShift]:
    """The changes of shares, the surest first, of each column one at a place.

    alpha: of each of so many metrics. The columns are asked once for all of them.
    """
    cells = sum(len(column.values) for column in columns)
    times = log(max(1.0, cells / (SHARES * metrics)))
    log_alpha = log(alpha) - times
    found = [
        one
        for column in columns
        for code in _promising(column, log_alpha)
        for one in _shifts_of(column, code, log_alpha, times)
    ]
    kept: list[ShareShift] = []
    for one in sorted(found, key=lambda shift: (shift.sure.log_p, shift.before - shift.after)):
        if not any(other.column is one.column and _overlap(one, other) for other in kept):
            kept.append(one)
    return kept


def _overlap(one: ShareShift, other: ShareShift) -> bool:
    return one.span.low <= other.span.high and other.span.low <= one.span.high


def _promising(column: Grouping, log_alpha: float) -> list[int]:
    """The values whose share differs on both sides of some block as far as chance hardly has it."""
    counts = column.running()
    tasks, total = counts.sum(axis=1, keepdims=True)[:-1], counts[-1]
    every = float(total.sum())
    share = total / every
    apart = (counts[:-1] - tasks * share) ** 2
    variance = tasks * (1.0 - tasks / every) * share * (1.0 - share)
    heights = (apart / np.where(variance > 0, variance, np.inf)).max(axis=0) / 2.0
    return np.flatnonzero(heights >= -PROMISING * log_alpha).tolist()


def _shifts_of(column: Grouping, code: int, log_alpha: float, more: float) -> list[ShareShift]:
    """Of one value; `more`: log of how many there are, in the alpha that they share."""
    rows = np.flatnonzero(column.codes >= 0)
    has = (column.codes[rows] == code).astype(np.float64)
    cuts, spans, edges = rate_steps(has, log_alpha)
    found = []
    for i, (span, cut) in enumerate(zip(spans, cuts, strict=True)):
        before, after = has[edges[i] : span.at], has[span.at : edges[i + 2]]
        if min(before.sum(), after.sum()) < FEWEST:
            continue
        found.append(
            ShareShift(
                column,
                code,
                Span(*(int(rows[at]) for at in span)),
                int(rows[edges[i]]),
                int(rows[edges[i + 2] - 1]) + 1,
                float(before.mean()),
                float(after.mean()),
                rate_sureness(before, after, min(0.0, more - cut.height)),
            )
        )
    return found
