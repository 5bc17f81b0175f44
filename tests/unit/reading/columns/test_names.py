"""What names the tasks, and what only counts them."""

import pytest

from crackle_cli.errors import InputError
from tests.worlds.files import file, table_of


def test_the_text_that_tells_rows_apart_names_them(tmp_path):
    rows = "main,b1,1\nmain,b2,2\ndev,,3\n"
    table = table_of(file(tmp_path, f"branch,build,x\n{rows}"))
    assert list(table.labels) == ["main (row 0)", "main (row 1)", "dev"]
    table = table_of(file(tmp_path, f"branch,build,x\n{rows.replace(',,', ',b3,')}"))
    assert list(table.labels) == ["b1", "b2", "b3"]
    assert list(table.labels[1:]) == ["b2", "b3"]
    assert [c.name for c in table.census.unused_columns] == ["branch"]


def test_dates_name_the_rows_where_no_text_does(tmp_path):
    table = table_of(file(tmp_path, "when,x\n2026-01-01,1\n2026-01-02,2\n"))
    assert list(table.labels) == ["2026-01-01", "2026-01-02"]
    table = table_of(file(tmp_path, "when,x\n2026-01-01,1\n2026-01-01,2\n"))
    assert list(table.labels) == ["row 0", "row 1"]


def test_a_column_that_counts_the_tasks_names_them_and_is_no_metric(tmp_path):
    rows = [f"{4000 + i},{i * i}" for i in range(25)]
    table = table_of(file(tmp_path, "\n".join(["build,x", *rows])))
    assert list(table.metrics) == ["x"] and table.labels[3] == "4003"
    named = file(tmp_path, "\n".join(["job,build,x", *(f"j{i},{r}" for i, r in enumerate(rows))]))
    assert [(c.name, c.reason) for c in table_of(named).census.unused_columns] == [
        ("build", "counts the rows")
    ]
    assert list(table_of(named, metrics=("build", "x")).metrics) == ["build", "x"]
    only = "\n".join(["build", *(r.split(",")[0] for r in rows)])
    with pytest.raises(InputError, match=r"no numeric column.*; --metrics build measures it"):
        table_of(file(tmp_path, only))
    assert list(table_of(file(tmp_path, only), metrics=("build",)).metrics) == ["build"]


@pytest.mark.parametrize("name", ["rownames", "region_code", "id"])
def test_what_names_each_row_is_no_metric_though_it_be_alone(tmp_path, name):
    numbers = [i * i % 997 for i in range(30)] if name != "rownames" else range(1, 90, 3)
    rows = [f"{number},{'ab'[i % 2]}" for i, number in enumerate(numbers)]
    with pytest.raises(InputError, match="no numeric column"):
        table_of(file(tmp_path, "\n".join([f"{name},kind", *rows])))


def test_of_a_year_and_a_time_the_time_is_measured(tmp_path):
    rows = [f"{1900 + 2 * i},{70 - i * i / 90:.1f}" for i in range(30)]
    assert list(table_of(file(tmp_path, "\n".join(["year,time", *rows]))).metrics) == ["time"]


def table_with(tmp_path, name, counts, noise=lambda i: i * 37 % 11):
    rows = (f"{count},{noise(i)}" for i, count in enumerate(counts))
    return table_of(file(tmp_path, "\n".join([f"{name},x", *rows])))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("", range(4)),
        ("Unnamed: 0", [*range(30), *range(30)]),
        ("Unnamed: 0", range(0, 90, 3)),
        ("step", range(0, 3000, 100)),
        ("epoch", range(30, 0, -1)),
        ("pr", [400 + i * i for i in range(25)]),
        ("run_number", [7 + 2 * i + i // 3 for i in range(25)]),
    ],
)
def test_columns_that_count_are_no_metrics(tmp_path, name, counts):
    table = table_with(tmp_path, name, counts)
    assert list(table.metrics) == ["x"]
    assert table.labels[1].startswith(str(counts[1]))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("number", [7 + 2 * i + i // 3 for i in range(25)]),  # may be so many of something
        ("Unnamed: 0", [4, 9, 31, 30]),
        ("build", [3, 3, 4] * 9),
    ],
)
def test_columns_that_only_look_like_counts_are_metrics(tmp_path, name, counts):
    assert list(table_with(tmp_path, name, counts).metrics) == [name, "x"]


