"""What a text tells is told once."""

from dataclasses import replace

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.detectors.clustering.findings import (
    Apart,
    Contrast,
    Frequency,
    Level,
    Name,
    NamedGroup,
    Parted,
)
from crackle_cli.detectors.phase_transition.findings import Mix
from crackle_cli.detectors.phase_transition.where import Mixed, Scope, Sides
from crackle_cli.events.told_by_texts import without_told_by_texts
from crackle_cli.table.labels import TextColumn
from tests.worlds.findings import group, named_group, shift


def apart(metric):
    return Apart(metric, (8.0, 9.0), (1.0, 2.0), 1.0)


def table():
    codes = np.zeros(100, np.int32)
    codes[10:40] = 1
    found = MetricTable.from_columns({name: np.arange(100.0) for name in "abc"})
    return replace(found, texts={"host": TextColumn(codes, ("x", "y"))})


def named(rows=range(10, 40), metrics=("a",)):
    return named_group("host", "y", rows, metrics=metrics, apart=tuple(map(apart, metrics)))


def contrast(*metrics, values=("x", "y")):
    levels = tuple(Level(value, 30, (i, i + 0.5)) for i, value in enumerate(values))
    return Contrast(
        metrics=metrics,
        rows=np.arange(100),
        strength=1.0,
        confidence=0.9,
        p_value=1e-9,
        column="host",
        parted=tuple(Parted(metric, 1.0, levels) for metric in metrics),
    )


def mix(metric, column="host"):
    return replace(shift(metric, 50, form=Mix), mixed=Mixed(column, "y", 0.1, 0.5))


def within(metric, column="host", each=True):
    sides = (Sides("x", 20, 20, 1.0, 2.0), Sides("y", 20, 20, 8.0, 9.0))
    return replace(shift(metric, 50), scope=Scope(column, sides, (), 2, each))


def test_a_group_of_one_name_is_told_with_the_name_and_what_else_sets_it_apart():
    dense = replace(group(range(11, 40)), apart=(apart("a"), apart("b")))
    (told,) = without_told_by_texts([dense, named()], table())
    assert isinstance(told, NamedGroup) and told.metrics == ("a", "b")
    assert [one.metric for one in told.apart] == ["a", "b"]


def test_what_overlaps_the_others_makes_no_group_of_a_column_that_is_told():
    column = contrast("a")
    overlapping = apart("b")._replace(share=0.6)
    dense = replace(group(range(10, 40)), apart=(apart("a"), overlapping))
    assert without_told_by_texts([dense, column], table()) == [column]
    dense = replace(group(range(10, 40)), apart=(apart("a"), apart("b")))
    assert len(without_told_by_texts([dense, column], table())) == 2


def test_a_group_of_other_tasks_is_told_beside():
    dense = replace(group(range(50, 80)), apart=(apart("a"),))
    assert len(without_told_by_texts([dense, named()], table())) == 2


def test_a_group_of_two_names_is_told_by_both():
    dense = replace(group(range(10, 60)), apart=(apart("a"),))
    other = replace(named(range(40, 60)), named=(Name("host", "z"),))
    told = without_told_by_texts([dense, named(), other], table())
    assert all(isinstance(one, NamedGroup) for one in told)


@pytest.mark.parametrize("change", [mix("a"), within("a")])
def test_a_change_within_a_column_tells_its_levels(change):
    assert without_told_by_texts([contrast("a"), change], table()) == [change]


@pytest.mark.parametrize(
    "change", [mix("b"), mix("a", "zone"), within("a", "zone"), within("a", each=False)]
)
def test_a_change_of_another_column_or_metric_tells_them_not(change):
    assert len(without_told_by_texts([contrast("a"), change], table())) == 2


def test_the_levels_of_further_metrics_and_of_many_values_are_told_beside_a_change():
    assert len(without_told_by_texts([contrast("a", "b"), mix("a")], table())) == 2
    assert len(without_told_by_texts([contrast("a", values="uvwxyz"), mix("a")], table())) == 2


def often(*columns):
    rates = tuple(Frequency(column, None, 0.2, 0.03) for column in columns)
    return replace(named(metrics=()), rates=rates)


def some(metric, *values):
    sides = tuple(Sides(value, 20, 20, 0.0, 0.4) for value in values)
    return replace(shift(metric, 50), scope=Scope("host", sides, (), 5))


def test_how_often_tasks_fail_is_told_by_the_change_of_these_tasks():
    change = some("failed", "y")
    assert without_told_by_texts([often("failed"), change], table()) == [change]
    both, _ = without_told_by_texts([often("failed", "late"), change], table())
    assert [one.column for one in both.rates] == ["late"]


@pytest.mark.parametrize(
    "change", [some("late", "y"), some("failed", "x", "y"), shift("failed", 5)]
)
def test_a_change_of_other_tasks_or_metrics_tells_it_not(change):
    assert len(without_told_by_texts([often("failed"), change], table())) == 2


def test_the_tasks_after_a_change_that_they_alone_show_are_no_group_besides():
    after = replace(some("a", "y"), rows=np.arange(12, 40))
    assert without_told_by_texts([named(), after], table()) == [after]
    assert len(without_told_by_texts([named(metrics=("a", "b")), after], table())) == 2
    later = replace(after, rows=np.arange(30, 40))
    assert len(without_told_by_texts([named(), later], table())) == 2
