"""Where a shift of a sample is sought among all tasks."""

import numpy as np
import pytest

from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import Change, Drift, Shift
from crackle_cli.detectors.phase_transition.tally import Around, with_tallies
from crackle_cli.table.metric_table import Sampled
from crackle_cli.table.pieces import Piece

SAMPLE = Sampled(1000, np.arange(0, 1000, 5), 20, {})  # every fifth of a thousand tasks


def shift(row):
    changes = (Change("x", 0.0, 1.0, None, None),)
    told = {"metrics": ("x",), "rows": np.arange(row, 200), "p_value": 0.01, "changes": changes}
    return Shift(**told, strength=0.5, confidence=0.4, place=Place(row, row, row))


def around(*rows):
    return [found.tally for found in with_tallies([shift(row) for row in rows], SAMPLE)]


def test_a_shift_is_sought_twelve_blocks_around():
    """Row 100 of the sample is row 500, in block 25: from block 13 to block 37."""
    (only,) = around(100)
    assert (only.rows, only.guess) == (range(260, 740), 500)
    assert around(10)[0].rows == range(0, 280) and around(190)[0].rows == range(700, 1000)


def test_a_shift_is_sought_between_its_neighbours():
    assert [one.rows for one in around(90, 100, 104)] == [
        range(200, 500),
        range(450, 520),
        range(500, 760),
    ]


def test_what_is_no_shift_needs_no_place():
    told = shift(50)
    drift = Drift(
        metrics=("x",),
        rows=told.rows,
        strength=0.5,
        confidence=0.4,
        p_value=0.1,
        changes=told.changes,
    )
    assert with_tallies([drift], SAMPLE) == [drift]


@pytest.mark.parametrize("cut", [0, 7, 40])
def test_the_pieces_of_all_tasks_tell_the_task(cut):
    values = np.repeat([0.0, 9.0], [30, 30]) + np.random.default_rng(1).normal(size=60)
    values[[3, 50]] = np.nan
    empty = Around(("x",), range(400, 460), 427)
    first, second = (
        empty.of(Piece(start, {"x": part}))
        for start, part in ((400, values[:cut]), (400 + cut, values[cut:]))
    )
    assert first.merged(second).told(shift(100)).place.row == 430
    assert first.key == second.key == (("x",), range(400, 460), 427)


@pytest.mark.parametrize(("guess", "moved"), [(407, False), (408, True), (452, True), (453, False)])
def test_a_shift_with_few_tasks_on_a_side_stays(guess, moved):
    values = np.repeat([0.0, 9.0], [30, 30]) + np.random.default_rng(1).normal(size=60)
    one = Around(("x",), range(400, 460), guess).of(Piece(400, {"x": values}))
    assert one.told(shift(100)).place.row == (430 if moved else 100)
