from statistics import NormalDist

import numpy as np
import pytest

from crackle_cli.statistics.normal import (
    normal_quantile,
    normal_quantiles,
)


def test_quantiles_are_those_of_the_standard_library():
    tails = 10.0 ** -np.arange(1.0, 300.0, 3.0)
    shares = np.concatenate([np.linspace(1e-4, 1 - 1e-4, 2001), tails, 1 - tails[:5]])
    expected = [NormalDist().inv_cdf(share) for share in shares]
    assert normal_quantiles(shares) == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_one_quantile():
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)
