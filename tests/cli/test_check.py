"""crackle check as a CI step meets it."""

import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from tests.cli.run import SAMPLES, crackle
from tests.worlds.schema import SCHEMA

PIPELINE = SAMPLES / "pipeline.csv"


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "laws.yaml"
    run = crackle("cool", PIPELINE, "--save-laws", path)
    assert run.returncode == 0
    return path.read_text()


@pytest.fixture
def laws(saved, tmp_path):
    path = tmp_path / "laws.yaml"
    path.write_text(saved)
    return path


def broken_copy(folder):
    """The pipeline in which twelve more jobs lose rows."""
    lines = PIPELINE.read_text().splitlines()
    for i in range(20, 32):
        job, rows_in, rows_out, *rest = lines[i].split(",")
        lines[i] = ",".join([job, rows_in, str(int(rows_out) - 7), *rest])
    path = folder / "new.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_law_that_is_kept(laws):
    run = crackle("check", laws, PIPELINE)
    assert run.returncode == 0
    assert run.stdout.startswith(
        "[conservation law] kept: rows_in = rows_out + rejected holds in 498 of 500 tasks; "
        "as recorded, job-213 (−50) and job-377 (−50) break it"
    )
    assert run.stderr == "1 law kept in 500 tasks × 4 metrics\n"


@pytest.mark.parametrize("options", [("-f", "table"), ("-f", "markdown"), ()])
def test_the_closing_line_counts_laws(tmp_path, options):
    laws, data = tmp_path / "laws.yaml", tmp_path / "x.csv"
    laws.write_text("crackle_laws: 1\nlaws:\n  - a = b\n  - a = c\n  - b = d\n")
    data.write_text("a,b,c,d\n" + "".join(f"{i},{i},7,\n{i},,7,1\n" for i in range(10)))
    run = crackle("check", laws, data, *options)
    said = (run.stdout + run.stderr).replace("\\", "")
    assert "3 laws (1 kept, 1 broken, 1 untold) in 20 tasks × 4 metrics" in said
    assert "gate: exit 1 for 1 law: broken: a = c holds in 2 of 20 tasks" in said
    assert "pattern in" not in said


def test_a_law_that_is_broken(laws, tmp_path):
    run = crackle("check", laws, broken_copy(tmp_path), "--json")
    assert run.returncode == 1
    assert "gate: exit 1 for 1 law: broken: rows_in = rows_out + rejected" in run.stderr
    report = json.loads(run.stdout)
    Draft202012Validator(SCHEMA).validate(report)
    (law,) = report["patterns"]
    assert (law["gates"], law["metrics"]["holds"], law["metrics"]["recorded_n"]) == (True, 486, 500)
    assert law["location"]["line"] == 21  # of the first job that breaks it
    new = {"label": "job-019", "row": 19, "residual": -7, "suspect": None, "recorded": False}
    assert law["evidence"]["violators"][0] == new


def test_the_place_of_a_broken_law_is_a_task_not_on_record(laws, tmp_path):
    grown = tmp_path / "grown.csv"
    grown.write_text(PIPELINE.read_text() + "job-500,90,70,10,3.0\n")
    (law,) = json.loads(crackle("check", laws, grown, "--json").stdout)["patterns"]
    assert (
        "job-500 (−10) breaks it; job-213 (−50) and job-377 (−50) were recorded"
        in (law["description"])
    )
    assert law["location"]["line"] == 502
    assert [v["recorded"] for v in law["evidence"]["violators"]] == [True, True, False]


def jobs(path, n, wrong):
    rows = np.random.default_rng(4).integers(100, 900, (n, 2))
    lines = [
        f"{1000 + i},{a + b + 50 * (i in wrong)},{a},{b}" for i, (a, b) in enumerate(rows.tolist())
    ]
    path.write_text("\n".join(["build,rows_in,rows_out,rejected", *lines]) + "\n")
    return path


def test_tasks_that_a_column_counts_are_known_by_their_number(tmp_path):
    laws = tmp_path / "laws.yaml"
    first = jobs(tmp_path / "a.csv", 200, (40, 90))
    assert crackle("cool", first, "--only", "conservation", "--save-laws", laws).returncode == 0
    kept = crackle("check", laws, first)
    told = "build 1040 (−50) and build 1090 (−50) break it"
    assert (kept.returncode, told in kept.stdout) == (0, True)
    assert "1 law kept in 200 tasks × 3 metrics" in kept.stderr
    grown = crackle("check", laws, jobs(tmp_path / "b.csv", 220, (40, 90, 210)))
    assert (grown.returncode, "build 1210 (−50) breaks it" in grown.stdout) == (1, True)


def test_a_law_may_bind_what_counts(tmp_path):
    laws = tmp_path / "laws.yaml"
    laws.write_text("crackle_laws: 1\nlaws:\n  - law: build - previous(build) = 1\n")
    run = crackle("check", laws, jobs(tmp_path / "a.csv", 50, ()))
    assert (run.returncode, run.stdout[:28]) == (0, "[conservation law] kept: bui")


