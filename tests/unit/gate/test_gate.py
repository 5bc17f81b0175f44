"""The gate: which transitions trip it, and why the others do not."""

from dataclasses import replace

import pytest

from crackle_cli.detectors.finding import PatternKind
from crackle_cli.detectors.phase_transition.findings import Mix, Rate, ShareOf, Shift, Spread
from crackle_cli.errors import InputError
from crackle_cli.gate.baseline import Baseline, read_baseline, render_baseline
from crackle_cli.gate.rules import GateRules, verdict_on
from crackle_cli.profile.settings import MinChange
from crackle_cli.table.part import Part
from tests.worlds import findings
from tests.worlds.findings import change, correlated, drift, group, law_finding, odd_tasks
from tests.worlds.reports import onset, pattern, turn

GATE = frozenset({PatternKind.PHASE_TRANSITION})


def shift(before=100.0, after=110.0, tasks_after=5, form=Shift, since=None, **place):
    """A shift of `duration`; `place`: what else there is to say of where it lies."""
    found = findings.shift("duration", 30, form=form, levels=(before, after))
    return pattern(replace(found, since=since), where=onset(30, tasks_after, **place))


def judged(one, **rules):
    return verdict_on([one], GateRules(fail_on=GATE, **rules)).judged[0]


@pytest.mark.parametrize(
    ("one", "rules", "spared"),
    [
        (shift(), {}, ""),
        (shift(tasks_after=10), {}, ""),
        (shift(tasks_after=11), {}, "begins before the last 10 tasks"),
        (shift(tasks_after=11), {"recent": 11}, ""),
        (shift(tasks_after=500), {"recent": 0}, ""),
        (shift(tasks_after=1), {}, "suspect until 2 tasks show it"),
        (shift(tasks_after=1), {"confirm": 1}, ""),
        (shift(tasks_after=2), {"confirm": 3}, "suspect until 3 tasks show it"),
        (shift(), {"better": {"duration": "lower"}}, ""),
        (shift(), {"better": {"duration": "higher"}}, "a change for the better"),
        (shift(after=90.0), {"better": {"dur*": "lower"}}, "a change for the better"),
        (shift(), {"min_change": {"duration": MinChange(relative=10)}}, ""),
        (shift(), {"min_change": {"duration": MinChange(relative=11)}}, "smaller than min_change"),
        (shift(), {"min_change": {"*": MinChange(absolute=10.5)}}, "smaller than min_change"),
        (shift(), {"min_change": {"*": MinChange(absolute=10)}}, ""),
        (shift(after=90.0), {"min_change": {"*": MinChange(absolute=10)}}, ""),
        (shift(after=90.0), {"min_change": {"*": MinChange(relative=11)}},
         "smaller than min_change"),
        (shift(after=100.0), {"better": {"duration": "lower"}}, ""),
        (shift(), {"min_change": {"other": MinChange(absolute=99)}}, ""),
        (shift(before=0.0), {"min_change": {"duration": MinChange(relative=99)}}, ""),
        (shift(form=Mix), {}, "a change of the mix alone"),
        (shift(form=Mix), {"fail_on_mix": True}, ""),
        (pattern(drift("duration")), {}, "has no task at which it begins"),
        (pattern(drift("duration")), {"recent": 0}, ""),
    ],
)  # fmt: skip
def test_why_a_transition_does_not_trip(one, rules, spared):
    result = judged(one, **rules)
    assert result.spared == spared
    assert result.gates == (spared == "")


@pytest.mark.parametrize(
    ("found", "spared"),
    [
        (correlated("a", "b"), "no task begins it"),
        (law_finding("a = b", broken=(89,)), "none of the last 10 tasks breaks it"),
        (law_finding("a = b", broken=(3, 90)), ""),
        (law_finding("a = b"), "holds in all tasks"),
        (law_finding("a = 3"), "holds in all tasks"),
        (law_finding("a = b + c"), "none of the last 10 tasks breaks it"),
        (group(range(80, 100)), "begins before the last 10 tasks"),
        (group(range(90, 100)), ""),
        (odd_tasks([5, 89]), "none of the last 10 tasks is odd"),
        (odd_tasks([5, 99]), ""),
    ],
)
def test_other_kinds_trip_by_a_recent_task_and_never_as_a_standing_fact(found, spared):
    every = GateRules(fail_on=frozenset(PatternKind))
    (one,) = verdict_on([pattern(found)], every, [Part({}, 100)]).judged
    assert (one.spared, one.gates) == (spared, not spared)
    (one,) = verdict_on([pattern(found)], every._replace(recent=0), [Part({}, 100)]).judged
    assert one.gates == (not found.standing)


@pytest.mark.parametrize(
    ("before", "after", "better", "direction"),
    [
        (1, 2, {}, None),
        (1, 2, {"duration": "lower"}, "worse"),
        (2, 1, {"duration": "lower"}, "better"),
        (2, 1, {"duration": "higher"}, "worse"),
        (1, 2, {"dur*": "lower", "duration": "higher"}, "better"),
    ],
)
def test_directions(before, after, better, direction):
    assert judged(shift(before, after), better=better).direction == direction


def test_more_scatter_is_worse_whatever_is_wanted():
    for wanted in ("lower", "higher"):
        one = shift(1, 2, form=Spread)
        assert judged(one, better={"duration": wanted}).direction == "worse"


