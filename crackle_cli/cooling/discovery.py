"""What is no chance: each kind of pattern has a share of alpha, and its own false discovery rate.

One rate over all kinds would let the pairs of a wide table, of which there are thousands, drown a
step in one of its metrics. The shares add up to more than 1, as the test of groups is stricter than
it says: at a nominal 5 % it finds groups in at most 2 % of tables of noise. Over all kinds tables
of noise in which anything is found stay below alpha, see docs/false_alarms.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress, islice

from crackle_cli.detectors.finding import Detection, Finding, PatternKind
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.profile.settings import SECTIONS, DetectorSettings
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.statistics.discovery import discoveries

Settings = Mapping[PatternKind, DetectorSettings]
BETWEEN_METRICS = (PatternKind.CONSERVATION, PatternKind.CORRELATION)


def enabled(profile: ThermalProfile) -> Settings:
    """The settings of the kinds of pattern that a profile looks for, in their order."""
    every = {PatternKind(name): settings(profile, name) for name in SECTIONS}
    return {kind: mine for kind, mine in every.items() if mine.enabled}


def settings(profile: ThermalProfile, name: str) -> DetectorSettings:
    """The settings of one detector."""
    found: DetectorSettings = getattr(profile, name)
    return found


def shared(
    alpha: float,
    wanted: Settings,
    tasks: int,
    metrics: Mapping[PatternKind, int],
    ordered: bool = True,
) -> Settings:
    """The settings, each with its share of alpha; a kind that cannot occur leaves its to others.

    No kind has more than alpha. tasks: of the largest part of the table; metrics: how many of
    them each kind is sought in. Where tasks are in no order, what goes along it is not sought at
    all.
    """
    sought = {
        kind: mine
        for kind, mine in wanted.items()
        if ordered or kind is not PatternKind.PHASE_TRANSITION
    }
    tests = [mine.share for mine in wanted.values() if mine.gives_p_values]
    able = [kind for kind, mine in sought.items() if _can_occur(kind, mine, tasks, metrics[kind])]
    left = sum(sought[kind].share for kind in able)
    more = sum(tests) / left if left else 1.0
    return {
        kind: replace(mine, alpha=alpha * min(1.0, mine.share * more)) if kind in able else mine
        for kind, mine in sought.items()
    }


def _can_occur(kind: PatternKind, mine: DetectorSettings, tasks: int, metrics: int) -> bool:
    """Whether anything of a kind can be tested in such a table."""
    if not mine.gives_p_values or tasks < mine.min_tasks:
        return False
    return metrics > 1 or (kind not in BETWEEN_METRICS and metrics > 0)


def hypotheses(looked: Sequence[Sequence[Detection]], wanted: Settings) -> dict[PatternKind, int]:
    """How many of each kind were tested in all parts; `looked`: of each part, kinds in order."""
    return {
        kind: sum(detections[i].tested for detections in looked) if mine.gives_p_values else 0
        for i, (kind, mine) in enumerate(wanted.items())
    }


def discovered(
    found: Sequence[Sequence[Finding]], tested: Mapping[PatternKind, int], wanted: Settings
) -> tuple[list[list[Finding]], dict[PatternKind, float]]:
    """The discoveries of each part, and of each kind the p-value up to which one more would be.

    What is known of a table when some of a kind are discoveries makes the next one likelier.
    """
    every = list(chain.from_iterable(found))
    kept = [False] * len(every)
    lines = {}
    for kind, mine in wanted.items():
        places = [i for i, finding in enumerate(every) if finding.kind is kind]
        p_values = [every[i].p_value for i in places]
        for i, keep in zip(places, discoveries(p_values, tested[kind], mine.alpha), strict=True):
            kept[i] = keep
        sure = sum(kept[i] and every[i].p_value is not None for i in places)
        lines[kind] = mine.alpha * max(1, sure) / max(1, tested[kind])
    each = iter(kept)
    passed = [with_other_ends(part, list(islice(each, len(part)))) for part in found]
    real = [list(compress(part, keeps)) for part, keeps in zip(found, passed, strict=True)]
    return real, lines
