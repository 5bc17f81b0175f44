"""Writes the sample files anew: `python sample_data/generate.py`. Same seed, same bytes."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 20


def builds(rng: np.random.Generator) -> list[dict[str, object]]:
    """60 CI builds; from the 53rd on the dependency cache misses and builds take longer."""
    n, broken = 60, 52
    cold = np.arange(n) >= broken
    duration = rng.normal(212, 7, n) + 64 * cold
    tests = 1840 + np.cumsum((rng.random(n) < 0.2) * rng.integers(1, 9, n))
    hits = np.where(cold, rng.poisson(9, n), rng.poisson(181, n))
    start = datetime(2026, 3, 2, 7, 30)
    return [
        {
            "build": f"b{401 + i}",
            "started": (start + timedelta(minutes=95 * i)).isoformat(sep=" "),
            "branch": "main",
            "duration_s": round(float(duration[i]), 1),
            "tests": int(tests[i]),
            "cache_hits": int(hits[i]),
            "queue_s": round(float(rng.gamma(3, 4)), 1),
            "peak_mb": int(rng.normal(1430, 45)),
        }
        for i in range(n)
    ]


def requests(slower: float, lost: int, stream: int) -> list[dict[str, object]]:
    """90 batches of three endpoints: of one branch each, whose /search is as much slower, and
    `lost` of whose batches lose rows."""
    n, usual = 90, {"/cart": 140.0, "/home": 60.0, "/search": 320.0}
    rng = np.random.default_rng([SEED, stream])
    endpoints = rng.permutation([*usual] * (n // len(usual)))
    taken, rejected = rng.integers(400, 900, n), rng.poisson(6, n)
    missing = np.zeros(n, int)
    missing[rng.permutation(n)[:lost]] = rng.integers(20, 60, lost)
    peak = rng.normal(512, 9, n)
    return [
        {
            "job": f"job-{i + 1}",
            "endpoint": str(endpoint),
            "duration_ms": round(
                float(usual[endpoint] * rng.lognormal(0, 0.12))
                * (slower if endpoint == "/search" else 1.0),
                1,
            ),
            "rows_in": int(taken[i]),
            "rows_out": int(taken[i] - rejected[i] - missing[i]),
            "rejected": int(rejected[i]),
            "peak_mb": round(float(peak[i]), 1),
        }
        for i, endpoint in enumerate(endpoints)
    ]


def load_test(rng: np.random.Generator) -> list[dict[str, object]]:
    """240 intervals of a load test: latency and throughput follow the number of users, calls
    time out three intervals after the queue grew, and the database reads what the cache misses."""
    n, behind = 240, 3
    users = rng.integers(10, 200, n)
    latency = 18 + 0.42 * users + rng.gamma(2, 3, n)
    throughput = users / latency * 1000 * rng.normal(1, 0.03, n)
    own = np.random.default_rng([SEED, 1])
    queue = own.gamma(3, 8, n + behind).astype(int)
    timeouts = own.poisson(0.6 * queue[:n])
    hits = own.normal(88, 3, n).clip(0, 100)
    reads = (100 - hits) * 25 * own.normal(1, 0.08, n)
    return [
        {
            "interval": f"t{i:03d}",
            "concurrency": int(users[i]),
            "latency": {
                "p50_ms": round(float(latency[i]), 1),
                "p99_ms": round(float(latency[i] * rng.normal(2.6, 0.15)), 1),
            },
            "throughput_rps": round(float(throughput[i]), 1),
            "errors": int(rng.poisson(1.5)),
            "cpu_pct": round(float(rng.normal(55, 4)), 1),
            "queue_depth": int(queue[i + behind]),
            "timeouts": int(timeouts[i]),
            "cache_hit_pct": round(float(hits[i]), 1),
            "db_reads": int(reads[i]),
        }
        for i in range(n)
    ]


def api(rng: np.random.Generator) -> list[dict[str, object]]:
    """300 calls to three endpoints; /search becomes slower half-way, the others do not."""
    usual = {"/login": 35.0, "/search": 120.0, "/cart": 60.0}
    names = rng.choice(list(usual), 300)
    rows: list[dict[str, object]] = []
    for i, name in enumerate(names):
        slow = 1.45 if name == "/search" and i >= 160 else 1.0
        rows.append(
            {
                "request": f"r{i:03d}",
                "endpoint": str(name),
                "status": int(rng.choice([200, 200, 200, 200, 304, 404])),
                "latency_ms": round(float(usual[str(name)] * slow * rng.lognormal(0, 0.08)), 1),
                "response_bytes": int(rng.normal(5200, 600)),
            }
        )
    return rows


def pipeline(rng: np.random.Generator) -> list[dict[str, object]]:
    """500 jobs: rows_in = rows_out + rejected, but for two jobs that lost 50 rows."""
    rows_in = rng.integers(2_000, 9_000, 500)
    rejected = np.where(rng.random(500) < 0.6, rng.poisson(12, 500), 0)
    rows_out = rows_in - rejected
    rows_out[[213, 377]] -= 50
    seconds = rng.gamma(9, 1.4, 500)
    return [
        {
            "job": f"job-{i:03d}",
            "rows_in": int(rows_in[i]),
            "rows_out": int(rows_out[i]),
            "rejected": int(rejected[i]),
            "seconds": round(float(seconds[i]), 1),
        }
        for i in range(500)
    ]


def incident(rng: np.random.Generator) -> list[dict[str, object]]:
    """600 jobs, one deploy: from job-311 on three metrics shift, and a third of the jobs, those
    on the new workers, miss the cache; two jobs lose 50 rows."""
    n, deploy = 600, 311
    after = np.arange(n) >= deploy
    cold = after & (rng.random(n) < 0.35)
    rows_in, rejected = rng.integers(2_000, 9_000, n), rng.poisson(30, n)
    rows_out = rows_in - rejected
    rows_out[[340, 505]] -= 50
    duration = rng.normal(45, 2, n) * np.where(after, 1.2, 1.0) + 60 * cold
    memory = rng.normal(900, 25, n) + 120 * after
    retries = rng.poisson(np.where(after, 6, 2))
    hits = np.where(cold, rng.integers(0, 4, n), rng.integers(180, 221, n))
    queue = rng.gamma(3, 4, n)
    return [
        {
            "job": f"job-{i:03d}",
            "worker": "arm64" if cold[i] else "amd64",
            "duration_s": round(float(duration[i]), 1),
            "memory_mb": int(memory[i]),
            "retries": int(retries[i]),
            "cache_hits": int(hits[i]),
            "rows_in": int(rows_in[i]),
            "rows_out": int(rows_out[i]),
            "rejected": int(rejected[i]),
            "queue_s": round(float(queue[i]), 1),
        }
        for i in range(n)
    ]


def sensors() -> list[dict[str, object]]:
    """Three readings, the smallest example there is."""
    readings = (22.5, 23.1, 45.2)
    return [
        {"id": f"s{i}", "value": v, "is_anomaly": int(v > 40)} for i, v in enumerate(readings, 1)
    ]


def benches() -> list[dict[str, object]]:
    """Six benchmarks of 40 commits, a row for each; from the 28th on all take longer but one."""
    own = np.random.default_rng([SEED, 3])
    usual = {"parse": 41.0, "sort": 12.6, "hash": 3.4, "join": 88.0, "scan": 27.5, "encode": 19.2}
    commits = [f"{number:08x}" for number in own.integers(0xA0000000, 0xFFFFFFFF, 40)]
    return [
        {
            "commit": commit,
            "bench": bench,
            "ms": round(ms * (1.15 if i >= 27 and bench != "hash" else 1) * own.normal(1, 0.02), 2),
        }
        for i, commit in enumerate(commits)
        for bench, ms in usual.items()
    ]


def runs() -> list[dict[str, object]]:
    """120 runs of a CI workflow, the newest first; from the 84th on each takes a third longer."""
    own = np.random.default_rng([SEED, 4])
    at = datetime(2026, 2, 2, 6, 0)
    rows: list[dict[str, object]] = []
    for i in range(120):
        at += timedelta(minutes=round(float(own.uniform(40, 400))))
        start = at + timedelta(seconds=int(own.integers(1, 9)))
        seconds = 415 * (1.34 if i >= 83 else 1.0) * own.lognormal(0, 0.06)
        rows.append(
            {
                "conclusion": "failure" if own.random() < 0.04 else "success",
                "createdAt": f"{at.isoformat()}Z",
                "displayTitle": f"Merge #{1900 + 3 * i}",
                "startedAt": f"{start.isoformat()}Z",
                "updatedAt": f"{(start + timedelta(seconds=round(seconds))).isoformat()}Z",
            }
        )
    return rows[::-1]


def renders() -> list[dict[str, object]]:
    """320 jobs on 16 hosts, three kinds of them; host-07 takes twice as long."""
    own = np.random.default_rng([SEED, 5])
    usual = {"image": 48.0, "text": 44.0, "video": 62.0}
    hosts = own.integers(1, 17, 320).tolist()
    kinds = own.choice(list(usual), 320, p=[0.6, 0.3, 0.1]).tolist()
    return [
        {
            "job": f"j{i:03d}",
            "host": f"host-{host:02d}",
            "zone": "abc"[host % 3],
            "kind": kind,
            "duration_s": round(
                usual[kind] * (2 if host == 7 else 1) * float(own.lognormal(0, 0.09)), 1
            ),
            "memory_mb": int(own.normal(830, 40)),
            "wait_s": round(float(own.gamma(2, 3)), 1),
        }
        for i, (host, kind) in enumerate(zip(hosts, kinds, strict=True))
    ]


def rollout() -> list[dict[str, object]]:
    """300 calls to three endpoints; from r188 on another version runs, and each takes longer."""
    own = np.random.default_rng([SEED, 6])
    usual = {"/cart": 61.0, "/login": 33.0, "/search": 120.0}
    names = own.choice(list(usual), 300).tolist()
    return [
        {
            "request": f"r{i:03d}",
            "version": "2.9.0" if i >= 188 else "2.8.1",
            "endpoint": name,
            "region": str(own.choice(["ap", "eu", "us"])),
            "latency_ms": round(
                usual[name] * (1.3 if i >= 188 else 1) * float(own.lognormal(0, 0.1)), 1
            ),
            "cpu_pct": round(float(own.normal(41, 4)), 1),
            "response_bytes": int(own.normal(5200, 600)),
        }
        for i, name in enumerate(names)
    ]


def searches() -> list[dict[str, object]]:
    """400 calls; from r202 on half of them search instead of one in ten, each as fast as ever."""
    own = np.random.default_rng([SEED, 7])
    usual = {"/cart": 60.0, "/login": 55.0, "/pay": 66.0, "/search": 180.0}
    search = own.random(400) < np.where(np.arange(400) >= 202, 0.5, 0.1)
    names = np.where(search, "/search", own.choice(["/cart", "/login", "/pay"], 400)).tolist()
    return [
        {
            "request": f"r{i:03d}",
            "endpoint": name,
            "region": str(own.choice(["ap", "eu", "us"])),
            "latency_ms": round(usual[name] * float(own.lognormal(0, 0.12)), 1),
            "cpu_pct": round(float(own.normal(41, 4)), 1),
            "response_bytes": int(own.normal(5200, 600)),
        }
        for i, name in enumerate(names)
    ]


def nightly() -> list[dict[str, object]]:
    """400 jobs, one of which takes ten times of everything."""
    own = np.random.default_rng([SEED, 8])
    work = own.lognormal(0, 0.12, 400)
    often = np.where(np.arange(400) == 250, 10, 1).tolist()
    return [
        {
            "job": f"job-{i:03d}",
            "queue": str(own.choice(["day", "night"])),
            "duration_s": round(52 * times * float(work[i] * own.lognormal(0, 0.08)), 1),
            "cpu_s": round(31 * times * float(work[i] * own.lognormal(0, 0.06)), 1),
            "read_mb": int(420 * times * own.lognormal(0, 0.15)),
            "written_mb": int(95 * times * own.lognormal(0, 0.15)),
            "rows": int(24_000 * times * own.lognormal(0, 0.2)),
            "memory_mb": int(610 * times * own.lognormal(0, 0.07)),
        }
        for i, times in enumerate(often)
    ]


def write_csv(name: str, rows: Sequence[dict[str, object]]) -> None:
    with (HERE / name).open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    rng = np.random.default_rng(SEED)
    write_csv("builds.csv", builds(rng))
    lines = "".join(json.dumps(row) + "\n" for row in load_test(rng))
    (HERE / "load_test.jsonl").write_text(lines)
    write_csv("api.csv", api(rng))
    write_csv("pipeline.csv", pipeline(rng))
    write_csv("sensors.csv", sensors())
    write_csv("incident.csv", incident(rng))
    write_csv("benches.csv", benches())
    write_csv("renders.csv", renders())
    write_csv("rollout.csv", rollout())
    write_csv("searches.csv", searches())
    write_csv("nightly.csv", nightly())
    write_csv("base.csv", requests(slower=1.0, lost=0, stream=2))
    write_csv("new.csv", requests(slower=1.3, lost=3, stream=3))
    (HERE / "runs.json").write_text(json.dumps(runs(), indent=0) + "\n")


if __name__ == "__main__":
    main()
