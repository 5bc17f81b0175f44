"""What is news: what the last tasks began, or what could not be told without them."""

import numpy as np
import pytest

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import Spread
from crackle_cli.gate.recency import Recency, recency_of
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.table.part import Part
from tests.worlds.findings import drift, shift, wander
from tests.worlds.reports import onset, pattern

WHOLE = Part({}, 100)
FOUND = shift("a", 60, margin=0)
STEP = 8.0 * (np.arange(100) >= 60) + np.random.default_rng(3).normal(size=100)


class Looks:
    """A table of 100 tasks that tells a change now and with one to nine tasks less.

    tells   what the table tells without so many of its last tasks, where it is something else
    """

    def __init__(self, tells=(), now=(FOUND,), values=STEP, tasks=100):
        self.tells = dict.fromkeys(range(1, 10), now) | dict(tells)
        self.of_metrics, self.tasks = values, tasks
        self.asked = []

    def told(self, rows, metrics=()):
        self.asked.append((rows.tolist(), tuple(metrics)))
        return self.tells.get(self.tasks - rows.size, ())

    def values(self, metric):
        assert metric == "a"
        return self.of_metrics


def is_news(found=FOUND, after=40, **how):
    return not Recency(WHOLE, 10, Looks(**how)).no_news(found, after)


def told(*earlier):
    """A change at row 60 of 100, where the table without its last tasks tells so much."""
    return not is_news(tells={10: earlier, 11: earlier})


@pytest.mark.parametrize(
    ("earlier", "same"),
    [
        (shift("a", 60), True),
        (shift("a", 57, margin=1), True),
        (shift("a", 56, margin=1), False),
        (shift("a", 30, margin=0), False),
        (shift("b", 60), False),
        (shift("a", 60, levels=(2.0, 1.0)), False),
        (shift("a", 60, form=Spread), False),
        (drift("a"), True),
        (drift("a", 2.0, 1.0), False),
        (wander("a"), False),
    ],
)
def test_which_earlier_change_is_the_same(earlier, same):
    assert told(earlier) is same


def test_nothing_told_before_is_news_and_nobody_to_ask_is_not():
    assert is_news()
    assert Recency(WHOLE, 10).no_news(FOUND, 40) == "begins before the last 10 tasks"
    assert not is_news(drift("a"), now=(drift("a"),))
    assert not Recency(WHOLE, 0).no_news(FOUND, 40)


@pytest.mark.parametrize("other", [(), (drift("a"),), (shift("a", 30, margin=0),)])
def test_what_is_told_for_the_first_time_may_be_gone_with_the_next_task(other):
    assert not is_news(now=other)


def test_the_looks_that_cost_more_are_taken_only_where_something_would_trip():
    looks = Looks()
    recency = Recency(WHOLE, 10, looks)
    assert not recency.no_news(FOUND, 40) and not recency.no_news(FOUND, 40)
    counts = [(100 - len(rows), metrics) for rows, metrics in looks.asked]
    later = [n for n in range(2, 21) if n not in (10, 11)]
    assert counts == [(10, ()), (1, ("a",)), (11, ()), *((n, ("a",)) for n in later)]
    standing = Looks({10: (FOUND,), 11: (FOUND,)})
    assert Recency(WHOLE, 10, standing).no_news(FOUND, 40)
    assert [100 - len(rows) for rows, _ in standing.asked] == [10, 11]


@pytest.mark.parametrize(
    ("tells", "news"),
    [
        ((10,), False),  # told ten times running by now, and so now for the eleventh time
        ((11,), True),
        ((11, 12), False),
        ((19, 20), False),
        ((14, 16), True),
        ((20, 21), True),
    ],
)
def test_one_table_may_tell_it_by_chance_two_running_do_not(tells, news):
    assert is_news(tells=dict.fromkeys(tells, (FOUND,))) is news


def test_what_was_told_twice_and_then_not_is_not_told_again():
    assert is_news(tells=dict.fromkeys(range(3, 10), ()))
    assert is_news(tells=dict.fromkeys([3, 5, 7, 9], ()))
    assert not is_news(tells={3: ()})


def test_what_was_suspect_was_not_told():
    suspect = shift("a", 88, margin=30)
    earlier = {10: (suspect,), 11: (suspect,)}
    assert not is_news(tells=earlier)
    suspect = shift("a", 89, margin=30)
    earlier = {10: (suspect,), 11: (suspect,)}
    assert is_news(tells=earlier)
    looks = Looks(earlier)
    assert Recency(WHOLE, 10, looks, confirm=1).no_news(FOUND, 40)


def test_what_has_fewer_tasks_before_it_than_are_the_last_is_how_the_table_begins():
    values = 8.0 * (np.arange(100) >= 10) + np.random.default_rng(3).normal(size=100)
    for row, news in ((9, False), (10, True)):
        found = shift("a", row, margin=0)
        assert is_news(found, 100 - row, now=(found,), values=values) is news


@pytest.mark.parametrize("after", [40, 5])
def test_a_slope_that_is_cut_somewhere_is_no_news(after):
    slope = 6.0 * np.arange(100) / 100 + np.random.default_rng(3).normal(size=100)
    found = shift("a", 100 - after, margin=0)
    assert not is_news(found, after, now=(found,), values=slope)
    assert is_news(found, after, now=(found,), values=slope + 6.0 * (np.arange(100) >= 100 - after))
    spread = shift("a", 60, margin=0, form=Spread)
    assert is_news(spread, after, now=(spread,), values=slope)


def test_why_what_begins_late_is_no_news():
    slope = 6.0 * np.arange(100) / 100 + np.random.default_rng(3).normal(size=100)
    late = shift("a", 95, margin=0)
    reason = Recency(WHOLE, 10, Looks(values=slope)).no_news(late, 5)
    assert reason == "a slope explains it as well"
    assert not Recency(WHOLE, 10).no_news(late, 5), "nobody can say"


def test_a_step_counts_from_the_change_before_it():
    stairs = np.repeat([0.0, 9.0, 12.0], [30, 30, 40]) + np.random.default_rng(3).normal(size=100)
    before = shift("a", 30, margin=0)
    assert is_news(tells={10: (before,)}, values=stairs)
    slope = np.concatenate([[12.0] * 30, 6.0 * np.arange(70) / 70])
    slope += np.random.default_rng(3).normal(size=100)
    assert is_news(values=slope)
    assert not is_news(tells={10: (before,)}, values=slope)


def test_a_group_is_asked_without_its_own_last_tasks():
    parts = [Part({"os": name}, 50, np.arange(start, 100, 2)) for start, name in enumerate("ab")]
    looks = Looks(tasks=50)
    assert not recency_of(parts, 10, looks)({"os": "b"}).no_news(FOUND, 20)
    assert [rows for rows, _ in looks.asked][:3] == [
        list(range(1, 100 - 2 * n, 2)) for n in (10, 1, 11)
    ]


def test_an_old_change_trips_while_it_is_news():
    rules = GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
    one = pattern(FOUND, where=onset(60, 40))

    def gates(earlier):
        looks = Looks(dict.fromkeys((10, 11), earlier))
        return verdict_on([one], rules, [WHOLE], looks).judged[0].gates

    assert gates([]) and not gates([FOUND])
    assert not verdict_on([one], rules, [WHOLE]).judged[0].gates
