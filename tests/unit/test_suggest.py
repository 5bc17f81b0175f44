"""Names that were probably meant, and those that are like them by accident."""

import pytest

from crackle_cli.suggest import did_you_mean, file_meant


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


KNOWN = ("duration_s", "duration_ms", "rate", "help", "output", "output-format", "p99")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("raet", "rate"),
        ("9p9", "p99"),
        ("Rates", "rate"),
        ("out", "output"),  # what begins all that begin so
        ("dur", None),  # two begin so, and neither begins the other
        ("duration_", "duration_s"),
        ("durations", "duration_s"),
        ("p90", None),
        ("format", None),
        ("html", None),
        ("p50", None),
        ("ou", None),
        ("", None),
    ],
)
def test_only_what_is_near_is_suggested(name, meant):
    assert did_you_mean(name, KNOWN) == (f' - did you mean "{meant}"?' if meant else "")
