"""The two halves of a metric, by hand."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.original import detect
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable


def halves(values, change=0.5, min_tasks=4):
    settings = PhaseTransitionSettings(method="original", min_tasks=min_tasks, change=change)
    return detect(MetricTable.from_columns({"x": np.array(values, float)}), settings)


def test_the_halves_differ_by_more_than_half_of_their_mean():
    """Of five the first two are a half; the gap is no task."""
    (found,) = halves([1, 3, np.nan, 4, 5, 9]).findings
    assert (found.before, found.after) == (2.0, 6.0)
    assert found.change_pct == 200.0
    assert found.strength == found.confidence == pytest.approx(1 - 0.5 / (4 / 4.4))
    assert found.rows.tolist() == [0, 1, 3, 4, 5]
    assert tuple(found.place) == (3, 0, 5)
    assert found.p_value is None


@pytest.mark.parametrize(("after", "told"), [(5, False), (5.1, True), (1.8, False), (1.7, True)])
def test_half_of_the_mean_is_not_enough(after, told):
    """From 3 to 5 is half of 4."""
    assert bool(halves([3, 3, after, after], change=0.5).findings) is told


def test_a_fall_below_zero_is_in_per_cent_of_its_size():
    (found,) = halves([-2, -2, -6, -6]).findings
    assert (found.change_pct, found.strength) == (-200.0, 0.5)
    (from_zero,) = halves([0, 0, 6, 6]).findings
    assert from_zero.change_pct is None


def test_what_has_no_mean_and_what_is_too_short_is_not_told():
    assert halves([-1, -1, 1, 1]).findings == () and halves([-1, -1, 1, 1]).tested == 1
    assert halves([1, 1, 9, 9], min_tasks=5).tested == 0
    assert halves([1, 1, 9, 9], min_tasks=4).tested == 1
