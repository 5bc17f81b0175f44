"""Which metrics are a family, on graphs that can be drawn."""

from itertools import combinations

import numpy as np

from crackle_cli.detectors.correlation.families import Graph, Star, families
from crackle_cli.detectors.correlation.pairs import Pairs


def graph(*links, r=0.8):
    """Links (one, other) or (one, other, r) as pairs."""
    one, other = (np.array([link[i] for link in links], np.intp) for i in (0, 1))
    size = np.array([link[2] if len(link) > 2 else r for link in links])
    return Pairs(one, other, size, size, size)


def found(pairs, d, told=None):
    told = np.ones(pairs.r.size, bool) if told is None else np.array(told)
    links = Graph(d)
    links.add(pairs, told)
    return families(links)


def test_each_pair_alone_is_a_family_led_by_its_first_metric():
    assert found(graph((0, 3), (1, 4)), 6) == [Star(0, (3,)), Star(1, (4,))]


def test_the_largest_family_comes_first_and_its_surest_metric_leads():
    pairs = graph((0, 1), (2, 3, 0.9), (2, 4, 0.8), (3, 4, -0.95))
    assert found(pairs, 5) == [Star(3, (2, 4)), Star(0, (1,))]


def test_of_three_one_link_may_be_missing():
    assert found(graph((0, 1), (1, 2)), 3) == [Star(1, (0, 2))]


def test_of_four_one_link_may_be_missing_for_each():
    square = graph((0, 1), (1, 2), (2, 3), (3, 0), (0, 2))
    assert found(square, 4) == [Star(0, (1, 2, 3))]


def test_a_star_is_no_family():
    """Of four metrics of which only one knows the others, the least known leave."""
    assert found(graph((0, 1), (0, 2), (0, 3)), 4) == [Star(0, (2, 3))]


def test_of_five_each_must_be_linked_to_more_than_half():
    wheel = graph((0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (3, 4))
    (first, *others) = found(wheel, 5)
    assert len(first.members) < 4
    assert found(graph(*combinations(range(5), 2)), 5) == [Star(0, (1, 2, 3, 4))]
    assert others


def test_a_bridge_leaves_two_families():
    one, other = combinations(range(4), 2), combinations(range(5, 9), 2)
    bridge = [(4, i) for i in (0, 1, 2, 3, 5, 6, 7, 8)]
    told = found(graph(*one, *other, *bridge), 9)
    assert sorted(len(f.members) + 1 for f in told) == [4, 5]
    assert sum(4 in (f.leader, *f.members) for f in told) == 1


def test_links_to_those_that_are_told_count_no_more():
    """The fifth metric is linked to three, but to one of those that are left."""
    pairs = graph(*combinations(range(4), 2), (4, 0), (4, 1), (4, 8), *combinations((5, 6, 7), 2))
    assert found(pairs, 9) == [Star(0, (1, 2, 3)), Star(5, (6, 7)), Star(4, (8,))]


def test_a_family_has_a_pair_worth_telling():
    pairs = graph((0, 1), (2, 3), (3, 4), (2, 4))
    assert found(pairs, 5, [True, False, False, False]) == [Star(0, (1,))]
    assert found(pairs, 5, [False, False, True, False]) == [Star(3, (4,))]
    assert found(pairs, 5, [False] * 4) == []


def test_without_links_there_are_none():
    assert found(graph((0, 1)).taken(np.array([], np.intp)), 3) == []
