"""Times since 1970 under any name, and amounts that are as large."""

import numpy as np
import pytest

from crackle_cli.reading.columns.epochs import epoch_unit

RNG = np.random.default_rng
START = 1_767_225_600
LOG = START + np.cumsum(RNG(1).integers(1, 90, 60))
LEAK = 1.5e9 + np.cumsum(RNG(2).integers(1, 9, 60)) * 4096 * 100


@pytest.mark.parametrize("unit", [1.0, 1e3, 1e6, 1e9])
@pytest.mark.parametrize("name", ["when", "submitted", "c1", "x"])
def test_times_in_order_are_known_by_what_they_are(name, unit):
    assert epoch_unit(name, LOG * unit) == unit
    assert epoch_unit(name, LOG[::-1] * unit) == unit
    assert epoch_unit(name, np.r_[np.nan, LOG * unit]) == unit


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("x", RNG(3).permutation(LOG)),  # in disorder: 1.77 billion of anything
        ("x", LOG[:7]),  # too few
        ("x", LEAK.round(-3) // 4096 * 4096),  # memory, in pages
        ("x", 1.5e9 + np.arange(60) ** 2 * 1e6),  # more than twice as much at the end
        ("rx_bytes", LOG),
        ("took_ns", LOG),
        ("total", LOG),
        ("x", LOG - START),
    ],
)
def test_amounts_are_no_times(name, values):
    assert epoch_unit(name, values.astype(float)) is None


def test_a_name_of_a_time_needs_no_order():
    assert epoch_unit("created_at", RNG(3).permutation(LOG).astype(float)) == 1.0
