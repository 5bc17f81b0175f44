"""Weights of laws as simple numbers."""

import numpy as np
import pytest

from crackle_cli.detectors.conservation.rational import simple_weights


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ((0.08, -1.0), (1.0, -12.5)),
        ((-1.0, 0.001), (-1000.0, 1.0)),
        ((12.5, -1.0), (12.5, -1.0)),
        ((0.9, -1.0), (0.9, -1.0)),
        ((0.07, -1.0), (0.07, -1.0)),
        ((0.08, -1.0, -1.0), (0.08, -1.0, -1.0)),
    ],
)
def test_of_a_ratio_and_its_inverse_the_one_above_1_is_told_where_it_is_round(weights, told):
    read = next(iter(simple_weights(np.array(weights), np.zeros(len(weights)))))
    assert np.abs(read.values) == pytest.approx(np.abs(told))
