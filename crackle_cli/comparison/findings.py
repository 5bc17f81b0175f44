"""What a comparison tells, as values: each type has what its sentence and its JSON need."""

from dataclasses import dataclass
from typing import ClassVar

from crackle_cli.comparison.sizes import Size


@dataclass(frozen=True)
class Finding:
    """metrics: what it speaks of, the one that it is of first; p_value: None of what is no test."""

    kind: ClassVar[str]
    metrics: tuple[str, ...]
    p_value: float | None


@dataclass(frozen=True)
class LevelChange(Finding):
    """A metric is higher or lower.

    tasks     how many tasks of base and of new have a value
    left_out  how many lie too far out to count in the test
    assumed   whether so few tasks tell only if each side is of one level
    """

    kind: ClassVar[str] = "level"
    size: Size
    tasks: tuple[int, int]
    left_out: int = 0
    assumed: bool = False


@dataclass(frozen=True)
class Missing(Finding):
    """A metric that one side alone has; `side` is the one without it, "base" or "new"."""

    kind: ClassVar[str] = "missing"
    side: str
    reason: str = ""


@dataclass(frozen=True)
class OtherUnit(Finding):
    """A metric whose cells are in other units, so that its numbers cannot be compared."""

    kind: ClassVar[str] = "unit"
    before: str
    after: str


@dataclass(frozen=True)
class Same:
    """A metric that is not told apart.

    size           what its change might be
    smallest       the change that would have been seen in 80 of 100 cases, as a share of the level
                   of base where `relative`; None where nothing varies
    told           whether it surely changed, by less than matters
    """

    metric: str
    size: Size
    tasks: tuple[int, int]
    p_value: float
    smallest: float | None
    relative: bool
    told: bool = False
