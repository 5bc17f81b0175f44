"""Cuts by ranks at the persistence that their own residuals show, from 0 upwards. O(n log n)."""

from crackle_cli.detectors.phase_transition.null_tables import least_height
from crackle_cli.detectors.phase_transition.persistence import least_persistence, persistence_of
from crackle_cli.detectors.phase_transition.seeded_intervals import (
    Splits,
    best_splits_of,
    scores_of,
)
from crackle_cli.detectors.phase_transition.segmentation import (
    MOST_CUTS,
    Cut,
    candidates,
    levels,
    segmented,
)
from crackle_cli.table.arrays import Floats

RISE = 0.025  # of φ, below which it has been found
MOST_CLIMBS = 8  # twice what 1,120 series of noise, walks among them, took at most


async def climbed(
    values: Floats, first: Splits | None, log_alpha: float
) -> tuple[tuple[Cut, ...], float]:
    """The cuts that stay while φ climbs from 0 to what is left within their segments.

    More cuts leave less of it, so φ climbs by the candidates where these are many.
    """
    n, phi = values.size, 0.0
    scores: Floats | None = None
    cuts: tuple[Cut, ...] = ()
    for _ in range(MOST_CLIMBS):
        least = least_height(log_alpha, n, phi)
        if first is None:
            scores = await scores_of(values) if scores is None else scores
            first = await best_splits_of(scores, phi, least)
        at = candidates(first, least)
        measured = await persistence_within(values, at) if len(at) > MOST_CUTS else 0.0
        if not _climbs(measured, phi, n):
            cuts = segmented(values, at, phi, least)
            measured = await persistence_within(values, [c.at for c in cuts])
            if not _climbs(measured, phi, n):
                break
        phi, first = measured, None
    return cuts, phi


async def persistence_within(values: Floats, cuts: list[int]) -> float:
    """φ of what is left of `values` (n,) within levels between cuts."""
    return await persistence_of(values - levels(values, tuple(cuts)), len(cuts) + 1)


def _climbs(measured: float, phi: float, n: int) -> bool:
    return measured > phi + RISE and measured >= least_persistence(n)