def test_the_id_is_that_of_the_law_when_found(laws):
    found = json.loads(crackle("cool", PIPELINE, "--only", "conservation", "--json").stdout)
    checked = json.loads(crackle("check", laws, PIPELINE, "--json").stdout)
    assert [p["id"] for p in found["patterns"]] == [p["id"] for p in checked["patterns"]]


def test_a_law_written_by_hand(tmp_path):
    path = tmp_path / "laws.yaml"
    path.write_text("crackle_laws: 1\nlaws:\n  - rows_in = rows_out + rejected\n")
    run = crackle("check", path, PIPELINE)
    assert run.returncode == 1  # by hand means without exception, and two jobs break it
    assert "; job-213 (−50) and job-377 (−50) break it" in run.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("crackle_laws: 1\nlaws:\n  - rows_in = = x\n", "laws.yaml:3: "),
        ("crackle_laws: 3\nlaws: []\n", "must say `crackle_laws: 2`"),
        ("crackle_laws: 1\nlaws:\n  - rows_in = row_out\n", 'did you mean "rows_out"?'),
        ("crackle_laws: 1\nlawz: []\n", 'did you mean "laws"?'),
    ],
)
def test_a_file_of_laws_that_cannot_be_used(tmp_path, text, message):
    path = tmp_path / "laws.yaml"
    path.write_text(text)
    run = crackle("check", path, PIPELINE)
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_what_cannot_be_told_is_no_answer(tmp_path):
    laws, data = tmp_path / "laws.yaml", tmp_path / "x.csv"
    laws.write_text("crackle_laws: 1\nlaws:\n  - a = b\n")
    rows = np.arange(20)
    data.write_text("a,b\n" + "".join(f"{i},\n" if i % 2 else f",{i}\n" for i in rows))
    run = crackle("check", laws, data)
    assert run.returncode == 2
    assert "untold: a = b: no task has all of its metrics" in run.stdout


def test_no_data_is_a_mistake(laws):
    run = crackle("check", laws)
    assert run.returncode == 2
    assert "name the data to check" in run.stderr


def test_laws_of_groups_cannot_be_saved(tmp_path):
    run = crackle(
        "cool", SAMPLES / "api.csv", "--by", "endpoint", "--save-laws", tmp_path / "laws.yaml"
    )
    assert run.returncode == 2
    assert "a file of laws knows no groups; take one of them with --where" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_of_laws_knows_no_groups(laws):
    run = crackle("check", laws, PIPELINE, "--by", "job")
    assert run.returncode == 2
    assert "--by: a file of laws knows no groups; take one of them with --where" in run.stderr


def test_the_metric_that_all_broken_laws_share_is_named(tmp_path):
    laws, data = tmp_path / "laws.yaml", tmp_path / "x.csv"
    laws.write_text("crackle_laws: 1\nlaws:\n  - a + b = total\n  - total = paid + due\n")
    rows = [f"j{i},{i},{2 * i},{3 * i + (i == 7)},{i},{2 * i}" for i in range(20)]
    data.write_text("job,a,b,total,paid,due\n" + "\n".join(rows) + "\n")
    run = crackle("check", laws, data)
    assert run.returncode == 1
    assert "; j7 (+1, total looks wrong) breaks it" in run.stdout
    assert "; j7 (−1, total looks wrong) breaks it" in run.stdout


def test_a_saved_tolerance_reads_as_people_write_it(tmp_path):
    rng = np.random.default_rng(3)
    net, data = rng.lognormal(4, 0.6, 100).round(2), tmp_path / "x.csv"
    rows = [f"{n:.2f},{0.2 * n:.2f}" for n in net]
    data.write_text("net,tax\n" + "\n".join(rows) + "\n")
    laws = tmp_path / "laws.yaml"
    crackle("cool", data, "--only", "conservation", "--save-laws", laws)
    assert "    tolerance: 0.03\n" in laws.read_text()
    assert crackle("check", laws, data).returncode == 0


def test_a_file_without_laws_is_said_when_it_is_written(tmp_path):
    rng = np.random.default_rng(3)
    laws, data = tmp_path / "laws.yaml", tmp_path / "x.csv"
    data.write_text("a,b\n" + "".join(f"{a:.3f},{b:.3f}\n" for a, b in rng.normal(9, 1, (60, 2))))
    run = crackle("cool", data, "--save-laws", laws)
    assert run.returncode == 0
    said = f"{laws}: no law was found; `crackle check` refuses a file without any"
    assert run.stderr.splitlines().count(said) == 1
    assert "holds no laws" in crackle("check", laws, data).stderr
    assert not crackle("cool", data, "--save-laws", laws, "-q").stderr
    assert "no law" not in crackle("cool", PIPELINE, "--save-laws", laws).stderr
