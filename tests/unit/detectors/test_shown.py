"""Figures and facts are what the annotations of a type say."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple

import pytest

from crackle_cli.detectors.shown import Fact, Figure, facts, fields, figures
from crackle_cli.laws.law import LawKind
from crackle_cli.table.arrays import Floats
from tests.worlds.findings import drift, group, law_finding, shift


class Colour(StrEnum):
    RED = "red"


class Part(NamedTuple):
    """A value that is shown, and one that is not."""

    name: Annotated[str, Fact("Its name.")]
    hidden: int = 0


@dataclass(frozen=True)
class Whole:
    """One of each."""

    size: Annotated[int, Figure("How many.", name="count")]
    both: Annotated[float, Figure("A figure."), Fact("And a fact.")]
    parts: Annotated[tuple[Part, ...], Fact("Its parts.")]
    missing: Annotated[float | None, Fact("Shown as null.")] = None
    absent: Annotated[float | None, Fact("Left out.", optional=True)] = None
    hidden: Floats | None = None
    colour: ClassVar[Annotated[Colour, Fact("Of all of them.")]] = Colour.RED

    @property
    def twice(self) -> Annotated[int, Figure("Twice as many.")]:
        return 2 * self.size


WHOLE = Whole(3, 0.5, (Part("a"), Part("b")))


def test_figures_are_the_numbers():
    assert figures(WHOLE) == {"count": 3, "both": 0.5, "twice": 6}


def test_facts_are_what_json_can_hold():
    parts = [{"name": "a"}, {"name": "b"}]
    assert facts(WHOLE) == {"both": 0.5, "parts": parts, "missing": None, "colour": "red"}
    assert type(facts(WHOLE)["colour"]) is str


def test_several_records_are_one_view_and_none_shows_nothing():
    assert figures(None, WHOLE) == figures(WHOLE)
    assert fields(int) == fields(Colour) == ()


@pytest.mark.parametrize(
    ("finding", "numbers", "evidence"),
    [
        (shift("a", 30), {"before", "after", "change_pct", "noise_units"}, {"form", "suspect"}),
        (
            drift("a"),
            {"before", "after", "change_pct", "noise_units"},
            {"form", "pace", "part", "bends", "tops"},
        ),
        (
            group(range(9)),
            {"size", "tasks", "average_distance", "separation"},
            {"method", "role", "groups", "seen_in", "apart", "explained_by"},
        ),
        (
            law_finding("a + b = c"),
            {"n", "holds", "violators", "missing", "zero", "constant", "tolerance"},
            {"method", "form", "kind", "terms", "constant", "text"},
        ),
    ],
)
def test_what_the_types_show(finding, numbers, evidence):
    assert set(figures(finding)) == {"p_value", *numbers}
    assert set(facts(finding)) == {"strength", *evidence}


def test_a_finding_is_told_apart_by_its_key_wherever_its_rows_go():
    one, other = shift("a", 30), shift("a", 31)
    assert one.key == shift("a", 30, margin=9).key != other.key
    assert one.key != shift("b", 30).key and group(range(9)).key != group(range(8)).key
    law = law_finding("a + b = c", broken=(7,))
    assert law.key == law.moved(one.rows.repeat(2)).key


def test_a_product_lists_its_factors_and_a_power_its_exponents():
    product, plain, _ = facts(law_finding("a * b + c = d"))["terms"]
    assert product == {"metric": "a * b", "coefficient": 1.0, "factors": ["a", "b"]}
    assert plain == {"metric": "c", "coefficient": 1.0}
    assert facts(law_finding("a^2 = b"))["terms"][0] == {"metric": "a", "exponent": 2.0}


def test_only_a_rounded_law_says_to_which_step_its_metrics_are_printed():
    rounded = law_finding("a + b = c", kind=LawKind.ROUNDED)
    assert "quanta" in facts(rounded) and "quanta" not in facts(law_finding("a + b = c"))
