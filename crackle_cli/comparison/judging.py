"""What a comparison's findings are for a gate: for the better or the worse, and which fail it."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from crackle_cli.comparison.findings import (
    BaseDrift,
    BrokenLaw,
    Finding,
    LevelChange,
    PairedChange,
    RateChange,
    ShareChange,
    SpreadChange,
)
from crackle_cli.gate.rules import BETTER, WORSE, Direction, for_metric
from crackle_cli.profile.settings import MinChange

FailOn = Literal["worse", "any", "changed"]
CHANGED: Final = "changed"
ANY: Final = "any"


class CompareRules(NamedTuple):
    """What trips the gate.

    fail_on     "worse": what is for the worse, and broken laws; "changed": what is not for the
                better, but for the mix of tasks; "any": whatever is told; None: there is no gate
    better      metric or glob -> "lower" or "higher"
    min_change  metric or glob -> the smallest change that trips
    exit_zero   report the gate but leave with 0
    """

    fail_on: FailOn | None = None
    better: Mapping[str, str] = {}
    min_change: Mapping[str, MinChange] = {}
    exit_zero: bool = False


class Cells(NamedTuple):
    """The levels of base and new, and the change with its interval, in words."""

    base: str
    new: str
    change: str


class Told(NamedTuple):
    """A finding in words, and what the gate makes of it.

    cells      base, new and the change, where it has levels
    direction  "better" or "worse" where it is known which way is wanted
    gates      whether it trips the gate
    spared     why what the gate is about does not trip it; empty otherwise
    """

    finding: Finding
    sentence: str
    cells: Cells | None = None
    direction: Direction | None = None
    gates: bool = False
    spared: str = ""


def judged(told: Told, rules: CompareRules) -> Told:
    """A finding as the gate takes it."""
    finding = told.finding
    direction = direction_of(finding, rules.better)
    told = told._replace(direction=direction)
    if not _concerns(finding, direction, rules.fail_on):
        return told
    if isinstance(finding, LevelChange) and not _large(finding, rules):
        return told._replace(spared="smaller than min_change")
    return told._replace(gates=True)


def direction_of(finding: Finding, better: Mapping[str, str]) -> Direction | None:
    """Whether a change is for the better or the worse; None where nobody said which way is."""
    if isinstance(finding, BrokenLaw):
        return WORSE
    wanted = for_metric(better, finding.metrics[0])
    if wanted is None:
        return None
    if isinstance(finding, PairedChange):
        fell = finding.change.value < (1.0 if finding.relative else 0.0)
        return BETTER if fell == (wanted == "lower") else WORSE
    if isinstance(finding, LevelChange):
        return BETTER if (finding.size.change.value < 0) == (wanted == "lower") else WORSE
    if isinstance(finding, SpreadChange):  # more scatter is worse, whatever is wanted
        return BETTER if finding.ratio.value < 1.0 else WORSE
    if isinstance(finding, RateChange):
        return WORSE if finding.rose == (wanted == "lower") else BETTER
    return None


def _concerns(finding: Finding, direction: Direction | None, fail_on: FailOn | None) -> bool:
    if isinstance(finding, BaseDrift):
        return False  # no change of new
    if fail_on == ANY:
        return True
    if fail_on == CHANGED:
        return direction != BETTER and not isinstance(finding, ShareChange)
    return fail_on == WORSE and direction == WORSE


def _large(finding: LevelChange, rules: CompareRules) -> bool:
    """Whether a change is as large as min_change asks."""
    least = for_metric(rules.min_change, finding.metrics[0])
    if least is None:
        return True
    change, ratio = finding.size.change.value, finding.size.ratio
    relative = ratio is None or abs(ratio.value - 1.0) * 100.0 >= least.relative
    return relative and abs(change) >= least.absolute
