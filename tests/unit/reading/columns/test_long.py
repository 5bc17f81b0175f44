"""Which tables are long: one row for each name at each time, step or run."""

import numpy as np
import pytest

from crackle_cli.reading.columns.long import long_table
from crackle_cli.reading.files.sources import opened
from crackle_cli.reading.options import ReadOptions
from crackle_cli.reading.unite import united
from tests.worlds.files import file

HOSTS = ("web", "db", "cache")


def seen(folder, header, rows, by=(), name="x.csv"):
    """What says the task, the columns of names and those of values; None of no long table."""
    path = file(folder, "\n".join([header, *rows]), name)
    with opened([str(path)]) as sources:
        read = united(sources, ReadOptions())
    found = long_table(read.columns, read.files, by)
    return found and (found.key.said, found.names, found.values)


def clock(seconds):
    return f"2026-03-02T{8 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"


KEYS = {
    "dates": lambda t: clock(60 * t),
    "epochs": lambda t: str(1_772_445_600_000 + 60_000 * t),
    "commits": lambda t: f"{t * 7919 + 0xABCDEF0:07x}",
    "versions": lambda t: f"v1.{t}.0",
    "steps": lambda t: str(100 * t),
}


@pytest.mark.parametrize("key", KEYS)
def test_one_row_for_each_name_at_each_time_is_long(tmp_path, key):
    rows = [
        f"{KEYS[key](t)},{h},{(7 * t + 3 * i) % 11}" for t in range(14) for i, h in enumerate(HOSTS)
    ]
    assert seen(tmp_path, "ts,host,load", rows) == ('"ts"', ("host",), ("load",))


def test_sorted_by_name_it_is_long_as_well(tmp_path):
    rows = [f"{h},{1980 + t},{t * len(h) % 7}" for h in HOSTS for t in range(14)]
    assert seen(tmp_path, "land,year,gdp", rows) == ('"year"', ("land",), ("gdp",))


def test_a_few_rows_that_are_missing_or_twice_do_not_hide_it(tmp_path):
    rows = [f"{clock(t)},{h},{t * len(h) % 5}" for t in range(60) for h in HOSTS]
    kept = [*rows[:50], *rows[51:100], rows[99], *rows[100:]]
    assert seen(tmp_path, "at,host,load", kept) == ('"at"', ("host",), ("load",))


def test_two_columns_may_be_needed_to_tell_rows_apart(tmp_path):
    rows = [
        f"{clock(t)},{h},{m},{t * len(h + m) % 7}"
        for t in range(20)
        for h in HOSTS
        for m in ("cpu", "mem")
    ]
    header = "time,instance,metric,value"
    assert seen(tmp_path, header, rows) == ('"time"', ("instance", "metric"), ("value",))
    assert seen(tmp_path, header, rows, by=("instance",)) == ('"time"', ("metric",), ("value",))
    assert seen(tmp_path, header, rows, by=("instance", "metric")) is None


def test_what_names_each_host_again_does_not_name_it_twice(tmp_path):
    """Of a name and an id that say the same, the shorter."""
    rows = [f"{clock(t)},{h}-0123456789,{h},{t * len(h) % 5}" for t in range(20) for h in HOSTS]
    assert seen(tmp_path, "time,id,host,load", rows) == ('"time"', ("host",), ("load",))


def test_names_may_be_numbers_where_a_date_says_the_task(tmp_path):
    rows = [f"{clock(t)},{store},{t * store % 17}" for t in range(20) for store in (1, 2, 3)]
    assert seen(tmp_path, "day,store,sold", rows) == ('"day"', ("store",), ("sold",))


def test_rows_of_one_round_lie_together_with_times_of_their_own(tmp_path):
    rows = [f"{clock(10 * t + i)},{h},{t * i % 5}" for t in range(20) for i, h in enumerate(HOSTS)]
    assert seen(tmp_path, "at,host,load", rows) == ('round of "at"', ("host",), ("load",))
    spread = [
        f"{clock(10 * t + 3 * i)},{h},{t * i % 5}" for t in range(20) for i, h in enumerate(HOSTS)
    ]
    assert seen(tmp_path, "at,host,load", spread) is None


