"""What an accepted law says of itself: whether it is borne out, and its order."""

import numpy as np
import pytest

from crackle_cli.detectors.conservation.acceptance import AcceptedLaw
from crackle_cli.laws.law import LawKind

EXACT, ROUNDED, APPROXIMATE = LawKind


def law_of(kept, kind=EXACT, constant=0.0, broken=0):
    """A law of two terms that so many tasks keep."""
    parts = np.concatenate([np.array(kept, float), np.full((broken, 2), 99.0)])
    holding = np.arange(len(parts)) < len(kept)
    slack = np.zeros(len(parts))
    return AcceptedLaw(
        (0, 1), (1.0, -1.0), kind, constant, 0.5, 6.0, 6.0, parts, slack, holding, holding
    )


@pytest.mark.parametrize(
    ("points", "kind", "constant", "enough"),
    [
        (3, EXACT, 0.0, True),
        (2, EXACT, 0.0, False),
        (3, EXACT, 1.0, False),
        (4, EXACT, 1.0, True),
        (5, ROUNDED, 0.0, True),
        (4, ROUNDED, 0.0, False),
        (5, APPROXIMATE, 0.0, True),
        (4, APPROXIMATE, 0.0, False),
    ],
)
def test_more_different_tasks_than_a_law_has_numbers(points, kind, constant, enough):
    kept = [(i, -i) for i in range(1, points + 1)] * 9
    assert law_of(kept, kind, constant, broken=3).borne_out is enough


@pytest.mark.parametrize(("points", "enough"), [(2, False), (3, True)])
def test_of_very_many_tasks_some_are_looked_at(points, enough):
    kept = [(i, -i) for i in range(1, points + 1)]
    assert law_of(kept * 2000).borne_out is enough


def test_a_task_of_zeros_is_no_point_of_a_law_without_constant():
    kept = [(0, 0), (1, -1), (2, -2)]
    assert not law_of(kept).borne_out
    assert law_of([*kept, (3, -3)]).borne_out
    assert law_of([*kept, (3, -3)], constant=1.0).borne_out


def test_looseness_is_a_share_of_the_largest_term():
    small = law_of([(0.001, -0.002)] * 9)
    assert small.looseness == pytest.approx(0.5 / 0.002)
    assert law_of([(0, 0)] * 9).looseness > 1e200


def test_stricter_laws_come_first_then_short_ones_then_simple_ones():
    exact, rounded = law_of([(1, -1)] * 9), law_of([(1, -1)] * 9, ROUNDED)
    longer, dearer = exact._replace(support=(0, 1, 2)), exact._replace(bits=7.0)
    later, near = exact._replace(support=(0, 2)), law_of([(1, -1)] * 9, APPROXIMATE)
    rounded, near = rounded._replace(support=(0, 1, 2)), near._replace(bits=1.0)
    ordered = sorted([near, rounded, longer, dearer, later, exact], key=lambda one: one.order)
    assert [id(one) for one in ordered] == [
        id(one) for one in (exact, later, dearer, longer, rounded, near)
    ]
