import numpy as np

from crackle_cli.merging import merged
from crackle_cli.pattern import Finding, PatternKind, Place


def shift(metric, row, margin=2, form="level", p_value=1e-4, low=0.5):
    return Finding(
        kind=PatternKind.PHASE_TRANSITION,
        metrics=(metric,),
        rows=np.arange(row, 100),
        strength=min(1.0, low + 0.1),
        strength_low=low,
        p_value=p_value,
        numbers={"before": 1.0, "after": 2.0, "change_pct": 100.0, "noise_units": 9.0},
        evidence={"form": form},
        place=Place(row, row - margin, row + margin),
    )


def test_metrics_that_shift_together_are_one_and_the_surest_place_leads():
    (one,) = merged(
        [shift("a", 31, low=0.9), shift("b", 30, margin=0), shift("c", 29, p_value=1e-9)]
    )
    assert one.metrics == ("b", "a", "c") and one.place == Place(30, 30, 30)
    assert one.p_value == 1e-9 and one.strength_low == 0.9
    assert [c["metric"] for c in one.evidence["changes"]] == ["b", "a", "c"]
    assert one.evidence["changes"][1]["change_pct"] == 100.0


def test_other_places_forms_and_kinds_stay_apart():
    findings = [shift("a", 30), shift("b", 60), shift("c", 30, form="spread")]
    assert merged(findings) == tuple(findings)


def test_a_drift_has_no_task_to_join_at():
    drift = shift("b", 30, form="drift")
    findings = [shift("a", 30), drift]
    assert merged(findings) == tuple(findings)


def test_two_shifts_of_one_metric_never_join_and_the_nearest_one_is_taken():
    near, far = shift("b", 31, margin=9), shift("b", 38, margin=9)
    joined, rest = merged([shift("a", 30, margin=0), far, near])
    assert joined.metrics == ("a", "b") and rest is far


def test_a_single_metric_is_unchanged():
    alone = shift("a", 30)
    assert merged([alone]) == (alone,) and merged([]) == ()
