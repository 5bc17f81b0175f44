"""How much of a test is done: a little each time, and much before a release."""

import pytest
from hypothesis import settings


def runs(few: int, many: int) -> pytest.MarkDecorator:
    """`runs` of a test: few, and under the marker calibration many."""
    return pytest.mark.parametrize("runs", [few, pytest.param(many, marks=pytest.mark.calibration)])


def examples(few: int) -> settings:
    """Of a property: few, and ten times as many with --hypothesis-profile=long."""
    return settings(max_examples=few * settings().max_examples // 100)
