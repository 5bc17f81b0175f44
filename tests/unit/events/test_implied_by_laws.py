"""What a law and another finding both say, told once."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.detectors.finding import Finding, Place
from crackle_cli.events.implied_by_laws import once
from crackle_cli.laws.law import Violator


def law(*metrics, kind="exact", form="linear", violators=()):
    return Finding(
        kind=PatternKind.CONSERVATION,
        metrics=metrics,
        rows=np.arange(100),
        strength=1.0,
        strength_low=0.9,
        p_value=1e-9,
        numbers={"violators": float(len(violators))},
        evidence={"kind": kind, "form": form},
        violators=tuple(Violator(row, 1.0) for row in violators),
    )


def correlation(*metrics, **numbers):
    return replace(
        law(*metrics),
        kind=PatternKind.CORRELATION,
        evidence={},
        numbers={"correlation": 1, **numbers},
    )


def change(metric, row, form="level", low=0.9):
    return replace(
        law(metric),
        kind=PatternKind.PHASE_TRANSITION,
        evidence={"form": form},
        place=Place(row, row - 1, row + 1),
        strength_low=low,
    )


LEDGER = (law("net", "tax", "debit"), law("debit", "credit"), law("net", "debit", kind="rounded"))


@pytest.mark.parametrize(
    "metrics", [("credit", "net", "tax"), ("tax", "credit"), ("net", "credit")]
)
def test_laws_tell_of_metrics_that_follow_from_one_another(metrics):
    assert once([*LEDGER, correlation(*metrics)]) == LEDGER


@pytest.mark.parametrize("more", [{"seconds"}, set()])
def test_what_the_laws_leave_open_is_told(more):
    """A metric that no law ties to the others, and one that follows some tasks later."""
    lag = {} if more else {"lag": 2.0}
    told = correlation("credit", "net", *more, **lag)
    assert told in once([*LEDGER, law("seconds", form="constant"), told])


def test_what_a_third_metric_may_explain_is_told():
    """`a + x = b` and `b + y = c` bind a and b, and b and c; not a and c."""
    laws = law("a", "x", "b"), law("b", "y", "c")
    for metrics, told in ((("a", "b"), 2), (("a", "c"), 3), (("a", "b", "c"), 3)):
        assert len(once([*laws, correlation(*metrics)])) == told


def test_metrics_that_each_stay_constant_are_not_bound_by_that():
    constants = law("a", form="constant"), law("b", form="constant")
    assert len(once([*constants, correlation("a", "b")])) == 3


def test_of_a_change_and_a_constant_that_differs_before_it_the_change_is_told():
    constant = law("a", form="constant", violators=range(10))
    for form in ("level", "spread"):
        fell = change("a", 10, form)
        assert once([constant, fell]) == (fell,)
    late = replace(constant, violators=tuple(Violator(row, 1.0) for row in range(90, 100)))
    rose = change("a", 90)
    assert once([late, rose]) == (rose,)


@pytest.mark.parametrize(
    "other", [change("b", 10), change("a", 5), change("a", 10, "drift"), change("a", 10, low=0.1)]
)
def test_a_constant_that_no_change_tells_stays(other):
    findings = (law("a", form="constant", violators=range(10)), other)
    assert once(findings) == findings


def test_a_connection_that_only_the_first_tasks_make_is_one_pattern():
    rng = np.random.default_rng(0)
    connect = np.where(np.arange(500) < 10, rng.integers(4, 12, 500), 0)
    (found,) = cool(MetricTable.from_columns({"connect": connect}), ThermalProfile.default())
    assert found.kind is PatternKind.PHASE_TRANSITION


def test_debit_credit_and_tax_are_laws_and_no_correlation():
    rng = np.random.default_rng(1)
    net = rng.lognormal(5, 1, 300).round(2)
    tax = (0.19 * net).round(2)
    debit = (net + tax).round(2)
    credit = debit.copy()
    credit[221] -= 9
    columns = {"net": net, "tax": tax, "debit": debit, "credit": credit}
    found = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert {p.kind for p in found} == {PatternKind.CONSERVATION}
