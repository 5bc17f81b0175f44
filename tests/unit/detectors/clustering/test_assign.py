"""The nearest group of a task does not depend on what is read with it."""

import numpy as np

from crackle_cli.detectors.clustering.assign import _products


def test_a_task_alone_is_as_near_as_among_others():
    rng = np.random.default_rng(0)
    few, points = rng.normal(size=(2000, 3)).astype(np.float32), rng.normal(size=(500, 3))
    together = _products(points, few)
    alone = np.concatenate([_products(points[i : i + 1], few) for i in range(len(points))])
    assert np.array_equal(alone, together)
    assert _products(points[:0], few).shape == (0, 2000)
