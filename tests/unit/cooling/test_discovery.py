"""Each kind of pattern has its own share of alpha."""

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.cooling.discovery import enabled, hypotheses, shared
from crackle_cli.detectors.finding import Detection

SHIFT, PAIR = PatternKind.PHASE_TRANSITION, PatternKind.CORRELATION


def alphas(profile, tasks, metrics):
    settings = shared(profile.alpha, enabled(profile), tasks, dict.fromkeys(PatternKind, metrics))
    return {kind: mine.alpha for kind, mine in settings.items()}


def test_each_kind_has_its_share_of_the_alpha_of_the_profile():
    found = alphas(ThermalProfile.default(), 100, 5)
    assert found[SHIFT] == pytest.approx(0.025) and found[PAIR] == pytest.approx(0.01)


def test_a_kind_that_cannot_occur_leaves_its_share_to_the_others():
    profile = ThermalProfile.default()
    assert alphas(profile, 100, 1)[SHIFT] == pytest.approx(0.05 * 0.5 * 1.45 / 1.1)
    assert alphas(profile, 12, 1)[SHIFT] == pytest.approx(0.05), "and never more than all"
    assert alphas(profile.without_correlations(), 100, 5)[SHIFT] == pytest.approx(0.025)


def test_a_method_that_tests_nothing_has_no_share_and_counts_no_hypotheses():
    original = enabled(ThermalProfile.load("original"))
    assert set(hypotheses([[Detection((), 7)] * 4], original).values()) == {0}


def test_many_pairs_do_not_drown_a_step_of_one_metric():
    rng = np.random.default_rng(5)
    columns = {f"m{j}": rng.normal(size=60) for j in range(40)}
    columns["m7"][45:] += 4
    (step,) = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert (step.kind, step.involved_metrics) == (SHIFT, ("m7",))
