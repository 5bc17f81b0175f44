"""The gate build by build after a step, red and green: `python -m tests.gate_histories` writes it.

The text is there to be read where it changes: a step is red for about ten builds in one go.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crackle_cli import MetricTable, ThermalProfile, judge
from crackle_cli.statistics.noise import scale
from tests.worlds.phase_transition import NOISE, Noise

HISTORIES = Path(__file__).parent / "unit" / "gate" / "histories.txt"
BEFORE = 60  # builds
AFTER = 30  # builds that are played
SEED = 1
ONLY = ThermalProfile.default().without_clustering().without_conservation().without_correlations()
HEAD = f"""\
After {BEFORE} builds a metric steps up. What the gate says after each of the next {AFTER} builds:
R is red, a dot is green. `python -m tests.gate_histories` writes this.

"""

Floats = NDArray[np.float64]


def steady(kind: str) -> Noise:
    """100 ± 5."""
    return lambda g, n: 100 + 5 * NOISE[kind](g, n)


NOISES: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "normal": steady("normal"),
    "counts": lambda g, n: g.poisson(3, n).astype(float),
    "lognormal .1": lambda g, n: 100 * np.exp(0.1 * g.normal(size=n)),
    "lognormal .3": lambda g, n: 100 * np.exp(0.3 * g.normal(size=n)),
    "two machines": lambda g, n: 100 + 3 * g.normal(size=n) + 30.0 * (g.random(n) < 0.5),
    "AR(1) .3": steady("ar3"),
    "AR(1) .6": steady("ar6"),
    "spikes": steady("spikes"),
    "weekends": lambda g, n: 100 + 5 * g.normal(size=n) - 15.0 * (np.arange(n) % 7 >= 5),
    "ramp": lambda g, n: 100 + 5 * g.normal(size=n) + 15.0 * np.arange(n) / n,
}
# Which noise, which step, and whether it is played quickly enough for every run of the tests.
CELLS = (
    *(("normal", f"{size} sigma", size in (1, 3)) for size in (1, 2, 3, 5)),
    ("counts", "3 sigma", True),
    *(("lognormal .1", f"+{size} %", False) for size in (10, 30)),
    *((kind, "3 sigma", False) for kind in list(NOISES)[3:]),
)


def line(kind: str, size: str) -> str:
    """One line of the text."""
    values = stepped(kind, size)
    lengths = range(BEFORE + 1, BEFORE + AFTER + 1)
    return f"{kind:12s}  {size:7s}  {''.join('R' if red(values[:n]) else '.' for n in lengths)}"


def stepped(kind: str, size: str) -> Floats:
    """(builds,) of noise with a step; sigma is the robust one of the builds before it."""
    rng = np.random.default_rng([SEED, list(NOISES).index(kind)])
    values = NOISES[kind](rng, BEFORE + AFTER)
    amount, unit = size.split()
    if unit == "%":
        values[BEFORE:] *= 1 + float(amount) / 100
    else:
        before = values[:BEFORE]
        values[BEFORE:] += float(amount) * scale(before - np.median(before))
    return values.round(3)


def red(values: Floats) -> bool:
    """Whether the gate fails the last of these builds."""
    table = MetricTable.from_columns({"metric": values})
    return bool(judge(table, ONLY, fail_on="phase_transition").exit_code)


if __name__ == "__main__":
    HISTORIES.write_text(HEAD + "".join(f"{line(kind, size)}\n" for kind, size, _ in CELLS))
