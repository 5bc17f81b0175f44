"""What changed between two sides, of every kind, and how alpha is shared among the kinds."""

from collections.abc import Sequence
from dataclasses import replace

from crackle_cli.comparison.correlations import related, uncoupled
from crackle_cli.comparison.drifts import drift_of
from crackle_cli.comparison.findings import Finding, RateChange, Same, Tested
from crackle_cli.comparison.levels import levels
from crackle_cli.comparison.pairing import paired
from crackle_cli.comparison.rates import rates, usual_value
from crackle_cli.comparison.relations import MOST_RELATED, newcomers
from crackle_cli.comparison.scopes import scoped
from crackle_cli.comparison.shares import columns_of, mixed, sharper
from crackle_cli.comparison.sides import Sides
from crackle_cli.comparison.spreads import spreads, with_spread
from crackle_cli.profile.thermal_profile import ThermalProfile

# Of alpha, among the kinds that can occur: a level is what most comparisons are made for.
OF_LEVELS, OF_SPREADS, OF_SHARES, OF_SCOPES = 0.6, 0.1, 0.1, 0.1
OF_RELATIONS, OF_GROUPS = 0.05, 0.05


def changes_of(
    sides: Sides, profile: ThermalProfile
) -> tuple[tuple[Finding, ...], tuple[Same, ...]]:
    """What changed, the surest of each kind first; and the metrics that are not told apart."""
    settings = profile.phase_transition
    rare = [name for name in sides.metrics if usual_value(*sides.values(name)) is not None]
    others = tuple(name for name in sides.metrics if name not in rare)
    wide = with_spread(sides, others)
    columns = columns_of(sides)
    wide_table = len(sides.metrics) > MOST_RELATED
    paired = [] if wide_table else related(sides)
    can_occur = (
        (OF_LEVELS, True),
        (OF_SPREADS, bool(wide)),
        (OF_SHARES, bool(columns)),
        (OF_SCOPES, bool(columns)),
        (OF_RELATIONS, bool(paired)),
        (OF_GROUPS, not wide_table and sides.new.tasks >= profile.clustering.min_tasks),
    )
    alpha = profile.alpha / sum(share for share, can in can_occur if can)

    of_levels = alpha * OF_LEVELS / len(sides.metrics)
    found = levels(
        sides._replace(metrics=others), of_levels * len(others), settings.min_change, profile.seed
    )
    of_rates = rates(sides, rare, of_levels * len(rare))
    told = [one.metrics[0] for one in found.changed]
    mix = mixed(sides, columns, alpha * OF_SHARES, told)
    drifts = {one.metrics[0]: drift_of(sides, one) for one in found.changed}
    scopes = scoped(sides._replace(metrics=others), columns, alpha * OF_SCOPES, settings.min_change)
    changed = [
        *scopes.values(),
        *(
            replace(one, within=mix.within.get(one.metrics[0]) or sharper(sides, columns, one))
            for one in found.changed
            if one.metrics[0] not in {*mix.alone, *scopes} and not drifts[one.metrics[0]]
        ),
    ]
    same = [
        *(one for one in found.same if one.metric not in {*mix.alone, *scopes}),
        *(one for one in of_rates if isinstance(one, Same)),
    ]
    spread = spreads(sides, wide, alpha * OF_SPREADS, settings.min_ratio)
    # What moves for some tasks, or by their shares, spreads otherwise, too.
    moved = mix.alone | mix.within.keys() | scopes.keys()
    every: list[Finding] = [
        *_surest_first(changed),
        *_surest_first([one for one in of_rates if isinstance(one, RateChange)]),
        *_surest_first([one for one in spread if one.metrics[0] not in moved]),
        *mix.shares,
        *(drift for name, drift in drifts.items() if drift and name not in mix.alone),
    ]
    if not wide_table:
        threshold = profile.correlation.threshold
        every += uncoupled(sides, paired, alpha * OF_RELATIONS, threshold)
        every += newcomers(sides._replace(metrics=others), profile, alpha * OF_GROUPS)
    place = {name: i for i, name in enumerate(sides.metrics)}
    return tuple(every), tuple(sorted(same, key=lambda one: place[one.metric]))


def changes_of_pairs(
    sides: Sides, profile: ThermalProfile
) -> tuple[tuple[Finding, ...], tuple[Same, ...], int]:
    """As `changes_of`, of tables whose groups are paired; and how many were compared.

    Half of alpha is for all pairs together, and half for each by itself.
    """
    found = paired(sides, profile.alpha / 2.0)
    settings = profile.phase_transition
    each = levels(found.each, profile.alpha / 2.0, settings.min_change, profile.seed)
    changed = [found.named(one) for one in each.changed]
    every = (*found.together, *_surest_first(changed), *found.apart)
    return every, (*found.same, *each.same), len(found.each.metrics) or len(sides.metrics)


def _surest_first(found: Sequence[Tested]) -> list[Tested]:
    return sorted(found, key=lambda one: one.p_value)
