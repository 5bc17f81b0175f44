"""Which of very many metrics are looked at."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.bimodality import MOST_PROMISING, bimodality, promising


@pytest.mark.parametrize("share", [0.5, 0.05])
def test_two_points_of_any_weight_have_a_coefficient_of_one(share):
    values = (np.arange(1000) < 1000 * share).astype(float)
    assert bimodality(values) == pytest.approx(1.0)


def test_normal_values_have_a_third():
    values = np.random.default_rng(0).normal(size=50_000)
    assert bimodality(values) == pytest.approx(1 / 3, abs=0.01)


@pytest.mark.parametrize("values", [np.ones(9), np.full(9, np.nan)])
def test_what_has_no_spread_has_none(values):
    assert bimodality(values) == 0


def test_the_likeliest_are_kept_in_table_order():
    rng = np.random.default_rng(0)
    metrics = {f"m{j}": rng.normal(size=200) for j in range(MOST_PROMISING + 30)}
    for name in ("m70", "m3"):
        metrics[name] = metrics[name] + 9 * (rng.random(200) < 0.3)
    names = promising(metrics, np.arange(200))
    assert len(names) == MOST_PROMISING
    assert names == [name for name in metrics if name in set(names)]
    assert {"m3", "m70"} <= set(names)
