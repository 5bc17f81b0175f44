"""The command, in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "sample_data"
COMMAND = [sys.executable, "-c", "from crackle_cli.cli.main import main; main()"]


def crackle(*arguments, stdin="", **environment):
    """The finished process: returncode, stdout and stderr as text; a RuntimeWarning ends it.

    Forked from one that has everything loaded; `started` begins one from nothing.
    """
    words = list(map(str, arguments))
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        for stream, text in zip(streams, (stdin, "", ""), strict=True):
            stream.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
        request = {
            "arguments": words,
            "folder": str(ROOT),
            "environment": {**clean_environment(), **environment},
            "streams": list(map(str, streams)),
        }
        server = _server()
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        said = [s.read_text(encoding="utf-8") for s in streams[1:]]
    return subprocess.CompletedProcess(words, code, *said)


@cache
def _server():
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=clean_environment(),
    )


def started(*arguments, stdin="", **environment):
    """As `crackle`, of the installed command as a shell starts it."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**clean_environment(), "PYTHONWARNINGS": "error::RuntimeWarning", **environment},
    )


def clean_environment():
    """The environment without what changes output: colours, width, coverage of the shell."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM")
    return {k: v for k, v in os.environ.items() if k not in dropped}
