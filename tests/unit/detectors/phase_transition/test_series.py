import numpy as np

from crackle_cli.detectors.phase_transition.series import block_means, series
from crackle_cli.statistics.sampling import MOST_BLOCKS


def test_missing_values_are_left_out_and_rows_kept():
    found = series(np.array([np.nan, 1.0, 2.0, np.nan, 3.0]))
    assert found.rows.tolist() == [1, 2, 4]
    assert (found.means * found.unit).tolist() == [1.0, 2.0, 3.0] and found.width == 1


def test_the_last_block_takes_the_rest():
    assert block_means(np.arange(7.0), 3).tolist() == [1.0, 4.5]


def test_long_series_become_few_blocks():
    found = series(np.random.default_rng(0).normal(size=100_000))
    assert found.means.size <= MOST_BLOCKS and found.width == 25


def test_rare_events_are_gathered_but_one_step_is_not():
    rare = (np.random.default_rng(1).random(500) < 0.05).astype(float)
    assert series(rare).width > 20
    assert series((np.arange(500) >= 400).astype(float)).width == 1


def test_nothing_present():
    assert series(np.array([np.nan, np.nan])).means.size == 0
