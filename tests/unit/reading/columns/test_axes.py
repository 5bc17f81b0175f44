"""Columns that count, index or date the rows, and metrics that run alike."""

import numpy as np
import pytest

from crackle_cli.reading.columns.axes import AXIS, CALENDAR, COUNTS, axis_reason

RNG = np.random.default_rng
STAIRS = np.repeat(np.arange(5), 20)
AXES = {
    "rows": ("size", np.arange(20), COUNTS),
    "from anywhere": ("anything", np.arange(401, 461), COUNTS),
    "backwards": ("anything", np.arange(30)[::-1], COUNTS),
    "equal steps": ("users", np.arange(10, 300, 10), AXIS),
    "steps that floats round": ("x", np.arange(30) * 0.1, AXIS),
    "staircase": ("phase", STAIRS, AXIS),
    "staircase that is cut": ("phase", STAIRS[7:-3], AXIS),
    "months of days": ("m", np.repeat(np.arange(1, 8), [31, 28, 31, 30, 31, 30, 31]), AXIS),
    "cycle": ("k", np.tile(np.arange(1, 13), 3), AXIS),
    "panel": ("y", np.r_[1980:1988, 1983:1988, 1981:1988], AXIS),
    "another file": ("k", np.r_[0:30, 0:30], AXIS),
    "few named": ("build", np.arange(7), COUNTS),
    "few years": ("year", np.arange(1952, 2008, 5), CALENDAR),
    "years of each country": ("year", np.tile(np.arange(1952, 2008, 5), 4), CALENDAR),
    "years of samples": ("sample.yr", RNG(1).integers(1995, 2004, 40), CALENDAR),
    "months in disorder": ("Month", RNG(1).integers(1, 13, 40), CALENDAR),
    "fractions of years": ("year", RNG(9).uniform(1967, 1974, 40), CALENDAR),
    "years since one": ("Year", RNG(9).uniform(-0.05, 6.5, 40), CALENDAR),
    "one year": ("survey_year", np.full(60, 2016), CALENDAR),
    "a row of totals without a place": ("score", np.r_[np.arange(59), np.nan], COUNTS),
    "a year that is missing": ("year", np.r_[2001:2020, np.nan], CALENDAR),
    "fractions of a day": ("hour", RNG(9).uniform(0, 24, 40), CALENDAR),
    "hours of rides": ("pickupHour", RNG(9).integers(0, 24, 40), CALENDAR),
    "days of weeks": ("order_day_of_week", RNG(9).integers(0, 7, 40), CALENDAR),
    "days of years": ("day_of_year", np.r_[1:366, 1:367], CALENDAR),
    "dates as numbers": ("x", 20260101 + RNG(9).permutation(28), CALENDAR),
    "numbers left out": ("run number", np.cumsum(RNG(2).integers(1, 4, 30)), AXIS),
    "uneven times": ("Time", np.tile([0.25, 0.5, 1, 2, 4, 8], 4), AXIS),
    "index of some rows": ("Unnamed: 0", np.array([4, 9, 30, 31]), AXIS),
}
METRICS = {
    "noise": ("t", RNG(3).normal(size=60)),
    "whole noise": ("step", RNG(4).poisson(5, 60)),
    "few small numbers": ("depth", RNG(5).integers(1, 4, 60)),
    "flag": ("even", np.arange(60) % 2),
    "constant": ("step", np.full(60, 3)),
    "one step": ("replicas", np.repeat([2, 3], 30)),
    "uneven staircase": ("workers", np.repeat([1, 2, 3, 4], [30, 4, 9, 17])),
    "rising": ("total", np.cumsum(RNG(6).integers(1, 4, 60))),
    "reset once": ("served", np.r_[5:47, 0:18]),
    "dose": ("dose", np.tile([0, 50, 100, 150], 10)),
    "few that rise": ("total", np.arange(12)),
    "year of something": ("year_built", RNG(7).integers(1900, 2000, 60)),
    "running maximum": ("Max Response Time", np.maximum.accumulate(RNG(9).normal(size=60))),
    "durations in hours": ("lead_hour", RNG(9).uniform(0, 24, 40)),
    "miles per hour": ("miles_per_hour", RNG(9).integers(3, 24, 40)),
    "days off": ("sick_day", RNG(9).integers(0, 20, 40)),
    "as large as dates": ("bytes", RNG(9).integers(20000000, 21000000, 40)),
    "missing": ("step", np.r_[np.arange(56), [np.nan] * 4]),
    "one task": ("step", np.array([1.0])),
}


@pytest.mark.parametrize("case", AXES)
def test_what_orders_the_rows_is_an_axis(case):
    name, values, reason = AXES[case]
    assert axis_reason(name, np.asarray(values, float)) == reason


@pytest.mark.parametrize("case", METRICS)
def test_what_may_measure_is_none(case):
    name, values = METRICS[case]
    assert axis_reason(name, np.asarray(values, float)) is None


def test_a_long_column_is_an_axis_to_its_end():
    values = np.arange(5000.0)
    assert axis_reason("x", values) == COUNTS
    values[4000] += 3
    assert axis_reason("x", values) is None
