import numpy as np
import pytest

from crackle_cli.statistics.ranks import distinct, medians, normal_scores, quantiles, ranks


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


@pytest.mark.parametrize("n", [1, 2, 9, 100])
def test_rows_are_ranked_as_each_alone(n):
    rows = np.random.default_rng(n).poisson(3, (4, n)).astype(float)
    assert ranks(rows).tolist() == [ranks(row).tolist() for row in rows]
    assert normal_scores(rows).tolist() == [normal_scores(row).tolist() for row in rows]
    assert medians(rows).tolist() == np.median(rows, axis=1).tolist()


@pytest.mark.parametrize("n", [1, 2, 9, 100])
def test_quantiles_are_those_of_numpy(n):
    values = np.random.default_rng(n).normal(size=(n, 3))
    shares = [0.0, 0.05, 0.5, 0.9, 1.0]
    assert quantiles(values, shares) == pytest.approx(np.quantile(values, shares, axis=0))
    assert quantiles(values[:, 0], shares) == pytest.approx(np.quantile(values[:, 0], shares))


def test_distinct_values_are_those_of_numpy():
    values = np.random.default_rng(0).integers(0, 9, 50)
    assert distinct(values).tolist() == np.unique(values).tolist()
    assert distinct(values[:0]).size == 0
