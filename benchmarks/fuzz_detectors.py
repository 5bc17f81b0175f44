"""Small tables that arithmetic dislikes, through all detectors: no internal error.

`python -m benchmarks.fuzz_detectors [--tables 10000] [--seed 1] [--first 0]`

Table I of a seed is the same on every machine: `--first I --tables 1` shows where it fails. With
10,000 tables on one core it takes about 5 minutes.
"""

import argparse
import sys
import traceback
import warnings
from collections import Counter
from dataclasses import replace
from time import perf_counter

import numpy as np

from crackle_cli import MetricTable, ThermalProfile, cool
from tests.worlds.small_tables import small_table

EACH = 1000  # tables between two lines of progress


def profiles() -> tuple[ThermalProfile, ...]:
    """Every method that the packaged profiles do not share."""
    default, original = ThermalProfile.default(), ThermalProfile.load("original")
    balances = replace(default, conservation=replace(default.conservation, previous=True))
    return default, original, balances


def failure(table: MetricTable, profile: ThermalProfile) -> str:
    """Where and how `cool` fails; empty where it does not."""
    try:
        cool(table, profile)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is sought)
        every = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in every if "crackle_cli" in frame.filename][-1]
        return f"{place.filename}:{place.lineno} {type(error).__name__}: {error}"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # near 1e308 differences overflow, and are infinite
    every, failed, start = profiles(), Counter[str](), perf_counter()
    for number in range(options.first, options.first + options.tables):
        table = small_table(np.random.default_rng([options.seed, number]))
        said = failure(table, every[number % len(every)])
        if said and said not in failed:
            print(f"table {number}: {said}", flush=True)
        failed.update([said] if said else [])
        if (number + 1) % EACH == 0:
            print(f"{number + 1:,} tables, {perf_counter() - start:,.0f} s", flush=True)
    print(f"{options.tables:,} tables, {failed.total()} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
