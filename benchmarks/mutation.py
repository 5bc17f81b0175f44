"""How many small changes to the code its tests notice: a seeded sample of mutants of each room.

`python -m benchmarks.mutation statistics gate --each 60 --seed 1 --workers 2`

Of the tools that exist, mutmut 3 tries every mutant of the paths that it is given, as switches
inside one module that leave out what is outside functions, and first runs the whole suite to learn
which tests reach it; cosmic-ray changes the files of the working tree or of a clone for each
worker, by one test command for all modules. Neither draws a sample of equal size from each room,
nor tries a module's own tests before those of its room, which is what makes 400 mutants affordable.

The working tree stays as it is: each worker has a copy of it in a temporary folder. A mutant is
killed when a test fails or takes far longer than without it. Those that change nothing that could
be noticed are listed in `equivalent_mutants.txt` with a reason, and count neither way. Those that
no test notices and that are borne are listed in `surviving_mutants.txt` with a reason too.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb  # noqa: F401 (here and below: imported before the processes that need it are forked)
import hypothesis  # noqa: F401
import numpy as np  # noqa: F401
import pytest
import yaml  # noqa: F401

from benchmarks.mutants import Mutant, mutants

ROOT = Path(__file__).parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
SURVIVING = Path(__file__).with_name("surviving_mutants.txt")
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "dist", "build", "*.egg-info")
SAID = "said.txt"
PATIENCE, STARTING = 4.0, 20.0  # a mutant may take so many times as long, and seconds, as none
ENVIRONMENT = {"CI": "true", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")
OPTIONS += ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # of hypothesis, imported before
FORK = multiprocessing.get_context("fork")  # what the tests import is imported once, before


@dataclass(frozen=True)
class Room:
    """Modules under crackle_cli, and the tests under tests that look at all of them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _detector(name: str, *modules: str) -> Room:
    tests = (
        f"unit/detectors/{name}",
        f"properties/test_{name}.py",
        f"calibration/test_{name}.py",
    )
    return Room(tuple(f"detectors/{name}/{module}.py" for module in modules), tests)


