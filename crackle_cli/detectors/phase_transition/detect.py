"""The detector by the method that the settings name."""

from crackle_cli.detectors.finding import Detection
from crackle_cli.detectors.phase_transition import original, shifts
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable

METHODS = {"original": original.detect, "shifts": shifts.detect}


def detect(table: MetricTable, settings: PhaseTransitionSettings) -> Detection:
    """Shifts by the method of the settings; `tested` counts every hypothesis."""
    return METHODS[settings.method](table, settings)
