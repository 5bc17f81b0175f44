"""Laws in words, word for word."""

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool


def said(columns, labels=None):
    patterns = cool(MetricTable.from_columns(columns, labels), ThermalProfile.default())
    return [p.description for p in patterns if p.kind == "conservation"]


def test_an_exact_law_and_who_breaks_it():
    rng = np.random.default_rng(0)
    rejected = rng.integers(0, 60, 500).astype(float)
    rows_in = rng.integers(1000, 9000, 500).astype(float)
    rows_out = rows_in - rejected
    rows_out[[213, 377]] -= 50
    columns = {"rows_in": rows_in, "rows_out": rows_out, "rejected": rejected}
    assert said(columns, [f"job-{i}" for i in range(500)]) == [
        "rows_in = rows_out + rejected, exact in 498 of 500 tasks; "
        "broken by job-213 (−50), job-377 (−50)"
    ]


def test_a_constant_metric():
    tests = np.full(120, 412.0)
    tests[[17, 80]] = [409, 0]
    assert said({"tests": tests}, [f"b{i}" for i in range(120)]) == [
        "tests stays at 412 in 118 of 120 tasks; differs in b17 (409), b80 (0)"
    ]


def test_percentages_within_rounding():
    shares = (100 * np.random.default_rng(1).dirichlet([3, 3, 3], 200)).round(1)
    assert said({"user": shares[:, 0], "system": shares[:, 1], "idle": shares[:, 2]}) == [
        "user + system + idle = 100, within rounding (±0.15) in all 200 tasks"
    ]


def test_the_metric_that_several_laws_blame_is_named_and_float_error_is_not():
    rng = np.random.default_rng(2)
    net, tax = rng.lognormal(4, 0.5, (2, 200)).round(2)
    paid = rng.lognormal(4, 0.5, 200).round(2)
    gross = (net + tax).round(2)
    columns = {"net": net, "tax": tax, "gross": gross, "paid": paid, "due": gross - paid}
    gross[50] += 0.1
    assert said(columns, [f"inv-{i}" for i in range(200)]) == [
        "gross = paid + due, exact in 199 of 200 tasks; broken by inv-50 (−0.1, gross looks wrong)",
        "net + tax = gross, exact in 199 of 200 tasks; broken by inv-50 (+0.1, gross looks wrong)",
    ]


def test_tasks_that_lack_a_number_are_not_among_all():
    value = np.full(300, 5.0)
    value[:6] = np.nan
    read = np.random.default_rng(3).integers(100, 900, 300).astype(float)
    assert said({"value": value}) == ["value stays at 5 in all 294 tasks that have a number"]
    kept = read - 7
    kept[[3, 200]] = np.nan, 5000
    assert said({"read": read, "kept": kept}, [f"j{i}" for i in range(300)])[0].startswith(
        "read = kept + 7, exact in 298 of 299 tasks that have all of them; broken by j200 ("
    )


def test_the_first_task_that_has_none_before_it_lacks_nothing():
    rng = np.random.default_rng(4)
    came, left = rng.integers(10, 90, (2, 100)).astype(float)
    table = MetricTable.from_columns({"came": came, "left": left, "queue": np.cumsum(came - left)})
    (law,) = [p for p in cool(table, ThermalProfile.default()) if p.kind == "conservation"]
    assert law.description.endswith("exact in all 99 tasks")


def test_a_large_tolerance_is_said_in_three_digits():
    rng = np.random.default_rng(5)
    size = rng.uniform(1e8, 9e9, 60).round()
    (law,) = said({"bytes": size, "gib": (size / 2**30).round(2)})
    assert law == "bytes = 1073741824 * gib, within rounding (±5,370,000) in all 60 tasks"


def test_of_equal_breakers_the_first_are_named():
    rng = np.random.default_rng(6)
    parts = rng.lognormal(6, 0.5, (4, 100)).round(2)
    total = parts.sum(axis=0).round(2)
    total[20:28] = (total[20:28] + 0.7).round(2)
    columns = dict(zip("abcd", parts, strict=True)) | {"total": total}
    (law,) = said(columns, [f"d{i}" for i in range(100)])
    assert law.endswith("broken by d20 (+0.7), d21 (+0.7), d22 (+0.7) and 5 more")
