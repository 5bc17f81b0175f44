"""Clusters in words."""

from crackle_cli.pattern import Finding
from crackle_cli.table import MetricTable


def sentence(finding: Finding, table: MetricTable) -> str:
    """`2 tasks clustered together in metric space (average distance: 0.600)`."""
    distance = finding.numbers["average_distance"]
    size = finding.rows.size
    return f"{size} tasks clustered together in metric space (average distance: {distance:.3f})"
