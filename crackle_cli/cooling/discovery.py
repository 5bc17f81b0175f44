"""What is no chance: each kind of pattern has a share of alpha, and its own false discovery rate.

One rate over all kinds would let the pairs of a wide table, of which there are thousands, drown a
step in one of its metrics. The shares add up to alpha (Bonferroni), so tables of noise in which
anything is found stay as few.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, compress, islice

from crackle_cli.detectors.finding import Detection, Finding, PatternKind
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.profile.settings import SECTIONS, ConservationSettings, DetectorSettings
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


def shared(alpha: float, wanted: Settings, tasks: int, metrics: int) -> Settings:
    """The settings, each with its share of alpha; a kind that cannot occur leaves its to others.

    tasks: of the largest part of the table.
    """
    able = [kind for kind, mine in wanted.items() if _can_occur(kind, mine, tasks, metrics)]
    whole = sum(wanted[kind].share for kind in able)
    return {
        kind: replace(mine, alpha=alpha * mine.share / whole) if kind in able and whole else mine
        for kind, mine in wanted.items()
    }


def _can_occur(kind: PatternKind, mine: DetectorSettings, tasks: int, metrics: int) -> bool:
    """Whether anything of a kind can be tested in such a table."""
    if not mine.gives_p_values or tasks < mine.min_tasks:
        return False
    # One metric has a law with itself only where the task before is asked for.
    alone = isinstance(mine, ConservationSettings) and mine.previous
    return metrics > 1 or alone or kind not in BETWEEN_METRICS


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
