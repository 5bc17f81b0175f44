"""Reading beside DuckDB's own explicit read, in one run: `python benchmarks/reading.py`.

Prints seconds, ratio and, from processes of their own, the maximum resident set.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from crackle_cli.reading import read
from crackle_cli.reading.options import ReadOptions


def written(folder: Path, rows: int, columns: int) -> dict[str, Path]:
    rng = np.random.default_rng(0)
    table = {f"m{j}": rng.normal(100, 8, rows).round(3) for j in range(columns)}
    connection = duckdb.connect()
    connection.register("metrics", table)
    paths = {kind: folder / f"x{rows}.{kind}" for kind in ("csv", "jsonl", "parquet")}
    connection.execute(f"COPY metrics TO '{paths['csv']}' (HEADER)")
    connection.execute(f"COPY metrics TO '{paths['jsonl']}' (FORMAT json)")
    connection.execute(f"COPY metrics TO '{paths['parquet']}'")
    return paths


def peer(kind: str, path: Path, columns: int) -> str:
    kinds = ", ".join(f"'m{j}': 'DOUBLE'" for j in range(columns))
    if kind == "csv":
        return (
            f"FROM read_csv('{path}', auto_detect=false, header=false, skip=1, delim=',', "
            f"quote='\"', escape='\"', columns={{{kinds}}})"
        )
    if kind == "jsonl":
        options = f"format='newline_delimited', auto_detect=false, columns={{{kinds}}}"
        return f"FROM read_json('{path}', {options})"
    return f"FROM '{path}'"


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak(path: Path) -> float:
    """MiB of a process that reads the file, by the operating system."""
    code = (
        "import sys; from crackle_cli.reading import read; "
        "from crackle_cli.reading.options import ReadOptions; "
        "read([sys.argv[1]], ReadOptions()); "
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return int(run.stdout) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    targets = {"csv": 2.0, "jsonl": 2.5, "parquet": 1.3}
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), options.rows, 10)
        print(f"{'format':8s} {'crackle s':>10s} {'duckdb s':>9s} {'ratio':>6s} target {'MiB':>6s}")
        for kind, path in paths.items():
            query = peer(kind, path, 10)
            pairs = [
                (
                    seconds(lambda p=path: read([str(p)], ReadOptions())),
                    seconds(lambda q=query: duckdb.connect().execute(q).fetchnumpy()),
                )
                for _ in range(options.runs + 1)
            ][1:]
            ours, theirs = (median(side) for side in zip(*pairs, strict=True))
            ratio = median(a / b for a, b in pairs)
            print(
                f"{kind:8s} {ours:10.3f} {theirs:9.3f} {ratio:6.2f} {targets[kind]:6.1f} "
                f"{peak(path):6.0f}"
            )
        wide = written(Path(folder), 200, 5000)["csv"]
        took = median(seconds(lambda: read([str(wide)], ReadOptions())) for _ in range(3))
        print(f"200 rows x 5,000 columns, CSV: {took:.2f} s (target 1.5), {peak(wide):.0f} MiB")
        table = options.rows * 10 * 8 / 2**20
        print(f"float64 size of the large table: {table:.0f} MiB; bound {3 * table + 300:.0f} MiB")


if __name__ == "__main__":
    main()
