"""A process that has the command loaded and forks one for each run: most runs are one start long.

`client.py` asks it by its socket, from Python or in the place of `crackle` in a shell.
"""

import json
import os
import select
import socket
import sys
import warnings
from contextlib import suppress
from importlib import import_module

LOADED = (
    "crackle_cli.cli.app",
    "crackle_cli.cooling.pipeline",
    "crackle_cli.gate.verdict",
    "crackle_cli.reading.opening",
    "crackle_cli.report.report",
    "crackle_cli.report.render.terminal",
    "crackle_cli.report.render.json_report",
    "crackle_cli.detectors.clustering.detect",
    "crackle_cli.detectors.phase_transition.detect",
    "crackle_cli.detectors.conservation.detect",
    "crackle_cli.detectors.correlation.detect",
    "duckdb",
    "yaml",
)


def serve(address):
    """Each run in a process of its own, until nobody holds the other end of standard input."""
    for name in LOADED:
        import_module(name)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if not os.fork():
                    answer(connection)
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    """Those that have answered."""


def answer(connection):
    """One request: its streams and a line of JSON; it is answered with the exit code."""
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    request = json.loads(connection.makefile().readline())
    child = os.fork()
    if not child:
        run(request, streams)
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def run(request, streams):
    """The command, with these streams, as in a process of its own."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    sys.argv = ["crackle", *request["arguments"]]
    warnings.simplefilter("error", RuntimeWarning)
    from crackle_cli.cli.main import main

    main()


if __name__ == "__main__":
    serve(sys.argv[1])
