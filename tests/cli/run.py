"""The installed command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "sample_data"
COMMAND = [sys.executable, "-c", "from crackle_cli.cli.main import main; main()"]


def crackle(*arguments, stdin="", **environment):
    """The finished process: returncode, stdout and stderr as text; a RuntimeWarning ends it."""
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
