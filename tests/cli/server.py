"""A process that has the command loaded and forks one for each run: most runs are one start long.

It reads a request a line, as JSON, and answers with the exit code.
"""

import json
import os
import sys
import warnings
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


def serve():
    """One run after another, until there is no request."""
    for name in LOADED:
        import_module(name)
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        child = os.fork()
        if not child:
            run(request)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def run(request):
    """The command, with its streams in files, as in a process of its own."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    flags = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)
    for stream, (path, flag) in enumerate(zip(request["streams"], flags, strict=True)):
        os.dup2(os.open(path, flag), stream)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv = ["crackle", *request["arguments"]]
    warnings.simplefilter("error", RuntimeWarning)
    from crackle_cli.cli.main import main

    main()


if __name__ == "__main__":
    serve()
