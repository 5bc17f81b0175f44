"""Clusters in words."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.findings import (
    PARTS_ALONE,
    Apart,
    Cluster,
    Contrast,
    Frequency,
    Group,
    Name,
    NamedGroup,
    NearTasks,
    OddTasks,
    Parted,
)
from crackle_cli.statistics.noise import scale
from crackle_cli.statistics.ranks import median
from crackle_cli.table.arrays import Rows
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Written, estimates, written
from crackle_cli.wording.members import explained, listed, spanned
from crackle_cli.wording.odd_tasks import odd_sentence

MOST_TOLD = 3  # metrics of a sentence
MOST_PARTED = 2  # metrics whose levels are told by a text
MOST_LEVELS = 4  # values of a text whose levels are told
MOST_MIDDLES = 2  # metrics whose medians are told
PER_CENT = Written(Unit("%"))

_NUMBER = re.compile(r"[-+−]?[\d.,:/–-]+")


def sentence(finding: Cluster | Contrast, table: MetricTable) -> str:
    """A group, or tasks that are unlike all others.

    `37 of 600 tasks: duration 92–118, others 41–50; cache_hits 0, others 180–220`
    `job-17: memory 9,120 (usual 310–420), 7 more`
    """
    match finding:
        case Group():
            return _group(finding, table)
        case NamedGroup():
            return _of_name(finding, table)
        case OddTasks():
            return odd_sentence(finding, table)
        case Contrast():
            return _contrast(finding, table)
        case NearTasks():
            distance = f"(average distance: {finding.average_distance:.3f})"
            return f"{finding.rows.size} tasks clustered together in metric space {distance}"
    raise TypeError(f"no sentence for {type(finding).__name__}")


def _group(finding: Group, table: MetricTable) -> str:
    """`runner = arm64: duration 92–118, others 41–50 (37 of 600 tasks; 20 of the others have it)`.

    By the name that most tasks of a group have, and few others; else by the number of tasks.
    """
    told = _differences(_parting(finding.apart), table) or [_together(finding, table)]
    size = f"{finding.size:,} of {finding.tasks:,} tasks"
    names = finding.explained_by[:1]
    if names and names[0].others < names[0].inside:
        (by,) = names
        all_and_none_else = by.inside == finding.size and not by.others
        rest = [] if all_and_none_else else [explained(by, finding.size, "it")]
        return f"{by.column} = {by.text}: {'; '.join(told)} ({'; '.join([size, *rest])})"
    told += [explained(one, finding.size) for one in names]
    return f"{size}: {'; '.join(told)}"


def _parting(apart: Sequence[Apart]) -> list[Apart]:
    """The metrics that part a group: from one next to it, or its range from that of all others.

    A group overlaps others that reach further to one side of it: its medians tell it better.
    """
    among = [one for one in apart if one.below or one.above]
    return among or [one for one in apart if one.share >= PARTS_ALONE or _is_within(one)]


def _is_within(apart: Apart) -> bool:
    """Whether others reach further to both sides of a group, or it does of them."""
    (low, high), (others_low, others_high) = apart.inside, apart.others
    return (low - others_low) * (high - others_high) < 0


def _of_name(finding: NamedGroup, table: MetricTable) -> str:
    """`host = host-07: duration_s 98–131, others 41–64 (15 of 500 tasks)`, `…: 20 % failed, …`."""
    told = "; ".join([*_differences(finding.apart, table), *map(_rate, finding.rates[:MOST_TOLD])])
    of = " of a sample" if table.sampled else ""
    size = f"{finding.size:,} of {finding.tasks:,} tasks{of}"
    return f"{name_of(finding.named)}: {told} ({size})"


def _rate(rate: Frequency) -> str:
    """`20 % failed, others 3 %`; a text that is a number with its column: `20 % status 502`."""
    own, others = estimates((100.0 * rate.share, 100.0 * rate.others), PER_CENT)
    return f"{own} {_event(rate)}, others {others}"


def _event(rate: Frequency) -> str:
    if rate.is_there:
        return f"have {rate.column}"
    if rate.value is None:
        return rate.column
    return f"{rate.column} {rate.value}" if _NUMBER.fullmatch(rate.value) else rate.value


def name_of(named: Sequence[Name]) -> str:
    """`runner = arm64 and region = us`."""
    return " and ".join(f"{one.column} = {one.text}" for one in named)


def _contrast(finding: Contrast, table: MetricTable) -> str:
    """`latency differs by host: a 40–61 ms, b 98–131 ms; errors: a 0–2, b 5–9`.

    `sales differ by dept: dept 5: 40–61, dept 7: 98–131; failed: dept 5: 2 %, dept 7: 13 %`
    """
    first, *others = finding.parted
    column = finding.column
    told = [f"{first.metric} differs by {column}: {_levels(first, column, table)}"]
    told += [f"{one.metric}: {_levels(one, column, table)}" for one in others[: MOST_PARTED - 1]]
    rest = len(finding.parted) - MOST_PARTED
    more = [f"and {rest} more metric{'s' * (rest > 1)}"] if rest > 0 else []
    return "; ".join([*told, *more])


def _levels(parted: Parted, column: str, table: MetricTable) -> str:
    """Each value with its level; of many the lowest and the highest."""
    levels = parted.levels
    numbers = any(_NUMBER.fullmatch(level.text) for level in levels)  # `7 11–24` would be three
    named = [f"{column} {level.text}:" if numbers else level.text for level in levels]
    told = [f"{name} {size}" for name, size in zip(named, _sizes(parted, table), strict=True)]
    if len(told) > MOST_LEVELS:
        half = MOST_LEVELS // 2
        told = [*told[:half], f"{len(told) - 2 * half} more", *told[-half:]]
    return ", ".join(told)


def _sizes(parted: Parted, table: MetricTable) -> list[str]:
    """The level of each value: a range, or the share of a flag."""
    shares = [100.0 * level.share for level in parted.levels if level.share is not None]
    if len(shares) == len(parted.levels):
        return [str(told) for told in estimates(shares, PER_CENT)]
    how = written(table, parted.metric)
    ends = estimates([end for level in parted.levels for end in level.inside], how)
    return [
        spanned(ends[2 * i : 2 * i + 2], level.inside, how) for i, level in enumerate(parted.levels)
    ]


def _differences(apart: Sequence[Apart], table: MetricTable) -> list[str]:
    told = [_difference(one, written(table, one.metric)) for one in apart[:MOST_TOLD]]
    rest = len(apart) - MOST_TOLD
    return [*told, f"and {rest} more metric{'s' * (rest > 1)}"] if rest > 0 else told


def _together(group: Group, table: MetricTable) -> str:
    """What no metric shows alone, by the metrics whose medians differ most.

    `a group in rows_in and rows_out together (medians: rows_in 84,000, others 120,000)`
    """
    told = f"a group in {listed(group.seen_in)}{' together' * (len(group.seen_in) > 1)}"
    if group.tasks != table.tasks:  # a --by group, whose others are not all others
        return told
    rows = group.rows
    if table.sampled:  # whose metrics are those of the tasks looked at
        rows = np.searchsorted(table.sampled.rows, rows)
    middles = [m for name in group.seen_in if (m := _middles(name, table, rows))]
    middles.sort(key=lambda middle: -middle.apart)
    sides = [
        (m.metric, estimates([m.inside, m.others], written(table, m.metric)))
        for m in middles[:MOST_MIDDLES]
    ]
    medians = "; ".join(f"{name} {inside}, others {others}" for name, (inside, others) in sides)
    return f"{told} (medians: {medians})" if sides else told


class _Middles(NamedTuple):
    """The medians of a metric in a group and outside it, and how many spreads they are apart."""

    metric: str
    inside: float
    others: float
    apart: float


def _middles(name: str, table: MetricTable, rows: Rows) -> _Middles | None:
    """None where one side has no values, or the metric no spread."""
    values = table.metrics[name]
    sides = [v[np.isfinite(v)] for v in (values[rows], np.delete(values, rows))]
    if not all(side.size for side in sides):
        return None
    inside, others = map(median, sides)
    spread = scale(np.concatenate([sides[0] - inside, sides[1] - others]))
    return _Middles(name, inside, others, abs(inside - others) / spread) if spread else None


def _difference(apart: Apart, how: Written) -> str:
    """`duration 92–118, others 41–50`; of several groups `duration 92–118, next below 41–50`."""
    beside = {"next below": apart.below, "next above": apart.above}
    sides = {what: side for what, side in beside.items() if side} or {"others": apart.others}
    ranges = [apart.inside, *sides.values()]
    ends = estimates([end for side in ranges for end in side], how)
    inside, *rest = (spanned(ends[2 * i : 2 * i + 2], side, how) for i, side in enumerate(ranges))
    told = [f"{what} {side}" for what, side in zip(sides, rest, strict=True)]
    return f"{apart.metric} {', '.join([inside, *told])}"


def inside(apart: Apart, table: MetricTable) -> str:
    """`92–118 ms`: the range of a metric in a group."""
    how = written(table, apart.metric)
    return spanned(estimates(apart.inside, how), apart.inside, how)
