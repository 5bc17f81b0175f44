"""The step-up rule on p-values whose thresholds are powers of two."""

import pytest

from crackle_cli.statistics.discovery import discoveries


@pytest.mark.parametrize(
    ("p_values", "tested", "found"),
    [
        ([0.125, 0.25, 0.375, 0.625], 4, [1, 1, 1, 0]),
        ([0.5, 0.26, 0.4], 4, [0, 0, 0]),
        ([0.5, 0.5, 0.5, 0.5], 4, [1, 1, 1, 1]),  # the last passes, and with it all below
        ([0.25, 0.125, 0.5], 4, [1, 1, 0]),
        ([0.125], 4, [1]),
        ([0.126], 4, [0]),
        ([0.125], 5, [0]),
        ([0.5, None], 1, [1, 1]),
        ([0.25, 0.5], 0, [1, 1]),
        ([None, 0.9], 9, [1, 0]),
        ([0.0], 10**6, [1]),
        ([], 0, []),
    ],
)
def test_the_kth_is_compared_with_k_shares_of_alpha(p_values, tested, found):
    assert discoveries(p_values, tested, 0.5) == [bool(one) for one in found]
