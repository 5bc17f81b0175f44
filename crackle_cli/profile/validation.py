"""Whether a profile says only what a profile can say; the first mistake is named with its line."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from crackle_cli.errors import ProfileError
from crackle_cli.profile.kinds import ANY, WORDS, kinds_of
from crackle_cli.profile.min_change import entry_of
from crackle_cli.profile.settings import SECTIONS, CoolingRate, GateSettings, settable
from crackle_cli.profile.yaml_file import YamlFile
from crackle_cli.suggest import did_you_mean, listed

_SECTIONS: Mapping[str, type] = {**SECTIONS, "gate": GateSettings}
_RATES = tuple(rate.value for rate in CoolingRate)


def check_profile(written: YamlFile, owner: type) -> None:
    """Raises ProfileError with file and line. `owner`: the dataclass of the top-level keys."""
    known = ["extends", *(f.name for f in fields(owner) if f.name != "document")]
    for key, value in written.data.items():
        where = written.where(key)
        _known(key, known, "", where)
        if key not in _SECTIONS:
            _check_value(owner, key, value, where)
            continue
        if not isinstance(value, Mapping):
            raise ProfileError(f"{where}: {key} holds settings; write them indented below it")
        for name, entry in value.items():
            where = written.where(key, name)
            _known(name, list(settable(_SECTIONS[key])), f" in {key}", where)
            _check_value(_SECTIONS[key], name, entry, where)


def _known(key: str, known: list[str], inside: str, where: str) -> None:
    if key not in known:
        hint = did_you_mean(key, known)
        raise ProfileError(
            f'{where}: unknown key "{key}"{inside}{hint}; known: {listed(known, 30)}'
        )


def _check_value(owner: type, name: str, value: Any, where: str) -> None:
    """A value, or one value for each cooling rate."""
    if not isinstance(value, Mapping) or _by_metric(owner, name):
        problem = _problem(owner, name, value)
    elif set(value) == set(_RATES):
        problem = next(filter(None, (_problem(owner, name, value[rate]) for rate in _RATES)), None)
    else:
        problem = f"one value, or one for each of {', '.join(_RATES)}"
    if problem:
        raise ProfileError(f"{where}: {name} must be {problem}")


def _by_metric(owner: type, name: str) -> bool:
    """Whether a key holds a mapping of names rather than one value, or one by cooling rate."""
    return "Mapping" in _hint(owner, name)


def _hint(owner: type, name: str) -> str:
    """The annotation of a key as text; empty for a key of no field."""
    return _hints(owner).get(name, "")


@cache  # a profile asks a hundred times, at .3 ms each
def _hints(owner: type) -> dict[str, str]:
    return {name: str(hint) for name, hint in get_type_hints(owner).items()}


def _problem(owner: type, name: str, value: Any) -> str | None:
    """What `value` should have been, or None where it is right."""
    if name == "extends":
        return None if isinstance(value, str) else "the name of a profile or a file"
    known = next(f for f in fields(owner) if f.name == name)
    wanted = _hint(owner, name)
    if "range" in known.metadata:
        return _range_problem(value, known.metadata["range"], whole="int" in wanted)
    if name in ("rate", "method"):
        choices = _RATES if name == "rate" else owner.METHODS  # type: ignore[attr-defined]  # a section
        hint = did_you_mean(str(value), choices)
        return None if value in choices else f"one of {', '.join(choices)}, not {value!r}{hint}"
    if _by_metric(owner, name):
        return _by_metric_problem(name, value)
    if "bool" in wanted:
        return None if isinstance(value, bool) else f"true or false, not {value!r}"
    if holds_list(owner, name):
        entries = as_list(value)
        if not all(isinstance(entry, str) for entry in entries):
            return "a text or a list of texts, such as [duration, cache_hits]"
        return _kinds_problem(entries) if name == "fail_on" else None
    return None if isinstance(value, str) else f"a text, not {value!r}"


def holds_list(owner: type, name: str) -> bool:
    """Whether a key holds a list; a single entry may stand for a list of one."""
    return "tuple" in _hint(owner, name)


def as_list(value: Any) -> tuple[Any, ...]:
    """The entries of a list, or what stands for a list of one."""
    return tuple(value) if isinstance(value, list) else (value,)


def _kinds_problem(words: tuple[str, ...]) -> str | None:
    try:
        kinds_of(words)
    except ValueError as odd:
        known = (*SECTIONS, ANY)
        hint = did_you_mean(str(odd), (*WORDS, ANY))
        return f'some of {", ".join(known)}, not "{odd}"{hint}'
    return None


def _by_metric_problem(name: str, value: Any) -> str | None:
    fits: Callable[[Any], bool]
    fits, wanted = {
        "glaze": (_is_text, "name: expression"),
        "better": (_is_direction, "metric: lower` or `metric: higher"),
        "min_change": (
            _is_min_change,
            "metric: per cent`, `metric: 60ms` or `metric: {relative: 5, absolute: 2}",
        ),
    }[name]
    if isinstance(value, Mapping) and all(fits(entry) for entry in value.values()):
        return None
    return f"lines of the form `{wanted}`"


def _is_text(entry: Any) -> bool:
    return isinstance(entry, str)


def _is_direction(entry: Any) -> bool:
    return entry in ("lower", "higher")


def _is_min_change(entry: Any) -> bool:
    return entry_of(entry) is not None


def _range_problem(value: Any, bounds: tuple[float, float], whole: bool) -> str | None:
    low, high = bounds
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and low <= value <= high and not (whole and value != int(value)):
        return None
    return f"a {'whole ' if whole else ''}number from {low:g} to {high:g}, not {value!r}"
