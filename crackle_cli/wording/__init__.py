"""A finding in one sentence for people."""

from crackle_cli.detectors.clustering.findings import Cluster, Contrast, Group, NamedGroup
from crackle_cli.detectors.conservation.findings import Conserved
from crackle_cli.detectors.correlation.findings import Correlated
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import ChangePoint, Transition
from crackle_cli.detectors.several import Several
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording import clustering, conservation, correlation, phase_transition, several


def sentence(finding: Finding, table: MetricTable) -> str:
    """One line, without a full stop; `table` is the one that the finding's rows count in."""
    match finding:
        case Cluster() | Contrast():
            return clustering.sentence(finding, table)
        case Transition():
            return phase_transition.sentence(finding, table)
        case Conserved():
            return conservation.sentence(finding, table)
        case Correlated():
            return correlation.sentence(finding, table)
        case Several():
            return several.sentence(finding, table)
    raise TypeError(f"no sentence for {type(finding).__name__}")


def told_columns(finding: Finding) -> tuple[str, ...]:
    """The columns of text that its sentence tells of."""
    match finding:
        case Group():
            return tuple(one.column for one in finding.explained_by[:1])
        case NamedGroup():
            rated = (one.column for one in finding.rates)
            return (*(one.column for one in finding.named), *rated)
        case Contrast():
            return (finding.column,)
        case Correlated(opposite=opposite) if opposite:
            return (opposite.column,)
        case ChangePoint():
            told = finding.switch, finding.scope, finding.mixed
            return tuple(one.column for one in told if one)
    return ()
