"""One odd last task is no shift of level, whichever test has found it."""

import numpy as np
import pytest

from crackle_cli.detectors.phase_transition.ends import carried
from crackle_cli.detectors.phase_transition.place import Span


@pytest.mark.parametrize(
    ("tail", "first"),
    [
        ([9, 9], 0),
        ([0.5, 9], 1),
        ([9, 0.5], None),
        ([0.1, 5, 9], 1),
        ([9, 0, 9], 2),
        ([-9, -8, -7], 0),
        ([9, 9, 9, 0], 0),
        ([0, 0], 0),
    ],
)
def test_a_shift_of_the_last_tasks_is_in_each_of_them(tail, first):
    values = np.concatenate([np.tile([-0.5, 0.0, 0.5], 10), tail])
    found = carried(values, 0, Span(30, 28, 31))
    assert [place.at - 30 for place in found] == ([] if first is None else [first])
