"""Progress of long work on stderr: one line that changes, or a line now and then in a log."""

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

PATIENCE = 1.0  # seconds before anything is said
EVERY = 0.2  # seconds between two states of the line
EVERY_LOG_LINE = 10.0  # seconds between two lines where stderr is no terminal
MEBI = 1 << 20  # bytes of a MiB


class Ticker:
    """Says how far the work has come until it ends. Called as `Progress`.

    A thread of its own writes, so that the time goes on while the work is deep in numpy.
    """

    def __init__(self, stream: TextIO | None = None, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._state = ("", 0, 0, "")
        self._stage_began = self._began = time.monotonic()
        self._over = threading.Event()
        self._thread = None if quiet else threading.Thread(target=self._tick, daemon=True)
        self._width = 0

    def __call__(self, stage: str, done: int, whole: int, unit: str) -> None:
        if stage != self._state[0]:
            self._stage_began = time.monotonic()
        self._state = (stage, done, whole, unit)

    def __enter__(self) -> "Ticker":
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away."""
        self._over.set()
        if self._thread:
            self._thread.join()
        self._clear()

    def _tick(self) -> None:
        if self._terminal and self._over.wait(PATIENCE - EVERY):
            return
        while not self._over.wait(EVERY if self._terminal else EVERY_LOG_LINE):
            now = time.monotonic()
            text = line(*self._state, now - self._stage_began, now - self._began)
            if self._terminal:
                self._clear()
                self._width = len(text)
                self._stream.write(text)
            else:
                self._stream.write(text + "\n")
            self._stream.flush()

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0


def line(stage: str, done: int, whole: int, unit: str, stage_took: float, took: float) -> str:
    """`counting: 41 %, 41,000,000 of 100,000,000 rows, 4,100,000 rows/s (12 s)`."""
    if not whole:
        return f"{stage} ({took:.0f} s)"
    rate = done / stage_took if stage_took > 0 else 0.0
    if unit == "bytes":
        told = f"{done // MEBI:,} of {whole // MEBI:,} MiB, {rate / MEBI:,.0f} MiB/s"
    else:
        told = f"{done:,} of {whole:,} {unit}, {rate:,.0f} {unit}/s"
    return f"{stage}: {100 * done // whole} %, {told} ({took:.0f} s)"
