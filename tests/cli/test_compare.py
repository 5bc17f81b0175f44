"""crackle compare as a CI step meets it."""

import csv
import json
from io import StringIO

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from tests import compare_schema
from tests.cli.run import SAMPLES, crackle


def write(path, factor, seed, tasks=20):
    rng = np.random.default_rng(seed)
    lines = ["run,duration_s,peak_mb"]
    for i in range(tasks):
        duration = 100 * factor * (1 + 0.03 * rng.standard_normal())
        lines.append(f"r{i},{duration:.2f},{512 + 3 * rng.standard_normal():.1f}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def sides(tmp_path):
    return write(tmp_path / "base.csv", 1, 1), write(tmp_path / "new.csv", 1.1, 2)


def test_what_changed_and_what_would_have_been_seen(sides):
    run = crackle("compare", *sides)
    first, second, third = run.stdout.splitlines()
    assert run.returncode == 0
    assert first.startswith("[changed] duration_s is ")
    assert " % higher (" in first
    assert second.startswith("not told apart: peak_mb (±0.")
    assert second.endswith(" would have been seen)")
    assert third.startswith("1 of 2 metrics changed; 20 tasks of ")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-on", "any"], 1),
        (["--fail-on", "changed"], 1),
        (["--fail-on", "worse", "--lower-is-better", "duration*"], 1),
        (["--fail-on", "worse", "--higher-is-better", "duration*"], 0),
        (["--fail-on", "changed", "--higher-is-better", "duration*"], 0),
        (["--fail-on", "any", "--min-change", "duration_s=50%"], 0),
        (["--fail-on", "any", "--exit-zero"], 0),
        (["--fail-on", "any", "--min-rows", "21"], 2),
        (["--lower-is-better", "durations"], 2),
        (["--by", "run"], 2),
    ],
)
def test_the_exit_code(sides, options, code):
    assert crackle("compare", *sides, *options).returncode == code


def test_the_gate_says_what_tripped_it_and_what_it_passes_over(sides):
    tripped = crackle("compare", *sides, "--fail-on", "any")
    assert tripped.stderr.startswith("gate: exit 1 for 1 change: duration_s is ")
    spared = crackle("compare", *sides, "--fail-on", "any", "--min-change", "duration_s=50%")
    assert spared.stderr.endswith("smaller than min_change\n")


def test_rows_of_one_file(sides, tmp_path):
    base, new = (path.read_text().splitlines() for path in sides)
    rows = [f"{base[0]},branch", *(f"{r},main" for r in base[1:]), *(f"{r},pr" for r in new[1:])]
    both = tmp_path / "both.csv"
    both.write_text("\n".join(rows) + "\n")
    run = crackle("compare", both, "--between", "branch=main,pr")
    assert run.stdout.startswith("[changed] duration_s is ")
    assert run.stdout.endswith("20 tasks of main, 20 of pr\n")
    assert crackle("compare", both, "--between", "branch").stdout == run.stdout
    wrong = crackle("compare", both, "--between", "branch=main,pt")
    assert wrong.returncode == 2
    assert 'no value "pt"' in wrong.stderr


def test_one_side_is_not_enough(sides):
    run = crackle("compare", sides[0])
    assert run.returncode == 2
    assert "--between COL compares rows of one file" in run.stderr


def test_several_files_make_a_side_and_one_may_be_stdin(sides, tmp_path):
    write(tmp_path / "base2.csv", 1, 3)
    run = crackle("compare", tmp_path / "base*.csv", "-", stdin=sides[1].read_text())
    assert "40 tasks of" in run.stdout


def test_more_than_two_are_each_compared_with_the_first(sides, tmp_path):
    third = write(tmp_path / "third.csv", 1.3, 4)
    found = json.loads(crackle("compare", *sides, third, "--json").stdout)
    assert [one["new"]["name"] for one in found] == [str(sides[1]), str(third)]


