"""Several findings of one sort, in one sentence."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from crackle_cli.detectors.clustering.findings import Explanation
from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import Reset, ShareOf, Spread
from crackle_cli.events.several import in_one_line
from crackle_cli.laws.law import LawKind
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.table.part import Part
from crackle_cli.wording import sentence
from tests.worlds.findings import correlated, drift, group, law_finding, season, shift, wander

NAMES = ("a", "b", "c", "d", "e", "f", "lr", "ms")
TABLE = MetricTable.from_columns({n: np.zeros(100) for n in NAMES}, [f"b{i}" for i in range(100)])


def said(*found):
    told = in_one_line([((Part({}, 100), one),) for one in found], 0.1)
    (((_, one),),) = told
    return sentence(one, TABLE)


def stairs(*levels, form=None, **how):
    """A change at every tenth task."""
    more = {"form": form} if form else {}
    sides = pairwise(levels)
    return [shift("lr", 10 * i + 10, levels=two, **more, **how) for i, two in enumerate(sides)]


def test_metrics_that_drift_are_told_with_their_way_and_levels():
    assert said(drift("a", 40, 50), drift("b", 4, 2, pace="levelling off"), drift("c", -3, 4)) == (
        "3 metrics drifted along the order: a up by 25 % (40 → 50), "
        "b down by 50 % (4 → 2, levelling off), c up (−3 → 4)"
    )
    assert said(drift("a", 40, 50, tops=(90.0,)), drift("b"), drift("c")).startswith(
        "3 metrics drifted along the order: a up and down (40 → 90 → 50), b up "
    )
    assert said(*(drift(name) for name in NAMES)).endswith(", e up by 100 % (1 → 2), and 3 more")


def test_metrics_that_wander_or_repeat_are_told_with_their_range():
    assert said(*(wander(name) for name in "abc")) == (
        "3 metrics wander, no level: a between 1 and 2, b between 1 and 2, c between 1 and 2"
    )
    assert said(*(season(name) for name in "abc")) == (
        "3 metrics repeat every 12 tasks: a 1 to 2, b 1 to 2, c 1 to 2"
    )


def test_up_to_eight_changes_are_told_by_every_level_and_place():
    assert said(*stairs(7, 6, 5, 4, 3, 2, 1)) == (
        "lr fell in 6 steps along the order: 7 → 6 → 5 → 4 → 3 → 2 → 1; "
        "at b10, b20, b30, b40, b50 and b60"
    )
    assert said(*stairs(*range(9))).endswith("; at b10, b20, b30, b40, b50, b60, b70 and b80")
    assert "most clearly" in said(*stairs(*range(10)))


def test_more_stairs_are_told_from_the_first_level_to_the_last_and_by_the_surest():
    found = stairs(*range(10, 0, -1))
    found[3] = replace(found[3], confidence=0.9)
    assert said(*found) == (
        "lr fell in 9 steps along the order, 10 → 1: most clearly at b10 (10 → 9), b20 (9 → 8), "
        "b40 (7 → 6), last at b90"
    )


def test_more_ups_and_downs_are_told_between_their_levels():
    found = stairs(2, 3, 2, 4, 2, 3, 2, 3, 2, 1)
    found[-1] = replace(found[-1], confidence=0.9)
    assert said(*found) == (
        "lr shifted 9 times along the order, between 1 and 4: most clearly at b10 (2 → 3), "
        "b20 (3 → 2), b90 (2 → 1)"
    )


def test_levels_between_which_something_else_is_told_are_no_chain():
    found = stairs(7, 6, 5, 4, 3, 2, 1, 0)
    assert said(*found[:3], *found[4:]).startswith(
        "lr fell in 6 steps along the order, 7 → 0: most clearly at b10 (7 → 6), "
    )


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        (Spread, "lr: spread changed 6 times along the order: 1 → 2 → 1 → 2 → 1 → 2 → 1; at b10, "),
        (Reset, "lr was reset 6 times along the order: 1 → 2 → 1 → 2 → 1 → 2 → 1; at b10, "),
    ],
)
def test_spreads_and_resets(form, begins):
    assert said(*stairs(1, 2, 1, 2, 1, 2, 1, form=form)).startswith(begins)


def test_the_tasks_of_an_outage_end_with_it():
    away = [replace(one, back=Place(one.place.row + 2, 0, 9)) for one in stairs(*[1, 2] * 4)]
    back = [shift("lr", one.place.row + 2, levels=(2, 1)) for one in away]
    back = [replace(one, since=one.place.row - 2) for one in back]
    assert ": most clearly at b10 (1 → 2, back at b12), " in said(*away, *back)
    assert said(*away, *back).startswith("lr shifted 14 times along the order, ")
    assert said(*away, *back).endswith(", last at b72")


def test_rates_are_told_as_shares():
    found = [
        replace(one, changes=(one.leading._replace(share_of=ShareOf(1.0, others=False)),))
        for one in stairs(0.1, 0.4, 0.2, 0.5, 0.1, 0.4, 0.2, 0.4, 0.2, 0.3)
    ]
    assert said(*found).startswith(
        "lr shifted 9 times along the order, between 10 and 50 % of tasks: "
        "most clearly at b10 (10 → 40 % of tasks)"
    )
    assert said(*found[:6]).startswith(
        "lr shifted 6 times along the order: 10 → 40 → 20 → 50 → 10 → 40 → 20 % of tasks; at b10, "
    )


def test_groups_are_told_by_a_text_that_is_theirs_alone_else_by_the_clearest_metric():
    names = ("a", "b", "c", "d", "e")
    found = [replace(group(range(i, 100, 10), metrics=names), size=10 + i) for i in range(6)]
    text = Explanation("host", "h1", inside=10, others=0, of=10)
    found[0] = replace(found[0], explained_by=(text,))
    found[1] = replace(found[1], explained_by=(text._replace(others=3),))
    found[2] = replace(found[2], apart=())
    assert said(*found) == (
        "6 groups of tasks by a, b, c, d and 1 more: 10 with host = h1, 11 with a 8–12, "
        "12 that several metrics tell apart, 13 with a 8–12, 14 with a 8–12, and 1 more"
    )


def test_pairs_and_laws():
    pairs = [correlated(f"a{i}", f"b{i}", sizes=(0.9, 0.9)) for i in range(6)]
    assert said(*pairs).startswith("6 pairs of metrics move together: a0 and b0 (r = 0.90), a1 and")
    lags = [correlated(f"a{i}", f"b{i}", lag=i, sizes=(0.9, 0.9)) for i in range(1, 7)]
    assert said(*lags).startswith(
        "6 pairs of metrics, one ahead of the other: a1 leads b1 by 1 task (r = 0.90), a2 leads"
    )
    laws = [law_finding(f"a{i} + b{i} = c{i}") for i in range(7)]
    assert said(*laws) == (
        "7 laws hold exactly: a0 + b0 = c0; a1 + b1 = c1; a2 + b2 = c2; a3 + b3 = c3; "
        "a4 + b4 = c4; and 2 more"
    )
    laws = [law_finding(f"a{i} + b{i} = c{i}", kind=LawKind.ROUNDED) for i in range(6)]
    assert said(*laws).startswith("6 laws hold within rounding: ")
