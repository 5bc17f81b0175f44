"""What a person reads of comparisons, word for word, on a narrow and on a wide terminal."""

import numpy as np
import pytest

from crackle_cli.comparison.comparison import Comparison, compare
from crackle_cli.comparison.judging import CompareRules
from crackle_cli.report.comparison import markdown, plain, terminal
from crackle_cli.table.metric_table import MetricTable
from tests.worlds.comparison import endpoints

RULES = CompareRules("worse", {"duration_s": "lower"})


def side(factor: float, tasks: int = 20, **columns: float) -> MetricTable:
    """Tasks of 100 s, give or take 3 %, and columns that are nearly constant."""
    rng = np.random.default_rng(tasks)
    values = {"duration_s": (100 * factor * (1 + 0.03 * rng.standard_normal(tasks))).round(1)}
    for name, level in columns.items():
        values[name] = (level * (1 + 0.01 * rng.standard_normal(tasks))).round(1)
    return MetricTable.from_columns(values)


def mixes() -> Comparison:
    rng = np.random.default_rng(3)
    return compare(endpoints(rng, 200, 0.1), endpoints(rng, 200, 0.5), rules=RULES)


CASES = {
    "clean": lambda: compare(side(1.0), side(1.0, 21), rules=RULES),
    "worse": lambda: compare(side(1.0), side(1.1, 21), rules=RULES),
    "better": lambda: compare(side(1.0), side(0.9, 21), rules=RULES),
    "mix shift": mixes,
    "too few": lambda: compare(side(1.0, 2), side(1.1, 2), rules=RULES),
    "unequal columns": lambda: compare(
        side(1.0, peak_mb=500, old=7), side(1.0, 21, peak_mb=500, fresh=9), rules=RULES
    ),
}
TOLD = {
    "clean": """\
not told apart: duration_s (±2.9 % would have been seen)
0 of 1 metric changed; 20 tasks of base, 21 of new
""",
    "worse": """\
[worse] duration_s is 11 % higher (99.1 → 112, 95 %: +8 to +15 %; 20 and 21 tasks)
1 of 1 metric changed: 1 worse; 20 tasks of base, 21 of new
""",
    "better": """\
[better] duration_s is 8.8 % lower (99.1 → 91.6, 95 %: −11 to −7 %; 20 and 21 tasks)
1 of 1 metric changed: 1 better; 20 tasks of base, 21 of new
""",
    "mix shift": """\
[changed] the share of endpoint = /search rose: 7.5 → 51 % of tasks (15 of 200 → 102 of 200, \
95 %: +33 to +53 %); latency_ms (−7.5 to +6.2 %) is unchanged within each endpoint
not told apart: peak_mb (±0.65 % would have been seen)
0 of 2 metrics changed; 200 tasks of base, 200 of new
""",
    "too few": """\
[worse] duration_s is 10 % higher (99.5 → 109.4, 95 %: +3 to +17 %; 2 and 2 tasks, \
if each side has one level)
1 of 1 metric changed: 1 worse; 2 tasks of base, 2 of new
""",
    "unequal columns": """\
[changed] old is in base alone
[changed] fresh is in new alone
not told apart: duration_s (±3.2 % would have been seen), peak_mb (±1.2 %)
0 of 2 metrics changed; 20 tasks of base, 21 of new
""",
}
NARROW = """\
✗ duration_s is 11 % higher (99.1 → 112, 95 %: +8 to +15 %; 20 and 21      worse
tasks)
1 of 1 metric changed: 1 worse; 20 tasks of base, 21 of new
"""
WIDE = f"""\
✗ duration_s is 11 % higher (99.1 → 112, 95 %: +8 to +15 %; 20 and 21 tasks){39 * " "}worse
1 of 1 metric changed: 1 worse; 20 tasks of base, 21 of new
"""
COMMENT = r"""<!-- crackle compare -->
**crackle**: 1 of 1 metric changed: 1 worse; 20 tasks of base, 21 of new

| | metric | base | new | change (95 %) | verdict |
|---|---|---|---|---|---|
| ❌ | duration\_s | 99.1 | 112 | \+11 % \(\+8 to \+15 %\) | worse |

- gate: exit 1 for 1 change: duration\_s is 11 % higher \(99.1 → 112, 95 %: \+8 to \+15 %; \
20 and 21 tasks\)
""".replace("\\\n", "")


@pytest.mark.parametrize("name", CASES)
def test_plain_lines(name):
    assert plain.render([CASES[name]()]) == TOLD[name]


@pytest.mark.parametrize(("width", "drawn"), [(80, NARROW), (120, WIDE)])
def test_the_table(width, drawn):
    assert terminal.render([CASES["worse"]()], width) == drawn


def test_the_comment_of_a_pull_request():
    assert markdown.render([CASES["worse"]()]) == COMMENT


def test_nothing_in_a_name_steers_a_terminal_or_a_page():
    hostile = "a\x1b[31m|<b>"
    tables = [MetricTable.from_columns({hostile: [level] * 8}) for level in (1.0, 2.0)]
    found = compare(*tables)
    assert "\x1b" not in plain.render([found]) + terminal.render([found], 80)
    assert r"a\x1b\[31m\|\<b\>" in markdown.render([found]).replace(r"\\x1b", r"\x1b")
