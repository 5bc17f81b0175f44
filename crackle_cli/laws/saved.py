"""A file of laws: what `--save-laws` writes and `crackle check` reads, and people may edit.

crackle_laws: 1
laws:
  - law: rows_in = rows_out + rejected
    kind: exact
    n: 500
    holds: 498
    broken_by: [job-213, job-377]
  - gross = net + tax          # by hand: exact, and no task may break it
"""

import json
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Any

from crackle_cli.errors import ProfileError
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.text import formula
from crackle_cli.profile.yaml_file import YamlFile, parse_yaml, read_yaml
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.visible import visible

VERSION = 1
MOST_EXCUSED = 20  # tasks that a law may excuse; more of them are a rate, not single mishaps
KEYS = ("law", "form", "kind", "tolerance", "quanta", "n", "holds", "broken_by")


def laws_as_yaml(laws: Iterable[Law]) -> str:
    """The text of a file of laws; `parse_laws` reads the same laws from it."""
    lines = [
        "# Laws for `crackle check`. Edit, add or delete: a law may also be just its formula.",
        f"crackle_laws: {VERSION}",
        "laws:",
    ]
    for law in laws:
        lines.append(f"  - law: {_quoted(formula(law))}")
        if law.form is LawForm.POWER:
            lines.append("    form: power")
        values: dict[str, object] = {"kind": law.kind.value, "n": law.n, "holds": law.holds}
        if law.tolerance:
            values["tolerance"] = law.tolerance
        if law.kind is LawKind.ROUNDED:
            values["quanta"] = law.quanta
        lines += [f"    {k}: {json.dumps(v, ensure_ascii=False)}" for k, v in values.items()]
        if law.broken_by:
            lines.append(f"    broken_by: [{', '.join(map(_quoted, law.broken_by))}]")
    if len(lines) == 3:
        lines[-1] = "laws: []"
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A YAML text on one line; characters that could steer a terminal are escaped."""
    return json.dumps(text, ensure_ascii=visible(text) != text)


def read_laws(path: Path) -> tuple[Law, ...]:
    """The laws of a file. Raises ProfileError with file and line."""
    return _laws(read_yaml(path))


def parse_laws(text: str, name: str) -> tuple[Law, ...]:
    """The laws in a text; `name` stands for the file in errors."""
    return _laws(parse_yaml(text, name))


def _laws(written: YamlFile) -> tuple[Law, ...]:
    for key in written.data:
        _known(key, ("crackle_laws", "laws"), written.where(key))
    version = written.data.get("crackle_laws")
    if version != VERSION or isinstance(version, bool):
        raise ProfileError(
            f"{written.where('crackle_laws')}: not a file of laws that this crackle reads; "
            f"it must say `crackle_laws: {VERSION}`, not {version!r}"
        )
    entries = written.data.get("laws")
    if not isinstance(entries, list):
        raise ProfileError(f"{written.where('laws')}: laws must be a list; begin each with `- `")
    if not entries:
        raise ProfileError(f"{written.where('laws')}: holds no laws; there is nothing to check")
    return tuple(_law(written, i, entry) for i, entry in enumerate(entries))


def _law(written: YamlFile, position: int, entry: Any) -> Law:
    where = written.where("laws", position)
    if isinstance(entry, str):
        return parse_law(entry, where)
    if not isinstance(entry, dict) or not isinstance(entry.get("law"), str):
        raise ProfileError(f"{where}: a law is a formula, or holds `law: formula`")
    for key in entry:
        _known(key, KEYS, written.where("laws", position, key))
    form = _choice(written, position, entry, "form", LawForm, None)
    law = parse_law(entry["law"], written.where("laws", position, "law"), form)
    tolerance = _number(written, position, entry, "tolerance", 0.0)
    default = LawKind.APPROXIMATE if tolerance else LawKind.EXACT
    kind = _choice(written, position, entry, "kind", LawKind, default)
    n, holds = (_count(written, position, entry, key) for key in ("n", "holds"))
    if holds > n:
        where = written.where("laws", position, "holds")
        raise ProfileError(f"{where}: holds ({holds}) cannot exceed n ({n})")
    terms = _with_quanta(law.terms, entry.get("quanta", {}), written.where("laws", position))
    return law._replace(
        kind=kind,
        terms=terms,
        tolerance=tolerance,
        n=n,
        holds=holds,
        broken_by=_names(written, position, entry),
    )


def _names(written: YamlFile, position: int, entry: Any) -> tuple[str, ...]:
    names = entry.get("broken_by", [])
    where = written.where("laws", position, "broken_by")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ProfileError(
            f'{where}: broken_by must be a list of names of tasks, such as [b17, "453"], '
            f"not {names!r}"
        )
    if len(names) > MOST_EXCUSED:
        raise ProfileError(
            f"{where}: broken_by names {len(names)} tasks; at most {MOST_EXCUSED} can be excused"
        )
    return tuple(names)


def _with_quanta(terms: tuple[Term, ...], quanta: Any, where: str) -> tuple[Term, ...]:
    numbers = isinstance(quanta, dict) and all(_is_number(q) and q >= 0 for q in quanta.values())
    if not numbers:
        raise ProfileError(
            f"{where}: quanta must be a step for each metric, such as {{total: 0.1}}"
        )
    known = [name for term in terms for name in term.factors]
    for name in quanta:
        _known(name, known, where)
    return tuple(
        t._replace(quanta=tuple(float(quanta.get(f, 0.0)) for f in t.factors)) for t in terms
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _number(written: YamlFile, position: int, entry: Any, key: str, default: float) -> float:
    value = entry.get(key, default)
    if not _is_number(value) or value < 0:
        where = written.where("laws", position, key)
        raise ProfileError(f"{where}: {key} must be a number of at least 0, not {value!r}")
    return float(value)


def _count(written: YamlFile, position: int, entry: Any, key: str) -> int:
    value = _number(written, position, entry, key, 0.0)
    if not value.is_integer():
        where = written.where("laws", position, key)
        raise ProfileError(f"{where}: {key} must be a whole number, not {value:g}")
    return int(value)


def _choice(
    written: YamlFile, position: int, entry: Any, key: str, choices: Any, default: Any
) -> Any:
    value = entry.get(key)
    if value is None:
        return default
    names = [choice.value for choice in choices]
    if value not in names:
        hint = did_you_mean(str(value), names)
        where = written.where("laws", position, key)
        raise ProfileError(f"{where}: {key} must be one of {', '.join(names)}, not {value!r}{hint}")
    return choices(value)


def _known(key: str, known: Iterable[str], where: str) -> None:
    names = list(known)
    if key not in names:
        hint = did_you_mean(key, names)
        raise ProfileError(f'{where}: unknown key "{key}"{hint}; known: {listed(names)}')
