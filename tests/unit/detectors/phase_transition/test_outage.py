import numpy as np

from crackle_cli.detectors.phase_transition.outage import is_back, ways_back

RNG = np.random.default_rng


def test_what_comes_back_is_back():
    before, away, after = RNG(1).normal(size=60), RNG(2).normal(8, 1, 20), RNG(3).normal(size=40)
    assert is_back(before, away, after)
    assert not is_back(before, away, after + 4)
    assert ways_back([before, away, after]) == [1, None]
