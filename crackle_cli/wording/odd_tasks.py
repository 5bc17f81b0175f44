"""Odd tasks in words: which, in what, and what is usual."""

from crackle_cli.detectors.clustering.findings import Apart, Oddity, OddTasks, OddValue
from crackle_cli.table.metric_table import MetricTable
from crackle_cli.wording.amounts import estimates, written
from crackle_cli.wording.members import explained, listed, spanned
from crackle_cli.wording.numbers import MOST_NAMED_TASKS

ALL_TOLD = 2  # odd metrics; of more the surest


def odd_sentence(finding: OddTasks, table: MetricTable) -> str:
    """Tasks, and what is odd in them.

    `job-250: latency_ms 1,203 (usual 84–118), 7 more`
    `job-17 breaks size_mb ~ rows_k: 246, expected 354`
    `job-9: size_mb 246 with rows_k 1,180, as in no other`
    `in a sample of 65,536 tasks job-17 breaks size_mb ~ rows_k: 246, expected 354`
    """
    sampled = finding.looked_at < finding.tasks
    where = f"in a sample of {finding.looked_at:,} tasks " if sampled else ""
    told = [where + _told(finding, table)]
    told += [explained(one, finding.size) for one in finding.explained_by[:1]]
    return "; ".join(told)


def _told(finding: OddTasks, table: MetricTable) -> str:
    names = _names(finding, table)
    match finding.oddity:
        case Oddity.RELATION:
            breaks = "breaks" if finding.size == 1 else "break"
            metric = finding.odd[0].values[0].metric
            told = (_expected(task.values[0], table) for task in finding.odd[:MOST_NAMED_TASKS])
            return f"{names} {breaks} {metric} ~ {finding.partner}: {'; '.join(told)}"
        case Oddity.TOGETHER:
            met = " with ".join(_value(one, table) for one in finding.apart)
            return f"{names}: {met}, as in no other"
    few = finding.apart if len(finding.apart) <= ALL_TOLD else finding.apart[:1]
    told = (_unusual(one, table) for one in few)
    rest = len(finding.apart) - len(few)
    return f"{names}: {', '.join([*told, *([f'{rest} more'] if rest else [])])}"


def _names(finding: OddTasks, table: MetricTable) -> str:
    names = [table.task(row) for row in finding.rows[:MOST_NAMED_TASKS].tolist()]
    rest = finding.size - len(names)
    return listed([*names, *([f"{rest:,} more"] if rest else [])])


def _unusual(apart: Apart, table: MetricTable) -> str:
    """`latency_ms 1,203 (usual 84–118)`; of several tasks the range of their values."""
    how = written(table, apart.metric)
    low, high, *usual = estimates([*apart.inside, *apart.others], how)
    inside = spanned((low, high), apart.inside, how) if low != high else str(low)
    return f"{apart.metric} {inside} (usual {spanned(usual, apart.others, how)})"


def _value(apart: Apart, table: MetricTable) -> str:
    how = written(table, apart.metric)
    low, high = estimates(apart.inside, how)
    return f"{apart.metric} {low if low == high else spanned((low, high), apart.inside, how)}"


def _expected(value: OddValue, table: MetricTable) -> str:
    """`246, expected 354`."""
    assert value.expected is not None
    own, expected = estimates([value.value, value.expected], written(table, value.metric))
    return f"{own}, expected {expected}"
