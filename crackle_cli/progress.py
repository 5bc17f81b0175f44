"""How far long work has come, said to whoever wants to know."""

from typing import Protocol


class Progress(Protocol):
    """Called now and then, from the thread that works."""

    def __call__(self, stage: str, done: int, whole: int, unit: str) -> None:
        """`done` of `whole` bytes or rows of a stage; a `whole` of 0 is not known."""


def silent(stage: str, done: int, whole: int, unit: str) -> None:
    """For those who do not want to know."""
