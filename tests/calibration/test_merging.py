"""One event, one pattern: what shifts together at one task is neither a group nor a correlation."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from tests.calibration.ceilings import ceiling

PROFILE = ThermalProfile.default()
RUNS = 12


@pytest.mark.parametrize("shifting", [1, 3, 5])
@pytest.mark.parametrize("sigmas", [3, 8])
def test_a_step_of_several_metrics_is_told_once(shifting, sigmas):
    besides = 0
    for run in range(RUNS):
        rng = np.random.default_rng([run, shifting, sigmas])
        values = rng.normal(size=(250, 7))
        values[150:, :shifting] += sigmas
        patterns = cool(
            MetricTable.from_columns({f"m{j}": v for j, v in enumerate(values.T)}), PROFILE
        )
        (step,) = (
            p for p in patterns if len(p.involved_metrics) == shifting and p.metrics.get("row")
        )
        assert abs(step.metrics["row"] - 150) <= 2
        besides += len(patterns) > 1
    assert besides <= ceiling(RUNS, PROFILE.alpha)
