"""Rates of rare events: how often a metric is not at its usual value, in windows of two sides.

Ranks say little of such metrics: most are ties. Within each seeded interval the most uneven split
is judged by the exact tail of the events on its denser side (Fisher, 1935), times the splits and
intervals that could have been it. Events that come in runs longer than chance makes them count as
often as there are runs of that length. O(n log n).
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from functools import lru_cache
from math import log

import numpy as np

from crackle_cli.detectors.phase_transition.change_point import TAIL, Span
from crackle_cli.detectors.phase_transition.preparation import mode_of
from crackle_cli.detectors.phase_transition.seeded_intervals import layers
from crackle_cli.detectors.phase_transition.segmentation import Cut
from crackle_cli.statistics.shares import log_hypergeometric_tail
from crackle_cli.table.arrays import Floats

FEWEST_EVENTS = 4  # events; of fewer nothing can be said


def events(values: Floats) -> Floats | None:
    """1.0 where `values` (n,) are not the usual one, else 0.0; None where none is usual."""
    mode, count = mode_of(values)
    if not count or count == values.size:
        return None
    happened: Floats = (values != mode).astype(np.float64)
    return happened


def rate_cuts(happened: Floats, log_alpha: float) -> tuple[Cut, ...]:
    """The cuts of events (n,) with log p <= `log_alpha`, ascending; their heights are -log p."""
    cuts = _greedy(happened, log_alpha)
    return _eliminated(happened, cuts, log_alpha)


def rate_places(happened: Floats, cuts: tuple[int, ...]) -> list[Span]:
    """The place of each cut with its 95 % interval: the posterior of two rates."""
    edges = [0, *cuts, happened.size]
    found = []
    for low, at, high in zip(edges, edges[1:], edges[2:], strict=False):
        lefts, gains = _gains(happened[low:high])
        odds = np.exp(gains - gains.max())
        odds /= odds.sum()
        first = low + int(lefts[np.searchsorted(np.cumsum(odds), TAIL)])
        last = low + int(lefts[-1 - np.searchsorted(np.cumsum(odds[::-1]), TAIL)])
        found.append(Span(at, min(first, at), max(last, at)))
    return found


def rate_steps(happened: Floats, log_alpha: float) -> tuple[tuple[Cut, ...], list[Span], list[int]]:
    """The cuts of events (n,), their places, and the edges of the parts between those."""
    cuts = rate_cuts(happened, log_alpha)
    spans = rate_places(happened, tuple(cut.at for cut in cuts))
    return cuts, spans, [0, *(span.at for span in spans), happened.size]


def _greedy(happened: Floats, log_alpha: float) -> list[int]:
    """Splits by falling p, each of an interval that no earlier one parts."""
    n = happened.size
    found = []
    for start, stop, at in _promising(happened, log_alpha):
        log_p = split_log_p(happened[start:stop], at - start, n)
        if log_p <= log_alpha:
            found.append((log_p, start, stop, at))
    cuts: list[int] = []
    for _, start, stop, at in sorted(found):
        if bisect_right(cuts, start) == bisect_left(cuts, stop):
            insort(cuts, at)
    return cuts


def _promising(happened: Floats, log_alpha: float) -> Iterator[tuple[int, int, int]]:
    """The intervals, each with its best split, whose likelihood ratio might be rare enough."""
    n = happened.size
    counts = np.concatenate([[0], np.cumsum(happened)]).astype(np.intp)
    table = _entropies(n)
    for layer in layers(n):
        first, stops = counts[layer.starts], layer.starts + layer.length
        total = counts[stops] - first
        busy = np.flatnonzero(total >= FEWEST_EVENTS)
        if not busy.size:
            continue
        before = counts[layer.splits[busy]] - first[busy, None]
        after = total[busy, None] - before
        rights = layer.length - layer.lefts
        gains = table[before] + table[layer.lefts - before] - table[layer.lefts]
        gains += table[after] + table[rights - after] - table[rights]
        best = gains.argmax(axis=1)
        whole = table[total[busy]] + table[layer.length - total[busy]] - table[layer.length]
        ratios = np.take_along_axis(gains, best[:, None], 1)[:, 0] - whole
        # The exact tail is at most e times smaller than the likelihood ratio says.
        for i in np.flatnonzero(ratios + 1.0 >= log(n / layer.length) - log_alpha).tolist():
            row = int(busy[i])
            split = int(layer.splits[row, best[i]])
            yield int(layer.starts[row]), int(stops[row]), split


@lru_cache(maxsize=8)
def _entropies(n: int) -> Floats:
    """k log k of 0 … n."""
    k = np.arange(n + 1.0)
    found: Floats = k * np.log(np.maximum(k, 1.0))
    return found


def _eliminated(happened: Floats, cuts: list[int], log_alpha: float) -> tuple[Cut, ...]:
    n = happened.size
    while cuts:
        edges = [0, *cuts, n]
        moved = [
            low + _best(happened[low:high]) for low, high in zip(edges, edges[2:], strict=False)
        ]
        cuts = sorted(set(moved))
        edges = [0, *cuts, n]
        logs = [
            split_log_p(happened[low:high], at - low, n)
            for low, at, high in zip(edges, edges[1:], edges[2:], strict=False)
        ]
        worst = max(range(len(cuts)), key=logs.__getitem__)
        if logs[worst] <= log_alpha:
            return tuple(Cut(at, -log_p) for at, log_p in zip(cuts, logs, strict=True))
        del cuts[worst]
    return ()


def _best(happened: Floats) -> int:
    lefts, gains = _gains(happened)
    return int(lefts[gains.argmax()])


def split_log_p(happened: Floats, k: int, n: int) -> float:
    """log p of the split of events (m,) after k of them, within n tasks."""
    m = happened.size
    dense, other = happened[:k], happened[k:]
    if dense.mean() < other.mean():
        dense, other = other, dense
    times = max(_clumped(dense), _clumped(other))
    inside, outside = round(float(dense.sum()) / times), round(float(other.sum()) / times)
    if inside + outside < FEWEST_EVENTS:
        return 0.0
    size, rest = max(inside, round(dense.size / times)), max(outside, round(other.size / times))
    # Of the splits that differ about half are tests of their own: benchmarks/null_tables.py rates.
    splits = min(m, 2 * (inside + outside))
    tail = log_hypergeometric_tail(size + rest, inside + outside, size, inside)
    return min(0.0, log(splits * n / m) + tail)


def _gains(happened: Floats) -> tuple[np.ndarray, Floats]:
    """The splits (s,) and the log likelihoods of two rates."""
    n, total = happened.size, float(happened.sum())
    fewest = min(2, n // 2)
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
