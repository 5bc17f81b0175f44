"""How what spans of rows say is brought together."""

import threading

import pytest

from crackle_cli.cooling.mappers import Loop, Threads, merged

SPANS = [range(first, first + 2) for first in range(0, 22, 2)]


@pytest.mark.parametrize("mapper", [Loop(), Threads(1), Threads(3)])
@pytest.mark.parametrize("count", range(1, 12))
def test_neighbours_are_joined_in_their_order(mapper, count):
    joined = mapper.reduce(list, SPANS[:count], lambda these, later: these + later)
    assert joined == list(range(2 * count))


def test_no_part_is_copied_more_often_than_the_logarithm_of_their_number():
    def plus(these, later):
        return max(these, later) + 1

    assert [merged([0] * count, plus) for count in (1, 2, 3, 4, 7, 8, 64)] == [
        0, 1, 2, 2, 3, 3, 6,
    ]  # fmt: skip


def test_few_parts_are_kept_at_once():
    alive = most = 0

    def parts():
        nonlocal alive, most
        for part in range(64):
            alive += 1
            most = max(most, alive)
            yield part

    def plus(these, later):
        nonlocal alive
        alive -= 1
        return these

    assert merged(parts(), plus) == 0 and (alive, most) == (1, 7)


def test_threads_work_on_as_many_spans_at_once_as_there_are_lanes():
    together = threading.Barrier(2, timeout=30)

    def work(span):
        together.wait()
        return 1

    assert Threads(2).reduce(work, SPANS[:4], int.__add__) == 4
