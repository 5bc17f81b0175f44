"""The names that a user of the library may rely on."""

import pytest

import crackle_cli

NAMES = [
    "CompareRules",
    "Comparison",
    "CoolingRate",
    "CrackleError",
    "CracklePattern",
    "CrackleTask",
    "GlazeLayer",
    "Kiln",
    "MetricTable",
    "PatternKind",
    "TaskOutput",
    "ThermalProfile",
    "compare",
    "cool",
    "judge",
]


def test_exactly_these_names_are_public():
    assert sorted(crackle_cli.__all__) == NAMES
    assert dir(crackle_cli) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there(name):
    assert getattr(crackle_cli, name).__name__ == name


def test_any_other_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'kiln_'"):
        _ = crackle_cli.kiln_
