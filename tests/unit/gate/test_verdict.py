"""The gate for programs."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import CrackleError, MetricTable, ThermalProfile, judge
from crackle_cli.errors import ExitCode
from crackle_cli.gate.rules import for_metric
from crackle_cli.gate.verdict import rules_of
from crackle_cli.profile.settings import MinChange


def builds(after):
    """Sixty builds at 100, the last `after` of them at 150."""
    seconds = np.random.default_rng(3).normal(100, 2, 60)
    seconds[60 - after :] += 50
    return MetricTable.from_columns({"seconds": seconds})


def test_a_recent_transition_trips_and_is_named():
    verdict = judge(builds(8), fail_on=["phase_transition"])
    assert verdict.exit_code == ExitCode.GATED
    assert [p.involved_metrics for p in verdict.gated] == [("seconds",)]
    assert verdict.spared == ()


def test_what_is_too_faint_for_a_list_fails_a_build_and_is_told_then():
    sure = replace(ThermalProfile.default(), min_confidence=1.0)
    (told,) = judge(builds(8), sure, fail_on=["phase_transition"]).judged
    assert told.gates and told.pattern.confidence < 1
    assert judge(builds(30), sure, fail_on=["phase_transition"]).judged == ()
    asked = ThermalProfile.default().with_min_confidence(1.0)
    assert judge(builds(8), asked, fail_on=["phase_transition"]).exit_code == ExitCode.CLEAN


def test_what_began_before_the_recent_tasks_is_spared_with_the_reason():
    verdict = judge(builds(30), fail_on=["phase_transition"])
    assert verdict.exit_code == ExitCode.CLEAN and verdict.gated == ()
    assert "last 10 tasks" in verdict.spared[0].spared
    assert judge(builds(30), fail_on=["any"], recent=0).exit_code == ExitCode.GATED


def test_a_choice_goes_before_what_the_profile_says():
    profile = ThermalProfile.default()
    assert judge(builds(8), profile).exit_code == ExitCode.CLEAN
    better = judge(builds(8), profile, fail_on=["any"], better={"sec*": "higher"})
    assert better.exit_code == ExitCode.CLEAN and better.judged[0].direction == "better"


def test_an_unknown_kind_is_refused_with_one_that_is_near():
    with pytest.raises(CrackleError, match=r'"phase_transitio".*phase_transition'):
        judge(builds(8), fail_on=["phase_transitio"])


@pytest.mark.parametrize("fail_on", ["phase_transition", "any", ["shifts"], ["law", "Drift"]])
def test_kinds_go_by_the_words_that_the_command_line_takes(fail_on):
    assert judge(builds(8), fail_on=fail_on).exit_code == ExitCode.GATED


def test_a_glob_that_is_chosen_goes_before_one_of_the_profile(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("extends: default\nbetter: {'*': lower}\nmin_change: {'s*': 90}\n")
    profile = ThermalProfile.load(str(path))
    mine = rules_of(profile, {"better": {"sec*": "higher"}, "min_change": {"*": MinChange(5)}})
    assert for_metric(mine.better, "seconds") == "higher"
    assert for_metric(mine.min_change, "seconds") == MinChange(5)
    assert for_metric(mine.better, "memory") == "lower"


def test_the_gate_may_be_told_without_a_failure():
    verdict = judge(builds(8), fail_on="any", exit_zero=True)
    assert verdict.gated and verdict.exit_code == ExitCode.CLEAN
