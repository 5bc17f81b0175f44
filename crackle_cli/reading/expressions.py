"""SQL scalar expressions of --where and --glaze, through an allow-list.

The text is parsed by DuckDB itself; the tree may hold only the node kinds, functions and types
listed here and the columns of the table, and what is run is the SQL that the parser makes of the
tree, in a connection that can reach neither files nor the network.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from crackle_cli.errors import ExpressionError
from crackle_cli.reading.engine import connected
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table import Floats
from crackle_cli.visible import visible

MOST_CHARACTERS = 2000
MOST_DEPTH = 50

CLASSES = {
    "COLUMN_REF", "CONSTANT", "FUNCTION", "COMPARISON", "CONJUNCTION", "OPERATOR", "CASE",
    "CAST", "BETWEEN", "TYPE",
}  # fmt: skip
OPERATORS = {"+", "-", "*", "/", "//", "%", "**", "^", "~~", "!~~", "~~*", "!~~*", "||"}
FUNCTIONS = {
    "abs", "ceil", "ceiling", "floor", "round", "trunc", "sign", "sqrt", "cbrt", "exp", "ln",
    "log", "log2", "log10", "pow", "power", "mod", "greatest", "least", "coalesce", "nullif",
    "ifnull", "if", "isnan", "isinf", "isfinite", "sin", "cos", "tan", "asin", "acos", "atan",
    "atan2", "degrees", "radians", "pi", "lower", "upper", "length", "trim", "ltrim", "rtrim",
    "contains", "starts_with", "prefix", "ends_with", "suffix", "regexp_matches", "substr",
    "substring", "left", "right", "concat", "strlen", "position", "instr", "not",
    "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape", "divide",
}  # fmt: skip
TYPES = {
    "double", "float", "real", "integer", "int", "bigint", "boolean", "bool", "varchar", "text",
    "date", "timestamp", "decimal", "smallint", "tinyint", "hugeint",
}  # fmt: skip

# Functions whose result can be much longer than what they are given (replace, repeat, lpad) are
# left out: nested, they fill the memory whatever limit is set.
LOCKED = (
    "threads = 2",
    "memory_limit = '2GB'",
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "enable_external_access = false",
    "lock_configuration = true",
)

Columns = Mapping[str, np.ndarray]


class Evaluator:
    """Evaluates expressions over columns: float64 arrays, and object arrays of str or None."""

    def __init__(self, columns: Columns) -> None:
        import duckdb

        self._columns = dict(columns)
        self._resolved: set[str] = set()
        self._made_of: dict[str, frozenset[str]] = {}
        self._engine = connected(*LOCKED)
        self._error: type[Exception] = duckdb.Error

    def condition(self, text: str) -> np.ndarray:
        """(n,) of bool: where the condition holds; missing is false. Raises ExpressionError."""
        result = self._evaluated(text, "BOOLEAN", "--where")
        return np.ma.filled(result, False).astype(bool)

    def metric(self, name: str, text: str) -> Floats:
        """(n,) float64; what cannot be computed is NaN. The result can be used by name after."""
        self._resolved.clear()
        result = self._evaluated(text, "DOUBLE", f"--glaze {name}")
        made_of = (self._made_of.get(column, frozenset({column})) for column in self._resolved)
        self._made_of[name] = frozenset[str]().union(*made_of)
        values = np.ma.filled(result.astype(np.float64), np.nan)
        values[~np.isfinite(values)] = np.nan
        self._columns[name] = values
        return values

    @property
    def made_of(self) -> Mapping[str, frozenset[str]]:
        """The columns given at first that each metric so far is computed from."""
        return dict(self._made_of)

    def _evaluated(self, text: str, kind: str, option: str) -> np.ma.MaskedArray[Any, Any]:
        sql = self._canonical(text, option)
        # NaN must be NULL: in SQL NaN is a value, and larger than every other
        view = {name: _masked(values) for name, values in self._columns.items()}
        self._engine.register("tasks", view)
        try:
            query = f"SELECT TRY_CAST(({sql}) AS {kind}) AS answer FROM tasks"
            answer = self._engine.execute(query).fetchnumpy()["answer"]
        except self._error as error:
            raise ExpressionError(f'{option} "{text}": {_first_line(error)}') from None
        finally:
            self._engine.unregister("tasks")
        return np.ma.asarray(answer)

    def _canonical(self, text: str, option: str) -> str:
        """The checked expression as SQL. Raises ExpressionError."""
        if len(text) > MOST_CHARACTERS:
            raise ExpressionError(f"{option}: longer than {MOST_CHARACTERS} characters")
        serialized = self._one("SELECT json_serialize_sql(?)", f"SELECT ({text})")
        try:
            tree = json.loads(serialized)
        except RecursionError:
            raise ExpressionError(f"{option}: nested too deeply; write a shorter one") from None
        if tree.get("error"):
            raise ExpressionError(f'{option} "{text}": {self._mistake(text, tree)}')
        node = tree["statements"][0]["node"]
        if len(tree["statements"]) != 1 or not _is_bare_select(node):
            raise ExpressionError(f'{option} "{text}": only one expression over columns is allowed')
        for part in _expressions(node["select_list"][0], 0, f'{option} "{text}"'):
            self._check(part, f'{option} "{text}"')
        return str(self._one("SELECT json_deserialize_sql(?)", json.dumps(tree))).removeprefix(
            "SELECT "
        )

    def _mistake(self, text: str, tree: Mapping[str, Any]) -> str:
        """What is wrong with a text: never the bracket that was put behind it, but what it ends."""
        if '")"' in tree["error_message"]:
            bare = json.loads(self._one("SELECT json_serialize_sql(?)", f"SELECT {text}"))
            tree = bare if bare.get("error") else tree
        return _first_line(tree["error_message"])

    def _one(self, query: str, argument: str) -> Any:
        ((answer,),) = self._engine.execute(query, [argument]).fetchall()
        return answer

    def _check(self, part: dict[str, Any], where: str) -> None:
        kind = part["class"]
        if kind == "COLUMN_REF":
            self._resolve(part, where)
        elif kind == "FUNCTION":
            name = part["function_name"].lower()
            if name not in OPERATORS and name not in FUNCTIONS:
                hint = did_you_mean(name, FUNCTIONS)
                raise ExpressionError(f'{where}: the function "{name}" is not allowed{hint}')
        elif kind == "TYPE" and part["type_name"].lower() not in TYPES:
            raise ExpressionError(f"{where}: the type {part['type_name']} is not allowed")
        elif kind not in CLASSES:
            what = kind.lower().replace("_", " ")
            raise ExpressionError(
                f"{where}: a {what} is not allowed; write an expression over columns"
            )

    def _resolve(self, part: dict[str, Any], where: str) -> None:
        """One column by its name, whole or dotted, in any case."""
        written = ".".join(part["column_names"])
        by_folded = {name.casefold(): name for name in self._columns}
        name = written if written in self._columns else by_folded.get(written.casefold())
        if name is None:
            hint = did_you_mean(written, self._columns)
            if not hint and f'"{written}"' in where[where.index('"') + 1 : -1]:
                hint = f" - text stands in single quotes: '{written}'"
            raise ExpressionError(
                f'{where}: no column "{written}"{hint}; columns: {listed(self._columns)}'
            )
        self._resolved.add(name)
        part["column_names"] = [name]


def _masked(values: np.ndarray) -> np.ndarray:
    return np.ma.masked_invalid(values) if values.dtype == np.float64 else values


def _is_bare_select(node: dict[str, Any]) -> bool:
    """SELECT with one expression and no other clause."""
    source = node.get("from_table", {}).get("type")
    clauses = ("where_clause", "group_expressions", "having", "qualify", "sample", "modifiers")
    return (
        node["type"] == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and source == "EMPTY"
        and not any(node.get(clause) for clause in clauses)
        and not node.get("cte_map", {}).get("map")
    )


def _expressions(node: Any, depth: int, where: str) -> Iterator[dict[str, Any]]:
    """Every node of the tree that has a class. Raises ExpressionError where it is too deep."""
    if depth > 4 * MOST_DEPTH:
        raise ExpressionError(f"{where}: nested too deeply")
    if isinstance(node, dict):
        if "class" in node:
            yield node
        for value in node.values():
            yield from _expressions(value, depth + 1, where)
    elif isinstance(node, list):
        for value in node:
            yield from _expressions(value, depth + 1, where)


def _first_line(error: object) -> str:
    return visible(str(error).strip().split("\n")[0])
