"""One scale of confidence: stronger above weaker, more evidence above less, across kinds."""

from functools import cache

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.strength import dominance, step_sureness
from crackle_cli.statistics.noise import scale
from tests.worlds.ceilings import ceiling
from tests.worlds.effort import runs


def step(rng, n, sigmas):
    return {"a": rng.normal(size=n) + sigmas * (np.arange(n) >= n // 2)}


def late(rng, n, sigmas):
    """A step that only the last eight tasks show."""
    return {"a": rng.normal(size=n) + sigmas * (np.arange(n) >= n - 8)}


def linked(rng, n, r):
    a = rng.normal(size=n)
    return {"a": a, "b": r * a + np.sqrt(1 - r * r) * rng.normal(size=n)}


def law(rng, n, broken):
    b, c = rng.integers(100, 9999, n), rng.integers(100, 9999, n)
    a = b + c
    a[rng.choice(n, round(broken * n), replace=False)] += 77
    return {"a": a, "b": b, "c": c}


def group(rng, n, apart):
    inside = rng.random(n) < 0.3
    return {name: rng.normal(size=n) + apart * inside for name in "abc"}


WORLDS = {
    step: PatternKind.PHASE_TRANSITION,
    late: PatternKind.PHASE_TRANSITION,
    linked: PatternKind.CORRELATION,
    law: PatternKind.CONSERVATION,
    group: PatternKind.CLUSTERING,
}


@cache
def confidence(make, n, size, runs):
    """Median over some tables; 0 where nothing is found."""
    found = []
    for seed in range(runs):
        table = MetricTable.from_columns(make(np.random.default_rng([seed, 6]), n, size))
        told = [
            p.confidence for p in cool(table, ThermalProfile.default()) if p.kind == WORLDS[make]
        ]
        found.append(max(told, default=0.0))
    return float(np.median(found))


@runs(1, 8)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        # stronger
        ((step, 200, 6), (step, 200, 1.5)),
        ((late, 60, 16), (late, 60, 4)),
        ((linked, 200, 0.97), (linked, 200, 0.8)),
        ((law, 400, 0.0), (law, 400, 0.06)),
        ((group, 400, 12), (group, 400, 4.5)),
        # more evidence
        ((step, 400, 4), (step, 40, 4)),
        ((late, 400, 8), (late, 60, 8)),
        ((step, 400, 4), (late, 400, 4)),
        ((linked, 400, 0.9), (linked, 40, 0.9)),
        ((law, 1000, 0.0), (law, 40, 0.0)),
        ((group, 800, 10), (group, 60, 10)),
        # across kinds
        ((law, 400, 0.0), (linked, 60, 0.8)),
        ((step, 400, 6), (linked, 60, 0.8)),
        ((late, 60, 16), (linked, 60, 0.8)),
        ((late, 150, 8), (group, 60, 6)),
        ((group, 600, 12), (step, 100, 1.5)),
        ((linked, 400, 0.97), (step, 100, 1.5)),
        ((law, 1000, 0.0), (group, 60, 6)),
        ((step, 400, 6), (group, 60, 6)),
    ],
    ids=lambda world: f"{world[0].__name__}-{world[1]}-{world[2]}",
)
def test_a_person_would_read_them_in_this_order(above, below, runs):
    # The confidence of a few tasks has a ceiling, which a longer history only comes nearer to.
    assert confidence(*above, runs) > confidence(*below, runs) - 1e-5


def five_events(seed):
    """A law, a large step, linked metrics, a group of a third and a small step in one table."""
    rng = np.random.default_rng([seed, 9])
    task = np.arange(600)
    columns = law(rng, 600, 0.0) | {"strong": rng.normal(size=600) + 6 * (task >= 350)}
    columns |= {f"linked_{k}": v for k, v in linked(rng, 600, 0.8).items()}
    columns |= {f"pool_{k}": v for k, v in group(rng, 600, 7).items()}
    columns["weak"] = rng.normal(size=600) + (task >= 150)
    return MetricTable.from_columns(columns)


@runs(1, 8)
def test_in_one_table_the_surer_events_stand_above_the_weaker(runs):
    in_order = 0
    for seed in range(runs):
        patterns = cool(five_events(seed), ThermalProfile.default())
        *clear, last = [p.involved_metrics[0].split("_")[0] for p in patterns]
        in_order += last == "weak" and sorted(clear) == ["a", "linked", "pool", "strong"]
        assert clear[0] in ("a", "strong")
    assert in_order >= runs - runs // 8


def spiky(rng, n):
    return rng.normal(size=n) + 20 * (rng.random(n) < 0.05)


NOISES = {
    "normal": lambda rng, n: rng.normal(size=n),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "t3": lambda rng, n: rng.standard_t(3, n),
    "spikes": spiky,
}


# Tables in a hundred whose low end may be above the truth: 2.5, but of exponential noise, whose
# median is not as sure as a normal one's, some more.
ABOVE = {"normal": 0.025, "exponential": 0.06, "t3": 0.025, "spikes": 0.025}
STEPS = [((60, 8), 1.0), ((10, 10), 6.0), ((60, 30), 2.0), ((200, 200), 1.5), ((100, 100), 3.0)]


@runs(200, 1000)
@pytest.mark.parametrize(("sizes", "shift"), STEPS)
@pytest.mark.parametrize("noise", NOISES)
def test_the_low_end_of_a_step_is_seldom_above_the_truth(noise, sizes, shift, runs):
    """The truth is the strength of a step as large, in the robust deviation of endless noise."""
    rng = np.random.default_rng(0)
    draw = NOISES[noise]
    endless = draw(np.random.default_rng(1), 200_000)
    truth = dominance(shift / scale(endless - np.median(endless)))
    above = 0
    for _ in range(runs):
        left, right = draw(rng, sizes[0]), draw(rng, sizes[1]) + shift
        low, high = np.median(left), np.median(right)
        noise_of_both = scale(np.concatenate([left - low, right - high]))
        above += step_sureness((high - low) / noise_of_both, sizes, 1.0, 0.0).low > truth
    assert above <= ceiling(runs, ABOVE[noise])
