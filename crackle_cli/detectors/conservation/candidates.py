"""Sets of columns that may be bound by a law, found in many small samples of rows.

A handful of broken rows hides a law from correlations over all rows; a small sample often holds
none of them (.905^12 = .30 at 9.5 % broken rows), and a fit that concentrates on the rows that
agree (Rousseeuw, Van Driessen, 1999) sheds them where the law has too many terms for that.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from crackle_cli.detectors.conservation.forward_selection import (
    SMALLEST_TERM,
    breaks,
    correlations,
    cost_of_leaving,
    eliminated,
    forward,
)
from crackle_cli.detectors.conservation.robust_fit import CONCENTRATED
from crackle_cli.statistics.noise import MAD_TO_SIGMA
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.statistics.ranks import medians
from crackle_cli.table.arrays import Floats, Indices

MOST_TERMS = 14  # issues and designs name laws of up to about 14 terms; more are rarely readable
WORK = 4000  # samples times columns: 80 samples at d = 50, and the floor above that
SAMPLES = (24, 90)  # .09 of the samples of 24 rows are clean at 9.5 % broken: 1 - .91^30 = .94
SCREENING_STEPS = (
    8  # of concentration: two more than of a fit, as the columns are not the right ones
)
BATCH_BYTES = 4e7  # of one batch of samples: what is worked on at once
Support = tuple[int, ...]


def supports(values: Floats, chance: Chance, most: int) -> list[Support]:
    """Sets of columns of (n, d) without gaps, those that most samples agree on first.

    most: columns besides the first that are chosen before the needless ones are dropped again.
    """
    n, d = values.shape
    if d < 2 or n < 4:
        return []
    votes: Counter[bytes] = Counter()
    everything = values[None]
    votes.update(_from_blocks(everything, most))
    tame = values[unsuspicious(values)]
    if 4 <= len(tame) < n:
        votes.update(_from_blocks(tame[None], most))
    for size, count in _sample_sizes(n, d):
        for block in _samples(values, size, count, chance):
            votes.update(_from_blocks(block, most))
    votes.update(_concentrated(tame if len(tame) >= 24 else values, values, most))
    return _most_agreed(votes, d)


def _most_agreed(votes: Counter[bytes], d: int) -> list[Support]:
    """Few columns first, then those with most votes."""
    if not votes:
        return []
    bits = np.frombuffer(b"".join(votes), np.uint8).reshape(len(votes), -1)
    used = np.unpackbits(bits, axis=1, count=d)
    sets = [tuple(np.flatnonzero(row).tolist()) for row in used]
    counted = zip(sets, votes.values(), strict=True)
    return [one for one, _ in sorted(counted, key=lambda c: (len(c[0]), -c[1], c[0]))]


def unsuspicious(values: Floats) -> np.ndarray:
    """Rows without a value farther than 5 robust deviations from the median of its column."""
    middle = medians(values.T)
    distance = np.abs(values - middle)
    spread = MAD_TO_SIGMA * medians(distance.T)
    return np.flatnonzero(((distance <= 5 * spread) | (spread == 0)).all(axis=1))


def _sample_sizes(n: int, d: int) -> list[tuple[int, int]]:
    """(rows, how many samples): mostly small ones that dodge broken rows, some large ones."""
    count = int(np.clip(WORK // d, *SAMPLES))
    sizes = dict.fromkeys(size for size in (12, 24, min(n // 2, 2 * d + 10)) if 6 <= size < n)
    if not sizes:
        sizes = dict.fromkeys([max(5, int(0.8 * n))]) if n > 6 else {}
    return [(size, count // len(sizes)) for size in sizes]


def _samples(values: Floats, size: int, count: int, chance: Chance) -> Iterator[Floats]:
    d = values.shape[1]
    at_once = max(1, int(BATCH_BYTES / (8 * MOST_TERMS * d * d)))
    picks = chance.uniform(count, len(values)).argpartition(size - 1, axis=1)[:, :size]
    for start in range(0, count, at_once):
        yield values[picks[start : start + at_once]]


def _steps(rows: int, d: int, most: int) -> int:
    return max(1, min(most, d - 1, rows - 4))


def _from_blocks(blocks: Floats, most: int) -> Iterator[bytes]:
    """Supports that a (b, m, d) batch of samples shows, as `_named` writes them."""
    matrices = correlations(blocks)
    paths = forward(matrices, _steps(blocks.shape[1], blocks.shape[2], most))
    for matrix, target, steps in breaks(paths, blocks.shape[1]):
        k = int(steps[0])
        members = paths.chosen[matrix, target, :k]
        everyone = np.column_stack([target, members])
        covariances = matrices[matrix[:, None, None], everyone[:, :, None], everyone[:, None, :]]
        needed = eliminated(covariances, members != target[:, None])
        yield from _named(everyone, needed, blocks.shape[2])


def _named(everyone: Indices, needed: NDArray[np.bool_], d: int) -> list[bytes]:
    """Sets of the first column of each row and the needed ones of the others, a bit for each of d.

    Bytes are counted ten times as fast as tuples.
    """
    used = np.zeros((len(everyone), d), bool)
    row, place = np.nonzero(needed)
    used[row, everyone[row, place + 1]] = True
    used[np.arange(len(everyone)), everyone[:, 0]] = True
    packed = np.packbits(used[needed.any(axis=1)], axis=1)
    named: list[bytes] = packed.view(f"V{packed.shape[1]}")[:, 0].tolist()
    return named


def _concentrated(guide: Floats, values: Floats, most: int) -> Iterator[bytes]:
    """Supports that show once the rows that fit worst are set aside, for each target.

    guide: the rows that the columns are chosen from; values: (n, d) the rows fitted.
    """
    n, d = values.shape
    steps = min(_steps(n, d, most), n // 4)
    if steps < 1 or n < 24:
        return
    chosen = forward(correlations(guide[None]), steps).chosen[0]
    scaled = values - medians(values.T)
    size = scaled.std(axis=0)
    scaled = scaled / np.where(size > 0, size, 1.0)
    everyone = np.column_stack([np.arange(d), chosen])
    at_once = max(1, int(BATCH_BYTES / (8 * n * (steps + 2))))
    for start in range(0, d, at_once):
        block = everyone[start : start + at_once]
        members = block[:, 1:] != block[:, :1]
        columns = scaled[:, block].transpose(1, 0, 2)
        columns[:, :, 1:] *= members[:, None, :]
        covariances = _covariances_of_the_best(columns)
        needed = eliminated(covariances, members)
        left = _share_left(covariances, needed)
        yield from _named(block[left], needed[left], d)


def _covariances_of_the_best(columns: Floats) -> Floats:
    """(t, n, k + 1), target first -> (t, k + 1, k + 1) over the rows that agree best."""
    t, n, width = columns.shape
    keep = int(np.ceil(CONCENTRATED * n))
    rows = np.ones((t, n, 1))
    index = np.arange(t)[:, None]
    for _ in range(SCREENING_STEPS):
        covariances, means = _weighted(columns, rows)
        gram = covariances[:, 1:, 1:] + 1e-10 * n * np.eye(width - 1)
        weights = np.linalg.solve(gram, covariances[:, 1:, :1])
        residual = (columns[:, :, 0] - means[:, :, 0]) - (
            (columns[:, :, 1:] - means[:, :, 1:]) @ weights
        )[:, :, 0]
        best = np.abs(residual).argpartition(keep - 1, axis=1)[:, :keep]
        rows = np.zeros((t, n, 1))
        rows[index, best] = 1.0
    return _weighted(columns, rows)[0]


def _weighted(columns: Floats, rows: Floats) -> tuple[Floats, Floats]:
    means = (columns * rows).sum(axis=1, keepdims=True) / rows.sum(axis=1, keepdims=True)
    centred = (columns - means) * rows
    return np.swapaxes(centred, 1, 2) @ centred, means


def _share_left(covariances: Floats, needed: np.ndarray) -> np.ndarray:
    """Whether the needed columns leave next to nothing of the target (under .04 of it)."""
    _, left = cost_of_leaving(covariances, needed)
    kept: np.ndarray = left <= SMALLEST_TERM * np.maximum(covariances[:, 0, 0], 1e-300)
    return kept
