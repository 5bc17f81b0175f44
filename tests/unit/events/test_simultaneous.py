"""Shifts that are one event: a metric that leaves its level and comes back to it."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import Spread
from crackle_cli.detectors.phase_transition.where import Scope, Sides
from crackle_cli.events.redundancy import merged
from crackle_cli.events.simultaneous import is_shift, with_other_ends
from tests.worlds.findings import group, kept, shift


def shifts(metric, *rows, back=(), margin=2, **changes):
    """Shifts of a metric at some rows of 100; those at `back` by their number come back next."""
    found = []
    for i, (row, stop) in enumerate(zip(rows, (*rows[1:], 100), strict=True)):
        one = shift(metric, row, margin, **changes)
        way = Place(stop, stop - margin, stop + margin) if i in back else None
        found.append(replace(one, rows=np.arange(row, stop), back=way))
    return found


def told(findings):
    """Metrics, begin, and end of the events."""
    return [
        ("".join(f.metrics), f.place.row, f.back and f.back.row)
        for f in merged(findings)
        if f.since is None
    ]


def test_away_and_back_is_one_event_and_its_end_says_so():
    away, back = merged(shifts("a", 30, 50, back=[0]))
    assert away.back == back.place == Place(50, 48, 52) and away.since is None
    assert back.since == 30 and back.back is None


def test_an_event_is_as_sure_as_the_surer_of_its_shifts():
    first, second = shifts("a", 30, 50, back=[0])
    sure = replace(second, p_value=1e-9, strength=0.95, confidence=0.9)
    away, back = merged([first, sure])
    assert (away.p_value, away.strength, away.confidence) == (1e-9, 0.95, 0.9)
    away, back = merged([replace(first, p_value=1e-9, confidence=0.9), second])
    assert (away.p_value, away.confidence, back.p_value, back.confidence) == (
        1e-9, 0.9, second.p_value, second.confidence,
    )  # fmt: skip


def test_several_metrics_that_come_back_together_are_one_event():
    a, b = shifts("a", 30, 50, back=[0]), shifts("b", 31, 50, back=[0], margin=0)
    away, back = merged([*a, *b])
    assert away.metrics == back.metrics == ("b", "a")
    assert away.place.row == 31 and away.back.row == 50 and back.since == 31
    assert [c.metric for c in away.changes] == ["b", "a"]


def test_a_metric_that_shifts_at_one_end_only_is_told_apart():
    both = [*shifts("a", 30, 50, back=[0]), *shifts("b", 30, 50, back=[0])]
    assert told([*both, *shifts("c", 30)]) == [("ab", 30, 50), ("c", 30, None)]
    assert told([*both, *shifts("c", 50)]) == [("ab", 30, 50), ("c", 50, None)]


def test_metrics_that_come_back_at_different_tasks_are_two_events():
    found = [*shifts("a", 30, 50, back=[0]), *shifts("b", 30, 80, back=[0])]
    assert told(found) == [("a", 30, 50), ("b", 30, 80)]


def test_two_transitions_after_which_one_metric_happens_to_be_back_stay_two():
    found = [*shifts("a", 30, 50, back=[0]), *shifts("b", 30, 50)]
    assert told(found) == [("ab", 30, None), ("ab", 50, None)]


def test_a_shift_that_is_told_in_between_keeps_both_ends_apart():
    first, inner, last = shifts("a", 30, 40, 50)
    first = replace(first, back=last.place)
    assert told([first, inner, last]) == [("a", 30, None), ("a", 40, None), ("a", 50, None)]
    assert told([first, last]) == [("a", 30, 50)]


def test_the_end_of_another_event_is_no_way_back():
    assert told([shifts("a", 30, 50, 70, back=[0])[i] for i in (0, 2)]) == [
        ("a", 30, None), ("a", 70, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "events"),
    [
        ((30, 31), [(30, 31)]),  # for a single task
        ((20, 30, 60, 70), [(20, 30), (60, 70)]),
        ((20, 50, 55, 90), [(20, 50), (55, 90)]),  # as many as there can be
        ((10, 60, 70), [(10, None), (60, 70)]),  # the shorter one
        ((10, 20, 70), [(10, 20), (70, None)]),
        ((10, 20, 40, 50, 70), [(10, 20), (40, 50), (70, None)]),
    ],
)
def test_a_metric_that_goes_to_and_fro(rows, events):
    found = shifts("a", *rows, back=range(len(rows) - 1))
    assert told(found) == [("a", *event) for event in events]


def test_a_spread_and_a_level_do_not_make_an_event():
    level, _ = shifts("a", 30, 50, back=[0])
    found = [level, *shifts("a", 50, form=Spread)]
    assert told(found) == [("a", 30, None), ("a", 50, None)]
    assert told(shifts("a", 30, 50, back=[0], form=Spread)) == [("a", 30, 50)]


def test_an_event_keeps_its_ends_in_another_table():
    away, back = (f.moved(np.arange(0, 300, 3)) for f in merged(shifts("a", 30, 50, back=[0])))
    assert away.back == back.place == Place(150, 144, 156) and back.since == 90
    rows = np.arange(1, 300, 3)
    away, _ = merged([f.moved(rows) for f in shifts("a", 30, 50, back=[0])], rows)
    assert away.back.row == 151


def test_both_ends_of_an_event_are_kept_where_one_is():
    found = [*shifts("a", 30, 50, back=[0]), *shifts("b", 30, 50)]
    assert with_other_ends(found, [True, False, True, False]) == [True, True, True, False]
    assert with_other_ends(found, [False, True, False, False]) == [True, True, False, False]
    assert with_other_ends(found, [False] * 4) == [False] * 4


def test_a_group_of_the_tasks_of_an_event_is_told_by_it_though_one_end_of_a_metric_is_not():
    event = [*shifts("a", 30, 50, back=[0]), *shifts("b", 30)]
    outage = group(range(31, 50), metrics=("a", "b"), share=0.6)
    assert kept(*event, outage) == []
    assert kept(*event[:2], outage) == [outage]  # which b has nothing to say of
    wider = group(range(20, 60), metrics=("a", "b"), share=0.6)
    assert kept(*event, wider) == [wider]


def test_the_tasks_of_an_event_are_four_in_five_of_a_group_and_of_it_together():
    event = shifts("a", 30, 50, back=[0])
    assert kept(*event, group(range(30, 46), share=0.6)) == []
    for rows in (range(35, 51), range(30, 45)):
        other = group(rows, share=0.6)
        assert kept(*event, other) == [other]


def test_a_shift_is_a_tested_change_of_level():
    assert is_shift(shift("a", 30))
    others = [shift("a", 30, form=Spread), shift("a", 30, p_value=None), group(range(30))]
    assert not any(is_shift(one) for one in others)


def test_a_change_of_each_value_and_one_of_all_tasks_are_one_event_of_all_tasks():
    each = Scope("host", (Sides("x", 20, 20, 1.0, 2.0),), (), 2, each=True)
    hidden, plain = replace(shift("a", 50), scope=each), shift("b", 50)
    (told,) = merged([hidden, plain])
    assert (told.metrics, told.scope) == (("a", "b"), None)
    (told,) = merged([hidden, replace(plain, scope=each)])
    assert told.scope == each
    some = replace(plain, scope=each._replace(each=False))
    assert len(merged([hidden, some])) == 2
