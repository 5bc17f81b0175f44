"""The detector by the method that the settings name."""

from crackle_cli.detectors.clustering import density, original
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import ClusteringSettings
from crackle_cli.table.metric_table import MetricTable

METHODS = {"original": original.detect, "density": density.detect}


def detect(table: MetricTable, settings: ClusteringSettings) -> Detection:
    """Groups of tasks by the method of the settings; `tested` counts every hypothesis."""
    return METHODS[settings.method](table, settings)
