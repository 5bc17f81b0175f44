"""Change points of crackle's peers, each as it is used by default: Otava, PELT, a t-test.

`PYTHON change_point_peers.py` prints the names of those that this interpreter has, one a line.
With such a name it answers each line of its input, a JSON list of values, with one of the first
rows after changes. It imports nothing of crackle, so that the peers may live in an interpreter of
their own.
"""

import importlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log, sqrt
from pathlib import Path

import numpy as np

Floats = np.ndarray
Peer = Callable[[Floats], list[int]]

TOTAL_ALPHA = 0.05  # of the t-test, over all splits of a part
FEWEST = 2  # values on each side of a split that have a variance
NORMAL = 1.4826  # standard deviations of normal values in their median distance


def otava(values: Floats) -> list[int]:
    """E-divisive with t-tests (Fleming et al., 2023), windows of 50 and p < .001.

    It wants a list: of an array it would look at the whole in each of its windows.
    """
    find = importlib.import_module("otava.analysis").compute_change_points
    return [int(point.index) for point in find(values.tolist())[0]]


def pelt(values: Floats) -> list[int]:
    """PELT (Killick, Fearnhead, Eckley, 2012): means, and the BIC at the noise of differences."""
    cost = importlib.import_module("ruptures").KernelCPD(kernel="linear", min_size=FEWEST)
    steps = np.diff(values)
    sigma = NORMAL / sqrt(2) * np.median(np.abs(steps - np.median(steps))) or values.std()
    if not sigma:
        return []
    found = cost.fit(values / sigma).predict(pen=2 * log(values.size))
    return [int(row) for row in found[:-1]]


def t_test(values: Floats) -> list[int]:
    """The surest split by Welch's t, Bonferroni over all splits; then the same in its halves."""
    n = values.size
    if n < 2 * FEWEST:
        return []
    lefts = np.arange(FEWEST, n - FEWEST + 1)
    p_values = welch_p_values(values, lefts)
    best = int(np.argmin(p_values))
    if p_values[best] * lefts.size > TOTAL_ALPHA:
        return []
    row = int(lefts[best])
    return [*t_test(values[:row]), row, *(row + later for later in t_test(values[row:]))]


def welch_p_values(values: Floats, lefts: Floats) -> Floats:
    """Two-sided p of the first so many `values` (n,) against the others, for each of `lefts`."""
    student = importlib.import_module("scipy.stats").t
    n = values.size
    around = values - values.mean()
    sums, squares = np.cumsum(around)[lefts - 1], np.cumsum(around**2)[lefts - 1]
    rights = n - lefts
    means = sums / lefts, -sums / rights
    errors = [
        np.maximum(0.0, total / count - mean**2) / (count - 1)
        for total, count, mean in (
            (squares, lefts, means[0]),
            ((around**2).sum() - squares, rights, means[1]),
        )
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(means[0] - means[1]) / np.sqrt(errors[0] + errors[1])
        freedom = (errors[0] + errors[1]) ** 2 / (
            errors[0] ** 2 / (lefts - 1) + errors[1] ** 2 / (rights - 1)
        )
    found: Floats = np.nan_to_num(2 * student.sf(t, freedom), nan=1.0)
    return found


# name -> (what does it, the package it comes from, what is imported of it)
PEERS: dict[str, tuple[Peer, str, str]] = {
    "Otava": (otava, "apache-otava", "otava"),
    "PELT": (pelt, "ruptures", "ruptures"),
    "t-test": (t_test, "scipy", "scipy"),
}


@contextmanager
def peers(python: str) -> Iterator[dict[str, Peer]]:
    """The peers that an interpreter has, each in a process of its own that lasts as long."""
    command = [python, str(Path(__file__).resolve())]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    for name, (_, package, _) in PEERS.items():
        if name not in names:
            print(f"without {name}: {python} has no {package}", file=sys.stderr)
    running = {
        name: subprocess.Popen(
            [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in names
    }
    try:
        yield {name: asking(process) for name, process in running.items()}
    finally:
        for process in running.values():
            process.communicate()


def asking(process: "subprocess.Popen[str]") -> Peer:
    """A peer that is asked through the pipes of its process."""
    assert process.stdin and process.stdout
    to, of = process.stdin, process.stdout

    def ask(values: Floats) -> list[int]:
        print(json.dumps(values.tolist()), file=to, flush=True)
        found: list[int] = json.loads(of.readline())
        return found

    return ask


def main(arguments: list[str]) -> None:
    if not arguments:
        for name, (_, _, module) in PEERS.items():
            if importlib.util.find_spec(module):
                print(name)
        return
    find, _, _ = PEERS[arguments[0]]
    for line in sys.stdin:
        print(json.dumps(find(np.array(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
