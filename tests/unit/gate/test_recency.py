"""What is news: what the last tasks began, or what could not be told without them."""

import numpy as np
import pytest

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import Spread, Wander
from crackle_cli.gate.recency import Recency, recency_of
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.table.part import Part
from tests.worlds.findings import drift, shift
from tests.worlds.reports import onset, pattern

WHOLE = Part({}, 100)
FOUND = shift("a", 60, margin=0)
WANDER = Wander(
    metrics=("a",),
    rows=np.arange(100),
    strength=0.6,
    confidence=0.5,
    p_value=1e-4,
    low=0.0,
    high=9.0,
)


STEP = 8.0 * (np.arange(100) >= 60) + np.random.default_rng(3).normal(size=100)


class Looks:
    """A table that tells `earlier` without its last tasks, `now` without the last one alone."""

    def __init__(self, earlier=(), now=(FOUND,), values=STEP, tasks=100):
        self.earlier, self.now, self.of_metrics, self.tasks = earlier, now, values, tasks
        self.asked = []

    def told(self, rows):
        self.asked.append(rows.tolist())
        return self.now if rows.size == self.tasks - 1 else self.earlier

    def values(self, metric):
        assert metric == "a"
        return self.of_metrics


def is_news(found=FOUND, **how):
    return Recency(WHOLE, 10, Looks(**how)).is_news(found)


def told(*earlier):
    """A change at row 60 of 100, where the table without its last tasks tells so much."""
    return not is_news(earlier=earlier)


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
        (WANDER, False),
    ],
)
def test_which_earlier_change_is_the_same(earlier, same):
    assert told(earlier) is same


def test_nothing_told_before_is_news_and_nobody_to_ask_is_not():
    assert is_news()
    assert not Recency(WHOLE, 10).is_news(FOUND)
    assert not is_news(drift("a"), now=(drift("a"),))


def test_what_is_told_for_the_first_time_may_be_gone_with_the_next_task():
    assert not is_news(now=())
    assert not is_news(now=(drift("a"),))
    assert not is_news(now=(shift("a", 30, margin=0),))


def test_the_table_is_asked_without_the_last_tasks_and_without_one_more_once():
    looks = Looks()
    recency = Recency(WHOLE, 10, looks)
    assert recency.is_news(FOUND) and recency.is_news(FOUND)
    assert [len(rows) for rows in looks.asked] == [90, 89, 99]


@pytest.mark.parametrize("size", [90, 89])
def test_either_look_back_is_enough(size):
    class OnlyThen(Looks):
        def told(self, rows):
            return [FOUND] if rows.size in (size, 99) else []

    assert not Recency(WHOLE, 10, OnlyThen()).is_news(FOUND)


def test_a_slope_that_is_cut_somewhere_is_no_news():
    slope = 6.0 * np.arange(100) / 100 + np.random.default_rng(3).normal(size=100)
    assert not is_news(values=slope)
    spread = shift("a", 60, margin=0, form=Spread)
    assert is_news(spread, now=(spread,), values=slope)


def test_a_step_counts_from_the_change_before_it():
    stairs = np.repeat([0.0, 9.0, 12.0], [30, 30, 40]) + np.random.default_rng(3).normal(size=100)
    before = shift("a", 30, margin=0)
    assert is_news(earlier=(before,), values=stairs)
    assert not is_news(earlier=(), values=stairs)


def test_a_group_is_asked_without_its_own_last_tasks():
    parts = [Part({"os": name}, 50, np.arange(start, 100, 2)) for start, name in enumerate("ab")]
    looks = Looks(tasks=50)
    assert recency_of(parts, 10, looks)({"os": "b"}).is_news(FOUND)
    assert looks.asked == [list(range(1, 100 - 2 * n, 2)) for n in (10, 11, 1)]


def test_an_old_change_trips_while_it_is_news():
    rules = GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
    one = pattern(FOUND, where=onset(60, 40))

    def gates(earlier):
        return verdict_on([one], rules, [WHOLE], Looks(earlier)).judged[0].gates

    assert gates([]) and not gates([FOUND])
    assert not verdict_on([one], rules, [WHOLE]).judged[0].gates
