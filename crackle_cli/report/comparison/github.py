"""GitHub annotations: `::error` for what trips the gate, `::notice` for the rest."""

from collections.abc import Sequence

from crackle_cli.comparison.comparison import Comparison
from crackle_cli.report.comparison.words import verdict
from crackle_cli.report.render.github import data
from crackle_cli.visible import visible


def render(comparisons: Sequence[Comparison]) -> str:
    """One workflow command for each change."""
    return "".join(
        f"::{'error' if told.gates else 'notice'} title=crackle compare%3A {verdict(told)}"
        f"::{data(visible(told.sentence))}\n"
        for one in comparisons
        for told in one.changes
    )
