"""Correlations in words."""

from crackle_cli.pattern import Finding
from crackle_cli.table import MetricTable


def sentence(finding: Finding, table: MetricTable) -> str:
    """`latency and concurrency move together (r = 0.93)`."""
    r = finding.numbers["correlation"]
    assert r is not None
    one, other = finding.metrics
    how = "move together" if r > 0 else "move in opposite directions"
    return f"{one} and {other} {how} (r = {r:.2f})"
