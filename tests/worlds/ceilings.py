"""How many alarms a stated rate of false alarms allows."""

from math import comb


def ceiling(runs: int, rate: float, miss: float = 1e-3) -> int:
    """Most alarms in `runs`: at a true rate, more of them have a chance of `miss` at most."""
    more, alarms = 1.0, -1
    while more > miss:
        alarms += 1
        more -= comb(runs, alarms) * rate**alarms * (1 - rate) ** (runs - alarms)
    return alarms
