"""Odd tasks as findings: their values, what is usual, texts, and how many there are in all."""

import numpy as np
import pytest

from crackle_cli import MetricTable
from crackle_cli.detectors.clustering.findings import Oddity
from crackle_cli.detectors.clustering.odd_findings import odd_finding, retold
from crackle_cli.detectors.clustering.odd_tasks import Deviation, Kind, Odd
from crackle_cli.table.labels import TextColumn
from crackle_cli.table.metric_table import Sampled
from crackle_cli.table.pieces import Piece

N = 100


def odd(row, *deviations, p_value=1e-4, nearer=0.3):
    return Odd(row, deviations, p_value, nearer)


def table(texts=None, sampled=None, **odd_values):
    """m0, m1 and m2 go from 0 to 99; some rows have other values."""
    columns = {f"m{j}": np.arange(float(N)) for j in range(3)}
    for name, values in odd_values.items():
        for row, value in values.items():
            columns[name][row] = value
    labels = [f"job-{i}" for i in range(N)]
    return MetricTable(columns, labels, texts=texts or {}, sampled=sampled)


HIGH, LOW = Deviation("m0", 1), Deviation("m2", 0)


def test_the_values_of_each_task_and_what_is_usual():
    given = table(m0={40: 500.0, 41: 700.0}, m2={41: -90.0})
    kind = Kind(Oddity.VALUES, (odd(40, HIGH), odd(41, HIGH, LOW, p_value=1e-7, nearer=0.1)), N)
    found = odd_finding(given, kind)
    assert found.rows.tolist() == [40, 41] and found.metrics == ("m0", "m2")
    assert (found.size, found.tasks, found.p_value) == (2, N, 1e-7)
    assert found.strength == pytest.approx(0.7)
    first, second = found.odd
    assert first.values == (("m0", 500.0, (2.0, 97.0), None),)
    assert second.values == (("m0", 700.0, (2.0, 97.0), None), ("m2", -90.0, (2.0, 97.0), None))
    assert [a[:3] for a in found.apart] == [
        ("m0", (500.0, 700.0), (2.0, 97.0)),
        ("m2", (-90.0, -90.0), (2.0, 97.0)),
    ]
    assert all(a.share == pytest.approx(1.0, abs=0.03) for a in found.apart)
    spread = 50 / 1.349
    assert found.distance == pytest.approx((500 - 50) / spread, rel=0.05)


def test_a_broken_relation_says_what_was_expected():
    deviation = Deviation("m1", 0, 80.0)
    found = odd_finding(table(), Kind(Oddity.RELATION, (odd(30, deviation),), N, "m0"))
    assert (found.metrics, found.partner, found.identity) == (("m0", "m1"), "m0", "relation")
    assert found.odd[0].values[0][1:] == (30.0, (2.0, 97.0), 80.0)


def hosts(*rows):
    codes = (np.arange(N) % 12 + 1).astype(np.int32)
    codes[list(rows)] = 0
    return {"host": TextColumn(codes, tuple(f"host-{i}" for i in range(13)))}


def explained(rows, texts):
    kind = Kind(Oddity.VALUES, tuple(odd(row, HIGH) for row in rows), N)
    return odd_finding(table(texts, m0=dict.fromkeys(rows, 500.0)), kind).explained_by


def test_a_text_that_odd_tasks_share_surely_explains_them():
    rows = (10, 30, 50, 70)
    (text,) = explained(rows, hosts(*rows))
    assert text == ("host", "host-0", 4, 0, 4)
    assert explained((10, 22), hosts()) == ()  # two of eight on one of twelve hosts
    assert explained((10,), hosts(10)) == ()


def test_values_in_another_table_of_the_same_tasks():
    kind = Kind(Oddity.VALUES, (odd(40, HIGH),), N)
    found = retold(odd_finding(table(m0={40: 500.0}), kind), table(m0={40: 600.0}))
    assert found.odd[0].values[0].value == 600.0
    assert found.apart[0].inside == (600.0, 600.0)


def test_all_tasks_beyond_what_a_sample_shows_are_counted():
    sampled = Sampled(300, np.arange(0, 300, 3), 3, {})
    given = table(sampled=sampled, m0={40: 500.0, 41: 400.0}, m2={40: -90.0, 41: -80.0})
    kind = Kind(Oddity.VALUES, (odd(40, HIGH, LOW), odd(41, HIGH, LOW)), N)
    found = odd_finding(given, kind)
    metrics = {name: np.zeros(200) for name in ("m0", "m2")}
    metrics["m0"][[3, 120, 150]] = 450.0, 400.0, 900.0
    metrics["m2"][[3, 120, 160]] = -80.0, -81.0, -99.0
    pieces = [
        Piece(start, {name: v[start : start + 100] for name, v in metrics.items()})
        for start in (0, 100)
    ]
    first, second = (found.tally.of(piece) for piece in pieces)
    told = first.merged(second).told(found)
    assert (told.size, told.looked_at, told.rows.tolist()) == (2, 200, [3, 120])
    assert [[v.value for v in task.values] for task in told.odd] == [[450.0, -80.0], [400.0, -81.0]]
    assert told.apart[0].inside == (400.0, 450.0)


def test_what_breaks_a_relation_is_known_of_a_sample_alone():
    given = table(sampled=Sampled(300, np.arange(0, 300, 3), 3, {}))
    kind = Kind(Oddity.RELATION, (odd(30, Deviation("m1", 0, 80.0)),), N, "m0")
    found = odd_finding(given, kind)
    assert (found.tally, found.looked_at, found.tasks) == (None, N, 300)
