"""Which metrics are looked at together."""

import numpy as np

from crackle_cli.detectors.clustering.subspaces import MOST_TOGETHER, Scaled, candidates


def test_of_many_metrics_the_most_dependent_are_looked_at_together():
    """Groups in six of twenty metrics, in none of which they are seen alone."""
    rng = np.random.default_rng(5)
    values = rng.normal(size=(600, 20))
    values[:, 4:10] += 2.4 * (rng.random(600) < 0.4)[:, None]
    metrics = [Scaled(f"m{j}", values[:, j], 1) for j in range(20)]
    largest = max(candidates(metrics), key=lambda c: len(c.metrics))
    assert len(largest.metrics) == MOST_TOGETHER
    assert {f"m{j}" for j in range(4, 10)} <= set(largest.metrics)
    few = candidates(metrics[:12])
    assert max(len(c.metrics) for c in few) == 12


def test_metrics_that_are_flat_are_looked_at_without_those_that_have_one_peak():
    """A and b are of six groups around a middle, which leave them uncorrelated."""
    rng = np.random.default_rng(5)
    angle = rng.integers(0, 6, 300) * np.pi / 3
    values = rng.normal(size=(300, 4))
    values[:, :2] += 6.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    metrics = [Scaled(name, v, 1) for name, v in zip("abcd", values.T, strict=True)]
    several = [c.metrics for c in candidates(metrics) if len(c.metrics) > 1]
    assert several == [("a", "b"), ("a", "b", "c", "d")]
