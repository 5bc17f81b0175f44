"""One run of the command by the server; also a program of its own, `client.py SOCKET ARGUMENTS`.

It imports as little as it can: a shell starts it in the place of `crackle`.
"""

import json
import os
import socket
import sys


def ask(address, arguments, folder, environment, streams):
    """The exit code of the command, which reads and writes the streams: three file descriptors."""
    request = {"arguments": arguments, "folder": folder, "environment": environment}
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        socket.send_fds(server, [b" "], streams)
        server.sendall(json.dumps(request).encode() + b"\n")
        return int(server.makefile().readline())


if __name__ == "__main__":
    here = os.getcwd()  # noqa: PTH109  # to load pathlib takes as long as all else here
    code = ask(sys.argv[1], sys.argv[2:], here, dict(os.environ), [0, 1, 2])
    sys.exit(code if code >= 0 else 128 - code)  # as a shell says of a signal
