"""Numbers as a person reads them."""

import pytest

from crackle_cli.wording.numbers import relative


@pytest.mark.parametrize(
    ("change", "told"),
    [(23.94, "23.9 %"), (-50.0, "50 %"), (900.0, "900 %"), (3681.0, None), (-1100.0, None)],
)
def test_a_share_of_next_to_nothing_is_left_out(change, told):
    assert relative(change) == told
    assert relative(None) is None
