"""Large JSON Lines through DuckDB: only where that provably gives what the small way gives.

Keys and types are those of the first 256 KiB. DuckDB drops keys that it was not told of and
cannot say where a line is broken, so the keys are counted in the bytes: when every `":` of the
file is a key of a column that was read, nothing was lost. Otherwise the small way reads the file.
"""

from typing import Any

import numpy as np

from crackle_cli.reading.columns.types import (
    Column,
    MetricColumn,
    largest_size,
    typed,
    unmasked_texts,
)
from crackle_cli.reading.files.engine import connected
from crackle_cli.reading.files.scan import Scan, scanned
from crackle_cli.reading.files.sources import Source
from crackle_cli.reading.formats.json_rows import flat_object
from crackle_cli.reading.rows import FileRows
from crackle_cli.table.arrays import LARGEST_EXACT

JSON_SAMPLE_BYTES = 1 << 18  # bytes that decide keys and types
NULLS = (b'":null', b'": null')
TRUTHS = (b":true", b": true", b":false", b": false")
MOST_KEYS = 150  # DuckDB 2.0 turns objects with more than about 200 keys into maps

Tree = dict[str, Any]  # key -> whether it is numeric, or the tree of a nested object


def read_large_json_lines(source: Source) -> FileRows | None:
    """The rows as `read_json_lines` gives them, or None where that cannot be proven."""
    sample = _sample(source.head[:JSON_SAMPLE_BYTES])
    tree = _tree(sample) if sample else None
    if tree is None:
        return None
    # first what is quick to look for; what that leaves open is looked at more closely
    scan = scanned(source.path, 0, (b"\n", b":"), (b"\0", b"\r", b"true", b"false"))
    if not scan.utf8 or scan.present & {b"\0", b"\r"}:
        return None
    if scan.present and any(_leaves(tree).values()) and _occur(source, TRUTHS):
        return None  # DuckDB would read 1 and 0 in a column of numbers
    return _fetched(source, tree, scan)


def _sample(head: bytes) -> list[dict[str, Any]]:
    """The objects on the first lines; none where one of them is not plain."""
    try:
        lines = head[: head.rfind(b"\n")].decode().split("\n")
        return [flat_object(line) for line in lines if line.strip()]
    except ValueError:
        return []


def _tree(sample: list[dict[str, Any]]) -> Tree | None:
    """The keys of the sample as DuckDB's nested types, or None where they are too many."""
    names = dict.fromkeys(key for row in sample for key in row)
    if len(names) > MOST_KEYS or any("'" in name or '"' in name for name in names):
        return None
    tree: Tree = {}
    for name in names:
        column = typed([row.get(name) for row in sample])
        numeric = isinstance(column, MetricColumn) and not column.notes and not column.bad
        if isinstance(column, MetricColumn) and np.isin(column.values, (0.0, 1.0)).all():
            numeric = False  # perhaps true and false
        *path, leaf = name.split(".")
        node = tree
        for key in path:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                return None
        if leaf in node:
            return None
        node[leaf] = numeric
    return tree


def _occur(source: Source, needles: tuple[bytes, ...]) -> bool:
    return bool(scanned(source.path, 0, (), needles).present)


def _counted(source: Source, *needles: bytes) -> int:
    return sum(scanned(source.path, 0, needles, ()).counts.values())


def _leaves(tree: Tree, prefix: str = "") -> dict[str, bool]:
    """Dotted name -> whether it is numeric."""
    found: dict[str, bool] = {}
    for key, value in tree.items():
        name = prefix + key
        found |= _leaves(value, name + ".") if isinstance(value, dict) else {name: value}
    return found


def _kind(node: Any) -> str:
    if isinstance(node, dict):
        return "STRUCT(" + ", ".join(f'"{key}" {_kind(value)}' for key, value in node.items()) + ")"
    return "DOUBLE" if node else "VARCHAR"


def _fetched(source: Source, tree: Tree, scan: Scan) -> FileRows | None:
    import duckdb

    kinds = ", ".join(f"'{key}': '{_kind(value)}'" for key, value in tree.items())
    leaves = _leaves(tree)
    chosen = [".".join(f'"{key}"' for key in name.split(".")) for name in leaves]
    wanted = ", ".join(f"{path} AS c{i}" for i, path in enumerate(chosen))
    path = str(source.path).replace("'", "''")
    query = (
        f"SELECT {wanted} FROM read_json('{path}', format='newline_delimited', "
        f"columns={{{kinds}}}, auto_detect=false, maximum_object_size=16777216)"
    )
    connection = connected()
    try:
        fetched = connection.execute(query).fetchnumpy()
    except duckdb.Error:
        return None
    finally:
        connection.close()
    columns = list(fetched.values())
    n = len(columns[0])
    if n != scan.counts[b"\n"] + (not scan.ends_with_newline):
        return None
    missing = sum(int(np.ma.getmaskarray(column).sum()) for column in columns)
    keys = n * (len(leaves) + _objects(tree))
    if not _is_complete(source, scan, keys, missing, _known(tree)):
        return None
    return _file_rows(source, dict(zip(leaves, columns, strict=True)), leaves)


def _is_complete(
    source: Source, scan: Scan, keys: int, missing: int, known: frozenset[bytes]
) -> bool:
    """Whether each key in the bytes is a cell that was read.

    Of `keys` cells, `missing` have no value: those that say null, and those without a key. A
    nested object has a key of its own, which must be in every row. `known`: the keys as written.
    """
    if not missing and scan.counts[b":"] == keys:
        return True
    null = _counted(source, *NULLS) if missing else 0
    if missing < null or _counted(source, b'":') != keys - (missing - null):
        return False
    return not null or _counted(source, *known) == keys - (missing - null)  # a new key may be null


def _known(tree: Tree) -> frozenset[bytes]:
    """Every key of the tree, at any depth, as it stands in the bytes."""
    nested = [_known(value) for value in tree.values() if isinstance(value, dict)]
    return frozenset(f'"{key}":'.encode() for key in tree).union(*nested)


def _objects(tree: Tree) -> int:
    """Nested objects in a row."""
    return sum(1 + _objects(value) for value in tree.values() if isinstance(value, dict))


def _file_rows(
    source: Source, fetched: dict[str, np.ndarray], leaves: dict[str, bool]
) -> FileRows | None:
    columns: dict[str, Column] = {}
    for name, values in fetched.items():
        if leaves[name]:
            numbers = np.ma.filled(values, np.nan).astype(np.float64, copy=False)
            if numbers.size and largest_size(numbers) >= LARGEST_EXACT:  # infinite, or rounded
                return None
            columns[name] = MetricColumn(numbers)
        else:
            columns[name] = typed(unmasked_texts(values))
    n = len(next(iter(fetched.values())))
    lines = np.arange(1, n + 1, dtype=np.int64)
    return FileRows(file=source.name, format="jsonl", lines=lines, columns=columns)
