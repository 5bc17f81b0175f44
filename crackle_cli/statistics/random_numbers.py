"""Chance from a seed: the same numbers on every machine.

The bits are those of the standard library's generator (Matsumoto, Nishimura, 1998). Loading
numpy's would take as long as looking at a small table.
"""

from random import Random

import numpy as np

from crackle_cli.table.arrays import Floats, Indices

DIGITS = 53  # bits of a float64 between 0 and 1


class Chance:
    """Uniform numbers, and rows in a random order. `seed` >= 0."""

    def __init__(self, seed: int) -> None:
        self._bits = Random(seed)

    def uniform(self, *shape: int) -> Floats:
        """Numbers in [0, 1) of any shape."""
        size = int(np.prod(shape))
        bits = np.frombuffer(self._bits.randbytes(8 * size), "<u8")
        return ((bits >> (64 - DIGITS)).astype(np.float64) * 2.0**-DIGITS).reshape(shape)

    def order(self, n: int) -> Indices:
        """(n,) the rows 0 … n - 1 in a random order."""
        return np.argsort(self.uniform(n))

    def some(self, n: int, count: int) -> Indices:
        """(count,) different rows of n, ascending."""
        return np.sort(np.argpartition(self.uniform(n), count - 1)[:count])
