"""Independent work side by side, where numpy lets go of the interpreter for most of the time."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

Found = TypeVar("Found")

# Seconds after which a lane that computes in Python lets another one call numpy: Python's own
# 5 ms are longer than most calls, which would wait their turn many times as long as they run.
TURN = 0.0005


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(works: Sequence[Callable[[], Found]], lanes: int) -> list[Found]:
    """What each work returns, in the order of the works; `lanes` (>= 1) at once.

    The calling thread is one of the lanes, so that an interrupt reaches it; the others are
    daemons, which end with the process. Raises what a work raised.
    """
    todo = _Todo(works)
    helpers = [
        threading.Thread(target=todo.work, daemon=True) for _ in range(min(lanes, len(works)) - 1)
    ]
    usual = sys.getswitchinterval()
    if helpers:
        sys.setswitchinterval(TURN)
    try:
        for helper in helpers:
            helper.start()
        todo.work()
        for helper in helpers:
            helper.join()
    finally:
        sys.setswitchinterval(usual)
    if todo.error:
        raise todo.error
    return [todo.found[i] for i in range(len(works))]


class _Todo(Generic[Found]):
    """Works that are taken one by one by whoever has time; after an error no more are begun."""

    def __init__(self, works: Sequence[Callable[[], Found]]) -> None:
        self._next: Iterator[tuple[int, Callable[[], Found]]] = iter(enumerate(works))
        self._lock = threading.Lock()
        self.found: dict[int, Found] = {}
        self.error: Exception | None = None

    def _take(self) -> tuple[int, Callable[[], Found]] | None:
        with self._lock:
            return None if self.error else next(self._next, None)

    def work(self) -> None:
        while taken := self._take():
            place, run = taken
            try:
                self.found[place] = run()
            except Exception as error:  # noqa: BLE001  # told to the caller
                self.error = error
