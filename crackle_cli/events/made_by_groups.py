"""What groups of tasks make of two metrics is no valley or peak of them, and no relation.

Three groups of which the middle one lies lower make a valley of metrics that know nothing of each
other; a group that begins somewhere in the order makes a relation from there on. O(n log n) for
each finding and each way to group the tasks.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.clustering.findings import Group
from crackle_cli.detectors.correlation.bends import FEWEST_LEVELS, distance, shares
from crackle_cli.detectors.correlation.findings import Bent, Broken
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import ChangePoint
from crackle_cli.detectors.phase_transition.groupings import groupings
from crackle_cli.statistics.ranks import distinct, ranks
from crackle_cli.table.arrays import Floats, Rows
from crackle_cli.table.metric_table import MetricTable

FEWEST = 8  # tasks of a group; fewer have no correlation
LEFT = 0.5  # share of the correlation that is left within the groups where they do not make it

Codes = NDArray[np.intp]


def without_made_by_groups(
    findings: Sequence[Finding], table: MetricTable, looked_at: Rows | None = None
) -> list[Finding]:
    """The findings without the bends, and the relations of a part of the order, that groups make.

    Such vanish within the groups, a valley also where each group has a straight line of its own.
    Groups are the values of a text column, of a metric that has few values, what clusters, and the
    tasks between changes. `looked_at`: as of `told_by_texts`.
    """
    doubtful = [f for f in findings if isinstance(f, Bent | Broken)]
    if not doubtful:
        return [*findings]
    found = [f.rows for f in findings if isinstance(f, Group)]
    changes = np.array([f.place.row for f in findings if isinstance(f, ChangePoint)], np.intp)
    groups = [*_groups(table, [_places(rows, looked_at) for rows in found])]
    if changes.size:
        first = np.sort(_places(changes, looked_at))
        groups.append(np.searchsorted(first, np.arange(table.tasks), side="right"))
    gone = {f.key for f in doubtful if _vanishes(f, table, looked_at, groups)}
    return [f for f in findings if f.key not in gone]


def _places(rows: Rows, looked_at: Rows | None) -> Rows:
    """Where some rows are among those looked at."""
    return rows if looked_at is None else np.searchsorted(looked_at, rows)


def _groups(table: MetricTable, found: Sequence[Rows]) -> Iterator[Codes]:
    """Codes (n,) of the groups of the tasks of a table, -1 where a task is in none."""
    yield from (column.codes for column in groupings(table))
    for values in table.metrics.values():
        codes = _codes(values)
        if codes is not None:
            yield codes
    if found:
        codes = np.zeros(table.tasks, np.intp)
        for code, rows in enumerate(found, 1):
            codes[rows] = code
        yield codes


def _codes(values: Floats) -> Codes | None:
    """Which of its few values each task has; None of a metric that has many, or one."""
    known = ~np.isnan(values)
    levels = distinct(values[known])
    if not 1 < levels.size < FEWEST_LEVELS:
        return None
    return np.where(known, np.searchsorted(levels, values), -1)


def _vanishes(
    finding: Bent | Broken, table: MetricTable, looked_at: Rows | None, groups: Sequence[Codes]
) -> bool:
    one, other = (table.metrics[name] for name in finding.metrics[:2])
    if isinstance(finding, Bent):
        place = shares(one)
        far = distance(place, finding.share)
        return any(_are_levels(far, other, codes, place) for codes in groups)
    row = int(_places(np.array([finding.place.row]), looked_at)[0])
    part = slice(row, None) if finding.identity == "after" else slice(None, row)
    return any(_are_levels(one[part], other[part], codes[part]) for codes in groups)


def _are_levels(one: Floats, other: Floats, codes: Codes, along: Floats | None = None) -> bool:
    """Whether little is left of a correlation, or its opposite, within groups of most tasks.

    along: what each group has a line of its own along; None for its level alone.
    """
    known = ~np.isnan(one) & ~np.isnan(other)
    counts = np.bincount(codes[known & (codes >= 0)])
    large = np.append(counts >= FEWEST, False)  # the last one is that of code -1
    used = known & large[np.where(codes < counts.size, codes, -1)]
    if 2 * np.count_nonzero(used) < np.count_nonzero(known):
        return False
    own, first, second = codes[used], ranks(one[used]), ranks(other[used])
    whole = _r(first - first.mean(), second - second.mean())
    left = [_centred(part, own) for part in (first, second)]
    if along is not None:
        line = _centred(along[used], own)
        left = [_without_slope(part, line, own) for part in left]
    within = _r(*left)
    return bool(within * np.sign(whole) < LEFT * abs(whole))


def _centred(values: Floats, codes: Codes) -> Floats:
    """Values around the mean of their group."""
    means = np.bincount(codes, values) / np.maximum(np.bincount(codes), 1)
    result: Floats = values - means[codes]
    return result


def _without_slope(values: Floats, along: Floats, codes: Codes) -> Floats:
    """Values without the line of their group; both are around its mean."""
    squares = np.maximum(np.bincount(codes, along**2), 1e-300)
    result: Floats = values - (np.bincount(codes, values * along) / squares)[codes] * along
    return result


def _r(one: Floats, other: Floats) -> float:
    """Of values around 0; 0 where all of one are equal."""
    norm = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / norm if norm else 0.0
