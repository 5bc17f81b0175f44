"""The tail of the hypergeometric distribution, against counting."""

from itertools import combinations
from math import exp, inf

import pytest

from crackle_cli.statistics.shares import log_hypergeometric_tail


@pytest.mark.parametrize(("n", "marked", "drawn"), [(9, 3, 4), (8, 6, 5), (7, 0, 3), (6, 6, 2)])
def test_it_counts_the_draws_that_hold_so_many(n, marked, drawn):
    draws = [sum(i < marked for i in draw) for draw in combinations(range(n), drawn)]
    for hits in range(drawn + 2):
        share = sum(held >= hits for held in draws) / len(draws)
        found = log_hypergeometric_tail(n, marked, drawn, hits)
        assert found == -inf if not share else exp(found) == pytest.approx(share)


def test_no_chance_is_above_one_whatever_its_logarithms_round_to():
    assert log_hypergeometric_tail(51, 19, 32, 1) == 0.0
