"""The command, in a process of its own."""

import atexit
import os
import shlex
import subprocess
import sys
import tempfile
from functools import cache, partial
from pathlib import Path

from tests.cli.client import ask

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "sample_data"
COMMAND = [sys.executable, "-c", "from crackle_cli.cli.main import main; main()"]


def crackle(*arguments, stdin="", **environment):
    """The finished process: returncode, stdout and stderr as text; a RuntimeWarning ends it.

    Forked from one that has everything loaded; `started` begins one from nothing.
    """
    words = list(map(str, arguments))
    text = partial(tempfile.TemporaryFile, "w+", encoding="utf-8", errors="surrogateescape")
    with text() as given, text() as out, text() as err:
        given.write(stdin)
        given.seek(0)
        streams = [given.fileno(), out.fileno(), err.fileno()]
        code = ask(_server(), words, str(ROOT), {**clean_environment(), **environment}, streams)
        said = [stream.read() for stream in (out, err) if not stream.seek(0)]
    return subprocess.CompletedProcess(words, code, *said)


def shell(command, folder, **environment):
    """The finished process of a command for bash, in which `crackle` is forked as by `crackle`.

    Its returncode, and stdout and stderr together, in order, as the text stdout.
    """
    path = (Path(_server()).parent, Path(sys.executable).parent, os.environ["PATH"])
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": os.pathsep.join(map(str, path)), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )


@cache
def _server():
    """The address of a server that lives as long as this process; beside it a `crackle` for it."""
    folder = tempfile.TemporaryDirectory()
    address, command = Path(folder.name) / "socket", Path(folder.name) / "crackle"
    client = Path(__file__).with_name("client.py")
    asking = shlex.join(map(str, [sys.executable, "-IS", client, address]))
    command.write_text(f'#!/bin/sh\nexec {asking} "$@"\n')
    command.chmod(0o755)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.server", str(address)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=clean_environment(),
    )
    server.stdout.readline()  # it listens

    @atexit.register
    def end():
        server.communicate()
        folder.cleanup()

    return str(address)


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
