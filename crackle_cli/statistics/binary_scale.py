"""Values near 1, so that neither their sums nor their squares overflow. O(n)."""

from typing import NamedTuple

import numpy as np

from crackle_cli.table.arrays import Floats


class Scaled(NamedTuple):
    """`values` times `scale` are what they were: a power of 2, so that no digit is lost."""

    values: Floats
    scale: float


def scaled(values: Floats) -> Scaled:
    """Finite values (n,), n >= 1, the largest between 1 and 2 in size where not all are 0."""
    exponent = int(np.frexp(np.abs(values).max())[1]) - 1  # at most 1023: the scale is finite
    return Scaled(np.ldexp(values, -exponent), float(np.ldexp(1.0, exponent)))
