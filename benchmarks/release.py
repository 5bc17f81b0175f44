"""Everything that takes longer than a change may wait for, and its result in docs/release.md.

`python -m benchmarks.release`

The tests behind the markers, the properties with many examples, and the mutants of every room. Of a
part: `python -m benchmarks.release --tests tests/calibration --rooms gate --each 5 --output x.md`.
"""

import argparse
import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.mutation import ROOMS, ROOT, Effort, rendered, score, tried

DOCUMENT = ROOT / "docs" / "release.md"
MARKED = "calibration or long or fuzz"
PACKAGES = ("crackle", "numpy", "duckdb", "hypothesis", "pytest")
NOTHING = 5  # what pytest leaves with where no test is selected


def run(title: str, arguments: Sequence[str]) -> tuple[str, bool]:
    """What a run of pytest ends with, as lines of Markdown; and whether every test passed."""
    command = ["python", "-m", "pytest", *arguments]
    print(f"$ {shlex.join(command)}", flush=True)
    done = subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    passed = done.returncode in (0, NOTHING)
    said = done.stdout.rstrip().splitlines() or ["nothing"]
    if not passed:
        print(done.stdout[-20_000:], done.stderr[-5_000:], flush=True)
    failed = [f"- {line}" for line in said if line.startswith(("FAILED", "ERROR"))]
    lines = [f"## {title}", "", f"`{shlex.join(command)}`", "", said[-1], "", *failed]
    return "\n".join(lines).rstrip() + "\n", passed


def head(command: str) -> str:
    """When, by which command and with which versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"# What was run before the last release\n\n"
        f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d}, "
        f"with Python {platform.python_version()}, {versions}.\n"
    )


def main() -> int:
    """Run what was asked for, write the document, leave with 1 where a test failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", nargs="+", default=["tests"], help="files or folders")
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS), help="of benchmarks.mutation")
    parser.add_argument("--each", type=int, default=50, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, default=DOCUMENT)
    options = parser.parse_args()
    spread = ["-n", str(options.workers)]
    parts = [
        run("Many runs, big tables, damaged files", [*spread, "-m", MARKED, *options.tests]),
        run(
            "Properties with many examples",
            [*spread, "--hypothesis-profile=long", "-m", "hypothesis", *options.tests],
        ),
    ]
    outcomes = tried(options.rooms, Effort(options.each, options.seed, options.workers))
    mutants = (
        f"## Mutants\n\n{score(outcomes):.0%} of {len(outcomes)} small changes to the code were "
        f"noticed (seed {options.seed}, at most {options.each} of each room).\n\n"
        f"{rendered(outcomes)}"
    )
    command = shlex.join(["python", "-m", "benchmarks.release", *sys.argv[1:]])
    options.output.write_text("\n".join([head(command), *(text for text, _ in parts), mutants]))
    return 0 if all(passed for _, passed in parts) else 1


if __name__ == "__main__":
    sys.exit(main())
