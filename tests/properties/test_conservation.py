"""What must not change a law."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from tests.worlds.conservation import LINEAR, planted
from tests.worlds.effort import examples

SETTINGS = ThermalProfile.default().conservation
worlds = st.builds(
    lambda maker, seed: planted(maker, np.random.default_rng(seed), 150, noise=1),
    st.sampled_from(LINEAR),
    st.integers(0, 10_000),
)


def laws(columns):
    """Laws as sorted terms, the largest weight 1."""
    found = []
    for finding in sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings:
        if finding.form == "linear":
            weights = {t.metric: t.coefficient for t in finding.terms}
            first = weights[min(weights)]
            found.append(tuple((m, round(w / first, 6)) for m, w in sorted(weights.items())))
    return sorted(found)


@examples(5)
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_columns_and_rows_changes_no_law(world, random):
    names = list(world.columns)
    random.shuffle(names)
    order = np.array(random.sample(range(150), 150))
    assert laws({m: world.columns[m][order] for m in names}) == laws(world.columns)


@examples(3)
@given(worlds)
def test_mirroring_the_order_changes_no_law(world):
    assert laws({m: v[::-1].copy() for m, v in world.columns.items()}) == laws(world.columns)


@examples(5)
@given(worlds)
def test_a_metric_in_other_units_changes_its_weight_only(world):
    name = world.laws[0] and next(iter(world.laws[0]))
    columns = {**world.columns, name: 10 * world.columns[name]}
    assert [[m for m, _ in law] for law in laws(columns)] == [
        [m for m, _ in law] for law in laws(world.columns)
    ]


@examples(5)
@given(worlds, st.integers(0, 1000))
def test_columns_of_noise_change_no_law(world, seed):
    more = np.random.default_rng(seed).normal(size=(150, 3))
    columns = {**world.columns, "x": more[:, 0], "y": more[:, 1], "z": more[:, 2]}
    assert laws(columns) == laws(world.columns)


@examples(5)
@given(worlds)
def test_an_implied_column_changes_no_law(world):
    """A column that is a sum of two others, none of which a law binds, adds one law."""
    rng = np.random.default_rng(0)
    free = {name: rng.integers(10, 5000, 150).astype(float) for name in ("free_a", "free_b")}
    columns = {**world.columns, **free}
    implied = {**columns, "implied": free["free_a"] + free["free_b"]}
    added = (("free_a", 1.0), ("free_b", 1.0), ("implied", -1.0))
    assert laws(implied) == sorted([*laws(columns), added])
