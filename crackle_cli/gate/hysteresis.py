"""What was told with one task less, and what the newest task has dimmed since: it stays told.

A test that is made again after each task crosses its line to and fro where a change is only just
sure. So one line is for what is told, and a lower one for what stays (Schmitt, 1938).
"""

from collections.abc import Sequence
from dataclasses import replace

from crackle_cli.cooling.naming import named
from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.pipeline import transitions
from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.detectors.phase_transition.findings import ChangePoint
from crackle_cli.gate.recency import is_same, is_same_place
from crackle_cli.gate.rules import GateRules
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part

# Times alpha that what was told may have. Of what noise told and then did not, 6 of 29 stay for a
# task more; of steps that were told again within five tasks, 11 of 16 (nine kinds of noise, 81
# histories of 200 builds; 240 steps).
STAYS = 2.0
MOST_ALPHA = 0.5  # a profile allows no more


def dimmed(
    table: MetricTable,
    patterns: Sequence[CracklePattern],
    parts: Sequence[Part],
    rules: GateRules,
    profile: ThermalProfile,
) -> list[CracklePattern]:
    """The transitions among the last tasks that are told no more, but at STAYS times alpha.

    It takes one look at the table, and one at the metrics of what may be such a transition.
    """
    if not rules.recent or PatternKind.PHASE_TRANSITION not in rules.fail_on:
        return []
    # As many parts as there are share alpha.
    strict = replace(profile, alpha=profile.alpha / len(parts))
    loose = replace(strict, alpha=min(MOST_ALPHA, STAYS * profile.alpha) / len(parts))
    found = []
    for part in parts:
        told = [p.finding for p in patterns if p.group == part.group]
        found += [
            named(one, part, table)
            for one in transitions(table, part.without_last(0), loose)
            if isinstance(one, ChangePoint)
            and _is_new(one, told, part, rules)
            and _was_told(
                one, transitions(table, part.without_last(1), strict, one.metrics), part, rules
            )
        ]
    return [p for p in found if p.confidence >= profile.gate.min_confidence]


def _is_new(found: ChangePoint, told: Sequence[Finding], part: Part, rules: GateRules) -> bool:
    """Whether a change begins among the last tasks, and where nothing that is told begins."""
    known = any(isinstance(one, ChangePoint) and is_same_place(one, found) for one in told)
    after = part.tasks - part.first_of(found.place.row)
    return rules.confirm <= after <= rules.recent and not known


def _was_told(found: ChangePoint, earlier: Sequence[Finding], part: Part, rules: GateRules) -> bool:
    """Whether a change was told with one task less, and more than suspect."""
    return any(
        isinstance(one, ChangePoint)
        and is_same(one, found)
        and part.tasks - 1 - part.first_of(one.place.row) >= rules.confirm
        for one in earlier
    )
