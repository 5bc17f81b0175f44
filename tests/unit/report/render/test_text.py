"""Plain lines, the terminal table and the phrases they share."""

from dataclasses import replace

from rich.cells import cell_len

from crackle_cli.detectors.clustering.findings import Explanation
from crackle_cli.detectors.finding import PatternKind
from crackle_cli.report.render import github, markdown, plain, terminal
from crackle_cli.report.render.sparkline import sparkline
from crackle_cli.report.render.words import gate_lines, reading_lines, summary
from crackle_cli.report.trend import Trend
from tests.worlds import reports
from tests.worlds.findings import group, law_finding, shift

HOSTILE = "[bold red]x[/] \x1b[2J \u202e :smile:"


def test_a_plain_line_for_each_pattern():
    text = plain.render(reports.report(reports.pattern(), reports.pattern(group={"os": "mac"})))
    line = "duration rose by 23.9 % at b30: 45.1 → 55.9 (confidence: 0.93)\n"
    assert text == f"[phase transition] {line}[phase transition] os=mac: {line}"


def test_no_pattern_is_no_line():
    assert plain.render(reports.report()) == ""


def test_what_stands_comes_last():
    report = reports.report(reports.pattern(law_finding("tests = 412")), reports.pattern())
    line = "1 metric is constant: tests 412"
    assert plain.render(report).splitlines()[1:] == [line]
    assert terminal.render(report, 200).splitlines()[-3:-2] == [line]
    assert f"- {line}" in markdown.render(report).splitlines()
    assert github.render(report).splitlines()[1:] == [f"::notice title=crackle::{line}"]


def test_the_table_never_exceeds_its_width():
    wordy = reports.pattern(description="a_very_long_metric_name_" * 9)
    for width in (40, 60, 80, 140):
        lines = terminal.render(reports.report(wordy, reports.pattern()), width).splitlines()
        assert max(map(cell_len, lines)) <= width


def test_a_change_stays_on_one_line_where_there_is_room():
    told = "a rose by 72.5 % (300 → 82.4), b fell by 99.1 % (0.389 → 0.00350)"
    report = reports.report(reports.pattern(description=told))
    for width in range(50, 120):
        text = terminal.render(report, width)
        whole = ("72.5 %", "(300 → 82.4)", "99.1 %", "(0.389 → 0.00350)")
        assert all(part in text for part in whole)


def test_the_trend_gives_way_below_seventy_columns():
    report = reports.report(reports.pattern())
    assert "▁│█" in terminal.render(report, 80)
    assert "│" not in terminal.render(report, 69)


def test_the_table_escapes_what_comes_from_files():
    text = terminal.render(reports.report(reports.pattern(description=HOSTILE)), 140)
    assert "[bold red]x[/] \\x1b[2J \\u202e :smile:" in text


def test_colour_only_when_asked_for():
    report = reports.report(reports.pattern())
    assert "\x1b" not in terminal.render(report, 80)
    assert "\x1b[" in terminal.render(report, 80, colour=True)


def test_gating_patterns_are_marked_without_colour():
    report = reports.report(reports.pattern(), fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
    assert "✗ duration rose" in terminal.render(report, 140)


def test_the_summary_names_every_loss():
    assert summary(reports.report(reports.pattern())) == (
        "1 pattern in 60 tasks × 2 metrics, profile default; 1 row rejected; 3 cells missing; "
        "1 cell not a number; not used: branch (text)"
    )


def test_a_column_that_a_sentence_tells_of_is_not_called_unused():
    cause = Explanation("branch", "main", 9, 0, 9)
    found = replace(group(range(9), ("duration",)), explained_by=(cause,))
    told = [reports.pattern(found), reports.pattern(group={"branch": "main"})]
    for pattern in told:
        assert "not used" not in summary(reports.report(pattern))
    assert "not used" not in summary(reports.report()._replace(order="branch"))


def test_verbose_lists_every_loss():
    text = "\n".join(reading_lines(reports.report()))
    assert "rejected builds.csv:7: 5 cells where the header has 4" in text
    assert 'not a number builds.csv:9: "fast\\x1b[2J" in column "duration"' in text
    assert "comma-separated" in text


def test_the_gate_says_what_it_stands_on():
    two = [reports.pattern(), reports.pattern(id="phase_transition-89abcdef")]
    report = reports.report(*two, fail_on=frozenset({PatternKind.PHASE_TRANSITION}))
    assert gate_lines(report) == [
        "gate: exit 1 for 2 patterns: duration rose by 23.9 % at b30: 45.1 → 55.9 and 1 more"
    ]


def test_sparklines():
    assert sparkline(Trend((1, 2, 3, 8))) == "▁▂▃█"
    assert sparkline(Trend((1, 1, 8), (2,))) == "▁▁│█"
    assert sparkline(Trend((1, 8, 1), (1, 2))) == "▁│█│▁"
    assert sparkline(Trend((5, float("nan"), 5))) == "▅ ▅"
    assert sparkline(Trend((-1.7e308, 1.7e308))) == "▁█"


def test_next_to_no_confidence_is_not_none():
    report = reports.report(reports.pattern(shift("duration", 30, low=0.0004)))
    texts = [render.render(report) for render in (plain, terminal, markdown, github)]
    assert all("<0.01" in text.replace("\\", "") and " 0.00" not in text for text in texts)
