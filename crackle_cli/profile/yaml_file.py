"""YAML of untrusted origin: plain values of the core schema (YAML 1.2), with their lines.

The text is read as a stream of parser events, so that depth and size are bounded and neither
aliases nor tags can build anything. Keys are always text (`no:` is the key "no").
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from crackle_cli.errors import ProfileError

MOST_YAML_BYTES = 1 << 20  # a profile has a few hundred bytes, a file of laws some kilobytes
MOST_YAML_DEPTH = 20  # a profile has four levels; the parser recurses
MOST_YAML_DIGITS = 300  # the integer part of the largest float64 has 309

Keys = tuple[str | int, ...]

_YAML_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_YAML_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlFile(NamedTuple):
    """The mapping that a file holds, and the line of every key in it."""

    name: str
    data: dict[str, Any]
    lines: dict[Keys, int]

    def where(self, *keys: str | int) -> str:
        """`file:line` of a key, or of the nearest key that stands above it."""
        while keys not in self.lines and keys:
            keys = keys[:-1]
        return f"{self.name}:{self.lines.get(keys, 1)}"


def read_yaml(path: Path) -> YamlFile:
    """Read a file that must hold a mapping. Raises ProfileError, with file and line."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_YAML_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(
            f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from None
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > MOST_YAML_BYTES:
        raise ProfileError(
            f"{path}: larger than {MOST_YAML_BYTES >> 20} MiB; no such file needs to be"
        )
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> YamlFile:
    """The mapping in `text`; `name` stands for the file in errors."""
    builder = _Builder(name)
    try:
        events = yaml.parse(text, Loader=_LOADER)
        data = builder.document(iter(events))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable characters"
        line = mark.line + 1 if mark is not None else 1
        raise ProfileError(f"{name}:{line}: not valid YAML: {problem}") from None
    if not isinstance(data, dict):
        raise ProfileError(f"{name}:1: holds no mapping; write lines of the form `key: value`")
    return YamlFile(name, data, builder.lines)


class _Builder:
    """Turns parser events into plain values; recursion is bounded by MOST_YAML_DEPTH."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: dict[Keys, int] = {}

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = {}
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._error(event, "a second document begins; keep one")
                value = self._value(next(events), events, ())
        return value

    def _value(self, event: Any, events: Iterator[Any], keys: Keys) -> Any:
        if len(keys) > MOST_YAML_DEPTH:
            raise self._error(event, f"nested deeper than {MOST_YAML_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._error(event, "anchors and aliases are not allowed; write the value out")
        if event.tag:
            raise self._error(event, f"the tag {event.tag} is not allowed; write a plain value")
        self.lines.setdefault(keys, _line(event))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, keys)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, keys)
        return self._scalar(event)

    def _mapping(self, events: Iterator[Any], keys: Keys) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a key must be plain text")
            key = str(event.value)
            if key in result:
                raise self._error(event, f'the key "{key}" stands twice')
            self.lines[*keys, key] = _line(event)
            result[key] = self._value(next(events), events, (*keys, key))
        return result

    def _sequence(self, events: Iterator[Any], keys: Keys) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            result.append(self._value(event, events, (*keys, len(result))))
        return result

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:  # quoted
            return text
        if text.lower() in _YAML_WORDS:
            return _YAML_WORDS[text.lower()]
        if _YAML_NUMBER.fullmatch(text):
            if len(text) > MOST_YAML_DIGITS:
                raise self._error(event, f"a number of {len(text)} digits")
            return int(text) if _INTEGER.fullmatch(text) else float(text)
        return text

    def _error(self, event: Any, message: str) -> ProfileError:
        return ProfileError(f"{self._name}:{_line(event)}: {message}")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
