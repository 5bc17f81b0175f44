"""What follows from a --glaze alone is no discovery."""

import numpy as np
import pytest

from crackle_cli import ThermalProfile, cool
from crackle_cli.cooling.pipeline import cooled
from crackle_cli.cooling.views import PiecesView
from crackle_cli.events.definitions import is_definition
from crackle_cli.reading import read
from crackle_cli.reading.options import ReadOptions
from tests.worlds.findings import correlated, group, law_finding
from tests.worlds.pieces import TableInPieces


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(0)
    a, b = rng.integers(100, 900, (2, 60))
    rows = [f"{x},{y},{x + y},{2 * x}" for x, y in zip(a, b, strict=True)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,b,sum,twice", *rows]))

    def with_glaze(**glaze):
        return read([str(path)], ReadOptions(glaze=glaze, ignore=("twice",)))

    return with_glaze


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (correlated("a", "root"), True),
        (correlated("a", "b"), False),
        (correlated("a", "root", "b"), False),  # a family, of which a and b are not bound
        (law_finding("a + b = total"), True),
        (law_finding("a + b = sum"), False),
        (group(range(9), ("a", "root")), False),
    ],
)
def test_laws_and_pairs_are_definitions_where_they_have_more_metrics_than_sources(finding, told):
    derived = {"total": frozenset("ab"), "root": frozenset("a")}
    assert is_definition(finding, derived) is told


def laws(table):
    found = cool(table, ThermalProfile.default())
    return [p.evidence["text"] for p in found if p.kind == "conservation"]


def test_a_law_that_restates_a_derived_metric_is_not_told(table):
    assert laws(table(total="a + b", minutes="a / 60", more="total - 2 * b")) == [
        "a + b = sum",
        "sum = total",
    ]


def test_what_a_derived_metric_is_made_of_is_known_to_the_last_column(table):
    derived = table(total="a + b", share="A / total", one="1").census.derived
    assert derived == {"total": {"a", "b"}, "share": {"a", "b"}, "one": set()}


def test_a_metric_bent_from_another_does_not_correlate_with_it(table):
    found = cool(table(root="sqrt(a)"), ThermalProfile.default())
    assert ("a", "root") not in [p.involved_metrics for p in found]


def test_nor_is_it_told_of_a_table_that_is_read_in_pieces(table):
    pieces = TableInPieces(table(minutes="a / 60"), (25,))
    found = cooled(PiecesView(pieces, seed=0), ThermalProfile.default()).patterns
    told = [p.evidence["text"] for p in found if p.kind == "conservation"]
    assert told == ["a + b = sum"]
