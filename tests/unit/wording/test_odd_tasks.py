from dataclasses import replace

import numpy as np

from crackle_cli import MetricTable
from crackle_cli.detectors.clustering.findings import Apart, Explanation, Oddity
from crackle_cli.wording.odd_tasks import odd_sentence
from tests.worlds.findings import odd_tasks

TABLE = MetricTable({name: np.arange(100.0) for name in "abc"}, [f"job-{i}" for i in range(100)])


def said(*args, **fields):
    return odd_sentence(replace(odd_tasks(*args), **fields), TABLE)


def test_one_task_and_what_is_usual():
    assert said([7]) == "job-7: a 50 (usual 0–4)"
    assert said([7], ("a", "b")) == "job-7: a 50 (usual 0–4), b 50 (usual 0–4)"


def test_of_many_metrics_the_surest_is_told():
    assert said([7], ("a", "b", "c")) == "job-7: a 50 (usual 0–4), 2 more"


def test_several_tasks_are_told_by_the_range_of_their_values():
    apart = (Apart("a", (50.0, 70.0), (0.0, 4.0), 1.0),)
    text = said([1, 2, 3, 4, 5], apart=apart)
    assert text == "job-1, job-2, job-3 and 2 more: a 50–70 (usual 0–4)"


def test_a_broken_relation():
    one = said([7], ("a", "b"), Oddity.RELATION, "b")
    assert one == "job-7 breaks a ~ b: 50, expected 2"
    two = said([7, 9], ("a", "b"), Oddity.RELATION, "b")
    assert two == "job-7 and job-9 break a ~ b: 50, expected 2; 50, expected 2"


def test_what_was_looked_at_in_a_sample():
    one = said([7], ("a", "b"), Oddity.RELATION, "b", tasks=90_000)
    assert one == "in a sample of 100 tasks job-7 breaks a ~ b: 50, expected 2"


def test_what_is_odd_only_together():
    assert said([7], ("a", "b"), Oddity.TOGETHER) == "job-7: a 50 with b 50, as in no other"


def test_a_text_that_all_share():
    text = Explanation("host", "host-07", 3, 0, 3)
    told = said([1, 2, 3], explained_by=(text,))
    assert told == (
        "job-1, job-2 and job-3: a 50 (usual 0–4); all 3 have host = host-07, and no other task"
    )
