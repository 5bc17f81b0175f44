"""What must not change when the numbers are only written differently."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import Placed, Shift
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.effort import examples
from tests.worlds.phase_transition import NOISE

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8, min_change=0.0)
FEW = examples(25)

KINDS = [kind for kind in NOISE if kind not in ("missing", "rare")]


def series_of(kinds):
    return st.builds(
        lambda seed, kind, n, at, size: (
            NOISE[kind](np.random.default_rng(seed), n) + size * (np.arange(n) >= at * n // 100),
        )[0],
        st.integers(0, 10_000),
        st.sampled_from(kinds),
        st.integers(20, 150),
        st.integers(20, 80),
        st.sampled_from([0.0, 3.0, 8.0]),
    )


worlds = series_of(KINDS)
# Of a walk, and of two levels that take turns, several tasks may be the first of a shift, and in
# one or two of a hundred series which of them is told depends on the end that is read first.
around_one_level = series_of([kind for kind in KINDS if kind not in ("walk", "two levels")])


def place(finding):
    """Where it lies; None of a drift."""
    return finding.place if isinstance(finding, Placed) else None


def found(values, form=None):
    findings = detect(MetricTable.from_columns({"x": values}), SETTINGS).findings
    return [f for f in findings if form is None or f.form == form]


@FEW
@given(worlds, st.sampled_from([0.25, 8.0, -2.0]), st.sampled_from([0.0, 512.0]))
def test_affine_rescaling_changes_nothing_but_the_numbers(values, factor, offset):
    values = np.round(values * 2**20) / 2**20  # exact in binary, so that ties stay ties
    before, after = found(values), found(values * factor + offset)
    assert [place(f) for f in after] == [place(f) for f in before]
    for one, other in zip(before, after, strict=True):
        assert other.p_value == pytest.approx(one.p_value, rel=1e-3)
        assert other.strength == pytest.approx(one.strength, abs=1e-6)
        units = one.noise_units
        if units is not None and isinstance(one, Shift):
            sign = np.sign(factor)
            assert other.noise_units == pytest.approx(sign * units, rel=1e-6)


# The same series every time: of random ones, one in a hundred has a second shift that is found from
# one end alone.
@settings(FEW, derandomize=True)
@given(around_one_level)
def test_reversing_the_order_mirrors_the_places(values):
    n = values.size
    forward = found(values, "level")
    backward = found(values[::-1].copy(), "level")
    inner = [f.place.row for f in forward if f.place.row < n - 3 and f.place.row > 3]
    mirrored = [n - f.place.row for f in reversed(backward)]
    mirrored = [row for row in mirrored if 3 < row < n - 3]
    assert mirrored == pytest.approx(inner, abs=1)


@FEW
@given(worlds, st.integers(0, 1000))
def test_missing_values_move_no_shift(values, seed):
    n = values.size
    rows = np.sort(np.random.default_rng(seed).choice(2 * n, n, replace=False))
    holes = np.full(2 * n, np.nan)
    holes[rows] = values
    before, after = found(values), found(holes)
    assert [f.changes for f in after] == [f.changes for f in before]
    for one, other in zip(before, after, strict=True):
        if place(one):
            assert other.place.row == rows[one.place.row]


@FEW
@given(st.lists(st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e12, 3.5, float("nan")]), max_size=60))
def test_nothing_ever_fails(values):
    for finding in found(np.array(values, dtype=float)):
        assert 0 < finding.p_value <= 1
        assert 0 <= finding.confidence <= finding.strength <= 1
