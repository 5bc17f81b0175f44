"""Rates: how often a metric is not at its usual value, where it hardly ever is anything else.

Ranks say little of such metrics: most are ties. The events (a failure, an error count above zero)
are counted on both sides of each split, and the most uneven split is judged by the exact
hypergeometric tail (Fisher, 1935), times the splits that could have been it. Events that come in
runs longer than chance makes them count as often as there are runs of that length. O(n) per split.
"""

from collections.abc import Sequence
from math import exp, lgamma

import numpy as np

from crackle_cli.detectors.phase_transition.levels import Split
from crackle_cli.detectors.phase_transition.null import SMALLEST
from crackle_cli.detectors.phase_transition.place import TAIL, Span
from crackle_cli.table.arrays import Floats

FEWEST = 4  # events, and tasks on each side: of fewer nothing can be said


def events(values: Floats, middle: float) -> Floats | None:
    """1.0 where `values` (n,) are not the usual one, else 0.0; None where none is usual.

    `middle`: their median, which a value of more than half of the tasks is. Of two values the
    rarer one is the event.
    """
    least, most = float(values.min()), float(values.max())
    usual = middle
    if two_valued(values):
        usual = least if 2 * np.count_nonzero(values == least) >= values.size else most
    happened = (values != usual).astype(np.float64)
    return happened if least < most and 2 * happened.sum() <= values.size else None


def two_valued(values: Floats) -> bool:
    """Whether `values` (n,) are the smallest or the largest of them."""
    return bool(((values == values.min()) | (values == values.max())).all())


def rate_splits(happened: Floats, alpha: float, least: int) -> list[Split]:
    """All splits of events (n,) with p <= `alpha`, ascending; parts below `least` rest.

    A part inherits the p-value of the whole, and its own counts as often as it fits into that.
    """
    found: list[Split] = []
    parts = [(0, happened.size, 0.0)]
    while parts:
        start, stop, inherited = parts.pop()
        if stop - start < max(least, 2 * FEWEST):
            continue
        split = _likeliest(happened[start:stop])
        p_value = min(1.0, max(inherited, split.p_value * happened.size / (stop - start)))
        if p_value <= alpha:
            at = start + split.at
            found.append(Split(at, p_value))
            parts += [(start, at, p_value), (at, stop, p_value)]
    return sorted(found, key=lambda split: split.at)


def rate_spans(happened: Floats, splits: Sequence[Split]) -> list[Span]:
    """The place of each split of events (n,) with its 95 % interval: the posterior of two rates."""
    edges = [0, *(split.at for split in splits), happened.size]
    found = []
    for low, at, high in zip(edges, edges[1:], edges[2:], strict=False):
        lefts, gains = _gains(happened[low:high], 1)
        odds = np.exp(gains - gains.max())
        odds /= odds.sum()
        first = low + int(lefts[np.searchsorted(np.cumsum(odds), TAIL)])
        last = low + int(lefts[-1 - np.searchsorted(np.cumsum(odds[::-1]), TAIL)])
        found.append(Span(at, min(first, at), max(last, at)))
    return found


def _likeliest(happened: Floats) -> Split:
    """The split (FEWEST … n - FEWEST on the left) at which two rates explain the events best."""
    n = happened.size
    lefts, gains = _gains(happened, FEWEST)
    at = int(lefts[gains.argmax()])
    dense, other = happened[:at], happened[at:]
    if dense.mean() < other.mean():
        dense, other = other, dense
    times = max(_clumped(dense), _clumped(other))
    inside, outside = round(dense.sum() / times), round(other.sum() / times)
    if inside + outside < FEWEST:
        return Split(at, 1.0)
    size, rest = max(inside, round(dense.size / times)), max(outside, round(other.size / times))
    splits = min(n, 2 * (inside + outside))
    return Split(at, min(1.0, max(SMALLEST, 2 * splits * _tail(inside, outside, size, rest))))


def _gains(happened: Floats, fewest: int) -> tuple[np.ndarray, Floats]:
    """The splits (s,) with so many tasks on each side, and the log likelihoods of two rates."""
    n, total = happened.size, float(happened.sum())
    lefts = np.arange(fewest, n - fewest + 1)
    before = np.cumsum(happened)[lefts - 1]
    return lefts, _information(before, lefts) + _information(total - before, n - lefts)


def _information(count: Floats, size: np.ndarray) -> Floats:
    """Log likelihood (…) of `count` events in `size` tasks at their own rate."""
    rate = np.clip(count / size, 1e-12, 1 - 1e-12)
    likelihood: Floats = count * np.log(rate) + (size - count) * np.log1p(-rate)
    return likelihood


def _clumped(happened: Floats) -> float:
    """Length of the runs of events over that of runs of chance (1 / (1 - rate)), at least 1."""
    count = float(happened.sum())
    runs = float(happened[:1].sum() + (np.diff(happened) > 0).sum())
    if not runs:
        return 1.0
    return max(1.0, count / runs * (1.0 - (count + 1.0) / (happened.size + 2.0)))


def _tail(inside: int, outside: int, size: int, rest: int) -> float:
    """P(so many events or more of all are among `size` tasks, in any order of the tasks)."""
    total, every = inside + outside, size + rest
    whole = _log_choices(every, total)
    terms = (
        _log_choices(size, k) + _log_choices(rest, total - k) - whole
        for k in range(inside, min(size, total) + 1)
        if total - k <= rest
    )
    return sum(exp(term) for term in terms)


def _log_choices(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
