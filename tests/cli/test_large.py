"""Files that need more memory than they may have: summarised, said, interrupted."""

import json
import re
import signal
import subprocess
import time

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from crackle_cli.cli.ticker import line
from tests.cli.run import COMMAND, ROOT, clean_environment, crackle
from tests.worlds.schema import SCHEMA

ROWS = 72_000  # more than a sample has


STEP = 43_200


@pytest.fixture(scope="module")
def tasks(tmp_path_factory):
    """A law with one violator, and a shift."""
    rng = np.random.default_rng(0)
    out, rejected = rng.poisson(900, ROWS), rng.poisson(12, ROWS)
    rows_in = out + rejected - 50 * (np.arange(ROWS) == 77)
    seconds = (rng.normal(100, 8, ROWS) + 12 * (np.arange(ROWS) >= STEP)).round(3)
    path = tmp_path_factory.mktemp("large") / "jobs.csv"
    lines = [
        f"job-{i},{a},{b},{c},{d}"
        for i, (a, b, c, d) in enumerate(zip(rows_in, out, rejected, seconds, strict=True))
    ]
    path.write_text("\n".join(["job,rows_in,rows_out,rejected,seconds", *lines]) + "\n")
    return path


@pytest.fixture(scope="module")
def summarised(tasks):
    return crackle("cool", tasks, "--max-memory", "1M", "--json")


def test_a_table_beyond_its_memory_is_summarised_and_says_so(tasks, summarised):
    run = summarised
    report = json.loads(run.stdout)
    Draft202012Validator(SCHEMA).validate(report)
    assert report["source"]["summary"] == {
        "blocks": 4000,
        "tasks_per_block": 18,
        "sampled_tasks": 64_000,
    }
    assert "summarised: " in run.stderr
    law, shift = report["patterns"]
    assert law["evidence"]["violators"][0]["label"] == "job-77"
    assert law["metrics"]["n"] == ROWS
    assert shift["involved_task_count"] == ROWS - shift["metrics"]["row"]
    assert abs(shift["metrics"]["row"] - STEP) <= 5
    assert law["location"] == {"file": str(tasks), "line": 79}


def test_a_table_within_its_memory_is_not(tasks):
    report = json.loads(crackle("cool", tasks, "--max-memory", "4G", "-p", "none", "--json").stdout)
    assert report["source"]["summary"] is None and report["source"]["tasks"] == ROWS


def test_laws_are_checked_in_pieces(tasks, tmp_path):
    laws, some = tmp_path / "laws.yaml", tmp_path / "some.csv"
    some.write_text("".join(tasks.read_text().splitlines(keepends=True)[:3000]))
    assert crackle("cool", some, "--only", "conservation", "--save-laws", laws).returncode == 0
    whole = crackle("check", laws, some)
    pieces = crackle("check", laws, some, "--max-memory", "1K")
    assert (pieces.returncode, pieces.stdout) == (whole.returncode, whole.stdout)
    assert whole.stdout.startswith("[conservation law] kept: ")
    laws.write_text("crackle_laws: 1\nlaws:\n  - rows_in = rows_out + rejected\n")
    assert crackle("check", laws, tasks, "--max-memory", "1M").returncode == 1


def test_a_gate_trips_on_a_summary_too(tasks):
    gate = ("--only", "shifts", "--fail-on", "shifts", "--recent", "0")
    assert crackle("cool", tasks, "--max-memory", "1M", *gate).returncode == 1


@pytest.mark.parametrize("size", ["lots", "-1", "4X", ""])
def test_a_size_that_cannot_be_meant(tasks, size):
    run = crackle("cool", tasks, "--max-memory", size)
    assert run.returncode == 2
    assert "write a size such as 500M or 4G" in run.stderr


def test_what_a_summary_cannot_do(tasks):
    run = crackle("cool", tasks, "--max-memory", "1M", "--order-by", "seconds")
    assert run.returncode == 2
    assert "--order-by needs the whole table in memory" in run.stderr


def test_one_thread_gives_the_same_answer(tasks, summarised):
    alone = crackle("cool", tasks, "--max-memory", "1M", "--json", "--threads", "1")
    assert alone.stdout == summarised.stdout


def test_one_thread_is_all_that_is_used(tasks):
    code = (
        "import sys, threading\n"
        "from crackle_cli.cli import main\n"
        f"sys.argv = ['crackle', 'cool', {str(tasks)!r}, '--max-memory', '1M', '--threads', '1',"
        " '--only', 'correlation']\n"
        "main._run()\n"
        "from crackle_cli.reading.files.engine import connected\n"
        "print(connected().sql(\"SELECT current_setting('threads')\").fetchall())\n"
    )
    run = subprocess.run(
        [COMMAND[0], "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.endswith("[(1,)]\n")


def test_the_line_of_progress():
    assert line("counting", 41_000_000, 100_000_000, "rows", 10.0, 12.3) == (
        "counting: 41 %, 41,000,000 of 100,000,000 rows, 4,100,000 rows/s (12 s)"
    )
    assert line("reading", 1 << 30, 4 << 30, "bytes", 4.0, 4.0) == (
        "reading: 25 %, 1,024 of 4,096 MiB, 256 MiB/s (4 s)"
    )
    assert line("looking for clustering", 0, 0, "", 1.0, 3.0) == "looking for clustering (3 s)"


def test_progress_is_drawn_on_a_terminal_and_taken_away(tasks):
    pty = pytest.importorskip("pty")
    import os

    ours, theirs = pty.openpty()
    slow = (
        "import time\n"
        "from crackle_cli.cli.ticker import Ticker\n"
        "with Ticker() as ticker:\n"
        "    ticker('counting', 5, 10, 'rows')\n"
        "    time.sleep(1.6)\n"
    )
    subprocess.run([COMMAND[0], "-c", slow], stderr=theirs, check=True, cwd=ROOT)
    drawn = os.read(ours, 10_000).decode()
    assert re.search(r"counting: 50 %, 5 of 10 rows, \d+ rows/s \(\d s\)", drawn)
    assert drawn.endswith(" \r")


def test_an_interrupted_run_ends_soon_and_leaves_nothing(tasks, tmp_path):
    """Whatever it is doing: reading, spooling, looking, counting."""
    for wait in (0.4, 0.8, 1.2):
        process = subprocess.Popen(
            [*COMMAND, "cool", *[str(tasks)] * 40, "--max-memory", "1M", "-o", "answer.txt"],
            cwd=tmp_path,
            env={**clean_environment(), "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130
        assert time.monotonic() - began < 5  # usually some tenths; a bound for a busy machine
        assert "Traceback" not in said
        assert not list(tmp_path.iterdir())
