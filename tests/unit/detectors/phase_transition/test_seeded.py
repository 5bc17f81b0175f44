import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.seeded import FEWEST, largest_contrasts, layers
from tests.oracles import phase_transition as oracle


@pytest.mark.parametrize("n", [4, 5, 11, 40, 73])
def test_the_largest_contrast_is_that_of_the_oracle(n):
    values = np.random.default_rng(n).normal(size=(3, n))
    intervals = [
        (int(s), int(s) + m) for layer in layers(n) for s in layer.starts for m in [layer.length]
    ]
    heights = np.max([c.heights for c in largest_contrasts(values)], axis=0)
    assert heights == pytest.approx([oracle.contrasts(row, intervals, FEWEST) for row in values])


@pytest.mark.parametrize("n", [4, 10, 97, 1000])
def test_intervals_cover_the_series_the_same_from_both_ends(n):
    for starts, length in ((layer.starts, layer.length) for layer in layers(n)):
        assert starts[0] == 0 and starts[-1] == n - length
        assert sorted(n - length - starts) == sorted(starts)
        assert np.diff(starts).max(initial=0) <= length


def test_the_cost_is_near_linear():
    cells = [
        sum(layer.starts.size * layer.length for layer in layers(n)) / (n * np.log2(n))
        for n in (200, 4000)
    ]
    assert cells[1] < 1.5 * cells[0]
