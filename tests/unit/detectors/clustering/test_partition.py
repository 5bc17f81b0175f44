"""How groups are parted, once there surely are some."""

import numpy as np

from crackle_cli.detectors.clustering.candidates import Candidate
from crackle_cli.detectors.clustering.partition import partition


def test_a_doubtful_valley_does_not_hide_a_sure_one_beside_it():
    """Parted from one group, a few sparse tasks would be a weak rival to the other."""
    one = np.arange(60.0)
    between = one[-1] + 40 + 2 * np.arange(20)
    other = between[-1] + 45 + np.arange(60)
    values = np.concatenate([one, between, other])
    mixed = np.random.default_rng(0).permutation(values.size)
    points = values[mixed, None] / 10

    found = partition(Candidate(("latency",), np.arange(values.size), points, 1), 0.01)

    assert found is not None
    assert np.bincount(found.labels).tolist() == [60, 60, 20]
    assert found.k == 5
    assert found.p_value <= 0.01
