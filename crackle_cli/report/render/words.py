"""Phrases that more than one renderer uses: counts, what was read, what was not used."""

from collections.abc import Mapping

from crackle_cli.report.report import Report
from crackle_cli.suggest import listed
from crackle_cli.visible import visible
from crackle_cli.wording import told_columns

MOST_SPARED = 5  # told one by one; a person reads the first five lines


def counted(n: int, noun: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def group_prefix(group: Mapping[str, str]) -> str:
    """`endpoint=/login: `, or nothing for the whole table."""
    return visible(", ".join(f"{k}={v}" for k, v in group.items()) + ": ") if group else ""


def description(report_group: Mapping[str, str], sentence: str) -> str:
    """The sentence as a person sees it: on one line, with its group in front."""
    return group_prefix(report_group) + visible(sentence)


def summary(report: Report) -> str:
    """`2 patterns in 60 tasks × 5 metrics, profile default; not used: branch (text)`."""
    size = f"{counted(report.tasks, 'task')} × {counted(report.metrics, 'metric')}"
    if report.checked:
        whole = f"{_laws(report)} in {size}"
    else:
        found = counted(report.events, "pattern") if report.events else "no patterns"
        left = f" ({len(report.told)} shown)" if len(report.told) < report.events else ""
        by = f", profile {report.profile.name}" if report.profile else ""
        whole = f"{found}{left} in {size}{by}"
    return visible("; ".join([whole, *_losses(report)]))


def _laws(report: Report) -> str:
    """`1 law kept`, `3 laws (2 kept, 1 broken)`."""
    laws = counted(sum(report.checked.values()), "law")
    if len(report.checked) == 1:
        return f"{laws} {next(iter(report.checked))}"
    return f"{laws} ({', '.join(f'{n:,} {state}' for state, n in report.checked.items())})"


def _losses(report: Report) -> list[str]:
    census, told = report.census, _told_columns(report)
    unused = [f"{c.name} ({c.reason})" for c in census.unused_columns if c.name not in told]
    return [
        part
        for count, part in [
            (census.rejected_rows, f"{counted(census.rejected_rows, 'row')} rejected"),
            (census.missing_cells, f"{counted(census.missing_cells, 'cell')} missing"),
            (census.bad_cell_count, f"{counted(census.bad_cell_count, 'cell')} not a number"),
            (len(unused), f"not used: {listed(unused)}"),
        ]
        if count
    ]


def _told_columns(report: Report) -> set[str]:
    """The columns besides the metrics that a reader is told of: causes, groups, the order."""
    patterns = [entry.pattern for entry in report.told]
    causes = (name for p in patterns for name in told_columns(p.finding))
    groups = (name for p in patterns for name in p.group)
    return {*causes, *groups, *([report.order] if report.order else ())}


def gate_lines(report: Report) -> list[str]:
    """What tripped the gate, and why the patterns of the same kinds that did not, did not."""
    lines = []
    if report.gated:
        first = next((e.pattern for e in report.entries if e.judged.gates), None)
        rest = f": {description(first.group, first.description)}" if first else ""
        more = f" and {report.gated - 1} more" if first and report.gated > 1 else ""
        noun = "law" if report.checked else "pattern"
        exits = f"exit {int(report.exit_code)} for {counted(report.gated, noun)}"
        lines.append(f"gate: {exits}{rest}{more}")
    for one in report.spared[:MOST_SPARED]:
        told = description(one.pattern.group, one.pattern.description)
        lines.append(f"gate: passed over: {told}: {one.spared}")
    if len(report.spared) > MOST_SPARED:
        lines.append(f"gate: passed over: {len(report.spared) - MOST_SPARED} more")
    return lines


def reading_lines(report: Report) -> list[str]:
    """How the input was read, for --verbose: notes, rejected rows, cells that were no numbers."""
    census = report.census
    lines = [f"read {', '.join(census.files)} as {census.format}", *census.notes]
    names = f'column "{census.named_by}"' if census.named_by else "their rows, counted from 0"
    lines.append(f"tasks are named by {names}")
    lines += [f"rejected {row.file}:{row.line}: {row.reason}" for row in census.rejected]
    lines += [
        f'not a number {cell.file}:{cell.line}: "{cell.text}" in column "{cell.column}"'
        for cell in census.bad_cells
    ]
    lines += report.notes
    lines += [f'no metric: column "{c.name}": {c.reason}' for c in census.unused_columns]
    return [visible(line) for line in lines]
