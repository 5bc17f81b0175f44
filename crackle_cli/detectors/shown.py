"""What a reader is shown of a finding: the fields that say what they mean, as figures and facts.

A field, a class variable or a property is shown where its type is annotated:

    before: Annotated[float, Figure("Level before the change.")]

Figures are the numbers of `pattern.metrics`, facts the entries of `pattern.evidence`; what the
values of a fact show is a fact of it. The schema of the JSON is made of the same annotations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, ClassVar, NamedTuple, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Shown:
    """What a value means.

    name      what it is called where it is shown; empty: as the field
    optional  whether it is left out where it is None, and not shown as null
    least, most  what it is at least and at most, where that is a matter of definition
    """

    about: str
    name: str = ""
    optional: bool = False
    least: float | None = None
    most: float | None = None


class Figure(Shown):
    """A number of `pattern.metrics`."""


class Fact(Shown):
    """An entry of `pattern.evidence`, or of a value in it."""


class Field(NamedTuple):
    """One of the fields that a type shows: its attribute, its type and its meaning."""

    attribute: str
    type: Any
    shown: Shown

    @property
    def name(self) -> str:
        return self.shown.name or self.attribute


METHOD = "How it was found."  # of what every method of a detector finds

_FIELDS: dict[type, tuple[Field, ...]] = {}  # annotations are slow to read
_OF_SORT: dict[tuple[type, type[Shown]], tuple[tuple[str, str, bool], ...]] = {}


def fields(cls: type) -> tuple[Field, ...]:
    """What a type shows, in the order of its fields and then of its properties."""
    if cls not in _FIELDS:
        _FIELDS[cls] = _fields_of(cls)
    return _FIELDS[cls]


def _fields_of(cls: type) -> tuple[Field, ...]:
    if cls.__module__ == "builtins" or issubclass(cls, Enum):
        return ()
    hints: dict[str, Any] = dict(get_type_hints(cls, include_extras=True))
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, property) and value.fget:
                hints[name] = get_type_hints(value.fget, include_extras=True).get("return")
    return tuple(field for name, hint in hints.items() for field in _shown_by(name, hint))


def _shown_by(name: str, hint: Any) -> Iterator[Field]:
    """None of what says nothing; two of what is a figure and a fact."""
    if get_origin(hint) is ClassVar:
        (hint,) = get_args(hint)
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
        yield from (Field(name, kind, note) for note in notes if isinstance(note, Shown))


PLAIN = frozenset((float, int, str, bool, type(None)))  # most values, of thousands of tasks


def figures(*records: object) -> dict[str, float | None]:
    """The numbers that some records show: `pattern.metrics`."""
    return _shown(records, Figure)


def facts(*records: object) -> dict[str, Any]:
    """Everything else that they show, as JSON can hold it: `pattern.evidence`."""
    return _shown(records, Fact)


def _shown(records: tuple[object, ...], sort: type[Shown]) -> dict[str, Any]:
    return {
        name: value if type(value) in PLAIN else plain(value)
        for record in records
        for name, attribute, optional in _of_sort(type(record), sort)
        if (value := getattr(record, attribute)) is not None or not optional
    }


def _of_sort(cls: type, sort: type[Shown]) -> tuple[tuple[str, str, bool], ...]:
    """Names, attributes, and whether they may be left out: of the fields of one sort."""
    if (cls, sort) not in _OF_SORT:
        _OF_SORT[cls, sort] = tuple(
            (field.name, field.attribute, field.shown.optional)
            for field in fields(cls)
            if isinstance(field.shown, sort)
        )
    return _OF_SORT[cls, sort]


def plain(value: Any) -> Any:
    """A value as dicts, lists, texts, numbers and None."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if fields(type(value)):
        return _shown((value,), Fact)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value
