"""Files that do not continue one another: compared as groups, and each looked along by itself."""

from collections.abc import Sequence
from dataclasses import replace

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.cooling.views import TableView
from crackle_cli.detectors.clustering.findings import Contrast, Group
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.view import View
from crackle_cli.profile.thermal_profile import ThermalProfile


def files_of(view: View) -> View | None:
    """The files of a table in no order as its groups, where each is in one; else None."""
    table = view.table
    if table.unordered is None or not table.unordered.within or not isinstance(view, TableView):
        return None
    return TableView(replace(table, unordered=None, groups=table.unordered.within))


def transitions_alone(profile: ThermalProfile) -> ThermalProfile:
    """The profile that looks for nothing but changes along the order."""
    for kind in PatternKind:
        if kind is not PatternKind.PHASE_TRANSITION:
            profile = profile.without(kind)
    return profile


def without_bands(
    patterns: Sequence[CracklePattern], within: Sequence[CracklePattern]
) -> list[CracklePattern]:
    """The patterns of a table without groups of tasks that its files, or changes in one, make.

    Those that another text explains stay.
    """
    contrasts = [p.finding for p in patterns if isinstance(p.finding, Contrast)]
    by_file = [found for found in contrasts if found.column == "file"]
    told = {metric for found in by_file for metric in found.metrics}
    told |= {metric for pattern in within for metric in pattern.involved_metrics}

    def is_band(pattern: CracklePattern) -> bool:
        group = pattern.finding
        if not isinstance(group, Group) or not {one.metric for one in group.apart} <= told:
            return False
        return all(one.column == "file" for one in group.explained_by)

    return [pattern for pattern in patterns if not is_band(pattern)]
