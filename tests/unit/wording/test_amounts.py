"""Values in the unit of their metric."""

import numpy as np
import pytest

from crackle_cli.table.units import Unit
from crackle_cli.wording.amounts import Written, amounts, arrow, estimates, joined

S, B, MIB, HZ, SHARE = Unit("s"), Unit("bytes"), Unit("bytes", True), Unit("Hz"), Unit("%")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (45.23, 55.81, "45.2 → 55.8"),
        (1_000_001.0, 1_000_013.0, "1,000,001 → 1,000,013"),
        (100.021, 100.052, "100.021 → 100.052"),
        (4_991_564_425.0, 5_291_529_608.0, "4,991,600,000 → 5,291,500,000"),
        (7.0, 7.0, "7 → 7"),
        (-50.04, -80.06, "−50.0 → −80.1"),
    ],
)
def test_levels_show_by_how_much_they_differ(before, after, told):
    assert arrow(before, after, Written()) == told


@pytest.mark.parametrize(
    ("before", "after", "unit", "told"),
    [
        (0.24, 0.312, S, "240 → 312 ms"),
        (0.956, 1.08, S, "0.956 → 1.08 s"),
        (210.4, 278.1, S, "210 → 278 s"),
        (550.0, 640.0, S, "9.17 → 10.7 min"),
        (5400.0, 9000.0, S, "1.50 → 2.50 h"),
        (86_400.0, 259_200.0, S, "1 → 3 d"),
        (2.5e-6, 3.5e-6, S, "2.50 → 3.50 µs"),
        (3e-10, 0.0, S, "0.300 → 0 ns"),
        (0.0, 0.25, S, "0 → 250 ms"),
        (-0.02, 0.03, S, "−20 → 30 ms"),
        (0.00031, 5.0, S, "310 µs → 5 s"),
        (1.5021, 1.5052, S, "1.5021 → 1.5052 s"),
        (0.9999, 0.99996, S, "0.999900 → 0.999960 s"),
        (0.0, 0.0, S, "0 → 0 s"),
        (512e6, 558.3e6, B, "512 → 558 MB"),
        (1.5 * 2**30, 2.1 * 2**30, MIB, "1.50 → 2.10 GiB"),
        (900.0, 1000.0, MIB, "900 → 1000 B"),
        (2e6, 3e6, Unit("bytes/s"), "2 → 3 MB/s"),
        (2.4e9, 1.8e9, HZ, "2.40 → 1.80 GHz"),
        (87.0, 93.25, SHARE, "87.0 → 93.2 %"),
        (105.0, 188.0, Unit("rps"), "105 → 188 rps"),
    ],
)
def test_both_sides_are_in_the_unit_that_tells_them_best(before, after, unit, told):
    assert arrow(before, after, Written(unit)) == told


def test_ranges_far_apart_have_units_of_their_own():
    ends = estimates((0.105, 0.188, 0.03, 0.067), Written(S))
    assert (joined(ends[:2], "–"), joined(ends[2:], "–")) == ("105–188 ms", "30–67 ms")
    ends = estimates((105.0, 188.0, 0.03, 0.067), Written(S))
    assert (joined(ends[:2], "–"), joined(ends[2:], "–")) == ("105–188 s", "30–67 ms")


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.956, S, "956 ms"),
        (1.08, S, "1.08 s"),
        (0.1 + 0.2, S, "300 ms"),
        (90_061.0, S, "90,061 s"),  # not 25.0169 h
        (1.5 * 2**30, MIB, "1.5 GiB"),
        (1_234_567.0, B, "1,234,567 B"),
        (1_230_000.0, B, "1.23 MB"),
        (1.0 / 3.0, S, "333.333 ms"),
        (0.0, B, "0 B"),
        (250.0, SHARE, "250 %"),
        (412.0, None, "412"),
        (0.25, None, "0.25"),
        (2.7, None, "2.7"),
        (20_005 * 2.0**20, MIB, "20,005 MiB"),
    ],
)
def test_what_is_exact_keeps_its_digits(value, unit, told):
    assert str(amounts((value,), unit)[0]) == told


def test_what_is_no_number_is_told_all_the_same():
    assert [str(a) for a in amounts((float("inf"), 2.0), S)] == ["inf s", "2 s"]
    assert arrow(float("nan"), 2.0, Written(S)) == "nan → 2 s"


@pytest.mark.parametrize(
    ("cells", "sides", "told"),
    [
        ((5.0, 5.9, 4.6), (5.0, 5.9), "5.0 → 5.9"),
        ((0.2, 1.4), (0.2, 1.4), "0.2 → 1.4"),
        ((95.0, 174.0), (95.5, 174.0), "96 → 174"),
        ((10.0, 12.0), (10.5, 12.0), "10.5 → 12.0"),  # 10 → 12 would be a third more
        ((8.0, 177.0), (177.0, 8.5), "177 → 8.50"),
        ((1.0, 2.0), (0.0, 1.55), "0 → 1.55"),
        ((0.1234567891, 1.0), (2.0, 1.5), "2.00 → 1.50"),
        ((7702.0, 926_350.0), (7702.0, 926_350.0), "7,702 → 926,350"),
        ((7702.0, 9263.0), (7702.0, 9263.0), "7702 → 9263"),
    ],
)
def test_a_level_has_not_more_places_than_the_cells_that_it_is_of(cells, sides, told):
    assert arrow(*sides, Written(None, np.array(cells))) == told


@pytest.mark.parametrize(
    ("own", "sides", "told"),
    [
        (1e-3, (1.2, 2.4), "1200 → 2400 ms"),
        (60.0, (5400.0, 6000.0), "90 → 100 min"),
        (1e-3, (2400.0, 3600.0), "40 → 60 min"),  # which 2,400,000 ms are
    ],
)
def test_a_level_is_told_in_the_unit_of_its_cells(own, sides, told):
    assert arrow(*sides, Written(Unit("s", own=own))) == told