def test_names_that_come_round_say_the_task_where_nothing_else_may(tmp_path):
    rows = [f"{b},{t * ord(b[1]) % 5}" for t in range(14) for b in ("sort", "scan")]
    assert seen(tmp_path, "bench,ms", rows) == ("round of rows", ("bench",), ("ms",))
    assert seen(tmp_path, "bench,ms,n", [f"{row},{i}" for i, row in enumerate(rows)]) is None
    days = [f"{d},{t * ord(d[0]) % 5}" for t in range(12) for d in ("Mon", "Tue", "Wed")]
    assert seen(tmp_path, "day,visits", days) is None


def test_each_file_may_be_a_task(tmp_path):
    paths = [
        str(file(tmp_path, f"command,mean\nrg foo,{t}\nag foo,{t + 1}\n", f"{t:02}.csv"))
        for t in range(14)
    ]
    with opened(paths) as sources:
        read = united(sources, ReadOptions())
    found = long_table(read.columns, read.files)
    assert found and (found.key.said, found.names) == ("file", ("command",))


def test_headers_say_it_where_rows_are_of_events(tmp_path):
    rows = [f"{m},{1_772_445_600 + t // 3},{t}" for t in range(60) for m in ("reqs", "dur")]
    found = seen(tmp_path, "metric_name,timestamp,metric_value", rows)
    assert found == ('"timestamp"', ("metric_name",), ("metric_value",))


def test_rows_that_complete_one_another_are_of_one_task(tmp_path):
    both = [f"{s},{s / 10},,{s % 7}\n{s},{s / 10},{s % 5}," for s in range(1, 13)]
    assert seen(tmp_path, "step,epoch,loss,val_loss", both) == ('"step"', (), ())
    clash = [*both, "12,1.2,,3"]
    assert seen(tmp_path, "step,epoch,loss,val_loss", clash) is None


def test_sparse_rows_of_one_column_are_long(tmp_path):
    rows = []
    for step in range(1, 101):
        rows.append(f"train,{step},{step % 7}")
        rows += [f"val,{step},{step % 5}"] if step % 5 == 0 else []
    assert seen(tmp_path, "type,step,loss", rows) == ('"step"', ("type",), ("loss",))


def requests(times, endpoints):
    rng = np.random.default_rng(3)
    return [f"{clock(int(t))},{rng.choice(endpoints)},{rng.integers(99)}" for t in times]


NOT_LONG = {
    "thirty requests, two of them in one second": requests([*range(29), 28], ["/a", "/b", "/c"]),
    "requests at random": requests(sorted(np.arange(300) * 7 % 200), ["/a", "/b", "/c"]),
    "many users, few in one second": requests(
        np.arange(400) * 2 // 3, [f"u{i}" for i in range(40)]
    ),
    "one name": [f"{clock(t)},a,{t % 5}" for t in range(40)],
    "patients, few with two events": [
        f"2026-03-{1 + p // 20:02}T{p % 20:02}:00:00Z,{'ab'[(p + twice) % 2]},{p * 7 % 13 + twice}"
        for p in range(120)
        for twice in range(1 + (p % 5 == 0))
    ],
    "requests at random, nearly all of one answer": [
        f"{clock(t)},{'error' if t % 40 == 7 else 'ok'},{(t + i) * 7 % 13}"
        for t in range(400)
        for i in range(1 + (t % 50 == 0))
    ],
    "two names at eight times": [
        f"{clock(t)},{h},{t * i}" for t in range(8) for i, h in enumerate("ab")
    ],
    "two of forty users at each time": [
        f"{clock(t)},u{(2 * t + i) % 40},{t * i}" for t in range(200) for i in range(2)
    ],
    "few times": [f"{clock(t)},{h},{t * len(h) % 5}" for t in range(5) for h in HOSTS],
    "names twice at each time": [
        f"{clock(t)},{h},{i}" for t in range(20) for i, h in enumerate("aabb")
    ],
}


@pytest.mark.parametrize("table", NOT_LONG)
def test_what_is_not_long(tmp_path, table):
    assert seen(tmp_path, "time,what,ms", NOT_LONG[table]) is None


def test_an_experiment_is_not_long(tmp_path):
    plots = [f"{b},{t},{i}" for i, b in enumerate("ABCDEF") for t in ("none", "N", "P")]
    assert seen(tmp_path, "block,treatment,yield", plots) is None
    numbered = [f"{b},{t},{b % 3}" for b in range(1, 11) for t in ("none", "N", "P")]
    assert seen(tmp_path, "block,treatment,yield", numbered) is None
