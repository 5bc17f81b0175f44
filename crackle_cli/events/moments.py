"""What is said of times as numbers: true only while 1970 is year 0, or with any other zero too."""

from collections.abc import Set

from crackle_cli.detectors.conservation.findings import LawFinding
from crackle_cli.detectors.finding import Finding
from crackle_cli.laws.law import LawForm
from crackle_cli.laws.previous import metric_of

ROUNDING = 1e-9  # of weights that add up to 0


def hangs_on_zero(finding: Finding, moments: Set[str]) -> bool:
    """Whether a finding speaks of times since 1970 in a way that another zero would change.

    `start + run = end` holds whatever year times are counted from: their weights add up to 0. What
    speaks of times alone is dropped too: it says how the rows follow each other.
    """
    dates = {name for name in finding.metrics if metric_of(name) in moments}
    if not dates:
        return False
    if not isinstance(finding, LawFinding) or len(dates) == len(finding.metrics):
        return True
    if finding.law.form is not LawForm.LINEAR:
        return True
    weights = [t.weight for t in finding.law.terms if t.name in dates]
    return abs(sum(weights)) > ROUNDING * max(map(abs, weights))