def test_several_columns_may_count(tmp_path):
    rows = [f"{i},{900 + i},{i * 37 % 11}" for i in range(25)]
    table = table_of(file(tmp_path, "\n".join([",build,x", *rows])))
    assert [(c.name, c.reason) for c in table.census.unused_columns] == [
        ("column 1", "counts the rows")
    ]
    assert list(table.metrics) == ["x"] and table.labels[2] == "902"


START = 1767225600
TIMES = {
    "timestamp": [START + 60 * i for i in range(25)],
    "timeStamp": [1000 * START + 250 * (i * 7 % 25) for i in range(25)],
    "created_at": [START + 60 * i + 0.5 for i in range(25, 0, -1)],
    "ts_us": [10**6 * START + i for i in range(25)],
    "start_time": [START + 10**5 * i for i in range(25)],
    "date (ms)": [1000 * START + i for i in range(25)],
}


@pytest.mark.parametrize("name", TIMES)
def test_times_since_1970_are_dates(tmp_path, name):
    table = table_with(tmp_path, name, TIMES[name])
    assert list(table.metrics) == ["x"]
    assert table.labels[1].startswith("2026-01-")
    rows = [f"j{i},{time},{i % 7}" for i, time in enumerate(TIMES[name])]
    path = file(tmp_path, "\n".join([f"job,{name},x", *rows]))
    assert [(c.name, c.reason) for c in table_of(path).census.unused_columns] == [(name, "date")]
    assert name in table_of(path, metrics=(name,)).metrics
    assert table_of(path, order_by=name).order == name


def test_times_are_written_as_iso_dates(tmp_path):
    times = [START, START + 0.25, START + 1e-6, START + 86400]
    assert list(table_with(tmp_path, "ts", times).labels) == [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.250Z",
        "2026-01-01T00:00:00.000001Z",
        "2026-01-02T00:00:00Z",
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cpu_time", [2e9 + 1e8 * (i * 37 % 11) for i in range(25)]),  # two seconds in ns
        ("time", [float(i * 37 % 25) for i in range(25)]),
        ("timestamp", [START, *range(24)]),
    ],
)
def test_numbers_that_are_no_times_are_metrics(tmp_path, name, values):
    assert list(table_with(tmp_path, name, values).metrics) == [name, "x"]


def test_dates_and_counters_name_tasks_better_than_text_that_repeats(tmp_path):
    rows = [f"/cart,2026-01-01T10:00:{i:02},{i},{i * i % 7}" for i in range(30)]
    path = file(tmp_path, "\n".join(["endpoint,ts,id,x", *rows]))
    table = table_of(path)
    assert table.labels[3] == "2026-01-01T10:00:03"
    assert "endpoint" in table.texts
    assert table_of(path, ignore=("ts",), by=("ts",)).labels[3] == "3"
    assert table_of(path, label="endpoint").labels[3] == "/cart (row 3)"


def test_text_that_tells_nearly_all_apart_is_better_than_dates(tmp_path):
    rows = [f"{'again' if i > 27 else f'j{i}'},2026-01-{i + 1:02},{i % 7}" for i in range(30)]
    table = table_of(file(tmp_path, "\n".join(["job,day,x", *rows])))
    assert [table.labels[i] for i in (3, 28, 29)] == ["j3", "again (row 28)", "again (row 29)"]


def test_what_tells_the_tasks_of_each_group_apart_names_them(tmp_path):
    rows = [f"{c:06x}f,{b},± {c} ns/iter,{c % 7}" for c in range(30) for b in ("sort", "parse")]
    path = file(tmp_path, "\n".join(["commit,bench,range,ms", *rows]))
    table = table_of(path, by=("bench",))
    assert (table.census.named_by, table.labels[3]) == ("commit", "000001f")


