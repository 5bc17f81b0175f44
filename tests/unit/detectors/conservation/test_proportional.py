"""Sums of metrics that are proportional to each other but for rounding."""

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse

SETTINGS = ThermalProfile.default().conservation


def invoices(seed, n, most=9000):
    net = np.random.default_rng(seed).uniform(100, most, n).round(2)
    vat = (0.19 * net).round(2)
    return {"net": net, "vat": vat, "gross": (net + vat).round(2)}


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return {f.text: f for f in found}


@pytest.mark.parametrize("most", [9000, 1e6])
def test_a_sum_to_the_cent_is_told_beside_the_ratio(most):
    for seed in range(3):
        found = laws(invoices(seed, 60, most))
        assert found["net + vat = gross"].law.kind == "exact"
        assert len(found) == 2
        assert not any(f.violators for f in found.values())


def test_who_breaks_the_sum_is_named():
    columns = invoices(0, 60)
    columns["gross"][[4, 30]] += [0.5, -12]
    found = laws(columns)
    assert [v.row for v in found["net + vat = gross"].violators] == [4, 30]


def test_two_shares_and_what_they_are_of_make_one_sum():
    net = np.random.default_rng(1).uniform(100, 9000, 100).round(2)
    vat, fee = (0.19 * net).round(2), (0.03 * net).round(2)
    found = laws({"net": net, "vat": vat, "fee": fee, "paid": (net + vat + fee).round(2)})
    assert found["net + vat + fee = paid"].law.kind == "exact"


@pytest.mark.parametrize("odd", [1.0, 0.5, 0.13, 0.04])
def test_a_sum_to_the_cent_goes_before_a_multiple_of_one_share(odd):
    """20 % of a price in steps of 5 cents are whole cents, and `net = 5 * tax` to the digit."""
    for seed in range(2):
        rng = np.random.default_rng(seed)
        net = (rng.integers(500, 90_000, 400) / 20).round(2)
        net = (net + 0.01 * (rng.random(400) < odd) * rng.integers(1, 5, 400)).round(2)
        tax, shipping = (0.2 * net).round(2), rng.choice([0, 4.9, 9.9], 400)
        total = (net + tax + shipping).round(2)
        total[[44, 210, 399]] += [10, -1.5, 100]
        found = laws({"net": net, "tax": tax, "shipping": shipping, "total": total})
        law = found["net + tax + shipping = total"]
        assert (law.law.kind, law.broken) == ("exact", 3)
        assert set(found) <= {"net + tax + shipping = total", "net = 5 * tax"}
