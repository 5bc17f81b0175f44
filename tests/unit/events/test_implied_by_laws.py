"""What a law and another finding both say, told once."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, PatternKind, ThermalProfile, cool
from crackle_cli.detectors.phase_transition.findings import Shift, Spread
from crackle_cli.events.implied_by_laws import once
from crackle_cli.laws.law import LawKind
from tests.worlds.findings import correlated, drift, law_finding, shift


def law(*metrics, kind="exact", broken=()):
    """A law that binds some metrics, or that one stays constant."""
    text = f"{metrics[0]} = 0" if len(metrics) == 1 else f"{' + '.join(metrics[1:])} = {metrics[0]}"
    return law_finding(text, metrics, LawKind(kind), broken=broken)


LEDGER = (law("net", "tax", "debit"), law("debit", "credit"), law("net", "debit", kind="rounded"))


@pytest.mark.parametrize(
    "metrics", [("credit", "net", "tax"), ("tax", "credit"), ("net", "credit")]
)
def test_laws_tell_of_metrics_that_follow_from_one_another(metrics):
    assert once([*LEDGER, correlated(*metrics)]) == LEDGER


@pytest.mark.parametrize("more", [{"seconds"}, set()])
def test_what_the_laws_leave_open_is_told(more):
    """A metric that no law ties to the others, and one that follows some tasks later."""
    told = correlated("credit", "net", *more, lag=0 if more else 2)
    assert told in once([*LEDGER, law("seconds"), told])


def test_what_a_third_metric_may_explain_is_told():
    """`a + x = b` and `b + y = c` bind a and b, and b and c; not a and c."""
    laws = law("a", "x", "b"), law("b", "y", "c")
    for metrics, told in ((("a", "b"), 2), (("a", "c"), 3), (("a", "b", "c"), 3)):
        assert len(once([*laws, correlated(*metrics)])) == told


def test_a_law_of_two_metrics_tells_that_one_follows_the_other_some_tasks_later():
    same = law("a", "b")
    assert once([same, correlated("a", "b", lag=2)]) == (same,)


def test_an_approximate_law_tells_of_two_metrics_alone():
    near = law("a", "b", kind="approximate")
    assert once([near, correlated("a", "b")]) == (near,)
    for more in (correlated("a", "b", lag=2), correlated("a", "b", "c")):
        assert once([near, more]) == (near, more)
    wider = law("a", "b", "c", kind="approximate")
    for more in (correlated("a", "b"), correlated("a", "b", "c")):
        assert once([wider, more]) == (wider, more)


def test_metrics_that_each_stay_constant_are_not_bound_by_that():
    constants = law("a"), law("b")
    assert len(once([*constants, correlated("a", "b")])) == 3


def test_of_a_change_and_a_constant_that_differs_before_it_the_change_is_told():
    constant = law("a", broken=range(10))
    for form in (Shift, Spread):
        fell = shift("a", 10, form=form, low=0.5)
        assert once([constant, fell]) == (fell,)
    late = law("a", broken=range(88, 100))
    rose = shift("a", 90, low=0.5)
    assert once([late, rose]) == (rose,)


@pytest.mark.parametrize(
    "other", [shift("b", 10), shift("a", 5), drift("a"), shift("a", 10, low=0.4)]
)
def test_a_constant_that_no_change_tells_stays(other):
    findings = (law("a", broken=range(10)), other)
    assert once(findings) == findings


@pytest.mark.parametrize(
    "constant",
    [
        law("a"),
        law("a", broken=range(13)),  # the last of which the change may have begun before
        replace(law("a", broken=range(10)), broken=20),  # which it does not all name
    ],
)
def test_a_constant_that_a_change_tells_in_part_stays(constant):
    findings = (constant, shift("a", 10))
    assert once(findings) == findings


def test_a_connection_that_only_the_first_tasks_make_is_one_pattern():
    rng = np.random.default_rng(0)
    connect = np.where(np.arange(500) < 10, rng.integers(4, 12, 500), 0)
    (found,) = cool(MetricTable.from_columns({"connect": connect}), ThermalProfile.default())
    assert found.kind is PatternKind.PHASE_TRANSITION


def test_debit_credit_and_tax_are_laws_and_no_correlated():
    rng = np.random.default_rng(1)
    net = rng.lognormal(5, 1, 300).round(2)
    tax = (0.19 * net).round(2)
    debit = (net + tax).round(2)
    credit = debit.copy()
    credit[221] -= 9
    columns = {"net": net, "tax": tax, "debit": debit, "credit": credit}
    found = cool(MetricTable.from_columns(columns), ThermalProfile.default())
    assert {p.kind for p in found} == {PatternKind.CONSERVATION}
