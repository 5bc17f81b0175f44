"""Values that repeat are no groups by themselves."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.clustering.detect import detect

SETTINGS = ThermalProfile.default().clustering


def groups(values, **others):
    found = detect(MetricTable.from_columns({"m": values, **others}), SETTINGS).findings
    return [sorted(set(np.asarray(values)[f.rows])) for f in found]


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ([1, 2, 3, 4, 5], [0.4, 0.02, 0.03, 0.05, 0.5]),  # ratings
        ([1, 2, 4, 8, 16, 32, 64], [0.3, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1]),  # cores
        ([4.99, 129.5, 1299.99], [0.3, 0.3, 0.4]),  # prices
        ([0, 1], [0.7, 0.3]),  # a flag
        ([9, *range(10, 19)], [0.46, *[0.06] * 9]),  # years at school: a heap at the end
    ],
)
def test_the_values_of_a_scale_are_no_groups(values, shares):
    rng = np.random.default_rng(0)
    drawn = rng.choice(values, 600, p=shares)
    assert groups(drawn) == []
    assert groups(drawn, other=rng.normal(size=600)) == []


def test_a_value_far_from_all_others_is_a_group():
    rng = np.random.default_rng(0)
    hits = np.where(rng.random(600) < 0.1, 0, rng.integers(180, 221, 600))
    assert groups(hits) == [[0]]


def test_whole_numbers_of_two_shapes_are_two_groups():
    rng = np.random.default_rng(0)
    threads = np.where(rng.random(100) < 0.3, rng.integers(58, 63, 100), rng.integers(22, 27, 100))
    assert groups(threads) == [[58, 59, 60, 61, 62]]
