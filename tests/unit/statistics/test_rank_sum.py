"""The chance of the sum of ranks of some tasks, beside exact ones."""

from itertools import combinations
from math import comb, exp, log

import numpy as np
import pytest

from crackle_cli.statistics.rank_sum import binned, exponent


def exact(scores, tasks, total):
    sums = [sum(scores[list(some)]) for some in combinations(range(scores.size), tasks)]
    return float(np.mean(np.array(sums) >= total - 1e-9))


@pytest.mark.parametrize("tasks", [3, 5, 8])
@pytest.mark.parametrize("zeros", [0, 9])
def test_it_bounds_the_exact_chance_and_is_near_it(tasks, zeros):
    scores = np.sort(np.concatenate([np.zeros(zeros), np.arange(1.0, 17 - zeros)]))
    scores = (scores - scores.mean()) / scores.size
    sums = sorted({float(scores[list(some)].sum()) for some in combinations(range(16), tasks)})
    for total in sums[-12:-1]:
        chance = exact(scores, tasks, total)
        bound = exp(-exponent(binned(scores), tasks, total))
        assert 0.7 * chance <= bound <= 12 * chance


def test_no_chance_is_less_than_that_of_one_draw():
    scores = (np.arange(40) - 19.5) / 40
    highest = float(scores[-6:].sum())
    assert exponent(binned(scores), 6, highest) == pytest.approx(log(comb(40, 6)), abs=0.7)


def test_bins_lose_nothing_far_out():
    scores = (np.arange(5000) - 2499.5) / 5000
    fine = binned(scores)._replace(scores=scores, counts=np.ones(5000))
    coarse = binned(scores)
    assert coarse.scores.size < 200
    for tasks, mean in ((3, 0.49), (50, 0.4), (2000, 0.05)):
        whole = exponent(fine, tasks, tasks * mean)
        assert exponent(coarse, tasks, tasks * mean) == pytest.approx(whole, rel=0.01)


def test_in_the_middle_all_is_chance():
    assert exponent(binned((np.arange(40) - 19.5) / 40), 6, 0.0) == pytest.approx(0, abs=1e-6)
