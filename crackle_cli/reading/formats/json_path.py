"""Where in a JSON document the rows are: --json-path, through objects and arrays of objects."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from crackle_cli.errors import InputError
from crackle_cli.suggest import listed


class Number(str):
    """A JSON number as it is written."""


def at_path(name: str, value: Any, path: str | None) -> Any:
    """What is at a dotted path. Raises InputError, which begins with the `name` of the file.

    On the way through an array of objects, each of them is repeated for every element of the array
    inside it, which stands in its place: `runs.benches` gives rows with `date` and `benches.name`.
    """
    keys = path.split(".") if path else []
    for at, key in enumerate(keys):
        if isinstance(value, list) and holds_objects(value) and value:
            rest = keys[at:]
            rows = [row for one in value for row in _repeated(one, rest, f"{name}: {path}")]
            if not rows:
                raise _no_key(name, key, path, value[0])
            return rows
        if not isinstance(value, dict) or key not in value:
            raise _no_key(name, key, path, value)
        value = value[key]
    return value


def _no_key(name: str, key: str, path: str | None, here: Any) -> InputError:
    known = listed(here) if isinstance(here, dict) else "no keys"
    return InputError(f'{name}: no "{key}" on the way to --json-path {path}; here: {known}')


def _repeated(row: Any, keys: Sequence[str], where: str) -> Iterator[Any]:
    """An object once for each element of the array at the keys in it, nested ones too."""
    if not keys:
        yield row
        return
    key, *rest = keys
    inside = row.get(key) if isinstance(row, dict) else None
    if inside is None:  # this one has none
        return
    if not isinstance(inside, (list, dict)):
        raise InputError(f'{where}: "{key}" is no array of objects in every row')
    for one in inside if isinstance(inside, list) else [inside]:
        for element in _repeated(one, rest, where):
            yield {**row, key: element}


def json_path_option(path: str | None, inside: str) -> str:
    """The option, as it is typed in a shell, that goes from a path to what is inside."""
    return f"--json-path {shlex.quote(f'{path}.{inside}' if path else inside)}"


def holds_objects(entry: Any) -> bool:
    """Whether a value is an array of objects, by its first element."""
    return isinstance(entry, list) and all(isinstance(one, dict) for one in entry[:1])


def rows_inside(name: str, rows: Sequence[Any], path: str | None) -> tuple[str, ...]:
    """A warning where the rows hold arrays of objects with numbers, which are no columns."""
    first = rows[0] if isinstance(rows[0], dict) else {}
    for key, entry in first.items():
        if not entry or not holds_objects(entry):
            continue
        cells: dict[str, Any] = entry[0]
        if any(isinstance(cell, Number) for cell in cells.values()):
            tells = next((k for k, cell in cells.items() if not isinstance(cell, Number)), "…")
            by = shlex.quote(f"{key}.{tells}")
            how = f"{json_path_option(path, key)} --by {by}"
            return (f'{name}: "{key}" holds rows of its own in each row; {how} looks at them',)
    return ()
