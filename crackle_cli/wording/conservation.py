"""Conservation laws in words."""

from crackle_cli.pattern import Finding
from crackle_cli.table import MetricTable
from crackle_cli.wording.numbers import number, percent


def sentence(finding: Finding, table: MetricTable) -> str:
    """`tests stays at 412 in 120 tasks (± 0.2 %)`."""
    mean, variation = finding.numbers["mean"], finding.numbers["variation"]
    assert mean is not None and variation is not None
    spread = "exactly" if variation == 0 else f"± {percent(100 * variation)}"
    return f"{finding.metrics[0]} stays at {number(mean)} in {finding.rows.size} tasks ({spread})"