def test_numbers_that_repeat_have_their_row_beside_them(tmp_path):
    path = file(tmp_path, "code,x\n200,1\n404,2\n200,3\n,4\n")
    labels = table_of(path, label="code").labels
    assert list(labels) == ["200 (row 0)", "404", "200 (row 2)", "row 3"]
    assert list(labels[2:]) == ["200 (row 2)", "row 3"]


MOMENTS = [f"2026-01-01T10:{i // 2:02}:00" for i in range(40)]  # two tasks in each


@pytest.mark.parametrize("word", ["billing", "{i % 3}"])
def test_text_of_few_values_names_nothing_beside_dates(tmp_path, word):
    rows = [f"{word.replace('{i % 3}', f'g{i % 3}')},{m},{i % 7}" for i, m in enumerate(MOMENTS)]
    table = table_of(file(tmp_path, "\n".join(["GROUP,TIME,x", *rows])))
    assert table.labels[4] == "2026-01-01T10:02:00 (row 4)"
    assert "GROUP" in table.texts and table.census.named_by == "TIME"
    alone = table_of(file(tmp_path, "\n".join(["GROUP,x", *(f"{r[:2]},1" for r in rows)])))
    assert alone.labels[4] == "row 4" and alone.census.named_by is None


def test_a_date_that_never_changes_names_nothing(tmp_path):
    rows = [f"2026-01-01,{i % 7}" for i in range(30)]
    assert table_of(file(tmp_path, "\n".join(["day,x", *rows]))).labels[4] == "row 4"


@pytest.mark.parametrize(
    "cell",
    ["{i}.71MB / 14.{i}MB", "{i}K->8120K, 0.{i}ms", "19{i}.2 ± 2.1", "{i}m 21s", "{i}.5 KiB/s, 4%"],
)
def test_text_that_measures_names_nothing(tmp_path, cell):
    rows = [f'"{cell.replace("{i}", str(i + 10))}",{m},{i % 7}' for i, m in enumerate(MOMENTS)]
    table = table_of(file(tmp_path, "\n".join(["io,TIME,x", *rows])))
    assert table.census.named_by == "TIME"


@pytest.mark.parametrize(
    "cell", ["{i}/2026", "4f{i}", "10.0.0.{i}", "v1.{i}", "{i}th", "1{i}s-run"]
)
def test_names_with_numbers_are_names(tmp_path, cell):
    rows = [f"{cell.replace('{i}', str(i + 10))},{m},{i % 7}" for i, m in enumerate(MOMENTS)]
    table = table_of(file(tmp_path, "\n".join(["job,TIME,x", *rows])))
    assert table.census.named_by == "job"


def test_a_number_is_told_with_the_name_of_its_column(tmp_path):
    table = table_with(tmp_path, "iteration", range(24))
    assert (table.labels[9], table.task(9)) == ("9", "iteration 9")
    assert table_with(tmp_path, "Unnamed: 0", range(30)).task(9) == "index 9"
    assert table_with(tmp_path, "ts", TIMES["timestamp"]).task(0) == "2026-01-01T00:00:00Z"
    path = file(tmp_path, "code,x\n200,1\n404,2\n200,3\n,4\n")
    by_code = table_of(path, label="code")
    assert [by_code.task(row) for row in range(4)] == [
        "code 200 (row 0)",
        "code 404",
        "code 200 (row 2)",
        "row 3",
    ]
    last = table_of(path, label="code", where="x = 4")
    assert last.task(0) == "row 3"


def test_numbers_of_rows_name_tasks_where_nothing_else_does(tmp_path):
    rows = [f"{i},b{i // 2},{900 + i},{i * i % 7}" for i in range(24)]
    texts = file(tmp_path, "\n".join(["rownames,job,build,x", *rows]))
    assert table_of(texts).labels[3] == "903"
    texts = file(tmp_path, texts.read_text().replace("build", "cost"))
    assert table_of(texts, metrics=("cost", "x")).labels[3] == "b1 (row 3)"
    bare = file(tmp_path, "\n".join(["rownames,x", *(f"{i},{i * i % 7}" for i in range(24))]))
    assert table_of(bare).task(3) == "index 3"
