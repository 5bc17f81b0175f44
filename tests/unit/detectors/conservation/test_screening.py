import numpy as np

from crackle_cli import MetricTable
from crackle_cli.detectors.conservation.detect import detect
from crackle_cli.detectors.conservation.screening import MOST_SCREENED, promising
from crackle_cli.profile.thermal_profile import ThermalProfile


def wide(metrics, tasks=400):
    rng = np.random.default_rng(0)
    return {f"m{j}": rng.normal(100, 8, tasks).round(2) for j in range(metrics)}


def test_few_metrics_are_all_looked_at():
    assert list(promising(wide(MOST_SCREENED))) == list(wide(MOST_SCREENED))


def test_of_many_those_that_go_with_another_are():
    columns = wide(3 * MOST_SCREENED)
    columns["m500"] = columns["m7"] + columns["m300"] - columns["m301"]
    columns["m40"][::9] = np.nan
    chosen = promising(columns)
    assert len(chosen) == MOST_SCREENED
    assert {"m7", "m300", "m301", "m500"} <= set(chosen)
    assert list(chosen) == [name for name in columns if name in chosen]


def test_a_law_among_very_many_metrics_is_found_and_the_rest_is_said():
    columns = wide(3 * MOST_SCREENED)
    columns["m500"] = (columns["m7"] + columns["m300"]).round(2)
    found = detect(MetricTable.from_columns(columns), ThermalProfile.default().conservation)
    (law,) = [f for f in found.findings if len(f.metrics) > 1]
    assert set(law.metrics) == {"m7", "m300", "m500"}
    assert found.notes == (
        f"laws were sought among {MOST_SCREENED} of {3 * MOST_SCREENED} metrics, "
        "those most correlated with another",
    )
