"""What a text column says of a change: that it turns there, which values move, or whose share does.

It says where, never because.
"""

from typing import Annotated, NamedTuple

from crackle_cli.detectors.shown import Fact


class Switch(NamedTuple):
    """A text column that has another value from one task to the next."""

    column: Annotated[str, Fact("The text column.")]
    before: Annotated[str, Fact("Its value before.")]
    after: Annotated[str, Fact("Its value from there on.")]


class Sides(NamedTuple):
    """The tasks of a value of a text column on both sides of a change, and their levels."""

    value: Annotated[str, Fact("The value.")]
    tasks_before: Annotated[int, Fact("Tasks before the change that have it.", least=0)]
    tasks_after: Annotated[int, Fact("Tasks after it.", least=0)]
    before: Annotated[float, Fact("Their level before; of a rate their share.")]
    after: Annotated[float, Fact("Their level after; of a rate their share.")]


class Scope(NamedTuple):
    """Which values of a text column move. Values that show too little are in neither list.

    each  whether all values move, which their levels hide: those told are means of theirs
    """

    column: Annotated[str, Fact("The text column.")]
    moved: Annotated[tuple[Sides, ...], Fact("The values that move.")]
    unchanged: Annotated[
        tuple[Sides, ...], Fact("The values that surely change by less than half as much, if any.")
    ]
    values: Annotated[int, Fact("How many values the column has.", least=2)]
    each: Annotated[bool, Fact("Whether every value moves, within which alone it shows.")] = False

    @property
    def key(self) -> tuple[str, frozenset[str]] | None:
        """What tells it from other scopes; None of all tasks."""
        return None if self.each else (self.column, frozenset(one.value for one in self.moved))


class Mixed(NamedTuple):
    """A value of a text column that another share of the tasks has."""

    column: Annotated[str, Fact("The text column.")]
    value: Annotated[str, Fact("Its value.")]
    before: Annotated[float, Fact("Share of the tasks that have it before.", least=0, most=1)]
    after: Annotated[float, Fact("Share of the tasks that have it after.", least=0, most=1)]


class MeanParts(NamedTuple):
    """What the change of a mean is made of (Kitagawa, 1955); within and mix add up to it."""

    within: Annotated[float, Fact("What the values change by, each with its mean share.")]
    mix: Annotated[float, Fact("What the changes of the shares make, at the mean levels.")]
    value_level: Annotated[float, Fact("Median of the tasks of the value whose share changes.")]
    others_level: Annotated[float, Fact("Median of the tasks of all other values.")]
