"""Which of several groupings are told."""

import numpy as np
import pytest

from crackle_cli.detectors.clustering.consensus import adjusted_rand, chosen
from crackle_cli.detectors.clustering.partition import Partition
from crackle_cli.detectors.clustering.valley import Valley


def grouping(metrics, labels, p_value=1e-6, emptiness=0.95):
    """Groups 10 apart, over a valley between the rows 19 and 20."""
    labels = np.asarray(labels)
    points = np.column_stack([labels * 10.0 + 0.01 * np.arange(labels.size)] * len(metrics))
    rows = np.arange(labels.size)
    valley = (Valley(19, 20, emptiness, emptiness, p_value),)
    return Partition(tuple(metrics), rows, points, labels, valley, 5, p_value, np.zeros(9))


HALVES = [0] * 20 + [1] * 20
QUARTERS = [0] * 10 + [2] * 10 + [1] * 10 + [3] * 10
CROSSED = [0, 1] * 20


def told(*groupings):
    return [g.metrics for g in chosen(groupings)]


def test_the_fewest_metrics_tell_the_same_groups():
    assert told(grouping("ab", HALVES), grouping("a", HALVES)) == [("a",)]


def test_what_tells_the_same_groups_is_as_sure_as_the_surest():
    found = chosen([grouping("ab", HALVES, 1e-6), grouping("a", HALVES, 1e-3)])
    assert [(g.metrics, g.p_value) for g in found] == [(("a",), 1e-6)]


def test_finer_groups_are_told_instead_of_coarser_ones():
    assert told(grouping("abc", QUARTERS), grouping("a", HALVES)) == [("a", "b", "c")]
    assert told(grouping("abc", HALVES), grouping("a", QUARTERS, 1e-9)) == [("a",)]


@pytest.mark.parametrize(("emptiness", "metrics"), [(0.5, "a"), (0.49, "abc")])
def test_finer_groups_of_fewer_metrics_that_anybody_sees_need_not_be_as_sure(emptiness, metrics):
    fine = grouping("a", QUARTERS, 1e-4, emptiness)
    assert told(grouping("abc", HALVES, 1e-9), fine) == [tuple(metrics)]


def test_clear_groups_of_few_metrics_are_told_instead_of_finer_doubtful_ones():
    doubtful = grouping("abc", QUARTERS, emptiness=0.0)
    assert told(doubtful, grouping("a", HALVES)) == [("a",)]
    assert told(doubtful, grouping("a", HALVES, emptiness=0.0)) == [("a", "b", "c")]


def test_groups_of_other_metrics_are_told_besides():
    assert told(grouping("a", HALVES), grouping("b", CROSSED)) == [("a",), ("b",)]


def test_other_groups_by_the_same_metrics_are_not():
    assert told(grouping("ab", HALVES), grouping("a", CROSSED)) == [("a", "b")]


def test_the_adjusted_rand_index():
    assert adjusted_rand(np.array([[20, 0], [0, 20]])) == 1
    assert adjusted_rand(np.array([[10, 10], [10, 10]])) == pytest.approx(0, abs=0.06)
