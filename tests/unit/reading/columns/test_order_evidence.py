"""What speaks for an order of the rows, and against it."""

import io
import random
import sys

import numpy as np
import pytest

from crackle_cli.table.metric_table import Unordered
from tests.worlds.files import file, table_of

N = 40
CHANCE = np.random.default_rng(3)
NOISE = CHANCE.normal(100, 5, N).round(2).tolist()
SORTED = sorted(CHANCE.normal(50, 9, N).round(2).tolist())
GROUPED = ["abcd"[i // 10] for i in range(N)]
HASHES = [f"{random.Random(i).getrandbits(28):07x}" for i in range(N)]
DAYS = [f"2026-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(N)]
SHUFFLED = random.Random(1).sample(range(N), N)

FOR = {
    "dates that rise": ("at", DAYS),
    "dates that fall": ("at", DAYS[::-1]),
    "a few late dates": ("at", [*DAYS[1:20], DAYS[0], *DAYS[20:]]),
    "an axis with an origin": ("number", range(401, 401 + N)),
    "an axis with gaps": ("id", [i + i // 5 for i in range(7, 7 + N)]),
    "steps of a process": ("epoch", range(1, N + 1)),
    "epochs of several steps": ("epoch", [i // 4 for i in range(N)]),
    "commits": ("commit", HASHES),
    "jobs by number": ("job", [f"job-{i}" for i in range(5, 5 + N)]),
}
NOTHING = {
    "a number of the line": ("n", range(1, N + 1)),
    "a number of the line from 0": ("k", range(N)),
    "an index with gaps": ("rownames", [i + i // 5 for i in range(N)]),
    "names that count by letters": (
        "name",
        [f"of {chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(N)],
    ),
    "names by number in no order": ("host", [f"web-{i}" for i in SHUFFLED]),
    "steps that begin anew": ("step", [i % 10 for i in range(N)]),
}
WORDS = [f"{chr(65 + i // 2)}{'aeiou'[i % 5]}land" for i in range(N)]
WORDS[3], WORDS[5] = "Åland", "Port 5"
AGAINST = {
    "each row is named in words (country)": ("country", WORDS),
    "the rows are sorted by speed": ("speed", SORTED),
    'the dates in "born" are in no order': ("born", [DAYS[i] for i in SHUFFLED]),
    "the rows are sorted by acidity": ("acidity", [7.1 + i // 10 for i in range(N)]),
    "the rows of each host lie together": ("host", GROUPED),
    "the rows of each store_id lie together": ("store_id", [i // 8 + 3 for i in range(N)]),
    "the rows of each subject lie together": ("subject", [i // 4 + 1 for i in range(N)]),
}


def table(folder, *columns, **options):
    names = [name for name, _ in columns]
    rows = zip(*(cells for _, cells in columns), strict=True)
    lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
    return table_of(file(folder, "\n".join(lines)), **options)


def reason(folder, *columns, **options):
    why = table(folder, *columns, ("ms", NOISE), **options).unordered
    return why and why.reason


@pytest.mark.parametrize("why", AGAINST)
def test_against_alone(tmp_path, why):
    assert reason(tmp_path, AGAINST[why]) == why


@pytest.mark.parametrize("case", FOR)
@pytest.mark.parametrize("why", AGAINST)
def test_for_goes_before_against(tmp_path, case, why):
    assert reason(tmp_path, FOR[case], AGAINST[why]) is None


@pytest.mark.parametrize("case", NOTHING)
def test_what_proves_nothing_leaves_what_speaks_against(tmp_path, case):
    assert reason(tmp_path, NOTHING[case], AGAINST["the rows are sorted by speed"])


@pytest.mark.parametrize("case", NOTHING)
def test_what_proves_nothing_is_in_order_all_the_same(tmp_path, case):
    assert reason(tmp_path, NOTHING[case]) is None


STAYS = {
    "falls evenly, as a loss does": [round(3 * 0.9**i, 6) for i in range(N)],
    "drifts": [round(100 + 2 * i + (i * 7 % 5) / 10, 3) for i in range(N)],
    "steps up": [1.0] * 10 + [2.0] * 10 + [3.0] * 20,
    "is sorted but for one row": [*SORTED[1:], SORTED[0]],
}


@pytest.mark.parametrize("case", STAYS)
def test_a_metric_that_only_moves_is_not_what_rows_are_sorted_by(tmp_path, case):
    assert reason(tmp_path, ("x", STAYS[case])) is None


def test_of_one_metric_alone_the_order_is_all_there_is(tmp_path):
    assert table(tmp_path, ("x", SORTED)).unordered is None


@pytest.mark.parametrize(
    "cells",
    [
        ["ok"] * 20 + ["late"] * 10 + ["ok"] * 10,  # comes back
        ["main"] * N,  # never turns
        [f"{word} {i}" for i, word in enumerate(WORDS)],  # is numbered
        [f"branch {chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(N)],  # is of one row each
    ],
)
def test_text_whose_values_do_not_lie_together_says_nothing(tmp_path, cells):
    assert reason(tmp_path, ("branch", cells)) is None


def test_a_few_rows_lie_together_by_chance(tmp_path):
    few = [("host", ["a", "a", "b", "b"]), ("ms", [1.5, 1.25, 2.5, 2.75])]
    assert table(tmp_path, *few).unordered is None


def test_each_group_has_an_order_of_its_own(tmp_path):
    days = ("at", [DAYS[i % 10] for i in range(N)])
    assert reason(tmp_path, ("host", GROUPED), days, no_pivot=True)
    assert reason(tmp_path, ("host", GROUPED), days, by=("host",)) is None
    each = [v for g in range(4) for v in sorted(NOISE[10 * g : 10 * g + 10])]
    assert reason(tmp_path, ("host", GROUPED), ("x", each), by=("host",)) == (
        "the rows are sorted by x"
    )
    each[5:7] = each[6], each[5]
    assert reason(tmp_path, ("host", GROUPED), ("x", each), by=("host",)) is None


def test_dates_in_no_order_are_told_with_it_once(tmp_path):
    found = table(tmp_path, ("host", GROUPED), ("at", [DAYS[i] for i in SHUFFLED]), ("ms", NOISE))
    assert found.unordered == Unordered(
        'the rows of each host lie together and the dates in "at" are in no order',
        '--order-by "at" puts them in order',
    )
    assert not found.census.warnings


def test_the_user_knows_best(tmp_path):
    speed = AGAINST["the rows are sorted by speed"]
    assert reason(tmp_path, speed, ordered=True) is None
    assert reason(tmp_path, speed, order_by="ms") is None
    assert reason(tmp_path, ("at", DAYS), ordered=False) == "--no-ordered says so"


def test_a_pipe_has_an_order(tmp_path, monkeypatch):
    text = "speed,ms\n" + "".join(f"{a},{b}\n" for a, b in zip(SORTED, NOISE, strict=True))
    assert table_of(file(tmp_path, text)).unordered
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert table_of("-").unordered is None


ADULT = [i // 25 for i in range(N)]  # of 25 and of 15 tasks
WITHIN = [*SORTED[:25], *SORTED[:15]]


def test_rows_are_sorted_by_one_column_and_another_within(tmp_path):
    columns = [("adult", ADULT), ("speed", WITHIN)]
    assert reason(tmp_path, *columns) == "the rows are sorted by adult and speed"
    assert reason(tmp_path, ("at", DAYS), *columns) is None
    swapped = [*WITHIN[:30], WITHIN[31], WITHIN[30], *WITHIN[32:]]
    assert reason(tmp_path, ("adult", ADULT), ("speed", swapped)) is None


PERSONS = {
    "sex": {"sex": ["m" if i % 3 else "f" for i in range(N)]},
    "gender": {"Gender": [1 + (i % 3 > 0) for i in range(N)]},
    "marital_status": {"marital_status": ["single", "married", "widowed", "married"] * (N // 4)},
    "patient_id": {"patient_id": [*range(101, 101 + N)]},
    "age": {"AGE": [20 + i * 7 % 50 for i in range(N)], "EDUC": [i * 3 % 7 for i in range(N)]},
}


@pytest.mark.parametrize("case", PERSONS)
def test_persons_are_in_no_order_but_by_dates(tmp_path, case):
    columns = PERSONS[case].items()
    numbers = ("id", [7 + i + i // 5 for i in range(N)])
    assert (reason(tmp_path, numbers, *columns) or "").startswith("the rows are persons, with ")
    assert reason(tmp_path, ("at", DAYS), *columns) is None
    assert reason(tmp_path, ("step", [i // 2 for i in range(N)]), *columns) is None


@pytest.mark.parametrize(
    "columns",
    [
        [("age", [20 + i * 7 % 50 for i in range(N)])],  # of a cache
        [("age", [200 + i * 7 % 50 for i in range(N)]), ("income", [i * 3 % 7 for i in range(N)])],
        [("female_share", [i * 3 % 7 for i in range(N)])],
        [("sex", [f"{i}" for i in SHUFFLED])],  # tells all tasks apart
    ],
)
def test_what_others_have_too_makes_no_persons(tmp_path, columns):
    assert reason(tmp_path, *columns) is None


def runs(folder, name, column, cells):
    rows = "".join(f"{cell},{value}\n" for cell, value in zip(cells, NOISE, strict=False))
    return file(folder, f"{column},ms\n{rows}", name)


SIDE_BY_SIDE = "the files do not continue one another"
PAIRS = {
    "steps of each": ("step", range(20), range(20), SIDE_BY_SIDE),
    "nothing at all": ("x", NOISE[:20], NOISE[20:], SIDE_BY_SIDE),
    "later dates": ("at", DAYS[:20], DAYS[20:], None),
    "later builds": ("build", range(401, 421), range(421, 441), None),
    "later jobs": ("job", [f"j{i}" for i in range(20)], [f"j{i}" for i in range(20, 40)], None),
    "a row each": ("x", [3], [4], None),
}


@pytest.mark.parametrize("case", PAIRS)
def test_files_are_in_order_where_they_continue_one_another(tmp_path, case):
    column, one, other, why = PAIRS[case]
    found = table_of(runs(tmp_path, "a.csv", column, one), runs(tmp_path, "b.csv", column, other))
    assert (found.unordered and found.unordered.reason) == why


def test_files_of_one_day_after_another_continue(tmp_path):
    names = ["load-2026-01-01.csv", "load-2026-01-02.csv"]
    paths = [runs(tmp_path, name, "x", NOISE[:20]) for name in names]
    assert table_of(*paths).unordered is None
    assert table_of(*paths[::-1]).unordered