def test_every_format(sides, tmp_path):
    named = {}
    for format_ in ("json", "jsonl", "csv", "markdown", "github", "junit", "table"):
        run = crackle("compare", *sides, "-f", format_, "--fail-on", "any")
        assert run.returncode == 1
        named[format_] = run.stdout
    whole = json.loads(named["json"])
    assert whole["summary"] == {
        "metrics": 2, "changes": 1, "better": 0, "worse": 0, "gated": 1, "exit_code": 1,
    }  # fmt: skip
    lines = [json.loads(line) for line in named["jsonl"].splitlines()]
    assert [line["record"] for line in lines] == ["change", "same", "summary"]
    level, same = csv.DictReader(StringIO(named["csv"]))
    assert (level["kind"], level["gates"], same["kind"]) == ("level", "true", "same")
    assert float(level["ratio_low"]) < float(level["ratio"]) < float(level["ratio_high"])
    assert named["markdown"].startswith("<!-- crackle compare -->\n")
    assert "| ❌ | duration\\_s | " in named["markdown"]
    assert named["github"].startswith("::error title=crackle compare%3A changed::duration_s is ")
    assert '<testsuite name="crackle compare ' in named["junit"]
    assert "✗ duration_s is" in named["table"]


@pytest.fixture
def suites(tmp_path):
    paths = []
    for seed, name in enumerate(("base", "new")):
        rng = np.random.default_rng(seed)
        lines = ["test,ms,build"]
        for test in range(6):
            for repeat in range(6):
                ms = 10.0**test * (1 + seed * (test == 2)) * (1 + 0.02 * rng.standard_normal())
                lines.append(f"t{test},{ms:.6g},b{repeat}")
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text("\n".join(lines) + "\n")
    return paths


def test_each_benchmark_against_itself(suites, tmp_path):
    run = crackle("compare", *suites, "--pair-by", "test")
    assert run.stdout.startswith("[changed] ms is ")
    assert " higher where test = t2 (" in run.stdout
    assert "1 of 6 metrics changed" in run.stdout
    both = tmp_path / "both.csv"
    base, new = (path.read_text().splitlines() for path in suites)
    rows = [f"side,{base[0]}", *(f"a,{r}" for r in base[1:]), *(f"b,{r}" for r in new[1:])]
    both.write_text("\n".join(rows) + "\n")
    between = crackle("compare", both, "--between", "side", "--pair-by", "test")
    assert between.stdout.splitlines()[0] == run.stdout.splitlines()[0]


def test_blocks_are_tasks(suites):
    run = crackle("compare", *suites, "--block", "build")
    assert "6 tasks of " in run.stdout
    assert crackle("compare", *suites, "--block", "build", "--pair-by", "test").returncode == 2


def test_json_keeps_its_schema(sides, suites):
    assert compare_schema.PATH.read_text() == compare_schema.text()
    schema = compare_schema.schema()
    Draft202012Validator.check_schema(schema)
    whole = Draft202012Validator(schema)
    line = Draft202012Validator({**schema, "anyOf": [{"$ref": "#/$defs/line"}]})
    samples = [SAMPLES / "base.csv", SAMPLES / "new.csv"]
    for words in ([*sides], [*sides, sides[0]], [*suites, "--pair-by", "test"], samples):
        whole.validate(json.loads(crackle("compare", *words, "--json").stdout))
        for told in crackle("compare", *words, "-f", "jsonl").stdout.splitlines():
            line.validate(json.loads(told))
    assert not whole.is_valid({})


def test_the_story_of_the_samples():
    samples = [SAMPLES / "base.csv", SAMPLES / "new.csv"]
    run = crackle("compare", *samples, "--fail-on", "worse", "--lower-is-better", "duration*")
    slower, lost, *_ = run.stdout.splitlines()
    assert run.returncode == 1
    assert slower.startswith("[worse] duration_ms is 29 % higher where endpoint = /search (")
    assert lost.startswith("[worse] rows_in = rows_out + rejected held in base, is broken by 3 ")


def test_too_few_to_tell_anything_is_said(tmp_path):
    two = tmp_path / "two.csv"
    two.write_text("test,ms\na,1.5\nb,300.25\n")
    run = crackle("compare", two, two)
    assert run.returncode == 0
    assert "ms (only a multiple would have been seen)" in run.stdout
    paired = crackle("compare", two, two, "--pair-by", "test")
    assert paired.returncode == 2
    assert "2 pairs of single tasks are too few to compare" in paired.stderr
    one = tmp_path / "one.csv"
    one.write_text("test,ms\na,1.5\n")
    assert "1 and 1 tasks are too few" in crackle("compare", one, one).stderr
