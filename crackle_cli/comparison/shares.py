"""Text columns whose values have other shares in new, and metrics that this alone moves.

The change of a metric's mean is taken apart (Kitagawa, 1955) into what is within the values of the
column and what is their shares. O(N) for each metric and column.
"""

from collections.abc import Mapping, Sequence
from math import erfc, inf, sqrt
from typing import NamedTuple

import numpy as np

from crackle_cli.comparison.findings import LevelChange, Moved, ShareChange, Within
from crackle_cli.comparison.rates import rate_p_value, share_difference
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.sizes import Estimate
from crackle_cli.detectors.phase_transition.decomposition import Cells, Window, cells_around, parts
from crackle_cli.detectors.phase_transition.groupings import Grouping, groupings
from crackle_cli.reading.options import FILE
from crackle_cli.statistics.chi_square import upper_tail
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.normal import Z_95
from crackle_cli.statistics.ranks import distinct, normal_scores
from crackle_cli.table.arrays import Floats
from crackle_cli.table.labels import RowLabels, TextColumn
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.outcomes import is_outcome

CLEAR = 0.01  # chance of shares that differ as much, below which metrics are taken apart by them
MOVES = 0.05  # chance of so large a part of the shares
WITHIN = 0.005  # chance of so large a part within the values; above it there is none
SURER = 0.5  # of the width of an interval, that one within values must be narrower than
STEADIEST = 0.95


class Mixed(NamedTuple):
    """The changes of shares, the metrics that they alone move, and those that change within, too.

    within: metric -> the column, and the part of the change within its values.
    """

    shares: tuple[ShareChange, ...]
    alone: frozenset[str]
    within: Mapping[str, Within]


def columns_of(sides: Sides, aside: Sequence[str] = ()) -> list[Grouping]:
    """The columns of few values that both sides have, over the tasks of base and then of new."""
    base, new = sides.base, sides.new
    left_out = {FILE, base.census.named_by, new.census.named_by, *aside}
    names = [n for n in base.undated_texts if n in new.undated_texts and n not in left_out]
    joined = {name: _joined(base.texts[name], new.texts[name]) for name in names}
    codes = base.census.nominal & new.census.nominal  # numbers that are names, such as a status
    for name in sorted(codes):
        joined[name] = _joined(*(_as_text(table.metrics[name]) for table in (base, new)))
    tasks = base.tasks + new.tasks
    found = groupings(MetricTable({}, RowLabels(range(tasks)), texts=joined))
    return [one for one in found if _is_shared(one, base.tasks)]


def mixed(sides: Sides, columns: Sequence[Grouping], alpha: float, told: Sequence[str]) -> Mixed:
    """The columns whose shares changed, and what of the metrics they move.

    told: the metrics whose levels changed.
    """
    n = sides.base.tasks
    p = [_p_value(column, n) for column in columns]
    changed = [
        (column, one)
        for column, one, is_told in zip(columns, p, discoveries(p, len(p), alpha), strict=True)
        if is_told
    ]
    alone: set[str] = set()
    within: dict[str, Within] = {}
    shares = []
    for column, chance in sorted(changed, key=lambda one: one[1]):
        moved: list[Moved] = []
        if chance <= CLEAR and not is_outcome(column.name):
            for metric in sides.metrics:
                found = _moved(sides, metric, column, metric in told)
                if found and found.within_p > WITHIN and metric not in alone:
                    moved.append(found)
                elif found and metric in told:
                    within.setdefault(metric, Within(column.name, found.within))
        alone.update(one.metric for one in moved)
        shares.append(_share_change(column, n, chance, moved))
    return Mixed(tuple(shares), frozenset(alone), within)


def sharper(sides: Sides, columns: Sequence[Grouping], found: LevelChange) -> Within | None:
    """A change of all tasks as it is within the values of a column, where that is far surer.

    So it is where the values differ by more than any of them changes.
    """
    ratio = found.size.ratio
    if ratio is None:
        return None
    n, k = sides.base.tasks, sides.new.tasks
    metric = found.metrics[0]
    values = np.concatenate([sides.base.metrics[metric], sides.new.metrics[metric]])
    within = [
        Within(column.name, change)
        for column in columns
        if (change := _within(values, column, Window(0, n, n, n + k)))
    ]
    most = SURER * (ratio.high - ratio.low)
    sure = [one for one in within if one.change and one.change.high - one.change.low < most]
    return min(sure, key=_width, default=None)


def _width(within: Within) -> float:
    return within.change.high - within.change.low if within.change else inf


def _joined(base: TextColumn, new: TextColumn) -> TextColumn:
    """The cells of base and then those of new, by the values of both."""
    values = dict.fromkeys([*base.categories, *new.categories])
    place = {text: code for code, text in enumerate(values)}
    codes = [
        np.array([*(place[text] for text in side.categories), -1], np.int32)[side.codes]
        for side in (base, new)
    ]
    return TextColumn(np.concatenate(codes), tuple(values))


