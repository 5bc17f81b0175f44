"""What is news: what the last tasks began, or what could not be told without them."""

import numpy as np
import pytest

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import Spread
from crackle_cli.gate.recency import Recency, recency_of
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.table.part import Part
from tests.worlds.findings import drift, shift
from tests.worlds.reports import onset, pattern

WHOLE = Part({}, 100)
FOUND = shift("a", 60, margin=0)


def told(*earlier):
    """A change at row 60 of 100, where the table without its last tasks tells so much."""
    return not Recency(WHOLE, 10, lambda count: earlier).is_news(FOUND)


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
    ],
)
def test_which_earlier_change_is_the_same(earlier, same):
    assert told(earlier) is same


def test_nothing_told_before_is_news_and_nobody_to_ask_is_not():
    assert not told()
    assert not Recency(WHOLE, 10).is_news(FOUND)
    assert not Recency(WHOLE, 10, lambda count: ()).is_news(drift("a"))


def test_the_table_is_asked_without_the_last_tasks_and_without_one_more():
    asked = []
    recency = Recency(WHOLE, 10, lambda count: asked.append(count) or [])
    assert recency.is_news(FOUND) and recency.is_news(FOUND)
    assert asked == [10, 11]
    only_then = Recency(WHOLE, 10, lambda count: [FOUND] if count == 11 else [])
    assert not only_then.is_news(FOUND)


def test_a_group_is_asked_without_its_own_last_tasks():
    parts = [Part({"os": name}, 50, np.arange(start, 100, 2)) for start, name in enumerate("ab")]
    asked = []
    of = recency_of(parts, 10, lambda rows: asked.append(rows) or [])
    assert of({"os": "b"}).is_news(FOUND)
    assert [rows.tolist() for rows in asked] == [
        list(range(1, 100 - 2 * 10, 2)),
        list(range(1, 100 - 2 * 11, 2)),
    ]


def test_an_old_change_trips_while_it_is_news():
    rules = GateRules(fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
    one = pattern(FOUND, where=onset(60, 40))

    def gates(earlier):
        return verdict_on([one], rules, [WHOLE], lambda rows: earlier).judged[0].gates

    assert gates([]) and not gates([FOUND])
    assert not verdict_on([one], rules, [WHOLE]).judged[0].gates
