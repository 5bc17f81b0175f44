"""Small changes to a module, each of which its tests ought to notice."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
# What is no behaviour: types, and what is printed of a number.
UNTOUCHED = {"annotation", "returns", "decorator_list", "format_spec"}


@dataclass(frozen=True)
class Mutant:
    """One change: the bytes from `start` to `stop` become `new`.

    change  the lines that it touches, before and after, without their breaks
    """

    path: str
    function: str
    line: int
    start: int
    stop: int
    new: str
    change: str

    def applied(self, text: bytes) -> bytes:
        """The module with this change."""
        return text[: self.start] + self.new.encode() + text[self.stop :]


def mutants(root: Path, path: str) -> list[Mutant]:
    """Every mutant of the module at `path` under `root`, in the order of its lines."""
    text = (root / path).read_bytes()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    made = []
    for function, node, other in _changes(ast.parse(text), ""):
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        stop = starts[node.end_lineno - 1] + node.end_col_offset
        new = ast.unparse(other)
        new = new if isinstance(other, ast.stmt | ast.Constant) else f"({new})"
        first, last = starts[node.lineno - 1], starts[node.end_lineno]
        after = text[first:start] + new.encode() + text[stop:last]
        change = " → ".join(f"`{_one_line(part)}`" for part in (text[first:last], after))
        made.append(Mutant(path, function, node.lineno, start, stop, new, change))
    return sorted(made, key=lambda mutant: (mutant.start, mutant.stop, mutant.new))


def _one_line(text: bytes) -> str:
    return " ".join(text.decode().split())


Place = ast.expr | ast.stmt


def _changes(node: ast.AST, function: str) -> Iterator[tuple[str, Place, Place]]:
    """(function, what stands there, what is to stand there) of all under `node`."""
    if isinstance(node, ast.JoinedStr):  # its parts have no places of their own before 3.12
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":  # zip's: a check, no behaviour
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}" if function else node.name
    for place, other in _variants(node):
        yield function, place, other
    for field, value in ast.iter_fields(node):
        if field not in UNTOUCHED:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _changes(child, function)


def _variants(node: ast.AST) -> Iterator[tuple[Place, Place]]:
    match node:
        case ast.Compare(left, ops, others):
            for i, op in enumerate(ops):
                for new in COMPARISONS[type(op)]:
                    yield node, ast.Compare(left, [*ops[:i], new(), *ops[i + 1 :]], others)
        case ast.BinOp(left, op, right) if type(op) in ARITHMETIC:
            yield node, ast.BinOp(left, ARITHMETIC[type(op)](), right)
        case ast.BoolOp(op, values):
            yield node, ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield node, operand
        case ast.Constant(bool(value)):
            yield node, ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            yield node, ast.Constant(value + 1)
            yield node, ast.Constant(value - 1)
        case ast.Return(value) if value and not _is_none(value):
            yield node, ast.Return(ast.Constant(None))
    match node:
        case ast.If(test) | ast.While(test) | ast.IfExp(test) if not _negated_already(test):
            yield test, ast.UnaryOp(ast.Not(), test)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _negated_already(test: ast.expr) -> bool:
    """Whether another change of the same expression negates it."""
    lone = isinstance(test, ast.Compare) and len(test.ops) == 1
    return lone or (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not))
