"""Quantiles of the normal distribution (Wichura, 1988: AS 241, PPND16, to 1 part in 10^16).

The standard library has them too, one at a time; loading its module takes 3 ms.
"""

from collections.abc import Sequence

import numpy as np

from crackle_cli.table.arrays import Floats

Z_95 = 1.959964  # standard errors to either side of a normal estimate that hold it in 95 of 100
CENTRAL_HALF = 0.425  # |p - 1/2| up to which the first pair of polynomials holds
FAR_TAIL = 5.0  # sqrt(-log p) from which on the third pair does
# Numerator and denominator, the highest power first.
Polynomials = tuple[Sequence[float], Sequence[float]]
MIDDLE: Polynomials = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
NEAR_TAIL: Polynomials = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
END: Polynomials = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)


def normal_quantiles(shares: Floats) -> Floats:
    """Quantiles (n,) of `shares` (n,), each within (0, 1)."""
    from_middle = shares - 0.5
    square = CENTRAL_HALF * CENTRAL_HALF - from_middle * from_middle
    tail = np.sqrt(-np.log(np.minimum(shares, 1.0 - shares)))
    beyond = np.where(tail <= FAR_TAIL, _ratio(NEAR_TAIL, tail - 1.6), _ratio(END, tail - FAR_TAIL))
    central = from_middle * _ratio(MIDDLE, square)
    return np.where(square >= 0, central, np.copysign(beyond, from_middle))


def normal_quantile(share: float) -> float:
    """The quantile of one share within (0, 1)."""
    return float(normal_quantiles(np.array([share]))[0])


def _ratio(polynomials: Polynomials, x: Floats) -> Floats:
    above, below = polynomials
    found: Floats = np.polyval(above, x) / np.polyval(below, x)
    return found
