"""What a list would tell again and again is one event of several."""

from dataclasses import replace

import pytest

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import ShareOf, Spread, TurningPoint
from crackle_cli.detectors.several import Several
from crackle_cli.events.several import in_one_line
from crackle_cli.laws.law import LawKind
from crackle_cli.table.part import Part
from tests.worlds.findings import correlated, drift, group, law_finding, season, shift, wander

WHOLE = Part({}, 100)
API = Part({"service": "api"}, 50)


def sums(*findings, least=0.1, part=WHOLE):
    """Of each event how many findings it is of: 0 for one that is told by itself."""
    told = in_one_line([((part, one),) for one in findings], least)
    return sorted(len(f.members) if isinstance(f, Several) else 0 for ((_, f),) in told)


def stairs(count, metric="lr", **how):
    return [shift(metric, 10 * i, **how) for i in range(1, count + 1)]


def laws(count, **how):
    return [law_finding(f"a{i} + b{i} = c{i}", **how) for i in range(count)]


@pytest.mark.parametrize(
    "found",
    [
        [drift(name) for name in "abc"],
        [wander(name) for name in "abc"],
        [season(name) for name in "abc"],
        stairs(6),
        stairs(6, form=Spread),
        [group(range(i, 100, 10)) for i in range(6)],
        [correlated(f"a{i}", f"b{i}") for i in range(6)],
        [correlated(f"a{i}", f"b{i}", lag=i) for i in range(1, 7)],
        laws(6),
    ],
    ids=["drifts", "walks", "seasons", "shifts", "spreads", "groups", "pairs", "lags", "laws"],
)
def test_many_of_one_sort_are_one(found):
    assert sums(*found) == [len(found)]
    assert sums(*found[1:]) == [0] * (len(found) - 1)


TURN = TurningPoint(Place(50, 48, 52), "up", "down", faster=False, p_value=1e-6)


@pytest.mark.parametrize(
    "found",
    [
        [*stairs(3, "lr"), *stairs(3, "loss")],
        [*stairs(3), *stairs(3, form=Spread)],
        [*stairs(5), replace(shift("lr", 60), changes=shift("lr", 60).changes * 2)],
        [drift("a"), drift("b"), wander("c")],
        [drift("a"), drift("b"), replace(drift("c"), part=True)],
        [wander("a"), wander("b"), wander("c", turns=(TURN,))],
        [season("a"), season("b"), season("c", period=30.0)],
        [*(group(range(i, 100, 10)) for i in range(5)), group(range(6), metrics=("b",))],
        [*(correlated(f"a{i}", f"b{i}") for i in range(5)), correlated("x", "y", "z")],
        [*(correlated(f"a{i}", f"b{i}") for i in range(5)), correlated("x", "y", lag=1)],
        [*laws(5), law_finding("x + y = z", broken=(3,))],
        [*laws(5), law_finding("x + y = z", kind=LawKind.ROUNDED)],
        laws(6, kind=LawKind.APPROXIMATE),
    ],
    ids=[
        "other metrics",
        "levels and spreads",
        "two metrics at one task",
        "a drift is no walk",
        "of a part of the tasks",
        "one turns",
        "other periods",
        "other metrics tell them",
        "a family is no pair",
        "one is ahead",
        "one is broken",
        "one is rounded",
        "tolerances differ",
    ],
)
def test_what_differs_is_told_apart(found):
    assert sums(*found) == [0] * len(found)


def test_the_share_of_another_value_is_another_metric():
    def of(value, row):
        one = shift("status", row)
        (change,) = one.changes
        return replace(one, changes=(change._replace(share_of=ShareOf(value, others=False)),))

    assert sums(*(of(500.0, row) for row in range(10, 70, 10))) == [6]
    assert sums(*(of(500.0 + row % 20, row) for row in range(10, 70, 10))) == [0] * 6


def test_the_end_of_an_outage_is_no_line_but_one_of_the_changes():
    away = [
        replace(shift("ms", row), back=Place(row + 5, row, row + 9)) for row in range(0, 50, 10)
    ]
    back = [replace(shift("ms", row + 5), since=row) for row in range(0, 50, 10)]
    assert sums(*away, *back) == [0] * 10
    assert sums(*away, *back, shift("ms", 80)) == [11]


def test_what_is_too_unsure_to_be_told_is_not_counted():
    assert sums(*stairs(5), *stairs(3, low=0.05)) == [0] * 8
    assert sums(*stairs(6), *stairs(3, low=0.05)) == [0, 0, 0, 6]


def test_each_group_has_a_line_of_its_own_and_what_several_tell_is_one_already():
    found = [((part, one),) for part in (API, WHOLE) for one in stairs(6)]
    assert len(in_one_line(found, 0.1)) == 2
    shared = [((API, one), (WHOLE, one)) for one in stairs(6)]
    assert in_one_line(shared, 0.1) == shared


def test_equally_sure_ones_are_in_one_order_whatever_was_found_first():
    for found in (stairs(6), [drift(name) for name in "abc"], laws(6)):
        told = [((WHOLE, one),) for one in found]
        ((_, one),), ((_, other),) = *in_one_line(told, 0.1), *in_one_line(told[::-1], 0.1)
        assert one.members == other.members


def test_it_is_as_sure_as_the_surest_and_has_the_metrics_and_tasks_of_all():
    found = [drift("a", rows=range(9)), drift("b", rows=range(5, 20)), drift("c", rows=range(3))]
    found[1] = replace(found[1], confidence=0.9, strength=0.95, p_value=1e-9)
    (((_, one),),) = in_one_line([((WHOLE, f),) for f in found], 0.1)
    assert one.metrics == ("b", "a", "c") and one.rows.tolist() == list(range(20))
    assert (one.confidence, one.strength, one.p_value) == (0.9, 0.95, 1e-9)
