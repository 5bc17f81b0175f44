"""Values near 1 that are what they were."""

import numpy as np
import pytest

from crackle_cli.statistics.binary_scale import scaled


@pytest.mark.parametrize("size", [5e-324, 1e-310, 0.3, 1.0, 1e300, np.finfo(float).max])
def test_values_near_one_are_what_they_were(size):
    values = np.array([-size, 0.0, size / 4])
    near, scale = scaled(values)
    assert 1 <= -near[0] < 2
    assert (near * scale).tolist() == values.tolist()


def test_nothing_is_scaled_where_all_is_zero():
    assert scaled(np.zeros(2)).values.tolist() == [0, 0]
