"""What must not change when the numbers are only written differently, or more of them follow."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackle_cli.detectors.phase_transition.detect import detect
from crackle_cli.detectors.phase_transition.findings import (
    Changed,
    Drift,
    Placed,
    Season,
    Shift,
    Spike,
    Wander,
)
from crackle_cli.profile.settings import PhaseTransitionSettings
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.phase_transition import NOISE

SETTINGS = PhaseTransitionSettings(method="shifts", min_tasks=8, min_change=0.0)
FEW = settings(max_examples=25, deadline=None)

KINDS = [kind for kind in NOISE if kind not in ("missing", "rare")]


def series_of(kinds, sizes=(0.0, 3.0, 8.0)):
    return st.builds(
        lambda seed, kind, n, at, size: (
            NOISE[kind](np.random.default_rng(seed), n) + size * (np.arange(n) >= at * n // 100),
        )[0],
        st.integers(0, 10_000),
        st.sampled_from(kinds),
        st.integers(20, 150),
        st.integers(20, 80),
        st.sampled_from(sizes),
    )


worlds = series_of(KINDS)


def found(values, *types):
    findings = detect(MetricTable.from_columns({"x": values}), SETTINGS).findings
    return [f for f in findings if not types or isinstance(f, types)]


def told(columns, settings):
    """What is told of each metric."""
    findings = detect(MetricTable.from_columns(columns), settings).findings
    return {m: [repr(f) for f in findings if f.metrics == (m,)] for m in columns}


def place(finding):
    if isinstance(finding, Wander):
        return [turn.place for turn in finding.turns]
    return finding.place if isinstance(finding, Placed) else None


def numbers(finding):
    match finding:
        case Changed():
            return finding.leading
        case Season():
            return finding.low, finding.high, finding.period
        case Wander():
            return finding.low, finding.high


def stepped(seed, n, at, size):
    """Normal noise with one step, the first row of which is `at`."""
    return np.random.default_rng(seed).normal(size=n) + size * (np.arange(n) >= at)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 9))]
)
def test_a_metric_tells_the_same_alone_and_among_many(seed):
    """To the last digit, of every form: steps, drifts and what wanders, of two lengths."""
    rng = np.random.default_rng(seed)
    columns = {
        f"{kind} {n} {size}": np.append(
            NOISE[kind](rng, n) + size * (np.arange(n) >= rng.integers(n)), np.full(120 - n, np.nan)
        )
        for kind in NOISE
        for n in (90, 120)
        for size in (0.0, 4.0)
    }
    rising = {f"rising {k}": NOISE["ar6"](rng, 120) + 0.1 * k * np.arange(120) for k in range(5)}
    columns.update(rising)
    among = told(columns, replace(SETTINGS, alpha=SETTINGS.alpha * len(columns)))
    assert {m: told({m: v}, SETTINGS)[m] for m, v in columns.items()} == among
    assert sum(map(len, among.values())) > len(columns) / 3


@FEW
@given(worlds, st.sampled_from([0.25, 8.0, -2.0]), st.sampled_from([0.0, 512.0]))
def test_affine_rescaling_changes_nothing_but_the_numbers(values, factor, offset):
    values = np.round(values * 2**20) / 2**20  # exact in binary, so that ties stay ties
    before, after = found(values), found(values * factor + offset)
    assert [place(f) for f in after] == [place(f) for f in before]
    for one, other in zip(before, after, strict=True):
        assert other.p_value == pytest.approx(one.p_value, rel=1e-3)
        assert other.strength == pytest.approx(one.strength, abs=1e-6)
        if isinstance(one, Shift) and one.noise_units is not None:
            units = np.sign(factor) * one.noise_units
            assert other.noise_units == pytest.approx(units, rel=1e-6)


# The newest tasks are judged by those before them, and the first by none: they have no mirror. A
# step that is barely told from one end need not be from the other.
@settings(FEW, derandomize=True)
@given(series_of([kind for kind in KINDS if kind not in ("walk", "two levels")]))
def test_reversing_the_order_mirrors_the_places(values):
    n = values.size
    forward, backward = found(values, Shift), found(values[::-1].copy(), Shift)
    mirrored = [n - f.place.row for f in backward]
    for f in forward:
        if f.p_value < 1e-4 and 10 < f.place.row < n - 10:
            assert any(abs(row - f.place.row) <= 2 for row in mirrored)


@FEW
@given(worlds, st.integers(0, 1000))
def test_missing_values_move_no_shift(values, seed):
    n = values.size
    rows = np.sort(np.random.default_rng(seed).choice(2 * n, n, replace=False))
    holes = np.full(2 * n, np.nan)
    holes[rows] = values
    before, after = found(values), found(holes)
    assert [numbers(f) for f in after] == [numbers(f) for f in before]
    for one, other in zip(before, after, strict=True):
        if isinstance(one, Placed):
            assert other.place.row == rows[one.place.row]


@FEW
@given(st.integers(0, 10_000), st.integers(20, 40), st.integers(0, 59), st.sampled_from([-1, 1]))
def test_a_spike_removes_no_step(seed, at, where, sign):
    values = stepped(seed, 60, at, 6.0)
    values[where] += sign * 100.0
    assert any(abs(f.place.row - at) <= 3 for f in found(values, Shift))


@FEW
@given(st.integers(0, 10_000), st.integers(30, 60), st.integers(4, 60))
def test_builds_after_a_step_never_remove_it(seed, at, more):
    values = stepped(seed, at + 64, at, 8.0)
    for n in (at + more, at + more + 1, at + 64):
        told = [f for f in found(values[:n], Placed) if abs(f.place.row - at) <= 2]
        assert told, f"{n} tasks, step at {at}"


@FEW
@given(worlds)
def test_a_metric_copied_tells_the_same_of_both(values):
    columns = {"a": values, "b": values.copy()}
    findings = detect(MetricTable.from_columns(columns), SETTINGS).findings
    told = {name: [f for f in findings if f.metrics == (name,)] for name in columns}
    assert [place(f) for f in told["a"]] == [place(f) for f in told["b"]]
    assert [f.p_value for f in told["a"]] == [f.p_value for f in told["b"]]


@FEW
@given(worlds)
def test_levels_are_within_the_range_of_the_column(values):
    for f in found(values, Shift, Spike, Drift):
        for side in (f.before, f.after):
            assert values.min() - 1e-9 <= side <= values.max() + 1e-9


@FEW
@given(st.lists(st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e12, 3.5, float("nan")]), max_size=60))
def test_nothing_ever_fails(values):
    for finding in found(np.array(values, dtype=float)):
        assert 0 < finding.p_value <= 1
        assert 0 <= finding.confidence <= finding.strength <= 1
