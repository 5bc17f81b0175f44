import sys
import threading

import pytest

from crackle_cli.parallel import side_by_side


@pytest.mark.parametrize("lanes", [1, 2, 5])
def test_answers_come_in_the_order_of_the_works(lanes):
    assert side_by_side([lambda n=n: n * n for n in range(4)], lanes) == [0, 1, 4, 9]


def test_two_works_run_at_once():
    meet = threading.Barrier(2, timeout=20)
    assert sorted(side_by_side([meet.wait, meet.wait], 2)) == [0, 1]


def test_one_lane_is_the_calling_thread():
    works = [threading.current_thread] * 3
    assert set(side_by_side(works, 1)) == {threading.current_thread()}


@pytest.mark.parametrize("lanes", [1, 2])
def test_an_error_is_raised_and_ends_the_rest(lanes):
    begun = []

    def fails():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        side_by_side([fails, fails, *[lambda: begun.append(1)] * 50], lanes)
    assert len(begun) < 50


def test_the_turns_of_threads_are_as_before():
    usual = sys.getswitchinterval()
    side_by_side([int, int], 2)
    assert sys.getswitchinterval() == usual
