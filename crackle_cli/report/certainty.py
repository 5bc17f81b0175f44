"""The confidence of a finding, and how unlikely it is by chance, in words."""

from collections.abc import Iterator
from math import floor, log10

from crackle_cli.detectors.clustering.findings import Contrast, Group, NamedGroup, OddTasks
from crackle_cli.detectors.conservation.findings import Constant, LawFinding, LowVariation
from crackle_cli.detectors.correlation.findings import Bent, Broken, Copy, Family, Lagged
from crackle_cli.detectors.finding import Finding
from crackle_cli.detectors.phase_transition.findings import (
    Mix,
    Rate,
    Reset,
    Season,
    Shift,
    Spike,
    Spread,
    Turn,
    Turning,
)
from crackle_cli.detectors.several import Several
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.wording.numbers import certainty

SMALLEST_CHANCE = 1e-12  # chances below it are as good as none


def certainty_lines(found: Finding) -> Iterator[str]:
    """How sure a finding is and of what that is made, and how unlikely it is by chance."""
    yield f"confidence {certainty(found.confidence)}: {_meaning(found)}"
    if found.p_value is not None:
        yield f"by chance alone: {_odds(found.p_value)}"
    elif isinstance(found, Constant | LowVariation):
        yield "that a metric keeps a value is counted, not tested against chance"
    elif isinstance(found, LawFinding) and found.law.form is LawForm.BOUND:
        yield "that one is at most the other is counted, not tested against chance"
    elif found.standing:
        yield "what holds in all tasks is counted, not tested against chance"
    else:
        yield "this method tests nothing against chance"


def _meaning(found: Finding) -> str:
    """What the confidence of such a finding is made of, see `statistics.confidence`."""
    low, strength = certainty(found.confidence), f"{found.strength:.2f}"
    lower_end = f"at the lower end of its 95 % interval {low}"
    match found:
        case Several():
            return "that of the surest of them"
        case LawFinding():
            weight = {LawKind.EXACT: "", LawKind.ROUNDED: ", less 2 % as it is within rounding"}
            less = weight.get(found.law.kind, ", less 10 % as it is within a tolerance")
            return f"the lower end of the 95 % interval of the share of tasks that keep it{less}"
        case OddTasks():
            which = "they are than the furthest of the others"
            return f"how much further out {which} ({strength}), times that this is no accident"
        case Contrast():
            which = "two tasks of different values are ordered as these are"
            return f"how much oftener than not {which} is {strength}, and {lower_end}"
        case NamedGroup(apart=()):
            return f"how far the odds are apart (Yule's Q) is {strength}, and {lower_end}"
        case NamedGroup():
            which = "one of these tasks lies to that side of one of the others"
            return f"how much oftener than not {which} is {strength}, and {lower_end}"
        case Group():
            return f"how much emptier it is beside the group is {strength}, and {lower_end}"
        case Copy():
            return "the lower end of the 95 % interval of the share of tasks that rank alike"
        case Family() | Lagged() | Bent():
            which = "the middle |r|" if isinstance(found, Family) else "|r|"
            return f"{which} is {strength}, and {lower_end}"
        case Broken():
            return f"the difference of the correlations is {strength}, and {lower_end}"
        case Rate() | Mix():
            return f"how far the odds are apart (Yule's Q) is {strength}, and {lower_end}"
        case Turn():
            return "that of the whole that it is a part of"
        case Shift() | Spike() | Spread() | Turning() | Reset() | Season():
            return f"how clearly it stands out of its noise is {strength}, and {lower_end}"
    return f"the strength itself, {strength}, of which this method has no interval"


def _odds(p_value: float) -> str:
    """`1 in 7,800,000 tables`: two digits, rounded down."""
    if p_value < SMALLEST_CHANCE:
        return f"less than 1 in {1 / SMALLEST_CHANCE:,.0f} tables"
    tables = 1 / p_value
    step = 10 ** max(0, floor(log10(tables)) - 1)
    return f"1 in {floor(tables / step) * step:,.0f} tables (p = {p_value:.2g})"
