"""Tasks that are told together: their names, the range of their values, the text they share."""

from collections.abc import Sequence

from crackle_cli.detectors.clustering.findings import Explanation
from crackle_cli.wording.amounts import Told, Written, amounts, joined


def listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def spanned(ends: Sequence[Told], values: Sequence[float], how: Written) -> str:
    """Both ends, or the one value that all have, to the digit: 19.95 is no price of 19.9."""
    low, high = ends
    if values[0] == values[1]:
        return str(amounts(values[:1], how.unit)[0])
    if low == high:
        return str(low)
    return joined(ends, " to " if low.number.startswith("−") else "–")


def explained(explanation: Explanation, size: int, what: str = "") -> str:
    """`all 37 have runner = arm64, and no other task`; of a sample, `all 9 of a sample of them`.

    what: the text in another word.
    """
    column, text, inside, others, looked_at = explanation
    who = f"all {looked_at:,}" if inside == looked_at else f"{inside:,}"
    if looked_at != size:
        who += f" of a sample of {looked_at:,} of them"
    elif inside != size:
        who += " of them"
    rest = f"and {others:,} of the others" if others else "and no other task"
    return f"{who} have {what or f'{column} = {text}'}, {rest}"
