"""Reports with everything in them that a renderer may meet."""

import numpy as np

from crackle_cli.cooling.pattern import CracklePattern, Onset
from crackle_cli.cooling.pipeline import Cooled
from crackle_cli.detectors.finding import Finding, PatternKind, Place
from crackle_cli.detectors.phase_transition.findings import Placed, TurningPoint, Wander
from crackle_cli.errors import ExitCode
from crackle_cli.gate.rules import GateRules, Judged, Verdict, verdict_on
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.report.report import Report, build_report
from crackle_cli.table.metric_table import BadCell, Census, MetricTable, Rejected, UnusedColumn
from tests.worlds.findings import shift

SHIFT = shift("duration", 30, levels=(45.1, 55.9), low=0.93)


def onset(row: int = 30, tasks_after: int = 30, **more: object) -> Onset:
    """A place at `row`, known to the task."""
    name = f"b{row}"
    place = Onset(row, row, row, tasks_after, begins=name, may_begin=(name,))
    return place._replace(**more)


def pattern(found: Finding | None = None, **changes: object) -> CracklePattern:
    """The shift of `duration` at row 30, unless changed; what another finding is."""
    fields: dict[str, object] = {
        "description": "duration rose by 23.9 % at b30: 45.1 → 55.9",
        "involved_tasks": ("b30", "b31"),
        "group": {},
        "id": f"{found.kind if found else 'phase_transition'}-0123abcd",
        "finding": found or SHIFT,
        "where": onset() if found is None or isinstance(found, Placed) else None,
    }
    return CracklePattern(**{**fields, **changes})  # type: ignore[arg-type]


def turn(whole: str = "phase_transition-89abcdef") -> CracklePattern:
    """A turn of `duration` at row 30, in the line of a whole."""
    (found,) = Wander(
        metrics=("duration",),
        rows=np.arange(60),
        strength=0.9,
        confidence=0.8,
        p_value=1e-6,
        low=45.0,
        high=56.0,
        turns=(TurningPoint(Place(30, 28, 32), "up", "down", faster=False, p_value=1e-6),),
    ).parts
    return pattern(found, where=onset(30, 5, ends=whole))


def table(n: int = 60) -> MetricTable:
    """`duration` steps at row 30; `tests` is constant; read from builds.csv with some losses."""
    steps = np.where(np.arange(n) < n // 2, 45.0, 56.0)
    return MetricTable(
        metrics={"duration": steps, "tests": np.full(n, 412.0)},
        labels=[f"b{i}" for i in range(n)],
        lines=np.arange(2, n + 2),
        census=Census(
            files=("builds.csv",),
            format="csv",
            rejected_rows=1,
            rejected=(Rejected("builds.csv", 7, "5 cells where the header has 4"),),
            missing_cells=3,
            bad_cell_count=1,
            bad_cells=(BadCell("builds.csv", 9, "duration", "fast\x1b[2J"),),
            unused_columns=(UnusedColumn("branch", "text"),),
            notes=("comma-separated, UTF-8, header on line 1",),
        ),
    )


def report(*patterns: CracklePattern, fail_on: frozenset[PatternKind] = frozenset()) -> Report:
    """The report of those patterns."""
    verdict = verdict_on(patterns, GateRules(fail_on=fail_on, recent=0))
    outcome = Cooled(patterns, ("a trend is shared",), (PatternKind.CORRELATION,))
    return build_report(table(), ThermalProfile.default(), outcome, verdict)


def known() -> Report:
    """A report whose one pattern stands in a baseline."""
    verdict = Verdict((Judged(pattern(), status="known", direction="worse"),), ExitCode.CLEAN)
    return build_report(table(), ThermalProfile.default(), Cooled(()), verdict)
