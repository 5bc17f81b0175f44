"""The detector by the method that the settings name."""

from crackle_cli.detectors.conservation import original, sparse
from crackle_cli.detectors.finding import Detection
from crackle_cli.profile.settings import ConservationSettings
from crackle_cli.table.metric_table import MetricTable

METHODS = {"original": original.detect, "sparse": sparse.detect}


def detect(table: MetricTable, settings: ConservationSettings) -> Detection:
    """Conserved quantities by the method of the settings; `tested` counts every hypothesis."""
    return METHODS[settings.method](table, settings)
