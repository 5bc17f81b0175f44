"""The sessions printed in README.md and docs/: what their commands print in real runs."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.run import shell

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = (README, *sorted((ROOT / "docs").glob("*.md")))
CALL = re.compile(r"crackle (?:cool|check)[^|;<\n]*")
SESSION = re.compile(r"```console\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One command of a session, and what it prints (stdout, then stderr)."""

    command: str
    output: str


def sessions(text: str) -> list[list[Step]]:
    """The steps of every console block: lines that begin with `$ ` are commands."""
    return [_steps(block) for block in SESSION.findall(text)]


def _steps(block: str) -> list[Step]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [Step(*part.split("\n", 1)) for part in parts]


def played(steps: list[Step]) -> list[str]:
    """What the commands of a session print, run in order in a folder that has the samples."""
    with samples() as folder:
        return [_printed(step.command, folder) for step in steps]


def answered(steps: list[Step], options: str = "") -> list[tuple[str, list[Any]]]:
    """As `played`, with further options of each `crackle cool` and `crackle check`.

    And beside what is printed the patterns that these calls find; None of one that gives no answer.
    """
    with samples() as folder:
        return [_answered(step.command, options, folder) for step in steps]


def _answered(command: str, options: str, folder: Path) -> tuple[str, list[Any]]:
    answers: list[Path] = []

    def reporting(call: re.Match[str]) -> str:
        answers.append(folder / f"answer-{len(answers)}.json")
        return f"{call[0]} {options} --report json={answers[-1].name} "

    printed = _printed(CALL.sub(reporting, command), folder)
    found = [json.loads(a.read_text())["patterns"] if a.exists() else None for a in answers]
    for answer in answers:
        answer.unlink(missing_ok=True)
    return printed, found


@contextmanager
def samples() -> Iterator[Path]:
    """A folder that holds the samples."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "sample_data", Path(folder) / "sample_data")
        yield Path(folder)


def _printed(command: str, folder: Path) -> str:
    """What a command prints in a shell 96 columns wide without a terminal."""
    return shell(command, folder, COLUMNS="96").stdout


def rewritten(text: str) -> str:
    """The text with the output of every step as it is now."""

    def anew(match: re.Match[str]) -> str:
        steps = _steps(match.group(1))
        outputs = zip(steps, played(steps), strict=True)
        return "```console\n" + "".join(f"$ {s.command}\n{out}" for s, out in outputs) + "```"

    return SESSION.sub(anew, text)
