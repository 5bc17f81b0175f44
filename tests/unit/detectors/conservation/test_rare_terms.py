"""Terms that are 0 in nearly all tasks, and terms among the metrics that were not screened in."""

from fractions import Fraction

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile
from crackle_cli.detectors.conservation import sparse
from crackle_cli.detectors.conservation.left_out import completed
from crackle_cli.detectors.conservation.sparse_terms import _explained
from crackle_cli.laws.law import Law, LawForm, LawKind, Term
from crackle_cli.laws.precision import Precision
from crackle_cli.laws.text import formula

SETTINGS = ThermalProfile.default().conservation
WEIGHTS = {"tests": 1.0, "passed": -1.0, "skipped": -1.0}


def laws(columns):
    found = sparse.detect(MetricTable.from_columns(columns), SETTINGS).findings
    return [f.text for f in found if len(f.metrics) > 1]


def suite(failures, n=34):
    """Tests of n builds, of which some have failures: row -> count."""
    rng = np.random.default_rng(1)
    failed = np.zeros(n)
    failed[list(failures)] = list(failures.values())
    passed = rng.integers(400, 430, n).astype(float)
    skipped = rng.integers(3, 9, n).astype(float)
    columns = {"tests": passed + failed + skipped, "passed": passed, "failed": failed}
    return {**columns, "skipped": skipped, "seconds": rng.normal(100, 5, n).round(1)}


def test_two_failures_in_34_builds_are_a_term():
    assert laws(suite({3: 1, 20: 2})) == ["tests = passed + failed + skipped"]


def test_one_failure_is_met_by_any_column():
    assert laws(suite({3: 2})) == ["tests = passed + skipped"]


def test_ties_of_a_league_are_a_term_though_they_are_all_1():
    rng = np.random.default_rng(2)
    won, tied = rng.integers(2, 15, 32), np.isin(np.arange(32), [4, 19])
    columns = {"W": won, "L": 16 - won - tied, "T": tied, "points": rng.integers(200, 500, 32)}
    assert laws(columns) == ["W + L + T = 16"]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_rare_elsewhere_mends_no_law(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(50, 500, (2, 120)).astype(float)
    total = a + b
    total[rng.choice(120, 4, replace=False)] += 1
    rare = {f"rare{j}": rng.poisson(0.06, 120) for j in range(8)}
    assert laws({"a": a, "b": b, "total": total, **rare}) == ["a + b = total"]


@pytest.mark.parametrize(
    ("failures", "left_out", "text"),
    [
        ({7: 1, 20: 3, 21: 1}, ["failed", "seconds"], "tests = passed + failed + skipped"),
        ({7: 1}, ["failed", "seconds"], "tests = passed + skipped"),
        ({7: 1, 20: 3, 21: 1}, ["seconds"], "tests = passed + skipped"),
    ],
)
def test_a_term_that_was_not_looked_at_completes_a_law(failures, left_out, text):
    columns = suite(failures)
    terms = tuple(Term((m,), w, (1.0,)) for m, w in WEIGHTS.items())
    law = Law(LawForm.LINEAR, LawKind.EXACT, terms, 0.0, n=34, holds=34 - len(failures))
    counts = dict.fromkeys(columns, Precision(1.0))
    ((found, _),) = completed([(law, 1e-9)], columns, left_out, counts, SETTINGS)
    assert formula(found) == text


def test_an_amount_that_was_not_looked_at_completes_a_law_that_nearly_holds():
    rng = np.random.default_rng(5)
    large, small = rng.integers(1000, 9000, 60).astype(float), rng.integers(0, 40, 60).astype(float)
    columns = {"whole": large + small, "large": large, "small": small}
    terms = (Term(("whole",), 1.0, (1.0,)), Term(("large",), -1.0, (1.0,)))
    law = Law(LawForm.LINEAR, LawKind.APPROXIMATE, terms, 0.0, 60.0, n=60, holds=60)
    counts = dict.fromkeys(columns, Precision(1.0))
    ((found, _),) = completed([(law, 1e-9)], columns, ["small"], counts, SETTINGS)
    assert (formula(found), found.kind) == ("whole = large + small", LawKind.EXACT)


@pytest.mark.parametrize("slack", [np.full(105, 1e-6), np.linspace(1e-7, 1e-6, 105)])
def test_a_weight_is_found_though_the_first_tasks_are_broken_by_something_else(slack):
    rng = np.random.default_rng(3)
    residual = np.concatenate([rng.uniform(50, 90, 45).round(3), np.full(60, -2.0)])
    assert _explained(np.ones(105), residual, slack) == (60, Fraction(2))
