"""A file of laws: what `--save-laws` writes and `crackle check` reads, and people may edit.

crackle_laws: 2
laws:
  - law: rows_in = rows_out + rejected
    kind: exact
    n: 500
    holds: 498
    broken_by: [job-213, job-377]
  - gross = net + tax          # by hand: exact, and no task may break it

Files of version 1, which have no `spread` and no `worst`, are read too.
"""

import json
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from crackle_cli.errors import ProfileError
from crackle_cli.laws.guard import of_version_1
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.parse import parse_law
from crackle_cli.laws.precision import FLOAT32
from crackle_cli.laws.text import formula
from crackle_cli.profile.yaml_file import YamlFile, parse_yaml, read_yaml
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.visible import visible

VERSION = 2
VERSIONS = (1, 2)  # that are read
SINGLE = "float32"  # where digits are said: those of a binary number of 32 bits
KEYS = (
    *("law", "form", "kind", "tolerance", "quanta", "n", "holds"),
    *("digits", "spread", "worst", "offset", "relative", "broken_by", "broken_rows"),
)


def laws_as_yaml(laws: Iterable[Law]) -> str:
    """The text of a file of laws; `parse_laws` reads the same laws from it."""
    lines = [
        "# Laws for `crackle check`. Edit, add or delete: a law may also be just its formula.",
        f"crackle_laws: {VERSION}",
        "laws:",
    ]
    for law in laws:
        mark = "" if _is_guardable(law) else "# "
        lines += [f"{mark}  {line}" for line in _entry(law)]
    if not any(line.startswith("  - ") for line in lines):
        lines[2] = "laws: []"
    return "\n".join(lines) + "\n"


def _is_guardable(law: Law) -> bool:
    """Whether the tasks that broke an exact law are all on record: else any check would fail."""
    excused = len(law.broken_by) + len(law.broken_rows)
    return law.kind is not LawKind.EXACT or excused >= min(1, law.n - law.holds)


def _entry(law: Law) -> Iterator[str]:
    """The lines of a law."""
    if not _is_guardable(law):
        yield f"not guarded: {law.n - law.holds:,} tasks break it, too many to be excused by name"
    yield f"- law: {_quoted(formula(law))}"
    if law.form is LawForm.POWER:
        yield "  form: power"
    values: dict[str, object] = {"kind": law.kind.value, "n": law.n, "holds": law.holds}
    if law.tolerance:
        values["tolerance"] = law.tolerance
    if law.kind is LawKind.ROUNDED:
        values["quanta"] = {metric: step for metric, step in law.quanta.items() if step}
    if law.digits:
        values["digits"] = {m: SINGLE if d == FLOAT32 else int(d) for m, d in law.digits}
    values |= {
        key: value
        for key in ("spread", "worst", "offset", "relative")
        if (value := getattr(law, key))
    }
    for key, value in values.items():
        yield f"  {key}: {json.dumps(value, ensure_ascii=False)}"
    if law.broken_by:
        yield f"  broken_by: [{', '.join(map(_quoted, law.broken_by))}]"
    if law.broken_rows:
        rows = ", ".join(f"{row}: {residual!r}" for row, residual in law.broken_rows)
        yield f"  broken_rows: {{{rows}}}"


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
    if version not in VERSIONS or isinstance(version, bool):
        raise ProfileError(
            f"{written.where('crackle_laws')}: not a file of laws that this crackle reads; "
            f"it must say `crackle_laws: {VERSION}`, not {version!r}"
        )
    entries = written.data.get("laws")
    if not isinstance(entries, list):
        raise ProfileError(f"{written.where('laws')}: laws must be a list; begin each with `- `")
    if not entries:
        raise ProfileError(f"{written.where('laws')}: holds no laws; there is nothing to check")
    laws = (_law(written, i, entry) for i, entry in enumerate(entries))
    return tuple(laws if version > 1 else map(of_version_1, laws))


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
    law = law._replace(
        kind=kind,
        terms=terms,
        tolerance=tolerance,
        n=n,
        holds=holds,
        broken_by=_names(written, position, entry),
        broken_rows=_rows(written, position, entry),
        spread=_number(written, position, entry, "spread", 0.0),
        worst=_number(written, position, entry, "worst", 0.0),
        digits=_digits(written, position, entry, law.metrics),
        offset=_signed(written, position, entry, "offset"),
        relative=_flag(written, position, entry, "relative"),
    )
    if n and len(law.broken_by) + len(law.broken_rows) >= n:
        raise ProfileError(f"{where}: excuses all of its {n} tasks; it guards nothing")
    return law


def _names(written: YamlFile, position: int, entry: Any) -> tuple[str, ...]:
    names = entry.get("broken_by", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ProfileError(
            f"{written.where('laws', position, 'broken_by')}: broken_by must be a list of names of "
            f'tasks, such as [b17, "453"], not {names!r}'
        )
    return tuple(names)


def _rows(written: YamlFile, position: int, entry: Any) -> tuple[tuple[int, float], ...]:
    rows = entry.get("broken_rows", {})
    whole = isinstance(rows, dict) and all(row.isdecimal() for row in rows)
    if not whole or not all(map(_is_number, rows.values())):
        raise ProfileError(
            f"{written.where('laws', position, 'broken_rows')}: broken_rows must be rows and their "
            f"residuals, such as {{17: -50.0}}, not {rows!r}"
        )
    return tuple((int(row), float(residual)) for row, residual in rows.items())


def _digits(
    written: YamlFile, position: int, entry: Any, metrics: Iterable[str]
) -> tuple[tuple[str, float], ...]:
    digits = entry.get("digits", {})
    where = written.where("laws", position, "digits")
    whole = isinstance(digits, dict) and all(map(_is_digits, digits.values()))
    if not whole:
        raise ProfileError(
            f"{where}: digits must be significant digits of metrics, such as {{total: 6}}, or "
            f"{SINGLE}"
        )
    for name in digits:
        _known(name, metrics, where)
    return tuple((name, FLOAT32 if d == SINGLE else float(d)) for name, d in digits.items())


def _is_digits(value: Any) -> bool:
    return value == SINGLE or (type(value) is int and value > 0)


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


def _signed(written: YamlFile, position: int, entry: Any, key: str) -> float:
    value = entry.get(key, 0.0)
    if not _is_number(value):
        where = written.where("laws", position, key)
        raise ProfileError(f"{where}: {key} must be a number, not {value!r}")
    return float(value)


def _flag(written: YamlFile, position: int, entry: Any, key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        where = written.where("laws", position, key)
        raise ProfileError(f"{where}: {key} must be true or false, not {value!r}")
    return value


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
