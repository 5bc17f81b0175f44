"""Names that were probably meant."""

import pytest

from crackle_cli.suggest import file_meant


@pytest.mark.parametrize(
    ("name", "beside", "meant"),
    [
        ("build.csv", "builds.csv", True),
        ("Incidnet.csv", "incident.csv", True),
        ("load_test.csv", "load_test.jsonl", True),
        ("x.csv", "y.csv", False),
        ("api.csv", "pipeline.csv", False),
        ("metrics.csv", "sensors.csv", False),
    ],
)
def test_a_file_is_not_near_for_its_ending(name, beside, meant):
    assert bool(file_meant(name, [beside])) is meant
