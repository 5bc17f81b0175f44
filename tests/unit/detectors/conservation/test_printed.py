"""Laws in numbers as programs print them, each with its own precision."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse

SETTINGS = ThermalProfile.default().conservation
N = 60
FORMS = {
    "decimals": lambda v: round(float(v), 2),
    "%.6g": lambda v: float(f"{v:.6g}"),
    "float32": lambda v: float(np.float32(v)),
    "float32, in the fewest digits": lambda v: float(str(np.float32(v))),
    "full": float,
}


def printed(values, form):
    return np.array([FORMS[form](v) for v in values])


def laws(columns):
    """(text, kind, rows that break it) of each law of several metrics."""
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    several = (f for f in found if len(f.metrics) > 1)
    return [(f.text, f.law.kind.value, [v.row for v in f.violators]) for f in several]


@pytest.mark.parametrize("form", FORMS)
def test_a_sum_is_found_in_any_digits_and_who_breaks_it_named(form):
    g = np.random.default_rng(1)
    dns, tls = (printed(g.lognormal(m, 1, N), form) for m in (6, 4))
    total = dns + tls
    total[7] *= 1.01
    ((text, kind, broken),) = laws({"dns": dns, "tls": tls, "total": printed(total, form)})
    assert (text, broken) == ("dns + tls = total", [7])
    assert kind == ("exact" if form in ("decimals", "full") else "rounded")


@pytest.mark.parametrize("form", ["%.6g", "full"])
def test_a_count_is_exact_beside_a_measure_that_is_cut(form):
    """The area has three decimals and is tiny: half a step of it would allow five per cent."""
    g = np.random.default_rng(2)
    area, people = g.uniform(0.005, 0.08, N).round(3), g.lognormal(10, 1, N).round()
    adults = (people * g.normal(0.63, 0.03, N)).round()
    density = printed(people / area / 1000, form)
    columns = {"area": area, "people": people, "adults": adults, "density": density}
    ((text, kind, broken),) = laws(columns)
    assert (text, broken) == ("1000 * area * density = people", [])
    assert kind == ("rounded" if form == "%.6g" else "exact")


def test_whole_numbers_may_be_off_by_nothing():
    g = np.random.default_rng(3)
    start, run = 1.7e12 + np.cumsum(g.integers(1000, 90_000, N)), g.integers(100, 60_000, N)
    end = start + run
    end[17] += 2900  # 1.7e-9 of it
    columns = {"start_ms": start, "duration_ms": run.astype(float), "end_ms": end}
    assert laws(columns) == [("start_ms + duration_ms = end_ms", "exact", [17])]


def test_parts_that_are_each_rounded_sum_to_their_rounded_total():
    g = np.random.default_rng(4)
    parts = {f"p{m}": g.gamma(2, m, N) for m in (5, 8, 12, 90, 30)}
    columns = {name: part.round() for name, part in parts.items()}
    columns["total"] = sum(parts.values()).round()
    columns["total"][7] += 9
    ((text, kind, broken),) = laws(columns)
    assert (text, kind, broken) == (" + ".join(parts) + " = total", "rounded", [7])


def test_a_ratio_with_noise_in_per_cent_blames_nobody():
    g = np.random.default_rng(5)
    watts = g.lognormal(6, 0.7, N)
    columns = {"watts": watts.round(1), "amps": (watts / 230 * g.normal(1, 0.005, N)).round(3)}
    (found,) = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    assert (found.text, found.law.kind, found.broken) == ("watts = 230 * amps", "approximate", 0)
    assert found.law.tolerance == pytest.approx(0.012, abs=0.004)


def test_what_is_nearly_another_is_no_law():
    """`a + 7 = total, within 11.7`: the rest is small beside the size of both."""
    g = np.random.default_rng(6)
    a = g.lognormal(4, 1, N).round()
    assert laws({"a": a, "total": a + g.poisson(7, N)}) == []


def test_scatter_is_no_rounding_of_a_few_decimals():
    g = np.random.default_rng(7)
    celsius = g.normal(20, 5, 200).round(1)
    assert laws({"c": celsius, "f": 1.8 * celsius + 32 + g.normal(0, 0.05, 200)}) == []
