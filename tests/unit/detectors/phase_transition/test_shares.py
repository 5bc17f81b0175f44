import pytest

from crackle_cli.detectors.phase_transition import null_tables


def test_what_is_sought_shares_alpha():
    forms = ("LEVEL", "ABRUPT", "NEWEST", "TREND", "SPREAD")
    assert sum(getattr(null_tables, form) for form in forms) == pytest.approx(1.0)
