"""Red and green of the gate, build by build, are those that somebody has read."""

import pytest

from tests.gate_histories import CELLS, HEAD, HISTORIES, line

KNOWN = HISTORIES.read_text().removeprefix(HEAD).splitlines()


def test_there_is_one_line_for_each_step():
    named = [f"{kind:12s}  {size:7s}  " for kind, size, _ in CELLS]
    assert [one[: len(name)] for one, name in zip(KNOWN, named, strict=True)] == named


@pytest.mark.parametrize(
    ("kind", "size", "known"),
    [
        pytest.param(
            kind, size, known, id=f"{kind} {size}", marks=() if quick else pytest.mark.calibration
        )
        for (kind, size, quick), known in zip(CELLS, KNOWN, strict=False)
    ],
)
def test_a_step_is_red_and_green_as_it_was(kind, size, known):
    assert line(kind, size) == known, "read it, then: python -m tests.gate_histories"
