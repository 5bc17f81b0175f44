"""Start-up as ratios: `python benchmarks/start_up.py [--runs 15]`, each pair run in turn."""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
CRACKLE = str(Path(sys.executable).parent / "crackle")
PAIRS = (
    ("crackle --help", [CRACKLE, "--help"], "pass", 6.0),
    ("crackle cool builds.csv", [CRACKLE, "cool", "sample_data/builds.csv"], "import numpy", 3.0),
    (
        "crackle cool builds.csv",
        [CRACKLE, "cool", "sample_data/builds.csv"],
        "import numpy, duckdb",
        3.5,
    ),
)


def seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    print(f"{'command':26s} {'beside':32s} {'ms':>6s} {'ms':>6s} {'ratio':>6s}  target")
    for name, command, code, target in PAIRS:
        beside = [sys.executable, "-c", code]
        pairs = [(seconds(command), seconds(beside)) for _ in range(runs + 1)][1:]
        ours, theirs = (1000 * median(side) for side in zip(*pairs, strict=True))
        ratio = median(a / b for a, b in pairs)
        peer = f"python -c {code!r}"
        print(f"{name:26s} {peer:32s} {ours:6.0f} {theirs:6.0f} {ratio:6.2f}  {target:g}")


if __name__ == "__main__":
    main()
