"""Many series side by side: what they ask for in the same form is computed in one call for all.

The model of a series is sought step by step, and the next step hangs on what the one before has
shown. So each series is a coroutine that awaits what is costly: all are led up to where they wait,
what they wait for is computed for rows of equal length together, and each is told its own row. A
few calls on a matrix cost what hundreds on short rows do; what a row is told is the same alone.
"""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Generator, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

A = TypeVar("A")
T = TypeVar("T")

TOGETHER = 1 << 15  # values: 256 KiB, so that they and what is made of them stay in the cache

Work = Coroutine[Any, Any, T]


class Asked(Generic[A, T]):
    """What one series waits for: `many` of what was asked in a form `alike`, `size` values each."""

    __slots__ = ("alike", "argument", "many", "size")

    def __init__(
        self, many: Callable[[list[A]], Iterable[T]], argument: A, size: int, alike: Hashable = ()
    ) -> None:
        self.many = many
        self.argument = argument
        self.size = size
        self.alike = many, size, alike

    def __await__(self) -> Generator["Asked[A, T]", T, T]:
        return (yield self)


class _Each(Generic[T]):
    """Several works that one waits for."""

    __slots__ = ("works",)

    def __init__(self, works: Sequence[Work[T]]) -> None:
        self.works = works

    def __await__(self) -> Generator["_Each[T]", list[T], list[T]]:
        return (yield self)


class _Task:
    """A work under way, where its result goes, and how many works it waits for."""

    __slots__ = ("awaited", "parts", "place", "report_to", "work")

    def __init__(self, work: Work[Any], report_to: "_Task | None", place: int) -> None:
        self.work = work
        self.report_to = report_to
        self.place = place
        self.parts: list[Any] = []
        self.awaited = 0


async def each(works: Iterable[Work[T]]) -> list[T]:
    """What each of several works of one series comes to, done side by side."""
    listed = list(works)
    return await _Each(listed) if listed else []


def together(works: Iterable[Work[T]]) -> list[T]:
    """What each work comes to, in their order."""
    return _Rounds().all(each(works))


def alone(work: Work[T]) -> T:
    """What one work comes to."""
    return _Rounds().all(work)


class _Rounds:
    """Leads works on until all wait, and computes what they wait for, as often as it takes."""

    def __init__(self) -> None:
        self.waiting: dict[Hashable, list[tuple[_Task, Asked[Any, Any]]]] = defaultdict(list)

    def all(self, work: Work[T]) -> T:
        last = _Task(work, None, 0)
        last.parts = [None]
        self._lead(last, None)
        while self.waiting:
            asked, self.waiting = self.waiting, defaultdict(list)
            for alike in asked.values():
                self._compute(alike)
        found: T = last.parts[0]
        return found

    def _compute(self, alike: list[tuple[_Task, Asked[Any, Any]]]) -> None:
        first = alike[0][1]
        rows = max(1, TOGETHER // first.size)
        for start in range(0, len(alike), rows):
            chunk = alike[start : start + rows]
            told = first.many([asked.argument for _, asked in chunk])
            for (task, _), one in zip(chunk, told, strict=True):
                self._lead(task, one)

    def _lead(self, task: _Task, told: Any) -> None:
        """A task up to where it waits again, or to its end and that of what waits for it."""
        try:
            wanted = task.work.send(told)
        except StopIteration as end:
            self._finish(task, end.value)
            return
        if isinstance(wanted, Asked):
            self.waiting[wanted.alike].append((task, wanted))
            return
        task.parts, task.awaited = [None] * len(wanted.works), len(wanted.works)
        for place, work in enumerate(wanted.works):
            self._lead(_Task(work, task, place), None)

    def _finish(self, task: _Task, result: Any) -> None:
        above = task.report_to
        if above is None:
            task.parts = [result]
            return
        above.parts[task.place] = result
        above.awaited -= 1
        if not above.awaited:
            self._lead(above, above.parts)
