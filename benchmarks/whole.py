"""Whole runs beside peers, measured from outside: `python -m benchmarks.whole [--peers PYTHON]`.

Each pair runs in turn; times are medians of the wall clock, memory is the maximum resident set
that the operating system counted. `--peers` is an interpreter that has pandas, apache-otava and
ydata-profiling (default: this one); a peer that cannot run is left out. `--huge` adds 100M rows.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from benchmarks.tables import pieces, write_parquet

CRACKLE = str(Path(sys.executable).parent / "crackle")
OTAVA = """
tests:
  local:
    type: csv
    file: {path}
    time_column: time
    metrics: [{metrics}]
    csv_options: {{delimiter: ",", quote_char: "'"}}
"""
DUCKDB = "import duckdb, sys; duckdb.connect().execute(f\"FROM '{sys.argv[1]}'\").fetchnumpy()"
PANDAS = "import pandas, sys; pandas.read_csv(sys.argv[1]).corr()"
YDATA = """
import sys, pandas
from ydata_profiling import ProfileReport
ProfileReport(pandas.read_csv(sys.argv[1]), minimal=True, progress_bar=False).to_html()
"""


@dataclass(frozen=True)
class Run:
    """A finished process: wall seconds and the maximum resident set in MiB."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True)
class Work:
    """A row of the table: a command, the peer it runs beside, and the ratio aimed at."""

    name: str
    command: Sequence[str]
    peer: str
    beside: Sequence[str]
    target: str
    runs: int = 5


# A process begins with the resident set of the one that made it: a small one makes it here.
LAUNCHER = """
import os, sys, time
begun = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(time.perf_counter() - begun, usage.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def run(command: Sequence[str]) -> Run | None:
    """A command as a process of its own; None where it failed."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-S", "-c", LAUNCHER, *command],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        return None
    seconds, mebibytes = done.stdout.splitlines()[-1].split()
    return Run(float(seconds), float(mebibytes))


def measured(work: Work) -> str:
    """A line of the table: medians, and the ratio pair by pair."""
    run(work.command)  # once for the caches of the disk
    turns = range(work.runs)
    pairs = [(run(work.command), run(work.beside) if work.beside else None) for _ in turns]
    ours = [mine for mine, _ in pairs if mine]
    if len(ours) < work.runs:
        return f"| {work.name} | failed | | {work.peer} | | | {work.target} |"
    took, memory = median(r.seconds for r in ours), max(r.mebibytes for r in ours)
    both = [(mine, peer) for mine, peer in pairs if mine and peer]
    told = ("", "")
    if both:
        ratio = median(mine.seconds / peer.seconds for mine, peer in both)
        told = (f"{median(peer.seconds for _, peer in both):.3g}", f"{ratio:.3g}")
    return (
        f"| {work.name} | {took:.3g} | {memory:,.0f} | {work.peer} | {told[0]} | {told[1]} | "
        f"{work.target} |"
    )


def written(folder: Path, name: str, columns: dict[str, np.ndarray], kind: str = "csv") -> str:
    connection = duckdb.connect()
    connection.register("metrics", columns)
    path = folder / f"{name}.{kind}"
    connection.execute(f"COPY metrics TO '{path}'" + (" (HEADER)" if kind == "csv" else ""))
    return str(path)


def noise(rows: int, metrics: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {f"m{j}": rng.normal(100, 8, rows).round(3) for j in range(metrics)}


def timed_noise(folder: Path, rows: int) -> str:
    """Five metrics with the time that Otava needs of each row."""
    start = np.datetime64("2026-01-01T00:00:00")
    times = np.datetime_as_string(start + 60 * np.arange(rows), unit="s")
    return written(folder, f"timed{rows}", {"time": times.astype(object), **noise(rows, 5)})


def otava(folder: Path, peers: str, path: str) -> list[str]:
    """Otava's own command on such a file."""
    config = folder / f"{Path(path).stem}.yaml"
    config.write_text(OTAVA.format(path=path, metrics=", ".join(f"m{j}" for j in range(5))))
    command = str(Path(peers).parent / "otava")
    since = ["--since", "2025-01-01"]
    return ["env", f"OTAVA_CONFIG={config}", command, "analyze", "local", *since]


def python(code: str, *arguments: str, of: str = sys.executable) -> list[str]:
    return [of, "-c", code, *arguments]


def cool(*paths: str) -> list[str]:
    return [CRACKLE, "cool", *paths, "-q"]


def small_works(folder: Path, peers: str) -> Iterator[Work]:
    command = [CRACKLE, "--help"]
    yield Work("`crackle --help`", command, "python -c pass", python("pass"), "6 x", 15)
    small = timed_noise(folder, 200)
    yield Work("200 x 5, CSV", cool(small), "import numpy", python("import numpy"), "3 x", 15)
    yield Work("200 x 5, CSV", cool(small), "Otava", otava(folder, peers, small), "0.2 x")
    middle = timed_noise(folder, 20_000)
    beside = otava(folder, peers, middle)
    yield Work("20,000 x 5, CSV", cool(middle), "Otava", beside, "1.0 s, 0.025 x", 1)


def large_works(folder: Path, peers: str) -> Iterator[Work]:
    million = next(pieces(1_000_000))
    csv, parquet = (written(folder, "million", million, kind) for kind in ("csv", "parquet"))
    name = "1,000,000 x 10"
    yield Work(f"{name}, CSV", cool(csv), "DuckDB's read", python(DUCKDB, csv), "4 x")
    tenth = written(folder, "tenth", {k: v[:100_000] for k, v in million.items()})
    profiled = python(YDATA, tenth, of=peers)
    yield Work(f"{name}, CSV", cool(csv), "ydata-profiling, minimal, a tenth", profiled, "", 1)
    beside = python(DUCKDB, parquet)
    yield Work(f"{name}, Parquet", cool(parquet), "DuckDB's read", beside, "")
    (ten,) = map(str, write_parquet(folder, 10_000_000))
    beside = python(DUCKDB, ten)
    target = "25 s, 2,560 MiB"
    yield Work("10,000,000 x 10, Parquet", cool(ten), "DuckDB's read", beside, target, 3)


def wide_works(folder: Path, peers: str) -> Iterator[Work]:
    for rows, metrics in ((10_000, 1000), (500, 5000)):
        path = written(folder, f"wide{metrics}", noise(rows, metrics))
        beside = python(PANDAS, path, of=peers)
        name = f"{rows:,} x {metrics:,}, CSV"
        yield Work(name, cool(path), "pandas: read, corr", beside, "6 s, 1,024 MiB", 3)


def huge_works(folder: Path, peers: str) -> Iterator[Work]:
    paths = write_parquet(folder, 100_000_000, 10)
    name = "100,000,000 x 10, ten Parquet files"
    yield Work(name, cool(*map(str, paths)), "", [], "3,072 MiB", 1)


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"{memory:.0f} GiB, Python {platform.python_version()}, numpy {np.__version__}, "
        f"DuckDB {duckdb.__version__}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--huge", action="store_true")
    options = parser.parse_args()
    print(machine(), end="\n\n")
    print("| work | s | MiB | beside | s | ratio | target |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        parts = [small_works, large_works, wide_works, *[huge_works] * options.huge]
        for work in chain.from_iterable(part(Path(folder), options.peers) for part in parts):
            print(measured(work), flush=True)


if __name__ == "__main__":
    main()
