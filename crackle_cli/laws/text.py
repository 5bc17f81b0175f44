"""A law as a formula: terms in the order of the table, positive left and negative right."""

import re

from crackle_cli.laws.law import Law, LawForm, Term
from crackle_cli.laws.previous import metric_of, previous

PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")  # a name that needs no backquotes


def formula(law: Law) -> str:
    """`rows_in = rows_out + rejected`, `throughput * latency = concurrency`, `min <= max`."""
    if law.form is LawForm.BOUND:
        return " <= ".join(quoted(m) if isinstance(m, str) else plain(m) for m in law.members)
    if law.form is LawForm.POWER:
        return _equation(
            [_power(t, t.weight) for t in law.terms if t.weight > 0],
            [_power(t, -t.weight) for t in law.terms if t.weight < 0],
            law.constant,
        )
    left = [_multiple(t, t.weight) for t in law.terms if t.weight > 0]
    right = [_multiple(t, -t.weight) for t in law.terms if t.weight < 0]
    if law.constant > 0 or not right:
        right.append(plain(law.constant))
    elif law.constant < 0:
        left.append(plain(-law.constant))
    return f"{' + '.join(left)} = {' + '.join(right)}"


def solved(law: Law) -> str:
    """The formula with its one term without a factor on the left: `price = 12.5 * qty`.

    As `formula` where it has none, or several. What is left over between the sides has another
    sign, so that no sentence about that may use it.
    """
    alone = [term for term in law.terms if term.weight < 0]
    others = [term.weight for term in law.terms if term.weight > 0]
    if law.form is not LawForm.LINEAR or law.constant > 0 or others == [1.0]:
        return formula(law)
    if [term.weight for term in alone] != [-1.0]:
        return formula(law)
    left, _, right = formula(law).rpartition(" = ")
    return f"{right} = {left}"


def _equation(left: list[str], right: list[str], constant: float) -> str:
    """The constant stands where it is a whole number: `3 * side^2 = area`."""
    inverse = 1 / constant
    if abs(inverse - round(inverse)) <= 1e-10 * inverse and constant < 1:
        left = [plain(float(round(inverse))), *left]
    elif constant != 1:
        right = [plain(constant), *right]
    return f"{' * '.join(left) or '1'} = {' * '.join(right) or '1'}"


def _multiple(term: Term, weight: float) -> str:
    return quoted_term(term) if weight == 1 else f"{plain(weight)} * {quoted_term(term)}"


def _power(term: Term, exponent: float) -> str:
    return quoted_term(term) if exponent == 1 else f"{quoted_term(term)}^{plain(exponent)}"


def quoted_term(term: Term) -> str:
    return " * ".join(quoted(name) for name in term.factors)


def quoted(name: str) -> str:
    """The name as a formula may hold it: in backquotes where it is not a plain word."""
    if PLAIN_NAME.fullmatch(name):
        return name
    if metric_of(name) != name:
        return previous(quoted(metric_of(name)))
    return "`" + name.replace("`", "``") + "`"


def plain(value: float) -> str:
    """A number as briefly as it can be read back: `60`, `0.25`, `1.19`.

    Never rounded: a saved text must mean the law that was found.
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)