def _as_text(values: Floats) -> TextColumn:
    """Numbers (n,) that are names as a column of text."""
    known = np.isfinite(values)
    names = distinct(values[known])
    codes = np.full(values.size, -1, np.int32)
    codes[known] = np.searchsorted(names, values[known])
    return TextColumn(codes, tuple(f"{name:.15g}" for name in names.tolist()))


def _is_shared(column: Grouping, n: int) -> bool:
    """Whether some value occurs on both sides; else the column only says which side it is."""
    counts = _counts(column, n)
    return bool((counts.min(axis=0) > 0).any())


def _counts(column: Grouping, n: int) -> Floats:
    """(2, k): tasks of each value in base and in new."""
    k = len(column.values)
    sides = column.codes[:n], column.codes[n:]
    return np.stack([np.bincount(s[s >= 0], minlength=k).astype(float) for s in sides])


def _worth(column: Grouping) -> float:
    """What a task is worth whose value is that of the task before more often than chance has."""
    stays = min(column.staying, STEADIEST)
    return (1.0 - stays) / (1.0 + stays)


def _p_value(column: Grouping, n: int) -> float:
    """The chance of shares that differ as much (Pearson, 1900; of two values Fisher's)."""
    counts = _counts(column, n) * _worth(column)
    tasks = counts.sum(axis=1)
    if not tasks.all():
        return 1.0
    if len(column.values) == 2:
        return rate_p_value((counts[0, 1], counts[1, 1]), (tasks[0], tasks[1]))
    expected = np.outer(tasks, counts.sum(axis=0)) / counts.sum()
    return upper_tail(float(((counts - expected) ** 2 / expected).sum()), len(column.values) - 1)


def _share_change(column: Grouping, n: int, p: float, moved: Sequence[Moved]) -> ShareChange:
    """The change of the value whose share is furthest from what it was, in standard errors."""
    counts = _counts(column, n)
    tasks = counts.sum(axis=1)
    share = counts.sum(axis=0) / counts.sum()
    errors = np.sqrt(np.maximum(share * (1.0 - share), 1e-12))
    apart = (counts[1] / tasks[1] - counts[0] / tasks[0]) / errors
    at = int(np.argmax(np.abs(apart) + 1e-9 * (apart > 0)))  # of two values that which rises
    events = float(counts[0, at]), float(counts[1, at])
    worth = _worth(column)
    fewer = (events[0] * worth, events[1] * worth), (tasks[0] * worth, tasks[1] * worth)
    return ShareChange(
        (column.name,),
        p,
        column.values[at],
        (int(events[0]), int(events[1])),
        (int(tasks[0]), int(tasks[1])),
        share_difference(*fewer),
        tuple(moved),
    )


def _moved(sides: Sides, metric: str, column: Grouping, told: bool) -> Moved | None:
    """What a column's shares do to a metric; None where that is nothing sure."""
    n, k = sides.base.tasks, sides.new.tasks
    values = np.concatenate([sides.base.metrics[metric], sides.new.metrics[metric]])
    window = Window(0, n, n, n + k)
    scores = np.full(values.size, np.nan)
    known = np.isfinite(values)
    scores[known] = normal_scores(values[known])
    found = cells_around(scores, column, window)
    if found is None:
        return None
    apart = parts(found)
    error = _mix_error(found, _worth(column))
    mix_p = erfc(abs(apart.mix) / error / sqrt(2.0)) if error else 1.0
    if mix_p > (MOVES if told else CLEAR):
        return None
    within_p = erfc(abs(apart.within) / apart.error / sqrt(2.0)) if apart.error else 1.0
    return Moved(metric, within_p, _within(values, column, window))


def _mix_error(found: Cells, worth: float) -> float:
    """The standard error of the part of the shares: by that of the shares, and of the levels."""
    tasks = found.sizes.sum(axis=1)
    shares = found.sizes / tasks[:, None]
    weights, apart = shares.mean(axis=0), shares[1] - shares[0]
    means = found.means.sum(axis=0) / np.maximum((found.sizes > 0).sum(axis=0), 1)
    centred = means - weights @ means
    of_shares = float(weights @ centred**2) * float((1.0 / tasks).sum()) / worth
    of_levels = apart * np.where(np.isfinite(found.error), found.error / 2.0, 0.0)
    return sqrt(of_shares + float(of_levels @ of_levels))


def _within(values: Floats, column: Grouping, window: Window) -> Estimate | None:
    """The part within the values, as a share of the mean of base; None if that is not above 0."""
    found = cells_around(values, column, window)
    level = float(np.nanmean(values[: window.low]))
    if found is None or level <= 0:
        return None
    apart = parts(found)
    middle, half = apart.within / level, Z_95 * apart.error / level
    return Estimate(middle, middle - half, middle + half)
