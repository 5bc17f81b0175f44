"""A finding in one sentence for people."""

from crackle_cli.detectors.finding import Finding, PatternKind
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording import clustering, conservation, correlation, phase_transition

SENTENCES = {
    PatternKind.CLUSTERING: clustering.sentence,
    PatternKind.PHASE_TRANSITION: phase_transition.sentence,
    PatternKind.CONSERVATION: conservation.sentence,
    PatternKind.CORRELATION: correlation.sentence,
}


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, without a full stop; `table` is the one that the finding's rows count in."""
    return SENTENCES[finding.kind](finding, table)
