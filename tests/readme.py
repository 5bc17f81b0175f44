"""The sessions printed in README.md and docs/: what their commands print in real runs."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCUMENTS = (README, *sorted((ROOT / "docs").glob("*.md")))
CALL = re.compile(r"crackle (?:cool|check)[^|;<\n]*")
STYLE = re.compile(r" (?:-f|--format)[ =]\w+| --json\b| -q\b| (?:-o|--output)[ =]\S+")
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
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "sample_data", Path(folder) / "sample_data")
        return [_printed(step.command, Path(folder)) for step in steps]


def answers(steps: list[Step], options: str) -> list[object]:
    """What the patterns are that each `crackle cool` or `crackle check` of a session finds.

    With further options; a run that gives no answer says what it says instead.
    """
    found: list[object] = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "sample_data", Path(folder) / "sample_data")
        answer = Path(folder) / "answer.json"
        for step in steps:
            command, calls = CALL.subn(
                lambda call: f"{STYLE.sub('', call[0])} {options} --json -q -o {answer} ",
                step.command,
            )
            answer.unlink(missing_ok=True)
            said = _printed(command, Path(folder))
            if calls:
                found.append(
                    json.loads(answer.read_text())["patterns"] if answer.exists() else said
                )
    return found


def _printed(command: str, folder: Path) -> str:
    """What a command prints in a shell 96 columns wide without a terminal."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "96"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return run.stdout


def rewritten(text: str) -> str:
    """The text with the output of every step as it is now."""

    def anew(match: re.Match[str]) -> str:
        steps = _steps(match.group(1))
        outputs = zip(steps, played(steps), strict=True)
        return "```console\n" + "".join(f"$ {s.command}\n{out}" for s, out in outputs) + "```"

    return SESSION.sub(anew, text)
