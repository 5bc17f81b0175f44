"""What a list would tell again and again is one line of it. O(k) for k findings.

Metrics that drift, wander or repeat themselves all along, the changes of a metric that has a level
after the other, the groups of a table that falls into many, pairs of a table of pairs, and laws
that nothing breaks. What happened to several metrics at one task is no such line, nor is a law that
a task breaks, nor what goes another way at some task.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.clustering.findings import Group
from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.correlation.findings import Family, Lagged
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    Abrupt,
    Drift,
    Placed,
    Reset,
    Season,
    Shift,
    Spread,
    Wander,
)
from crackle_cli.detectors.several import TYPES, Several, Sort
from crackle_cli.events.shared_findings import Told
from crackle_cli.laws.law import LawKind

# A person reads the first five lines. What is more than that of one sort leaves room for no other.
MOST_LINES = 5
# What has no place in the order is told by its metrics alone: one line of three is as clear.
MOST_ALONG = 2


class _Alike(NamedTuple):
    """What findings have in common that are told in one line, and how many lines may be told."""

    sort: Sort
    of: Hashable
    most: int


def in_one_line(told: Sequence[Told], least: float) -> list[Told]:
    """The events, many of one sort as one, but for those less sure than `least`: nobody reads them.

    What several groups tell is one line already.
    """
    result: list[Told] = []
    alike: dict[tuple[Hashable, _Alike], list[Told]] = defaultdict(list)
    for one in told:
        key = _key(one, least)
        (result if key is None else alike[key]).append(one)
    for (_, sort), same in alike.items():
        many = sum(_is_line(finding) for ((_, finding),) in same) > sort.most
        result += [_summed_up(same, sort)] if many else same
    return result


def _key(told: Told, least: float) -> tuple[Hashable, _Alike] | None:
    (part, finding), *others = told
    if others or finding.confidence < least:
        return None
    alike = _alike(finding)
    return alike and (tuple(part.group.items()), alike)


def _alike(finding: Finding) -> _Alike | None:
    match finding:
        case Shift(changes=[one]):
            return _Alike("level", (one.metric, one.share_of), MOST_LINES)
        case Spread(changes=[one]):
            return _Alike("spread", one.metric, MOST_LINES)
        case Reset():
            return _Alike("reset", finding.metrics, MOST_LINES)
        case Drift(turns=(), part=False):
            return _Alike("drift", None, MOST_ALONG)
        case Wander(turns=()):
            return _Alike("wander", None, MOST_ALONG)
        case Season():
            return _Alike("season", round(finding.period), MOST_ALONG)
        case Group():
            return _Alike("group", finding.seen_in, MOST_LINES)
        case Family(metrics=[_, _]):
            return _Alike("pair", None, MOST_LINES)
        case Lagged():
            return _Alike("lag", None, MOST_LINES)
        case LawFinding(violators=(), broken=0) if not finding.standing:
            return _of_law(finding)
    return None


def _of_law(finding: LawFinding) -> _Alike | None:
    """None of an approximate law: each has a tolerance of its own, and metrics have levels."""
    match finding.law.kind:
        case LawKind.EXACT:
            return _Alike("exact", None, MOST_LINES)
        case LawKind.ROUNDED:
            return _Alike("rounded", None, MOST_LINES)
    return None


def _is_line(finding: Finding) -> bool:
    """Whether a finding is a line by itself: what ends an outage is told where it begins."""
    return not isinstance(finding, Abrupt) or finding.since is None


def _row(finding: Finding) -> int:
    """Where it lies in the order; before all others what has no place in it."""
    return finding.place.row if isinstance(finding, Placed) else -1


def _summed_up(same: Sequence[Told], alike: _Alike) -> Told:
    """Findings of one group as one of them all."""
    found = [finding for ((_, finding),) in same]
    found.sort(key=lambda f: (-f.confidence, _row(f), f.metrics, f.identity))
    p_values = [f.p_value for f in found if f.p_value is not None]
    several: Several = TYPES[found[0].kind](
        metrics=tuple(dict.fromkeys(name for f in found for name in f.metrics)),
        rows=np.unique(np.concatenate([f.rows for f in found])),
        strength=found[0].strength,
        confidence=found[0].confidence,
        p_value=min(p_values, default=None),
        members=tuple(found),
        sort=alike.sort,
    )
    ((part, _),) = same[0]
    return ((part, several),)
