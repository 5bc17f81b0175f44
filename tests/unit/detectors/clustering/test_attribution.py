"""How surely the values of a column order the tasks."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.attribution import concordance


@pytest.mark.parametrize("seed", range(5))
def test_concordance_is_that_of_all_pairs_of_two_groups(seed):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(at, 1, rng.integers(1, 9)).round(1) for at in range(rng.integers(2, 9))]
    pairs = [
        np.sign(high - low)
        for i, higher in enumerate(groups)
        for lower in groups[:i]
        for high in higher
        for low in lower
    ]
    assert concordance(groups) == pytest.approx(np.mean(pairs))
    assert concordance(groups[::-1]) == 0.0
