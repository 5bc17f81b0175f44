"""Sentences of findings, each of a small table."""

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.report.explanation import explanation

TABLE = MetricTable.from_columns({})


def patterns(**columns):
    return cool(MetricTable.from_columns(columns), ThermalProfile.default())


def stepped(before, after, noise):
    rng = np.random.default_rng(0)
    return np.where(np.arange(200) < 120, before, after) + noise * rng.normal(size=200)


def test_a_rise_from_next_to_nothing_is_told_by_its_levels():
    shift, *_ = patterns(x=stepped(0.05, 1.9, 0.05))
    assert shift.description.startswith("x rose at row 120: 0.0")
    assert "%" not in explanation(shift, TABLE)[0]
