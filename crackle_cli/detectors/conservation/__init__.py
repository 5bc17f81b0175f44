"""Quantities that stay constant."""

from crackle_cli.detectors.conservation import original
from crackle_cli.pattern import Detection
from crackle_cli.settings import ConservationSettings
from crackle_cli.table import MetricTable

METHODS = {"original": original.detect}


def detect(table: MetricTable, settings: ConservationSettings) -> Detection:
    """Conserved quantities by the method of the settings; `tested` counts every hypothesis."""
    return METHODS[settings.method](table, settings)