def both(first, second, since=None, **place):
    changes = (change("duration", *first), change("rate", *second))
    found = replace(findings.shift("duration", 30), metrics=("duration", "rate"), changes=changes)
    return pattern(replace(found, since=since), where=onset(30, 5, **place))


def test_one_metric_for_the_worse_is_enough():
    better = {"duration": "lower", "rate": "higher"}
    assert judged(both((10, 12), (10, 12)), better=better).direction == "worse"
    assert judged(both((12, 10), (10, 12)), better=better).spared == "a change for the better"
    assert judged(both((12, 10), (10, 12)), better={"duration": "lower"}).gates


@pytest.mark.parametrize(
    ("of", "least", "spared"),
    [
        (ShareOf(500.0, others=False), MinChange(absolute=5), ""),
        (ShareOf(0.0, others=True), MinChange(absolute=5), ""),
        (ShareOf(1.0, others=False), MinChange(absolute=0.3), "smaller than min_change"),
        (ShareOf(1.0, others=False), MinChange(absolute=0.2), ""),
        (ShareOf(500.0, others=False), MinChange(relative=2000), "smaller than min_change"),
    ],
)
def test_an_amount_of_a_metric_is_none_of_a_share(of, least, spared):
    one = shift(0.02, 0.25, form=Rate)
    changes = (one.finding.leading._replace(share_of=of),)
    one = replace(one, finding=replace(one.finding, changes=changes))
    assert judged(one, min_change={"*": least}).spared == spared


def test_min_change_asks_only_the_unwanted_changes():
    one = both((20, 10), (100, 101))
    rules = {"better": {"duration": "lower"}, "min_change": {"*": MinChange(relative=5)}}
    assert judged(one, **rules).spared == "smaller than min_change"


END = {"since": 20, "ends": "phase_transition-0123abcd"}


@pytest.mark.parametrize(
    ("one", "rules", "spared"),
    [
        (shift(**END), {}, "back at the level before"),
        (shift(**END), {"better": {"duration": "higher"}}, "back at the level before"),
        (shift(**END), {"better": {"duration": "lower"}}, ""),  # what was gained is lost again
        (shift(tasks_after=11, **END), {"better": {"duration": "lower"}},
         "begins before the last 10 tasks"),
        (shift(back="b33", row_back=33), {}, ""),
    ],
)  # fmt: skip
def test_an_event_counts_where_it_begins_and_its_end_only_for_the_worse(one, rules, spared):
    assert judged(one, **rules).spared == spared


@pytest.mark.parametrize("rules", [{}, {"recent": 0}, {"confirm": 9}])
def test_a_turn_trips_nothing_whatever_is_asked(rules):
    assert judged(turn(), **rules).spared == "a turn, no shift"


def test_the_end_of_an_event_of_several_metrics_is_for_the_worse_if_one_is():
    end = both((2, 1), (2, 1), **END)
    assert not judged(end, better={"duration": "lower"}).gates
    assert judged(end, better={"duration": "lower", "rate": "higher"}).gates


def test_without_a_gate_nothing_trips():
    verdict = verdict_on([shift()], GateRules())
    assert (verdict.exit_code, verdict.judged[0].gates) == (0, False)


def test_exit_zero_reports_but_passes():
    verdict = verdict_on([shift()], GateRules(fail_on=GATE, exit_zero=True))
    assert (verdict.exit_code, verdict.judged[0].gates) == (0, True)


def test_a_baseline_makes_patterns_known(tmp_path):
    path = tmp_path / "known.json"
    path.write_text(render_baseline([shift()]))
    baseline = read_baseline(path)
    result = judged(shift(), baseline=baseline)
    assert (result.status, result.spared) == ("known", "acknowledged in the baseline")
    other = findings.shift("tests", 30)
    other = pattern(other, where=onset(30, 5), id="phase_transition-ffffffff")
    verdict = verdict_on([other], GateRules(fail_on=GATE, baseline=baseline))
    assert verdict.exit_code == 1
    assert verdict.warnings == (
        "baseline: phase_transition-0123abcd no longer occurs "
        "(duration rose by 23.9 % at b30: 45.1 → 55.9)",
    )


def test_a_known_shift_whose_place_moved_within_its_interval_stays_known(tmp_path):
    path = tmp_path / "known.json"
    path.write_text(render_baseline([shift()]))
    near, far = (
        replace(shift(may_begin=may_begin), id="phase_transition-ffffffff")
        for may_begin in (("b31", "b30", "b32"), ("b40", "b39"))
    )
    assert judged(near, baseline=read_baseline(path)).status == "known"
    assert judged(far, baseline=read_baseline(path)).status == "new"


def test_an_empty_baseline_knows_nothing():
    assert not Baseline().holds(shift())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ("[]", "not a baseline of crackle with schema_version 1"),
        ('{"schema_version": 2}', "write it anew with --write-baseline"),
        ('{"schema_version": 1}', 'no list "accepted"'),
        ('{"schema_version": 1, "accepted": [{}]}', 'entry 1 of the baseline has no "id"'),
    ],
)
def test_what_is_no_baseline(tmp_path, content, message):
    path = tmp_path / "known.json"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_baseline(path)


def test_a_missing_baseline_says_how_to_make_one(tmp_path):
    with pytest.raises(InputError, match="no such baseline; --write-baseline"):
        read_baseline(tmp_path / "known.json")
