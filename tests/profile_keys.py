"""Every key of a profile in tables, from the classes that hold the settings."""

import re
from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any, get_type_hints

from crackle_cli.cli.options import InputOptions
from crackle_cli.profile.settings import SECTIONS, CoolingRate, DetectorSettings, GateSettings
from crackle_cli.profile.thermal_profile import ThermalProfile

# What the docstrings leave to the name of the key.
PLAIN = {
    "extends": "the profile that this one changes, by name or by its path",
    "name": "what reports call it",
    "description": "what `crackle profile list` says of it",
    "rate": "which of three values counts where a key has one for each rate",
    "seed": "of every random choice",
    "enabled": "whether this kind of pattern is looked for",
    "method": "which way of looking; `original` is the detector as first described",
}
NOT_INHERITED = {"name": "that of the file", "description": "none"}
FORMS = {
    "glaze": "`name: expression`",
    "better": "`metric: lower` or `metric: higher`",
    "min_change": "`metric: 5` (per cent), `metric: 60ms` or `metric: {relative: 5, absolute: 2}`",
    "rate": "fast, normal or slow",
}
HEAD = "| key | meaning | values | default |\n|---|---|---|---|\n"
_ENTRY = re.compile(r"^ {4}(\w+(?:, \w+)*) +(\S.*(?:\n {8,}\S.*)*)", re.MULTILINE)


def keys() -> str:
    """The keys at the top, then those of each section."""
    own = [f for f in fields(ThermalProfile) if f.name not in (*SECTIONS, "gate", "document")]
    extends = f"| `extends` | {PLAIN['extends']} | a text | `default` |\n"
    parts = ["### At the top", HEAD + extends + _rows(own, ThermalProfile, None)]
    for name, owner in {**SECTIONS, "gate": GateSettings}.items():
        parts += [f"### Under `{name}:`", HEAD + _rows(list(fields(owner)), owner, name)]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _rows(own: list[Field[Any]], owner: type, section: str | None) -> str:
    told = meanings(owner)
    rows = ((told[f.name], _values(f, owner), _default(f.name, section)) for f in own)
    lines = (
        " | ".join([f"| `{f.name}`", *(cell.replace("|", "\\|") for cell in row), ""])
        for f, row in zip(own, rows, strict=True)
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def meanings(owner: type) -> dict[str, str]:
    """Key -> what it means: from the docstrings, and from the options of the same name."""
    hints = get_type_hints(InputOptions, include_extras=True)
    told = dict(PLAIN)
    for name, hint in hints.items():
        (option,) = hint.__metadata__
        told[name] = f"{_in_a_sentence(option.help)} (`--{name.replace('_', '-')}`)"
    docstrings = [owner.__doc__ or ""]
    if issubclass(owner, DetectorSettings):
        docstrings.insert(0, DetectorSettings.__doc__ or "")
    for name, text in (entry for doc in docstrings for entry in _ENTRY.findall(doc)):
        if "," not in name and name not in PLAIN:
            told[name] = " ".join(text.split())
    return told


def _in_a_sentence(text: str) -> str:
    return text[0].lower() + text[1:].removesuffix(".")


def _values(field: Field[Any], owner: type) -> str:
    if field.name == "method":
        return " or ".join(f"`{name}`" for name in getattr(owner, "METHODS", ()))
    hint = str(get_type_hints(owner)[field.name])
    if "range" in field.metadata:
        low, high = field.metadata["range"]
        whole = "whole number" if "int" in hint else "number"
        return f"{whole}, {_bound(low)}" + (f" to {_bound(high)}" if high < 1e9 else " or more")
    if field.name in FORMS:
        return FORMS[field.name]
    if "bool" in hint:
        return "true or false"
    return "a list of texts" if "tuple" in hint else "a text"


def _bound(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _default(name: str, section: str | None) -> str:
    """The value of the default profile, with those of the other rates where they differ."""
    if section is None and name in NOT_INHERITED:
        return NOT_INHERITED[name]
    profile = ThermalProfile.default()
    values = {rate: _value(profile.with_rate(rate), name, section) for rate in CoolingRate}
    usual = values[CoolingRate.NORMAL]
    others = [f"{rate}: {_written(v)}" for rate, v in values.items() if v != usual]
    if name == "rate" or not others:
        return _written(usual)
    return f"{_written(usual)} ({', '.join(others)})"


def _value(profile: ThermalProfile, name: str, section: str | None) -> Any:
    return getattr(getattr(profile, section) if section else profile, name)


def _written(value: Any) -> str:
    if value is None or value in ((), "") or (isinstance(value, Mapping) and not value):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
