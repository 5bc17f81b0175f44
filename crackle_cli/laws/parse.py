"""A law as people write it: `rows_in = rows_out + rejected`, `price * quantity = total`.

side = side; a side is a sum of terms; a term is a product of numbers and metrics, `/` divides and
`^` raises to a number; `previous(backlog)` is the metric in the task before. Bounds are metrics
and numbers with `<=` or `>=` between them. Names that are no
plain words stand in `backquotes`. There are no other brackets.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from crackle_cli.errors import ProfileError
from crackle_cli.laws.bound import is_bound, operands
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.previous import previous

MOST_LAW_CHARACTERS = 2000  # a law of 14 terms with long names has a few hundred
_TOKEN = re.compile(
    r"\s*(?:previous\s*\(\s*(?P<previous>`(?:[^`]|``)+`|[^\W\d][\w.]*)\s*\)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<quoted>`(?:[^`]|``)+`)"
    r"|(?P<name>[^\W\d][\w.]*)|(?P<sign>[-+−*×·/^=]))"
)
_SAME = {"−": "-", "×": "*", "·": "*"}


@dataclass
class _Product:
    """factor * product(metric ** exponent)."""

    factor: float
    powers: dict[str, float]


def parse_law(text: str, where: str = "law", form: LawForm | None = None) -> Law:
    """The exact law that `text` says. Raises ProfileError that begins with `where`.

    form: POWER reads `a = 1.01 * b` as a ratio, so that its tolerance is relative.
    """
    if len(text) > MOST_LAW_CHARACTERS:
        raise ProfileError(f"{where}: a law of more than {MOST_LAW_CHARACTERS} characters")
    if is_bound(text):
        return _bound(text, where)
    sides = _Parser(text, where).sides()
    products = [product for side in sides for product in side]
    bent = any(p.powers and (any(e != 1 for e in p.powers.values())) for p in products)
    several = any(len(p.powers) > 1 for p in products)
    single = all(len(side) == 1 for side in sides)
    if form is LawForm.POWER or (single and (bent or several)):
        return _power(sides, text, where)
    if bent:
        raise ProfileError(
            f"{where}: `{text}` adds powers or quotients; write one product on either side"
        )
    return _linear(sides, text, where)


def _bound(text: str, where: str) -> Law:
    members = operands(text, where)
    terms = tuple(Term((m,), 1.0, (0.0,)) if isinstance(m, str) else Term((), m) for m in members)
    _some(tuple(term for term in terms if term.factors), text, where)
    _finite((term.weight for term in terms), text, where)
    return Law(LawForm.BOUND, LawKind.EXACT, terms, 0.0)


def _power(sides: list[list[_Product]], text: str, where: str) -> Law:
    if any(len(side) != 1 for side in sides):
        raise ProfileError(f"{where}: `{text}` is no power law; write one product on either side")
    (left,), (right,) = sides
    exponents: dict[str, float] = defaultdict(float)
    for product, sign in ((left, 1.0), (right, -1.0)):
        for name, exponent in product.powers.items():
            exponents[name] += sign * exponent
    terms = tuple(Term((name,), e, (0.0,)) for name, e in exponents.items() if e != 0)
    if left.factor <= 0 or right.factor <= 0:
        raise ProfileError(f"{where}: `{text}` needs a positive number on either side")
    _some(terms, text, where)
    constant = right.factor / left.factor
    if constant == 0:
        raise ProfileError(f"{where}: `{text}` has numbers too far apart to be divided")
    _finite((constant, *exponents.values()), text, where)
    return Law(LawForm.POWER, LawKind.EXACT, terms, constant)


def _linear(sides: list[list[_Product]], text: str, where: str) -> Law:
    weights: dict[tuple[str, ...], float] = defaultdict(float)
    constant = 0.0
    for side, sign in zip(sides, (1.0, -1.0), strict=True):
        for product in side:
            if product.powers:
                weights[tuple(product.powers)] += sign * product.factor
            else:
                constant -= sign * product.factor
    terms = tuple(Term(f, w, (0.0,) * len(f)) for f, w in weights.items() if w != 0)
    _some(terms, text, where)
    _finite((constant, *weights.values()), text, where)
    if any(len(term.factors) > 1 for term in terms):
        form = LawForm.MIXED
    else:
        form = LawForm.LINEAR if len(terms) > 1 else LawForm.CONSTANT
    return Law(form, LawKind.EXACT, terms, constant)


def _finite(numbers: Iterable[float], text: str, where: str) -> None:
    if not all(isfinite(number) for number in numbers):
        raise ProfileError(f"{where}: `{text}` has numbers that are too large")


def _some(terms: tuple[Term, ...], text: str, where: str) -> None:
    if not terms:
        raise ProfileError(f"{where}: `{text}` binds no metric; both sides are the same")


class _Parser:
    """Reads one equation from left to right."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._tokens = list(self._split())
        self._at = 0

    def _split(self) -> list[tuple[str, str]]:
        tokens, position, end = [], 0, len(self._text.rstrip())
        while position < end:
            match = _TOKEN.match(self._text, position)
            if not match:
                raise self._error(f"`{self._text[position:].strip()[0]}` cannot stand here")
            kind = str(match.lastgroup)
            token = match.group(kind)
            if token.startswith("`"):
                token = token[1:-1].replace("``", "`")
            if kind == "previous":
                token = previous(token)
            kind = "name" if kind in ("quoted", "previous") else kind
            tokens.append((kind, _SAME.get(token, token) if kind == "sign" else token))
            position = match.end()
        return tokens

    def sides(self) -> list[list[_Product]]:
        left = self._sum()
        if self._next() != ("sign", "="):
            raise self._error("write `left = right`")
        right = self._sum()
        if self._at < len(self._tokens):
            raise self._error(f"`{self._tokens[self._at][1]}` cannot follow here")
        return [left, right]

    def _sum(self) -> list[_Product]:
        result = [self._product(self._signs(1.0))]
        while self._peek() in (("sign", "+"), ("sign", "-")):
            result.append(self._product(self._signs(1.0)))
        return result

    def _signs(self, sign: float) -> float:
        while self._peek() in (("sign", "+"), ("sign", "-")):
            sign = -sign if self._next()[1] == "-" else sign
        return sign

    def _product(self, factor: float) -> _Product:
        product = _Product(factor, {})
        self._factor(product, 1.0)
        while self._peek() in (("sign", "*"), ("sign", "/")):
            self._factor(product, 1.0 if self._next()[1] == "*" else -1.0)
        return product

    def _factor(self, product: _Product, exponent: float) -> None:
        kind, token = self._next()
        if kind == "sign" or not kind:
            before = f"`{token}`" if token else "the end"
            raise self._error(f"a metric or a number is missing before {before}")
        if self._peek() == ("sign", "^"):
            self._next()
            sign = self._signs(1.0)
            number, power = self._next()
            if number != "number":
                raise self._error("a number must follow `^`")
            exponent *= sign * self._number(power)
        if kind == "name":
            product.powers[token] = product.powers.get(token, 0.0) + exponent
            return
        value = self._number(token)
        if value == 0 and exponent < 0:
            raise self._error("a division by 0")
        product.factor *= self._power(value, exponent)

    def _number(self, token: str) -> float:
        value = float(token)
        if not isfinite(value):
            raise self._error(f"`{token}` is too large a number")
        return value

    def _power(self, value: float, exponent: float) -> float:
        try:
            return float(value**exponent)
        except OverflowError:
            raise self._error(f"`{value:g}^{exponent:g}` is too large a number") from None

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _error(self, problem: str) -> ProfileError:
        return ProfileError(
            f"{self._where}: `{self._text}` is no law: {problem}; such as `a = b + c`, "
            "`60 * minutes = seconds`, `price * quantity = total`"
        )
