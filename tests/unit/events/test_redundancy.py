"""What several findings say of one event, told once."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable, ThermalProfile, cool
from crackle_cli.detectors.clustering.findings import Apart
from crackle_cli.detectors.finding import Place
from crackle_cli.detectors.phase_transition.findings import Spread
from crackle_cli.events.redundancy import is_crossed, is_stretch, merged, tangled
from tests.worlds.findings import correlated, drift, group, kept, shift

ROWS = np.arange(100)


def test_metrics_that_shift_together_are_one_and_the_surest_place_leads():
    (one,) = merged(
        [shift("a", 31, low=0.9), shift("b", 30, margin=0), shift("c", 29, p_value=1e-9)]
    )
    assert one.metrics == ("b", "a", "c") and one.place == Place(30, 30, 30)
    assert one.p_value == 1e-9 and one.confidence == 0.9
    assert [c.metric for c in one.changes] == ["b", "a", "c"]
    assert one.changes[1].change_pct == 100.0


def test_of_places_that_are_as_certain_the_surest_shift_leads():
    (one,) = merged([shift("a", 31), shift("b", 30, p_value=1e-9), shift("c", 29)])
    assert one.metrics == ("b", "a", "c")


def test_other_places_forms_and_kinds_stay_apart():
    findings = [shift("a", 30), shift("b", 60), shift("c", 30, form=Spread)]
    assert merged(findings) == tuple(findings)


@pytest.mark.parametrize("way", [1, -1])
def test_places_join_within_twice_their_own_width_and_a_task(way):
    near, far = shift("b", 30 + 5 * way), shift("c", 30 + 6 * way)
    joined, rest = merged([shift("a", 30, margin=0), near, far])
    assert joined.metrics == ("a", "b") and rest is far


def test_the_next_task_of_a_group_may_be_some_rows_on():
    pair = [shift("a", 30, margin=0), shift("b", 32, margin=0)]
    assert merged(pair) == tuple(pair)
    assert merged(pair, ROWS + 7) == tuple(pair)
    (joined,) = merged(pair, np.arange(0, 300, 3))
    assert joined.metrics == ("a", "b")


def test_a_drift_has_no_task_to_join_at():
    findings = [shift("a", 30), drift("b")]
    assert merged(findings) == tuple(findings)


@pytest.mark.parametrize("way", [1, -1])
def test_two_shifts_of_one_metric_never_join_and_the_nearest_one_is_taken(way):
    near, far = shift("b", 30 + way, margin=9), shift("b", 30 + 8 * way, margin=9)
    joined, rest = merged([shift("a", 30, margin=0), far, near])
    assert joined.metrics == ("a", "b") and rest is far


def test_a_single_metric_is_unchanged():
    alone = shift("a", 30)
    assert merged([alone]) == (alone,) and merged([]) == ()


def test_a_group_that_lies_after_a_shift_of_its_metrics_is_told_by_the_shift():
    assert kept(shift("a", 60), group(range(61, 100))) == []
    assert kept(shift("a", 60), group(range(60))) == []
    assert kept(shift("a", 60), group(range(68, 100))) == []  # four in five of the tasks
    assert kept(shift("a", 30), shift("a", 70), group(range(30, 70))) == []


def test_two_in_three_tasks_before_or_after_a_shift_are_a_group_of_their_own():
    for row, rows in ((6, range(2, 6)), (94, range(96, 100))):
        most = group(rows)
        assert kept(shift("a", row), most) == [most]


def test_a_group_within_which_its_metric_shifts_more_often_is_told_too():
    after, within = group(range(60, 100)), [shift("a", row) for row in (20, 40, 80)]
    assert kept(shift("a", 60), within[0], after) == []
    assert kept(shift("a", 60), *within, after) == [after]
    assert kept(*(shift("a", row) for row in (60, 70, 85)), after) == [after]


def test_a_group_of_a_metric_that_drifts_is_told_beside_its_shift():
    after = group(range(61, 100))
    assert kept(shift("a", 60), drift("a"), after) == [after]
    assert kept(shift("a", 60), drift("b"), after) == []


@pytest.mark.parametrize(("first", "told"), [(60, False), (62, False), (65, True)])
def test_a_group_that_is_one_side_of_a_shift_is_told_by_it_whatever_else_its_metrics_do(
    first, told
):
    """Seen in a, which only shifts; b shifts with it, and drifts, and is narrower after that."""
    side = group(range(first, 100), ("a", "b"), inside=(2, 3), share=0.9)
    side = replace(side, seen_in=("a",))
    findings = [shift("a", 60), shift("b", 60), drift("b"), side]
    assert (side in merged(findings)) == told
    alone = [shift("a", 60), drift("b"), side]
    assert side in merged(alone)


def test_a_group_that_crosses_the_shift_or_shows_in_other_metrics_stays():
    crossing = group(range(30, 90))
    assert kept(shift("a", 60), crossing) == [crossing]
    other = group(range(60, 100), metrics=("a", "b"))
    assert kept(shift("a", 60), other) == [other]


def test_levels_that_overlap_are_told_by_the_shifts_if_these_place_the_group_well():
    together = [shift("a", 60), shift("b", 60)]
    metrics = ("a", "b")
    assert kept(*together, group(range(61, 100), metrics, inside=(2, 6), share=0.6)) == []
    loose = group(range(65, 100), metrics, inside=(2, 6), share=0.6)
    assert kept(*together, loose) == [loose]
    assert kept(*together, group(range(65, 100), metrics, share=0.9)) == []


def test_a_group_of_another_shape_stays_though_it_begins_where_its_metrics_shift():
    for inside in ((1, 2), (1, 3), (-20, 5)):  # within the others; much wider
        shape = group(range(60, 100), inside=inside, share=0.6)
        assert kept(shift("a", 60), shape) == [shape]


def test_what_varies_three_times_as_much_after_a_shift_is_a_level_still():
    assert kept(shift("a", 60), group(range(60, 100), inside=(2, 14), share=0.6)) == []
    wider = group(range(60, 100), inside=(2, 15), share=0.6)
    assert kept(shift("a", 60), wider) == [wider]


@pytest.mark.parametrize(
    ("inside", "others"),
    [((-12, -8), (0, 4)), ((-2, 2), (-12, -8)), ((0, 8), (0, 4))],  # the last: counts
)
def test_a_level_may_lie_anywhere(inside, others):
    after = replace(group(range(60, 100)), apart=(Apart("a", inside, others, 0.6),))
    assert kept(shift("a", 60), after) == []


def test_a_metric_that_parts_a_group_alone_may_vary_as_it_will():
    assert kept(shift("a", 60), group(range(60, 100), inside=(5, 50), share=0.9)) == []


def test_a_group_in_which_a_metric_has_several_levels_is_not_made_by_them():
    group_of_levels = group(range(50, 100), inside=(2, 6), share=0.6)
    up_and_down = [shift("a", row) for row in (20, 50, 70, 85)]
    assert kept(*up_and_down, group_of_levels) == [group_of_levels]


def test_what_a_smaller_group_leaves_of_a_stretch_is_told_by_the_shift():
    small = group(range(60, 100, 4), groups=3, share=0.9)
    rest = group(sorted(set(range(60, 100)) - set(range(60, 100, 4))), groups=3, share=0.9)
    assert kept(shift("a", 60), rest, small) == [small]
    other = replace(small, metrics=("b",))
    assert kept(shift("a", 60), rest, other) == [other]


def test_a_stretch_may_be_taken_by_a_smaller_group_to_its_last_task():
    small = group(range(30, 70), groups=3)
    rest = group([*range(30), *range(70, 100)], groups=3)
    assert kept(shift("a", 30), shift("a", 60), rest, small) == [small]


def test_neither_half_of_a_stretch_is_what_the_other_leaves():
    halves = [group(range(60 + first, 100, 2), groups=3) for first in (0, 1)]
    assert kept(shift("a", 60), *halves) == halves


def test_a_stretch_is_four_in_five_tasks_between_two_shifts_and_few_others():
    shifts = [shift("a", 60)]
    assert is_stretch(group(range(12, 60)), shifts, ROWS)
    assert not is_stretch(group(range(13, 60)), shifts, ROWS)
    assert not is_stretch(group([*range(0, 60, 2), *range(60, 100)]), shifts, ROWS)
    assert not is_stretch(group(range(0, 100, 10)), shifts, ROWS)


def test_a_shift_that_leads_into_a_group_or_out_of_it_crosses_its_border():
    shifts = [shift("a", row) for row in (20, 60, 80)]
    middle = group(range(28, 60))  # four in five tasks between the first two
    assert [is_crossed(middle, one, shifts, ROWS) for one in shifts] == [True, True, False]
    less = group(range(29, 60))
    assert not any(is_crossed(less, one, shifts, ROWS) for one in shifts)


def test_a_correlation_that_a_group_makes_is_told_by_the_group():
    third = group(
        range(0, 99, 3), metrics=("a", "b"), share=0.9
    )  # 33 of 100 make a correlation of 0.66
    assert merged([third, correlated("a", "b", low=0.6)]) == (third,)
    for more in (correlated("a", "b", low=0.7), correlated("a", "c", low=0.6)):
        assert merged([third, more]) == (third, more)
    overlapping = group(range(0, 99, 3), metrics=("a", "b"), share=0.6)
    assert len(merged([overlapping, correlated("a", "b", low=0.6)])) == 2


def test_two_metrics_bound_by_a_law_within_a_band_do_not_correlate_besides():
    rng = np.random.default_rng(0)
    seconds, other = rng.lognormal(3, 0.5, (2, 200))
    size = 5 * seconds + rng.normal(0, 0.2, 200)
    table = MetricTable.from_columns({"seconds": seconds, "size": size, "other": other})
    (law,) = cool(table, ThermalProfile.default())
    assert law.evidence["kind"] == "approximate"


def test_half_of_the_tasks_make_the_strongest_correlation():
    half = group(range(0, 100, 2), metrics=("a", "b"))
    assert merged([half, correlated("a", "b", low=0.75)]) == (half,)


def test_one_group_and_one_transition_are_not_tangled():
    pool = group(range(0, 100, 3))
    assert not tangled([pool, shift("a", 60)])
    assert not tangled([pool, pool, shift("c", 60)])
    assert tangled([pool, pool, shift("a", 60)])
    assert tangled([pool, pool, drift("a")])
    assert tangled([pool, shift("a", 60), shift("a", 30)])
