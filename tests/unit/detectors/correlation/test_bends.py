"""Valleys and peaks: found where there are some, in metrics of an amount alone, once per family."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.correlation.bends import bends, shares
from crackle_cli.detectors.correlation.detect import detect
from crackle_cli.detectors.correlation.findings import Bent, Family
from crackle_cli.detectors.correlation.prewhitening import exchangeable, whitened
from crackle_cli.table.metric_table import Unordered
from tests.worlds.correlation import autoregressive
from tests.worlds.parts import valley

SETTINGS = replace(ThermalProfile.default().correlation, alpha=0.01)
NAN = np.nan


def found(*columns, whiten=whitened):
    return bends(columns, whiten, 0.6, 0.001, {})


def told(columns, unordered=False):
    table = MetricTable.from_columns(columns)
    if unordered:
        table = replace(table, unordered=Unordered("the rows are sorted"))
    return detect(table, SETTINGS).findings


@pytest.mark.parametrize("whiten", [whitened, exchangeable])
@pytest.mark.parametrize(("sign", "way"), [(1, 1), (-1, -1)])
@pytest.mark.parametrize("turn", [0.35, 0.5, 0.65])
def test_a_valley_and_a_peak_are_found_with_their_place(whiten, sign, way, turn):
    rng = np.random.default_rng(1)
    x, y = valley(rng, 200, noise=0.2, turn=turn)
    (bend,) = found(x, sign * y, *rng.normal(size=(3, 200)), whiten=whiten)
    assert (bend.one, bend.other, np.sign(bend.r)) == (0, 1, way)
    assert bend.turn == pytest.approx(turn, abs=0.1)
    assert bend.share == pytest.approx(turn, abs=0.1)


def test_the_scale_may_wander():
    """A task tells much of the next; how far it is from the turn, too, which is taken out."""
    rng = np.random.default_rng(2)
    x = shares(autoregressive(rng.normal(size=(300, 1)), 0.9)[:, 0])
    (bend,) = found(*valley(rng, 300, x=x))
    assert (bend.one, bend.other) == (0, 1)


def test_only_tasks_that_have_both_count():
    rng = np.random.default_rng(3)
    x, y = valley(rng, 200)
    x[:20], y[100:130] = NAN, NAN
    (bend,) = found(x, y)
    assert bend.turn == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("bent", [np.exp, np.cbrt, lambda x: np.maximum(x, 0.3)])
def test_what_only_rises_has_neither(bent):
    rng = np.random.default_rng(4)
    x = rng.normal(size=200)
    assert not found(x, bent(x) + 0.1 * rng.normal(size=200))


def test_a_metric_of_few_values_is_no_scale():
    rng = np.random.default_rng(5)
    for levels, count in ((15, 0), (16, 1)):
        x = np.arange(320) * 7 % levels / (levels - 1)
        assert len(found(*valley(rng, 320, x=x), whiten=exchangeable)) == count


def test_both_sides_of_the_turn_must_show_it():
    """What falls by a tenth of the noise, and then rises far, has no left side."""
    rng = np.random.default_rng(6)
    x, y = valley(rng, 400, noise=0.2, turn=0.25)
    assert not found(x, y, whiten=exchangeable)


def test_of_two_families_the_surest_pair_tells_it():
    rng = np.random.default_rng(7)
    x, y = valley(rng, 300, noise=0.1)
    columns = {f"x{i}": x + 0.05 * rng.normal(size=300) for i in range(3)}
    columns |= {f"y{i}": y + 0.01 * rng.normal(size=300) for i in range(2)}
    findings = told(columns)
    assert [len(f.metrics) for f in findings if isinstance(f, Family)] == [3, 2]
    assert sum(isinstance(f, Bent) for f in findings) == 1


@pytest.mark.parametrize("unordered", [False, True])
def test_of_very_many_tasks_some_tell_it(unordered):
    rng = np.random.default_rng(8)
    x, y = valley(rng, 5000)
    (bent,) = told({"load": x, "cost": y}, unordered)
    assert isinstance(bent, Bent)
    assert bent.metrics == ("load", "cost")
    assert bent.shape == "valley"
    assert bent.turn == pytest.approx(0.5, abs=0.05)
    assert 0 < bent.confidence < bent.strength < 1
    assert bent.p_value < 1e-100


def test_noise_has_none():
    for seed in range(10):
        assert not found(*np.random.default_rng(seed).normal(size=(5, 30)))
