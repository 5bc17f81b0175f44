"""A law goes through any few points: it needs more different tasks than it has numbers."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from tests.worlds.effort import runs

SETTINGS = ThermalProfile.default().conservation


def texts(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f.text for f in found if len(f.metrics) > 1]


@runs(1, 5)
@pytest.mark.parametrize("hosts", [2, 3, 4, 7])
def test_settings_of_a_few_hosts_are_bound_by_no_law(hosts, runs):
    for seed in range(runs):
        rng = np.random.default_rng([seed, hosts])
        settings = rng.integers(1, 60, (hosts, hosts))[rng.integers(0, hosts, 300)]
        columns = {f"setting{j}": settings[:, j].astype(float) for j in range(hosts)}
        assert not texts(columns | {"seconds": rng.lognormal(3, 0.3, 300).round(1)})


@pytest.mark.parametrize(
    ("minutes", "told"), [((1, 5), []), ((1, 5, 15), ["60 * minutes = seconds"])]
)
def test_three_different_tasks_bear_out_one_weight(minutes, told):
    chosen = np.random.default_rng(1).choice(minutes, 300).astype(float)
    assert texts({"minutes": chosen, "seconds": 60 * chosen}) == told


def test_a_rounded_law_needs_more():
    minutes = np.random.default_rng(2).choice([1, 2, 5, 7], 300).astype(float)
    assert not texts({"minutes": minutes, "tenths": (2 * minutes / 7 + 0.1).round(1)})
    minutes = np.random.default_rng(2).integers(1, 60, 300).astype(float)
    assert len(texts({"minutes": minutes, "tenths": (2 * minutes / 7 + 0.1).round(1)})) == 1
