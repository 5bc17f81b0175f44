"""The four detectors as first described, against values worked out by hand."""

import numpy as np
import pytest

from crackle_cli import CoolingRate, MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering import detect as clustering
from crackle_cli.detectors.clustering.original import distances, mean_distance
from crackle_cli.detectors.conservation import detect as conservation
from crackle_cli.detectors.correlation import detect as correlation
from crackle_cli.detectors.correlation.original import pearson
from crackle_cli.detectors.phase_transition import detect as phase_transition

PROFILE = ThermalProfile.load("original")


def table(**columns):
    return MetricTable.from_columns(columns)


def test_clusters_by_distance_from_their_founder():
    found = clustering.detect(table(x=[0, 10, 1, 11, 50, 2.4]), PROFILE.clustering)
    assert [f.rows.tolist() for f in found.findings] == [[0, 2, 5], [1, 3]]
    assert found.tested == 15


def test_the_distance_runs_over_shared_metrics():
    left = np.array([[0.0, np.nan, 3.0]])
    right = np.array([[3.0, 7.0, 7.0], [np.nan, 7.0, np.nan]])
    assert distances(left, right).tolist() == [[5.0, np.inf]]


def test_mean_distance_over_all_pairs():
    assert mean_distance(np.array([[0.0], [1.0], [3.0]])) == pytest.approx(2.0)


@pytest.mark.parametrize(("rate", "groups"), [("fast", 0), ("normal", 1), ("slow", 1)])
def test_the_rate_sets_the_distance(rate, groups):
    settings = PROFILE.with_rate(CoolingRate(rate)).clustering
    found = clustering.detect(table(x=[0, 2, 100, 200, 300]), settings)
    assert len(found.findings) == groups


def test_the_first_half_has_the_smaller_share_of_an_odd_number():
    found = phase_transition.detect(table(x=[1, 1, 9, 9, 9]), PROFILE.phase_transition)
    (finding,) = found.findings
    assert finding.place.row == 2
    assert (finding.before, finding.after) == (1, 9)
    assert finding.change_pct == 800


def test_the_halves_are_those_of_the_tasks_that_have_the_metric():
    found = phase_transition.detect(table(x=[None, 1, 1, None, 9, 9]), PROFILE.phase_transition)
    assert found.findings[0].place.row == 4


def test_no_per_cent_of_a_zero_baseline():
    found = phase_transition.detect(table(x=[0, 0, 5, 5]), PROFILE.phase_transition)
    assert found.findings[0].change_pct is None


def test_a_small_change_is_no_transition():
    assert not phase_transition.detect(table(x=[10, 10, 11, 11]), PROFILE.phase_transition).findings


def test_conserved_when_the_coefficient_of_variation_is_small():
    found = conservation.detect(table(x=[10, 10, 11], y=[1, 100, 3]), PROFILE.conservation)
    assert [f.metrics for f in found.findings] == [("x",)]
    assert found.findings[0].variation == pytest.approx(np.std([10, 10, 11]) / (31 / 3))


def test_correlated_pairs_of_both_signs():
    columns = {"a": [1, 2, 3, 4], "b": [2, 4, 6, 8.1], "c": [4, 3, 2, 1], "d": [5, 5, 5, 5]}
    found = correlation.detect(MetricTable.from_columns(columns), PROFILE.correlation)
    signs = {f.metrics: np.sign(f.correlation) for f in found.findings}
    assert signs == {("a", "b"): 1, ("a", "c"): -1, ("b", "c"): -1}
    assert found.tested == 6


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_pearson_at_any_scale(scale):
    x, y = np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 2.0])
    assert pearson(x * scale, y) == pytest.approx(np.corrcoef(x, y)[0, 1])


@pytest.mark.parametrize("detector", [clustering, phase_transition, conservation, correlation])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_tasks_give_nothing(detector, n):
    name = detector.__name__.split(".")[2]
    found = detector.detect(table(a=[1.0] * n, b=[2.0] * n), getattr(PROFILE, name))
    assert found.findings == ()
    assert found.tested == 0


@pytest.mark.parametrize("size", [1e-320, 1e300])
def test_values_of_any_size_are_told_without_a_warning(size):
    """Their squares and sums are no float64; the suite takes warnings for errors."""
    rising = np.round(np.linspace(1e3, 9e3, 40)) * size / 1e3
    given = table(a=rising, b=rising[::-1], c=np.full(40, rising[0]))
    found = {(p.kind, p.involved_metrics) for p in cool(given, PROFILE)}
    assert ("correlation", ("a", "b")) in found
    assert ("phase_transition", ("a",)) in found
    assert ("conservation", ("c",)) in found
