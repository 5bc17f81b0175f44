import numpy as np
import pytest

from crackle_cli.statistics.ranks import normal_scores, ranks


def test_ties_share_their_mean_rank():
    assert ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


def test_scores_depend_on_order_alone():
    values = np.array([5.0, -2.0, 0.5, 100.0, 0.0])
    assert normal_scores(values).tolist() == normal_scores(np.arctan(values)).tolist()


def test_scores_are_normal_quantiles_of_the_ranks():
    scores = normal_scores(np.arange(3.0))
    assert scores == pytest.approx([-0.67449, 0.0, 0.67449], abs=1e-5)


def test_a_value_alone_and_no_value():
    assert normal_scores(np.array([7.0])).tolist() == [0.0]
    assert ranks(np.array([])).size == 0
