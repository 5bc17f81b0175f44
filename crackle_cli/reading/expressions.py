"""SQL scalar expressions of --where and --glaze, through an allow-list.

The text is parsed by DuckDB itself; the tree may hold only the node kinds, functions and types
listed here and the columns of the table, and what is run is the SQL that the parser makes of the
tree, in a connection that can reach neither files nor the network.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from crackle_cli.errors import ExpressionError
from crackle_cli.reading.columns.dates import seconds_of
from crackle_cli.reading.files.engine import connected
from crackle_cli.suggest import did_you_mean, listed
from crackle_cli.table.arrays import Floats
from crackle_cli.visible import visible

# What is in quotes, or a date that is not: SQL would take 2026-01-01 for 2024.
_BARE_DATE = re.compile(
    r"""'[^']*'|"[^"]*"|(?<![\w.])(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"""
    r"""(?:Z|[+-]\d\d:?\d\d)?)?)(?![\w.])"""
)
MOST_EXPRESSION_CHARACTERS = 2000  # what a person types has a few dozen
MOST_EXPRESSION_DEPTH = 50  # of parentheses; we walk the tree, and Python recurses 1,000 deep

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
CAST_TYPES = {
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
    """Evaluates expressions over columns: float64 arrays, and object arrays of str or None.

    dates: the columns of text that hold dates; the difference of two of them is in seconds.
    """

    def __init__(self, columns: Columns, dates: Collection[str] = ()) -> None:
        import duckdb

        self._columns = dict(columns)
        self._dates = frozenset(dates)
        self._seconds: dict[str, np.ndarray] = {}
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
        self._resolved.clear()
        query = f"SELECT TRY_CAST(({self._canonical(text, option)}) AS {kind}) AS answer FROM tasks"
        # NaN must be NULL: in SQL NaN is a value, and larger than every other
        columns = {**self._columns, **self._seconds}
        self._engine.register("tasks", {n: _masked(values) for n, values in columns.items()})
        try:
            answer = self._engine.execute(query).fetchnumpy()["answer"]
        except self._error as error:
            raise ExpressionError(f'{option} "{text}": {self._why(error)}') from None
        finally:
            self._engine.unregister("tasks")
        return np.ma.asarray(answer)

    def _why(self, error: Exception) -> str:
        """What DuckDB says, in fewer words where text was given for a number."""
        said = _first_line(error)
        if "VARCHAR" not in said and "STRING_LITERAL" not in said:
            return said
        texts = [n for n in self._columns if n in self._resolved and self._is_text(n)]
        named = f" ({listed(texts)})" if texts else ""
        return f"numbers can be computed with, and the difference of two dates; not text{named}"

    def _is_text(self, name: str) -> bool:
        return self._columns[name].dtype != np.float64

    def _canonical(self, text: str, option: str) -> str:
        """The checked expression as SQL. Raises ExpressionError."""
        if len(text) > MOST_EXPRESSION_CHARACTERS:
            raise ExpressionError(f"{option}: longer than {MOST_EXPRESSION_CHARACTERS} characters")
        quoted = _BARE_DATE.sub(lambda found: f"'{found[1]}'" if found[1] else found[0], text)
        if quoted != text:
            raise ExpressionError(f'{option} "{text}": a date stands in single quotes: {quoted}')
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
        parts = list(_expressions(node["select_list"][0], 0, f'{option} "{text}"'))
        for part in parts:
            self._check(part, f'{option} "{text}"')
        for part in parts:
            if part["class"] == "FUNCTION" and part["function_name"] == "-":
                self._subtract_dates(part, f'{option} "{text}"')
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
        elif kind == "TYPE" and part["type_name"].lower() not in CAST_TYPES:
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
            if self._is_cell(written) or (not hint and _stands_for_text(written, where)):
                hint = f" - text stands in single quotes: '{written}'"
            raise ExpressionError(
                f'{where}: no column "{written}"{hint}; columns: {listed(self._columns)}'
            )
        self._resolved.add(name)
        part["column_names"] = [name]

    def _is_cell(self, written: str) -> bool:
        """Whether a cell of any column of text is what is written."""
        texts = (values for name, values in self._columns.items() if self._is_text(name))
        return any(bool((values == written).any()) for values in texts)

    def _subtract_dates(self, part: dict[str, Any], where: str) -> None:
        """Make the two dates of a difference seconds. Raises ExpressionError."""
        below = list(_expressions(part, 0, where))[1:]
        names = [".".join(child.get("column_names", ())) for child in below]
        if not self._dates.issuperset(names) or len(names) != 2:
            return
        for name, child in zip(names, below, strict=True):
            try:
                seconds = seconds_of(self._columns[name])
            except ValueError as odd:
                raise ExpressionError(
                    f'{where}: "{name}" has dates such as "{odd}", and nothing tells their day; '
                    "dates such as 2026-03-02 or 2026-03-02T08:00:00Z can be subtracted"
                ) from None
            self._seconds[f"{name} in seconds since 1970"] = seconds
            child["column_names"] = [f"{name} in seconds since 1970"]


def _stands_for_text(written: str, where: str) -> bool:
    """Whether what names no column is in double quotes, or compared with: `branch = main`."""
    expression, name = where[where.index('"') + 1 : -1], re.escape(written)
    return re.search(rf'"{name}"|(?:=|<>)\s*{name}(?![\w.(])', expression) is not None


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
    if depth > 4 * MOST_EXPRESSION_DEPTH:
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
