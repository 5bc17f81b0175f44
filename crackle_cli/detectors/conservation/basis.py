"""A minimal basis: of laws that imply each other the simplest are kept (Gauss, 1823)."""

from collections.abc import Iterable

import numpy as np

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.detectors.conservation.design_matrix import Space
from crackle_cli.laws.law import LawKind
from crackle_cli.table.arrays import Floats

# A law that differs from those before it by less than 5 % of its smallest term is one of them
# with a small term left out (an approximate law may be off by 3.5 * 2 %).
LEFT_OUT = 0.05
SUBTRACTED = 1e-6  # of the smallest term, after a basis was subtracted vector by vector


class Basis:
    """Laws accepted so far in one space, as a span of vectors in units of the columns' spread."""

    def __init__(self, space: Space) -> None:
        self._spread = np.where(space.spread > 0, space.spread, 1.0)
        self._vectors: list[Floats] = []

    def implies(self, found: AcceptedLaw) -> bool:
        """Whether laws accepted before say it already, within what rounding hides."""
        vector = self._vector(found)
        rest = float(np.linalg.norm(self._rest(vector)))
        smallest = float(np.abs(vector[list(found.support)]).min())
        if found.kind is LawKind.APPROXIMATE:
            return rest <= LEFT_OUT * smallest
        rounding = found.tolerance / self._size(found)
        return rest <= max(SUBTRACTED * smallest, rounding)

    def add(self, found: AcceptedLaw) -> None:
        rest = self._rest(self._vector(found))
        self._vectors.append(rest / np.linalg.norm(rest))

    def _vector(self, found: AcceptedLaw) -> Floats:
        vector = np.zeros(self._spread.size)
        columns = list(found.support)
        vector[columns] = np.array(found.weights) * self._spread[columns] / self._size(found)
        return vector

    def _size(self, found: AcceptedLaw) -> float:
        """How much the terms vary together."""
        return float(np.linalg.norm(np.array(found.weights) * self._spread[list(found.support)]))

    def _rest(self, vector: Floats) -> Floats:
        for known in self._vectors:
            vector = vector - (vector @ known) * known
        return vector


def minimal(space: Space, found: Iterable[AcceptedLaw]) -> list[AcceptedLaw]:
    """Those that nothing simpler implies, in the order of `AcceptedLaw.order`. O(laws^2 d)."""
    basis = Basis(space)
    kept = []
    for law in sorted(found, key=lambda one: one.order):
        if not basis.implies(law):
            basis.add(law)
            kept.append(law)
    return kept
