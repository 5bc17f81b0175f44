import numpy as np
import pytest

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import (
    Drift,
    Reset,
    Season,
    Shift,
    Spike,
    Spread,
    Turn,
    TurningPoint,
    Wander,
)
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.phase_transition import sentence
from tests.worlds.findings import change

TABLE = MetricTable.from_columns({"duration": np.full(400, 1 / 3)}, [f"b{i}" for i in range(400)])


PLACE = Place(311, 310, 312)


def words(form=Shift, before=45.1, after=55.9, names=("duration",), **how):
    return sentence(
        form(
            metrics=tuple(names),
            rows=np.arange(311, 400),
            strength=1.0,
            confidence=0.9,
            p_value=1e-6,
            changes=tuple(change(name, before, after) for name in names),
            **(how if form is Drift else {"place": PLACE, **how}),
        ),
        TABLE,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words(), "duration rose by 23.9 % at b311: 45.1 → 55.9"),
        (words(before=0.0, after=3.0), "duration rose at b311: 0 → 3"),
        (words(before=4.0, after=2.0), "duration fell by 50 % at b311: 4 → 2"),
        (words(Spread, 1.0, 3.0), "duration: spread rose by 200 % at b311: 1 → 3"),
        (
            words(Drift, 40.0, 50.0),
            "duration drifted up by 25 % along the order: 40 → 50",
        ),
        (
            words(Drift, 50.0, 20.0, part=True, pace="levelling off"),
            "duration drifted down by 60 % from b311 to b399: 50 → 20, levelling off",
        ),
        (
            words(Drift, 40.0, 50.0, pace="even"),
            "duration drifted up by 25 % along the order: 40 → 50",
        ),
        (words(Drift, -29.3, 29.4), "duration drifted up along the order: −29.3 → 29.4"),
        (
            words(Reset, 9120.0, 12.0),
            "duration was reset at b311: 9120 → 12",
        ),
        (
            words(Spike, 50.0, 60.0),
            "duration is odd at b311, the last task: 50 → 60 (suspect)",
        ),
    ],
)
def test_one_metric(said, expected):
    assert said == expected


def ranges(form, low, high, **how):
    """What a metric without a level is said to do."""
    sure = {"strength": 1.0, "confidence": 0.9, "p_value": 1e-6}
    found = form(metrics=("duration",), rows=np.arange(400), low=low, high=high, **sure, **how)
    return sentence(found, TABLE)


def turned(*rows):
    return tuple(
        TurningPoint(Place(row, row - 1, row + 1), "up", "down", False, 0.01) for row in rows
    )


def test_a_drift_that_turns_is_told_by_its_levels_and_where():
    assert words(Drift, 12.0, 31.0, turns=turned(149), tops=(159.0,), pace="levelling off") == (
        "duration went up and down along the order: 12 → 159 → 31; turns at b149"
    )
    assert words(Drift, 12.0, 31.0, tops=(159.0,)) == (
        "duration went up and down along the order: 12 → 159 → 31"
    )
    assert words(Drift, 12.0, 12.5, turns=turned(9, 49), tops=(2.0, 20.0)) == (
        "duration went down and up along the order: 12.0 → 2.0 → 20.0 → 12.5; turns at b9 and b49"
    )


@pytest.mark.parametrize(
    ("before", "after", "faster", "ways"),
    [
        ("up", "down", True, "up before, down after"),
        ("down", "up", False, "down before, up after"),
        ("up", "up", True, "up before, faster after"),
        ("down", "down", False, "down before, more slowly after"),
        ("up", None, False, "up before, no sure way after"),
        (None, "up", True, "no sure way before, up after"),
        (None, None, True, "no sure way before, no sure way after"),
    ],
)
def test_a_turn_is_told_by_the_ways_around_it(before, after, faster, ways):
    turn = Turn(
        metrics=("duration",),
        rows=np.arange(311, 400),
        strength=1.0,
        confidence=0.9,
        p_value=1e-6,
        place=PLACE,
        way_before=before,
        way_after=after,
        faster=faster,
    )
    assert sentence(turn, TABLE) == f"duration turns at b311: {ways}"


def test_what_has_no_level_is_told_by_its_ends():
    assert ranges(Wander, 3.0, 9.2) == "duration wanders between 3.00 and 9.20, no level"
    assert ranges(Wander, 3.0, 9.2, turns=turned(311)) == (
        "duration wanders between 3.00 and 9.20, no level; turns at b311"
    )
    assert ranges(Wander, 3.0, 9.2, turns=turned(1, 2, 3, 4, 5)).endswith(
        "; turns at b1, b2, b3, b4 and b5"
    )
    assert ranges(Wander, 3.0, 9.2, turns=turned(1, 2, 3, 4, 5, 6, 7)).endswith(
        "; turns at b1, b2, b3, b4, b5 and 2 more places"
    )
    assert ranges(Season, 20.0, 64.0, period=24.0) == "duration repeats every 24 tasks, 20–64"
    assert ranges(Season, -5.0, 5.0, period=7.4) == "duration repeats every 7.4 tasks, −5 to 5"


BACK = Place(340, 339, 341)


def test_a_level_that_is_left_for_a_while_is_one_event():
    assert words(back=BACK) == "duration rose by 23.9 % at b311, back at b340: 45.1 → 55.9"
    assert words(Spread, 1.0, 3.0, back=BACK) == (
        "duration: spread rose by 200 % at b311, back at b340: 1 → 3"
    )
    assert words(Shift, 10.0, 20.0, "ab", back=BACK) == (
        "a and b shifted at b311, back at b340: "
        "a rose by 100 % (10 → 20), b rose by 100 % (10 → 20)"
    )


def test_the_end_of_an_event_says_that_it_leads_back():
    assert words(before=4.0, after=2.0, since=300) == "duration fell back by 50 % at b311: 4 → 2"
    assert words(Spread, 3.0, 1.5, since=300) == (
        "duration: spread fell back by 50 % at b311: 3.00 → 1.50"
    )
    assert words(Shift, 20.0, 10.0, "ab", since=300) == (
        "a and b shifted back at b311: a fell by 50 % (20 → 10), b fell by 50 % (20 → 10)"
    )


def test_several_metrics_are_one_event():
    said = words(Shift, 10.0, 20.0, "abc")
    assert said == (
        "a, b and c shifted at b311: a rose by 100 % (10 → 20), "
        "b rose by 100 % (10 → 20), c rose by 100 % (10 → 20)"
    )
    many = words(Shift, 10.0, 20.0, [f"m{j}" for j in range(8)])
    assert "and 3 more metrics shifted at b311" in many and many.endswith(", 3 more")
