"""The detector by the method that the settings name."""

from crackle_cli.detectors.correlation import original, prewhitened
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import CorrelationSettings
from crackle_cli.table.metric_table import MetricTable

METHODS = {"original": original.detect, "prewhitened": prewhitened.detect}


def detect(table: MetricTable, settings: CorrelationSettings) -> Detection:
    """Pairs by the method of the settings; `tested` counts every hypothesis."""
    return METHODS[settings.method](table, settings)
