"""The baseline: patterns that a project has looked at and accepted, in a JSON file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from crackle_cli.cooling.pattern import CracklePattern
from crackle_cli.detectors.phase_transition.findings import Turn
from crackle_cli.detectors.several import Several
from crackle_cli.errors import InputError

BASELINE_VERSION = 1
MOST_BASELINE_BYTES = 16 << 20  # 100,000 entries; a project accepts a few dozen


class Accepted(NamedTuple):
    """One accepted pattern; `begins` is the label at which a transition begins, else empty."""

    id: str
    description: str = ""
    kind: str = ""
    metrics: tuple[str, ...] = ()
    group: tuple[tuple[str, str], ...] = ()
    begins: str = ""


class Baseline(NamedTuple):
    """The accepted patterns of a file."""

    accepted: tuple[Accepted, ...] = ()

    def holds(self, pattern: CracklePattern) -> bool:
        """Whether a pattern was accepted."""
        return any(_same(one, pattern) for one in self.accepted)

    def gone(self, patterns: Sequence[CracklePattern]) -> tuple[Accepted, ...]:
        """The entries that no pattern answers to any more."""
        return tuple(one for one in self.accepted if not any(_same(one, p) for p in patterns))


def _same(one: Accepted, pattern: CracklePattern) -> bool:
    """Equal ids; or a transition of the same metrics that may begin where the accepted one does.

    New tasks can move the estimated place of a shift by a few tasks and so change its id; its
    95 % interval then still covers the place that was accepted. Turns are accepted with what turns.
    """
    if isinstance(pattern.finding, Turn):
        return one.id == pattern.ends
    if one.id == pattern.id:
        return True
    return (
        bool(one.begins)
        and one.kind == pattern.kind
        and set(one.metrics) == set(pattern.involved_metrics)
        and dict(one.group) == dict(pattern.group)
        and pattern.onset is not None
        and one.begins in pattern.onset.may_begin
    )


def read_baseline(path: Path) -> Baseline:
    """Raises InputError where the file is missing or not what `render_baseline` writes."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BASELINE_BYTES + 1)
        data = json.loads(raw[:MOST_BASELINE_BYTES])
    except FileNotFoundError:
        raise InputError(
            f"{path}: no such baseline; --write-baseline {path} makes one of this run"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: not a baseline of crackle: no valid JSON") from None
    if not isinstance(data, dict) or data.get("schema_version") != BASELINE_VERSION:
        raise InputError(
            f"{path}: not a baseline of crackle with schema_version {BASELINE_VERSION}; "
            "write it anew with --write-baseline"
        )
    return Baseline(tuple(_accepted(path, i, e) for i, e in enumerate(_entries(path, data))))


def _entries(path: Path, data: dict[str, Any]) -> list[Any]:
    entries = data.get("accepted")
    if not isinstance(entries, list):
        raise InputError(f'{path}: the baseline has no list "accepted"')
    return entries


def _accepted(path: Path, number: int, entry: Any) -> Accepted:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise InputError(f'{path}: entry {number + 1} of the baseline has no "id"')
    metrics, group = entry.get("metrics", []), entry.get("group", {})
    return Accepted(
        id=entry["id"],
        description=str(entry.get("description", "")),
        kind=str(entry.get("kind", "")),
        metrics=tuple(map(str, metrics)) if isinstance(metrics, list) else (),
        group=tuple((str(k), str(v)) for k, v in group.items()) if isinstance(group, dict) else (),
        begins=str(entry.get("begins", "")),
    )


def render_baseline(patterns: Sequence[CracklePattern]) -> str:
    """The patterns as a baseline file; entries may be deleted by hand."""
    entries = [
        {
            "id": p.id,
            "description": p.description,
            "kind": str(p.kind),
            "metrics": list(p.involved_metrics),
            "group": dict(p.group),
            "begins": p.onset.begins if p.onset else "",
        }
        for p in patterns
        if not isinstance(p.finding, Turn | Several)
    ]
    data = {"schema_version": BASELINE_VERSION, "accepted": entries}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
