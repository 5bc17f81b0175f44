"""Tables to time with: metrics with a shift, a law with violators, a correlation and two groups."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np

PIECE = 1_000_000  # rows made at once
BROKEN = 100_003  # every so-manieth task breaks the law


def pieces(rows: int, seed: int = 0) -> Iterator[dict[str, np.ndarray]]:
    """Ten metrics of a pipeline: rows_in = rows_out + rejected, latency follows queue, …"""
    for start in range(0, rows, PIECE):
        n = min(PIECE, rows - start)
        rng = np.random.default_rng([seed, start])
        row = np.arange(start, start + n)
        out, rejected = rng.poisson(900, n), rng.poisson(12, n)
        queue = rng.lognormal(3, 0.4, n)
        cold = rng.random(n) < 0.2
        yield {
            "rows_in": out + rejected - 50.0 * (row % BROKEN == 77),
            "rows_out": out.astype(float),
            "rejected": rejected.astype(float),
            "queue": queue.round(3),
            "latency": (4 * queue + rng.normal(0, 15, n)).round(3),
            "duration": (rng.normal(100, 8, n) + 12.0 * (row >= 0.6 * rows)).round(3),
            "memory": rng.normal(900, 40, n).round(2),
            "start_up": np.where(cold, rng.normal(40, 2, n), rng.normal(8, 1, n)).round(3),
            "cpu": rng.gamma(4, 12, n).round(3),
            "retries": rng.poisson(2, n).astype(float),
        }


def write_parquet(folder: Path, rows: int, files: int = 1) -> list[Path]:
    """The table in one or more Parquet files of equal size; `rows` is a multiple of the pieces."""
    connection = duckdb.connect()
    each = -(-rows // files)
    paths = [folder / f"tasks-{i:03d}.parquet" for i in range(files)]
    made = pieces(rows)
    for path in paths:
        connection.execute("CREATE OR REPLACE TABLE part AS SELECT 0.0 AS x LIMIT 0")
        first = True
        for _ in range(-(-each // PIECE)):
            piece = next(made)
            connection.register("piece", piece)
            if first:
                connection.execute("CREATE OR REPLACE TABLE part AS SELECT * FROM piece")
            else:
                connection.execute("INSERT INTO part SELECT * FROM piece")
            connection.unregister("piece")
            first = False
        connection.execute(f"COPY part TO '{path}'")
    return paths
