"""The laws of one space: candidates, fit, simple weights, judgement, significance, basis."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from crackle_cli.detectors.conservation.acceptance import RANK, AcceptedLaw, judged
from crackle_cli.detectors.conservation.basis import minimal
from crackle_cli.detectors.conservation.candidates import MOST_TERMS, Support, supports
from crackle_cli.detectors.conservation.design_matrix import Space, middles
from crackle_cli.detectors.conservation.exact_sums import combined
from crackle_cli.detectors.conservation.feasible_weights import sharper
from crackle_cli.detectors.conservation.near_copies import sums_of_differences
from crackle_cli.detectors.conservation.proportional import hidden_sums
from crackle_cli.detectors.conservation.rational import REAL_BITS, simple_exponents, simple_weights
from crackle_cli.detectors.conservation.robust_fit import RobustFit, robust_fit
from crackle_cli.detectors.conservation.significance import p_value
from crackle_cli.detectors.conservation.sparse_terms import (
    FEW_BROKEN,
    PARTLY,
    Rare,
    mended,
    rare_columns,
)
from crackle_cli.laws.law import LawForm, LawKind
from crackle_cli.laws.precision import READ_DIGITS
from crackle_cli.statistics.random_numbers import Chance
from crackle_cli.table.arrays import Floats

SAMPLE_ROWS = 1000  # rows that candidates are sought and fitted in; all rows are verified
MOST_CANDIDATES = 400  # of a space, those that most samples agree on: planted worlds have some 100
FEWEST_FILLED = 40  # rows of a sample with gaps: nearly three for each of MOST_TERMS
MOST_MIXED = 5  # terms of a mixed law; of more, sums of products fit nearly anything
LEAST_SURPRISE = 1e-3  # of p-values that take tasks to be independent; they seldom quite are


class Found(NamedTuple):
    """A law of a space, its p-value over the whole search, and it without its rare terms."""

    law: AcceptedLaw
    p_value: float
    partial: AcceptedLaw


class _Candidate(NamedTuple):
    """A law, and the one that is tested against chance: without the rare terms, which were."""

    law: AcceptedLaw
    tested: AcceptedLaw


def laws_of(space: Space, least: float, chance: Chance) -> list[Found]:
    """The minimal basis of the laws that at least the share `least` of the tasks holds."""
    sample, rare = _sample(space.values, chance), rare_columns(space)
    accepted: list[AcceptedLaw] = []
    found: dict[Support, Found] = {}  # no two accepted laws are over one support
    partial: set[Support] = set()  # of laws that say less than one with a rare term more

    def accept(support: Support) -> None:
        if not _redundant(support, accepted) and _new(space, support):
            accept_one(_laws(space, support, sample, rare, least, chance))

    def accept_one(laws: Iterable[_Candidate]) -> None:
        for law, tested in laws:
            told = law.support in partial or _known(law, accepted)
            if told or not _new(space, law.support) or not law.borne_out:
                continue
            p = p_value(tested, len(space.features), tested.constant, chance)
            if p <= LEAST_SURPRISE:
                if tested is not law:
                    partial.add(tested.support)
                others = (one for one in accepted if not _explains(law, one))
                accepted[:] = [*(one for one in others if one.support not in partial), law]
                found[law.support] = Found(law, p, tested)
                return

    # Twice as many as a law may have are chosen, and needless ones dropped again.
    chosen = 2 * (MOST_MIXED - 1) if space.form is LawForm.MIXED else MOST_TERMS - 1
    filled = _filled(sample)
    for support in supports(filled, chance, chosen)[:MOST_CANDIDATES]:
        accept(support)
    if space.form is LawForm.LINEAR:
        for support in hidden_sums(filled, accepted, chance)[:MOST_CANDIDATES]:
            accept(support)
        for support in sums_of_differences(filled, chance, chosen)[:MOST_CANDIDATES]:
            accept(support)
        for law in combined(space, tuple(accepted), least):
            accept_one([_Candidate(law, law)])
    return [found[law.support] for law in minimal(space, accepted)]


def _known(law: AcceptedLaw, accepted: list[AcceptedLaw]) -> bool:
    """Whether accepted laws say the same, or more; or as much with fewer terms."""
    if any(law.support == other.support or _explains(other, law) for other in accepted):
        return True
    weaker = any(_explains(law, other) for other in accepted)
    return not weaker and any(_says(other, law) for other in accepted)


def _sample(values: Floats, chance: Chance) -> Floats:
    """At most SAMPLE_ROWS rows, those with the fewest gaps, else at random, in table order."""
    n = len(values)
    if n <= SAMPLE_ROWS:
        return values
    gaps = np.isnan(values).sum(axis=1)
    order = np.lexsort((chance.uniform(n), gaps))
    return values[np.sort(order[:SAMPLE_ROWS])]


def _filled(sample: Floats) -> Floats:
    """Rows without gaps where there are enough of them, else gaps are filled by the median.

    A filled row breaks the laws of its column as any other broken row does.
    """
    gaps = np.isnan(sample)
    complete = ~gaps.any(axis=1)
    if complete.all():
        return sample
    if complete.sum() >= max(FEWEST_FILLED, 2 * sample.shape[1]):
        return sample[complete]
    few = np.argsort(gaps.sum(axis=1), kind="stable")[: max(FEWEST_FILLED, len(sample) // 2)]
    return np.where(gaps, middles(sample), sample)[np.sort(few)]


def _redundant(support: Support, accepted: list[AcceptedLaw]) -> bool:
    """A set that holds a whole law can lose one of that law's columns: a smaller set says it.

    Unless FEW_BROKEN tasks break that law, which another term may explain, or it is not exact:
    where `tax` is 19 % of `net`, `gross` is 1.19 times `net` within rounding, and `net + tax` to
    the digit.
    """
    return any(
        law.kind is LawKind.EXACT and set(law.support) <= set(support) and law.broken < FEW_BROKEN
        for law in accepted
    )


def _says(other: AcceptedLaw, law: AcceptedLaw) -> bool:
    """Whether a law over fewer of the columns is as strict."""
    return (
        other.kind is not LawKind.APPROXIMATE
        and set(other.support) <= set(law.support)
        and RANK[other.kind] <= RANK[law.kind]
    )


def _explains(law: AcceptedLaw, other: AcceptedLaw) -> bool:
    """Whether `law` is `other` with a term added that mends some of the tasks that broke it.

    That the term is needed is what the p-value of `law` says.
    """
    return (
        set(other.support) < set(law.support)
        and RANK[law.kind] <= RANK[other.kind]
        and law.broken + FEW_BROKEN <= other.broken
    )


def _new(space: Space, support: Support) -> bool:
    """Sums without a product belong to the linear space; one product alone to the powers.

    A product must meet a metric outside it: `a * b = 2 * a` says that b is constant.
    """
    if space.form is not LawForm.MIXED:
        return True
    features = [space.features[j] for j in support]
    factors = {name for feature in features if len(feature) > 1 for name in feature}
    plain = [feature[0] for feature in features if len(feature) == 1]
    return (
        bool(factors) and any(name not in factors for name in plain) and len(features) <= MOST_MIXED
    )


def _laws(
    space: Space,
    support: Support,
    sample: Floats,
    rare: Rare,
    least: float,
    chance: Chance,
) -> Iterator[_Candidate]:
    """The laws over a set of columns: with rare terms that mend it, and without."""
    columns = sample[:, list(support)]
    columns = columns[~np.isnan(columns).any(axis=1)]
    active = (columns != space.usual[list(support)]).any(axis=1)
    fit = robust_fit(columns[active], chance)  # tasks at rest do not tell one line from another
    if fit is None:
        return
    law = _best(space, support, fit, least)
    if rare.columns:
        exact = law is not None and law.kind is LawKind.EXACT
        partly = law if exact else _best(space, support, fit, PARTLY)
        more = partly and mended(space, rare, partly, least)
        if more:
            yield _Candidate(more.law, more.without)
    if law:
        yield _Candidate(law, law)


def _best(space: Space, support: Support, fit: RobustFit, least: float) -> AcceptedLaw | None:
    """The strictest, then simplest, law."""
    best: AcceptedLaw | None = None
    for weights, bits in _readings(space, support, fit.weights, fit.error):
        used = [i for i, weight in enumerate(weights) if weight != 0]
        if len(used) < 2:
            continue
        smaller = tuple(support[i] for i in used)
        law = judged(space, smaller, tuple(weights[i] for i in used), least, bits)
        if law and (best is None or _better(law, best)):
            best = law
        if law and law.kind is LawKind.EXACT:
            break
    if best is None:
        return None
    fitted = np.array([fit.weights[support.index(j)] for j in best.support])
    return sharper(space, best, fitted, least)


def _better(law: AcceptedLaw, best: AcceptedLaw) -> bool:
    """Stricter, of fewer terms, or sooner said, the tasks that break it included."""
    ours, theirs = (
        (RANK[one.kind], len(one.support), one.code, one.support) for one in (law, best)
    )
    return ours < theirs


def _readings(
    space: Space, support: Support, weights: Floats, error: Floats
) -> Iterator[tuple[tuple[float, ...], float]]:
    if space.form is LawForm.POWER:
        for exponents in simple_exponents(weights, error):
            yield exponents.values, exponents.bits
        return
    for simple in simple_weights(weights, error):
        yield simple.values, simple.bits
    if len(support) == 2:
        yield (float(weights[0]), float(f"{weights[1]:.{READ_DIGITS}g}")), REAL_BITS
