import pytest

from crackle_cli.detectors.phase_transition import batching
from crackle_cli.detectors.phase_transition.batching import Asked, alone, each, together

CALLS = []


def doubled(numbers):
    CALLS.append(sorted(numbers))
    return [2 * number for number in numbers]


async def double(number, size=1):
    return await Asked(doubled, number, size)


async def power(number, exponent):
    for _ in range(exponent):
        number = await double(number)
    return number


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def test_what_many_ask_for_is_computed_in_one_call_and_told_to_each():
    assert together(double(number) for number in (3, 1, 2)) == [6, 2, 4]
    assert CALLS == [[1, 2, 3]]


def test_each_goes_as_many_steps_as_it_needs():
    assert together(power(1, exponent) for exponent in (0, 3, 1, 2)) == [1, 8, 2, 4]
    assert CALLS == [[1, 1, 1], [2, 2], [4]]


def test_one_may_wait_for_several_of_its_own():
    async def sums(number):
        parts = await each(power(part, part) for part in range(number))
        return sum(parts) + await double(number)

    assert together(sums(number) for number in (0, 3)) == [0, 0 + 2 + 8 + 6]
    assert alone(sums(3)) == 16


def test_rows_of_different_length_are_no_part_of_one_matrix():
    together([double(1, size=5), double(2, size=6)])
    assert CALLS == [[1], [2]]


def test_no_call_is_larger_than_the_cache(monkeypatch):
    monkeypatch.setattr(batching, "TOGETHER", 10)
    assert together(double(number, size=5) for number in range(3)) == [0, 2, 4]
    assert CALLS == [[0, 1], [2]]


def test_a_mistake_is_the_callers():
    async def wrong():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        alone(wrong())
