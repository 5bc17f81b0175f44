"""Control of the false discovery rate over everything that was tested."""

from collections.abc import Sequence

SMALLEST_P_VALUE = 1e-300  # none is exactly 0, and its logarithm and reciprocal are finite


def discoveries(p_values: Sequence[float | None], tested: int, alpha: float) -> list[bool]:
    """Which p-values are discoveries at false discovery rate `alpha` (Benjamini, Hochberg, 1995).

    `tested` counts all hypotheses; those without a p-value here are taken to have p = 1, which
    leaves the step-up rule unchanged as long as every p <= alpha is given. None (a method that
    tests nothing) is let through. O(k log k).
    """
    ranked = sorted(p for p in p_values if p is not None)
    hypotheses = max(tested, len(ranked), 1)
    passing = [p for k, p in enumerate(ranked, start=1) if p <= alpha * k / hypotheses]
    ceiling = passing[-1] if passing else -1.0
    return [p is None or p <= ceiling for p in p_values]
