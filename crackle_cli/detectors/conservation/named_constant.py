"""The constant of a law is a constant metric of the table, where that is its value. O(d)."""

from collections.abc import Mapping, Sequence

from crackle_cli.laws.law import Law, LawForm, LawKind, Term

WHOLES = (1.0, 100.0)  # what shares and percentages sum to, whatever else has that value


def with_metric(
    law: Law, constants: Mapping[str, float], steps: Mapping[str, float], order: Sequence[str]
) -> Law:
    """The law with a term in place of its constant: `ec2 + s3 + support = total`, not `+ 100`.

    Said so, it still holds when that metric changes. Only to the digit, and only where one metric
    alone has the value: of two none is the better reading. A whole that shares make up stays.
    """
    if law.kind is not LawKind.EXACT or law.form not in (LawForm.LINEAR, LawForm.MIXED):
        return law
    value = abs(law.constant)
    same = [name for name, constant in constants.items() if abs(constant) == value]
    shares = value in WHOLES and all(t.weight > 0 for t in law.terms)
    if not value or len(same) != 1 or shares:
        return law
    (name,) = same
    added = Term((name,), -law.constant / constants[name], (steps[name],))
    terms = sorted((*law.terms, added), key=lambda t: [order.index(f) for f in t.factors])
    sign = 1.0 if terms[0].weight > 0 else -1.0
    signed = tuple(t._replace(weight=sign * t.weight) for t in terms)
    return law._replace(terms=signed, constant=0.0)
