"""Tables larger than memory: cooled as a summary, then counted and placed in all their tasks.

The detectors look at samples of the table, which they also do of very many rows in memory; phase
transitions at the means of all tasks in blocks. What a finding needs of all tasks (how many keep
a law, the first task of a shift, the size of a group) is read in a second pass.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import compress

import numpy as np

from crackle_cli.cooling.naming import named
from crackle_cli.cooling.pipeline import (
    Cooled,
    detections,
    enabled,
    findings_of,
    hypotheses,
    notes,
    ranked,
)
from crackle_cli.cooling.summary import Layout, Summary, summary_of
from crackle_cli.detectors.finding import Detection, Finding, PatternKind, Tally
from crackle_cli.events.redundancy import merged
from crackle_cli.events.simultaneous import with_other_ends
from crackle_cli.profile.thermal_profile import ThermalProfile
from crackle_cli.progress import Progress, silent
from crackle_cli.statistics.discovery import discoveries
from crackle_cli.statistics.sampling import EACH
from crackle_cli.table.labels import RowLabels
from crackle_cli.table.metric_table import Census, MetricTable, Sampled
from crackle_cli.table.part import Part
from crackle_cli.table.pieces import Piece, Pieces


@dataclass(frozen=True)
class Summarised:
    """What came of a table larger than memory.

    table   for a report: its metrics are those of the sample, its labels are of all tasks
    cooled  the patterns
    """

    table: MetricTable
    cooled: Cooled


def summarise(tasks: Pieces, seed: int, progress: Progress = silent) -> Summary:
    """The summary of all tasks, in one pass."""
    layout = Layout(tasks.tasks, seed)
    parts = (
        summary_of(piece, layout)
        for piece in _reported(tasks, tasks.metrics, range(tasks.tasks), "summarising", progress)
    )
    return reduce(Summary.plus, parts)


def _reported(
    tasks: Pieces, metrics: Sequence[str], rows: range, stage: str, progress: Progress
) -> Iterator[Piece]:
    """The pieces, each reported when it has been worked on."""
    for piece in tasks.pieces(metrics, rows):
        progress(stage, piece.start - rows.start, len(rows), "rows")
        yield piece


def cooled_pieces(
    tasks: Pieces, profile: ThermalProfile, progress: Progress = silent, lanes: int = 1
) -> Summarised:
    """As `cooled`, of tasks that are read a piece at a time. Without groups."""
    summary = summarise(tasks, profile.seed, progress)
    sample = sample_table(summary, tasks)
    kinds = enabled(profile)
    views = {PatternKind.CORRELATION: runs_table(summary)}
    found_by_each = detections(views, sample, profile, progress, lanes)
    found = [f.moved(_rows(f, summary)) for f in _discovered(found_by_each, tasks.census, profile)]
    everywhere = merged(placed(found, tasks), summary.layout.sampled)
    whole = _whole(sample, summary, tasks)
    part = Part({}, tasks.tasks)
    found = counted(everywhere, tasks, progress)
    tasks.prepare_labels(_named_rows(found))
    patterns = ranked([named(f, part, whole) for f in found])
    few = (kind for kind in kinds if sample.tasks < getattr(profile, kind).min_tasks)
    return Summarised(whole, Cooled(tuple(patterns), notes(found_by_each), tuple(few)))


def sample_table(summary: Summary, tasks: Pieces) -> MetricTable:
    """The sample as a table that knows what it stands for."""
    layout = summary.layout
    means = {name: kept.blocks.means for name, kept in summary.metrics.items()}
    return MetricTable(
        metrics={name: kept.sample for name, kept in summary.metrics.items()},
        labels=RowLabels(range(layout.sampled.size)),
        texts=tasks.texts(layout.sampled),
        sampled=Sampled(layout.tasks, layout.sampled, layout.width, means),
    )


def runs_table(summary: Summary) -> MetricTable:
    """The runs of neighbours as a table."""
    return MetricTable(
        metrics={name: kept.runs for name, kept in summary.metrics.items()},
        labels=RowLabels(range(summary.layout.in_runs.size)),
    )


def placed(findings: Sequence[Finding], tasks: Pieces) -> list[Finding]:
    """The findings, those that need but some rows as these tell them."""

    def told(finding: Finding) -> Finding:
        tally = finding.tally
        if tally is None or tally.rows is None:
            return finding
        return replace(_passed({0: tally}, tasks, tally.rows)[0].told(finding), tally=None)

    return [told(finding) for finding in findings]


def counted(
    findings: Sequence[Finding], tasks: Pieces, progress: Progress = silent
) -> list[Finding]:
    """The findings as all tasks tell them, in one pass."""
    tallies = {id(f.tally): f.tally for f in findings if f.tally}
    if not tallies:
        return list(findings)
    told = _passed(tallies, tasks, range(tasks.tasks), progress)
    return [told[id(f.tally)].told(f) if f.tally else f for f in findings]


def _passed(
    tallies: dict[int, Tally], tasks: Pieces, rows: range, progress: Progress = silent
) -> dict[int, Tally]:
    names = dict.fromkeys(name for tally in tallies.values() for name in tally.metrics)
    for piece in _reported(tasks, list(names), rows, "counting", progress):
        tallies = {key: tally.plus(piece.start, piece.metrics) for key, tally in tallies.items()}
    return tallies


def _discovered(
    found_by_each: Sequence[Detection], census: Census, profile: ThermalProfile
) -> list[Finding]:
    found = findings_of(found_by_each, census)
    tested = hypotheses(found_by_each, profile)
    kept = discoveries([f.p_value for f in found], tested, profile.alpha)
    return list(compress(found, with_other_ends(found, kept)))


def _named_rows(findings: Sequence[Finding]) -> np.ndarray:
    """Rows whose labels are told one by one: members of groups, and violators of laws."""
    members = [f.rows for f in findings if f.kind is PatternKind.CLUSTERING]
    violators = np.array([v.row for f in findings for v in f.violators], dtype=np.intp)
    return np.unique(np.concatenate([*members, violators]))


def _rows(finding: Finding, summary: Summary) -> np.ndarray:
    layout = summary.layout
    return layout.in_runs if finding.kind is PatternKind.CORRELATION else layout.sampled


def _whole(sample: MetricTable, summary: Summary, tasks: Pieces) -> MetricTable:
    layout = summary.layout
    said = (
        f"summarised: shifts were sought among the means of {layout.blocks:,} blocks of "
        f"{layout.width:,} tasks, laws and groups in a sample of {layout.sampled.size:,} tasks "
        "and counted in all, correlations in runs of neighbours"
    )
    census = tasks.census
    census = replace(
        census,
        missing_cells=summary.missing_cells,
        bad_cell_count=census.bad_cell_count + summary.infinite,
        warnings=(*census.warnings, said) if layout.width > EACH else census.warnings,
    )
    return replace(sample, labels=tasks.labels, said_before=tasks.said_before, census=census)