ROOMS = {
    "cooling": Room(
        ("cooling/pipeline.py", "cooling/views.py", "cooling/mappers.py"),
        ("unit/cooling", "calibration/test_merging.py"),
    ),
    "events": Room(
        ("events/*.py",), ("unit/events", "unit/cooling", "calibration/test_merging.py")
    ),
    "gate": Room(("gate/*.py",), ("unit/gate", "unit/laws/test_broken_by.py")),
    "laws": Room(
        ("laws/check.py", "laws/law.py", "laws/parse.py", "laws/tally.py"), ("unit/laws",)
    ),
    "statistics": Room(("statistics/*.py",), ("unit/statistics",)),
    "clustering": _detector(
        "clustering", "hierarchy", "valley", "partition", "odd_values", "odd_relations", "odd_tasks"
    ),
    "conservation": _detector("conservation", "acceptance", "search", "significance"),
    "correlation": _detector("correlation", "pairs", "prewhitening", "families"),
    "phase_transition": _detector("phase_transition", "*"),
}


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: "killed", "survived" or "equivalent"."""

    room: str
    mutant: Mutant
    fate: str


class Effort(NamedTuple):
    """How much is tried: mutants of each room, drawn by `seed`, by so many processes at once.

    only  a part of the paths of the modules
    own   a module's own tests alone, where it has a file of them: a lower bound, sooner had
    """

    each: int = 50
    seed: int = 1
    workers: int = 2
    only: str = ""
    own: bool = False


def sample(room: Room, effort: Effort) -> list[Mutant]:
    """The mutants of a room that are tried, in the order of its files."""
    package = ROOT / "crackle_cli"
    paths = [p for pattern in room.modules for p in sorted(package.glob(pattern))]
    names = [p.relative_to(ROOT).as_posix() for p in paths if effort.only in p.as_posix()]
    every = [mutant for name in names for mutant in mutants(ROOT, name)]
    drawn = random.Random(effort.seed).sample(range(len(every)), min(effort.each, len(every)))
    return [every[i] for i in sorted(drawn)]


def tried(rooms: Sequence[str], effort: Effort) -> list[Outcome]:
    """The fate of a sample of each room. Raises RuntimeError where tests fail without a mutant."""
    drawn = [(room, mutant) for room in rooms for mutant in sample(ROOMS[room], effort)]
    known = reasons_in(EQUIVALENT)
    fates: dict[Mutant, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "0"
        shutil.copytree(ROOT, first, ignore=LEFT_OUT)
        tests = {
            room: dict.fromkeys(t for r, m in drawn if r == room for t in _tests_of(m, r, effort))
            for room in rooms
        }
        limits = {room: STARTING + PATIENCE * _unchanged(first, [*tests[room]]) for room in rooms}
        free = [first]
        for worker in range(1, effort.workers):
            free.append(Path(shutil.copytree(first, Path(folder) / str(worker))))
        running: list[_Trial] = []
        for room, mutant in drawn:
            if (mutant.path, mutant.function, mutant.change) in known:
                fates[mutant] = "equivalent"
                continue
            if not free:
                free.append(_ended(running, fates))
            running.append(
                _Trial(free.pop(), mutant, _tests_of(mutant, room, effort), limits[room])
            )
        while running:
            _ended(running, fates)
    return [Outcome(room, mutant, fates[mutant]) for room, mutant in drawn]


def reasons_in(file: Path) -> dict[tuple[str, str, str], str]:
    """(path, function, change) -> the reason that stands beside it."""
    lines = file.read_text().splitlines()
    parts = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(path, function, change): reason for path, function, change, reason in parts}


def _unchanged(copy: Path, tests: Sequence[str]) -> float:
    """Seconds that tests take without a mutant; they leave their compiled modules behind."""
    began = time.monotonic()
    process = FORK.Process(target=_tests, args=(copy, tests, False))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"tests fail without a mutant:\n{(copy / SAID).read_text()[-3000:]}")
    return time.monotonic() - began


def _tests_of(mutant: Mutant, room: str, effort: Effort) -> list[str]:
    """The file of tests of the module, then those of its room."""
    inside = Path(mutant.path).relative_to("crackle_cli")
    own = f"tests/unit/{inside.parent.as_posix()}/test_{inside.name}"
    others = [f"tests/{name}" for name in ROOMS[room].tests]
    if not (ROOT / own).exists():
        return others
    return [own] if effort.own else [own, *others]


class _Trial:
    """The tests of one mutant, in a process of their own."""

    def __init__(self, copy: Path, mutant: Mutant, tests: Sequence[str], limit: float) -> None:
        self.copy, self.mutant = copy, mutant
        self._module = copy / mutant.path
        self._text = self._module.read_bytes()
        for compiled in self._module.parent.glob(f"__pycache__/{self._module.stem}.*.pyc"):
            compiled.unlink()
        self._module.write_bytes(mutant.applied(self._text))
        self._process = FORK.Process(target=_tests, args=(copy, tests, True))
        self._process.start()
        self._until = time.monotonic() + limit

    def over(self) -> bool:
        """Whether the tests have ended; those that take too long are ended."""
        if self._process.is_alive() and time.monotonic() < self._until:
            return False
        self._process.kill()
        self._process.join()
        self._module.write_bytes(self._text)
        return True

    @property
    def fate(self) -> str:
        return "killed" if self._process.exitcode else "survived"


def _ended(running: list[_Trial], fates: dict[Mutant, str]) -> Path:
    """The copy that the next trial to end leaves free; its fate is noted."""
    while not (over := [trial for trial in running if trial.over()]):
        time.sleep(0.02)
    one, mutant = over[0], over[0].mutant
    running.remove(one)
    fates[mutant] = one.fate
    said = f"{len(fates)}: {one.fate} {mutant.path}:{mutant.line} {mutant.change}"
    print(said, file=sys.stderr, flush=True)
    return one.copy


def _tests(copy: Path, names: Sequence[str], mutated: bool) -> None:
    """Leave with the exit code of pytest of these tests of a copy; what it says is in SAID."""
    os.chdir(copy)
    sys.path[0] = str(copy)
    sys.dont_write_bytecode = mutated
    os.environ.update(ENVIRONMENT, PYTHONPATH=str(copy))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (1, 2):
        os.dup2(os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    sys.exit(pytest.main([*OPTIONS, *names]))


def score(outcomes: Sequence[Outcome]) -> float:
    """Share of the mutants killed, of those that could be; 1 where there are none."""
    counted = [one.fate == "killed" for one in outcomes if one.fate != "equivalent"]
    return sum(counted) / len(counted) if counted else 1.0


def rendered(outcomes: Sequence[Outcome]) -> str:
    """A Markdown table by module, then the survivors and the equivalent ones, with reasons."""
    rows = ["| module | killed | survived | equivalent | score |\n|---|---|---|---|---|"]
    modules: dict[str, list[Outcome]] = {one.mutant.path: [] for one in outcomes}
    for one in outcomes:
        modules[one.mutant.path].append(one)
    for name, some in [*modules.items(), ("**all**", list(outcomes))]:
        fates = [one.fate for one in some]
        counts = " | ".join(str(fates.count(f)) for f in ("killed", "survived", "equivalent"))
        rows.append(f"| {name} | {counts} | {score(some):.0%} |")
    lists: list[str] = []
    for title, fate, file in (
        ("Survivors", "survived", SURVIVING),
        ("Equivalent", "equivalent", EQUIVALENT),
    ):
        some = [one.mutant for one in outcomes if one.fate == fate]
        lists += ["", f"{title}:", "", *(_listed(some, reasons_in(file)) or ["none"])]
    return "\n".join([*rows, *lists, ""])


def _listed(some: Sequence[Mutant], reasons: Mapping[tuple[str, str, str], str]) -> list[str]:
    """Mutants, each with its reason where one is known."""
    keys = [(m.path, m.function, m.change) for m in some]
    told = [f": {reasons[key]}" if key in reasons else "" for key in keys]
    return [
        f"- {m.path}:{m.line} {m.function}: {m.change}{why}"
        for m, why in zip(some, told, strict=True)
    ]


def main() -> None:
    """Read the options, try the mutants, print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", choices=[*ROOMS, []], default=list(ROOMS))
    parser.add_argument("--each", type=int, default=50, help="mutants of each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="part of the path of the modules")
    parser.add_argument("--own", action="store_true", help="a module's own tests alone")
    options = parser.parse_args()
    effort = Effort(options.each, options.seed, options.workers, options.only, options.own)
    print(rendered(tried(options.rooms, effort)))


if __name__ == "__main__":
    main()
