"""The id of a pattern: the same for the same pattern in another run."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from crackle_cli.pattern import Finding


def pattern_id(finding: Finding, group: Mapping[str, str], begins: str) -> str:
    """Kind and a hash of the sorted metrics, the group, what identifies it and where it begins.

    `begins` is the label of the task at which a transition begins, else empty. Row numbers,
    confidence and estimates stay out: they change from run to run.
    """
    parts = [*sorted(finding.metrics), "|", *(f"{k}={v}" for k, v in sorted(group.items()))]
    text = "\x1f".join([*parts, "|", finding.identity, begins])
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{finding.kind}-{digest}"


def told_apart(ids: Sequence[str]) -> list[str]:
    """The ids, the second of equal ones with `-2`, the third with `-3`."""
    seen: Counter[str] = Counter()
    result = []
    for name in ids:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return result
