"""What is told of a value is read back as that value, within its digits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackle_cli.table.quantities import quantities
from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Written, amounts, arrow, estimates, joined
from crackle_cli.wording.scales import ANOTHER_UNIT

NAMES = ("s", "bytes", "bytes/s", "Hz", "%", "rps", "qps", "req/s", "ops/s", "/s", "°C", "V", "W")
UNITS = st.sampled_from([*map(Unit, NAMES), Unit("bytes", True), Unit("bytes/s", True)])
SIZES = st.floats(1e-12, 1e15) | st.integers(0, 10**15).map(float)
VALUES = st.builds(lambda size, sign: sign * size, SIZES, st.sampled_from((1.0, -1.0)))


def read(text, unit):
    """The number that a cell of such a text would be, which must be of the unit."""
    found = quantities([text.replace("−", "-")])
    assert found is not None and found.unit is not None, text
    assert found.unit.name == unit.name
    return found.values[0]


@given(st.lists(VALUES, min_size=1, max_size=4), UNITS, st.integers(3, 6))
def test_a_level_has_the_digits_it_is_told_with(values, unit, digits):
    for value, told in zip(values, estimates(values, Written(unit), digits), strict=True):
        assert read(str(told), unit) == pytest.approx(value, rel=0.501 * 10 ** (1 - digits))


@given(st.lists(VALUES, min_size=1, max_size=4), UNITS)
def test_what_is_exact_is_read_back_exactly(values, unit):
    for value, told in zip(values, amounts(values, unit), strict=True):
        assert read(str(told), unit) == pytest.approx(value, rel=0.501e-5)
        if value == int(value):
            assert read(str(told), unit) == pytest.approx(value, rel=1e-15)


@given(VALUES, VALUES, UNITS)
def test_the_sides_of_an_arrow_have_one_unit_unless_they_are_far_apart(before, after, unit):
    sides = arrow(before, after, Written(unit)).split(" → ")
    spelled = [re.sub(r"^[^a-zA-Zµ°%/]*(e[+-]\d+)? ?", "", side) for side in sides]
    if not spelled[0]:
        sides[0] += f" {spelled[1]}"
    elif before and after:
        assert max(abs(before), abs(after)) >= ANOTHER_UNIT * min(abs(before), abs(after))
    for value, side in zip((before, after), sides, strict=True):
        assert read(side, unit) == pytest.approx(value, rel=0.501e-2)


@given(VALUES, VALUES, UNITS)
def test_what_differs_is_told_apart(one, other, unit):
    told = estimates((one, other), Written(unit))
    if abs(one - other) > 1e-9 * max(abs(one), abs(other)):
        assert told[0] != told[1]
        assert joined(told, "–").count(told[0].unit)
