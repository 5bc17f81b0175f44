"""Long tables made wide: their tasks, metrics, names and what is said."""

import numpy as np
import pytest

from crackle_cli.errors import UsageError
from crackle_cli.reading.widen import GLANCE, LOOKED_AT_WHOLE
from crackle_cli.table.units import Unit
from tests.worlds.files import file, table_of

NAN = float("nan")


def unlike(number):
    """Whole numbers in no order."""
    return (number * 2654435761 >> 7) % 97


def bench(
    folder, header="commit,bench,ms", cells="{ms}", commits=12, benches=("sort", "scan", "join")
):
    """A row for each bench of each commit; `ms` is 10 × commit + bench."""
    lines = [
        f"{0xABCDEF0 + 7919 * c:07x},{b}," + cells.format(ms=10 * c + i, c=c, i=i)
        for c in range(commits)
        for i, b in enumerate(benches)
    ]
    return file(folder, "\n".join([header, *lines]) + "\n")


def test_each_name_is_a_metric_and_each_key_a_task(tmp_path):
    table = table_of(bench(tmp_path))
    assert [*table.metrics] == ["sort", "scan", "join"]
    assert table.metrics["scan"].tolist() == [10.0 * c + 1 for c in range(12)]
    assert table.labels[0] == "abcdef0"
    assert table.location(2) == (str(tmp_path / "x.csv"), 8)  # the first row of the third commit
    assert table.census.warnings == (
        'long table: one row for each "bench" at each "commit"; looked at as 3 metrics, '
        'one for each "bench" (--no-pivot: as it is)',
    )
    assert ("bench", "names the metrics") in table.census.unused_columns


def test_several_values_stand_behind_the_name_and_what_is_of_the_task_stays(tmp_path):
    path = bench(tmp_path, "commit,bench,ms,mb,workers,note", "{ms},{i},{c},n{c}")
    table = table_of(path)
    assert [*table.metrics] == [
        "workers",
        "sort ms",
        "sort mb",
        "scan ms",
        "scan mb",
        "join ms",
        "join mb",
    ]
    assert table.texts["note"].categories[:2] == ("n0", "n1")
    assert 'looked at as 6 metrics, such as "sort ms"' in table.census.warnings[0]


def test_a_column_that_is_called_value_adds_nothing_to_the_name(tmp_path):
    rows = [
        f"2026-01-01T00:00:{at:02d}Z,{name},{at * 37 % 11 + len(name)},{at * len(name) % 7 + 0.25}"
        for at in range(30)
        for name in ("http", "vus")
    ]
    path = file(tmp_path, "\n".join(["time,metric,data.value,data.size", *rows]))
    assert list(table_of(path).metrics) == ["http", "http data.size", "vus", "vus data.size"]


def test_what_counts_the_rows_is_no_value(tmp_path):
    path = bench(tmp_path)
    header, *lines = path.read_text().splitlines()
    counted = [f"{header},rownames", *(f"{line},{i}" for i, line in enumerate(lines, start=1))]
    table = table_of(file(tmp_path, "\n".join(counted)))
    assert [*table.metrics] == ["sort", "scan", "join"]
    assert ("rownames", "counts the rows") in table.census.unused_columns


def test_no_pivot_and_by_keep_the_rows(tmp_path):
    path = bench(tmp_path)
    for options in ({"no_pivot": True}, {"by": ("bench",)}, {"label": "bench"}):
        table = table_of(path, **options)
        assert table.tasks == 36 and [*table.metrics] == ["ms"]
        assert not any("long table" in warning for warning in table.census.warnings)


def test_what_laws_bind_is_no_key(tmp_path):
    lines = [f"{s},{unlike(s)},\n{s},,{unlike(s + 9)}" for s in range(12)]
    path = file(tmp_path, "\n".join(["step,loss,val_loss", *lines]))
    assert table_of(path).tasks == 12
    assert table_of(path, bound=("step", "loss")).tasks == 24


def test_groups_are_wide_within_themselves(tmp_path):
    lines = [
        f"2026-03-02T08:{t:02}:00Z,{host},{metric},{t + len(host)}"
        for t in range(20)
        for host in ("a", "bb")
        for metric in ("cpu", "mem")
    ]
    path = file(tmp_path, "\n".join(["time,host,metric,value", *lines]))
    table = table_of(path, by=("host",))
    assert [*table.metrics] == ["cpu", "mem"]
    assert [(g.values["host"], g.rows.size) for g in table.groups] == [("a", 20), ("bb", 20)]
    apart = table_of(path)
    assert [*apart.metrics] == ["a cpu", "a mem", "bb cpu", "bb mem"]


def test_units_and_odd_cells_stay_with_their_columns_and_lines(tmp_path):
    path = bench(tmp_path, cells="{ms}ms")
    assert table_of(path).census.units == {n: Unit("s") for n in ("sort", "scan", "join")}
    path = bench(tmp_path)
    path.write_text(path.read_text().replace(",31\n", ",oops\n"))
    table = table_of(path)
    assert np.isnan(table.metrics["scan"][3])
    (cell,) = table.census.bad_cells
    assert (cell.line, cell.column, cell.text) == (12, "ms", "oops")


def test_values_in_units_of_several_kinds_are_read_name_by_name(tmp_path):
    lines = [
        f"2026-03-02T08:{t:02}:00Z,{row}"
        for t in range(14)
        for row in (f"cpu,{t}%", f"mem,{t}MiB", f"up,{t}s")
    ]
    table = table_of(file(tmp_path, "\n".join(["time,metric,value", *lines])))
    assert table.metrics["mem"][2] == 2 * 2**20
    assert table.census.units["up"] == Unit("s")


def test_rows_are_chosen_and_metrics_derived_before(tmp_path):
    path = bench(tmp_path, "commit,bench,ms,mb", "{ms},{i}", commits=16)
    table = table_of(path, where="bench <> 'join'", glaze={"total": "ms + mb"})
    assert [*table.metrics][2:4] == ["sort total", "scan ms"]
    assert table.metrics["scan total"][1] == 12.0
    assert table.census.derived["scan total"] == {"scan ms", "scan mb"}
    wide = table_of(path, glaze={"gap": '"scan ms" - "sort ms"'}, metrics=("gap",))
    assert wide.metrics["gap"].tolist() == [1.0] * 16


def test_metrics_and_ignore_name_columns_of_the_file_or_of_the_wide_table(tmp_path):
    path = bench(tmp_path, "commit,bench,ms,mb,workers", "{ms},{i},{c}")
    assert [*table_of(path, metrics=("ms",)).metrics] == ["sort", "scan", "join"]
    assert [*table_of(path, metrics=("scan*",)).metrics] == ["scan ms", "scan mb"]
    assert [*table_of(path, ignore=("mb", "workers")).metrics] == ["sort", "scan", "join"]
    assert "sort ms" not in table_of(path, ignore=("sort *",)).metrics


def test_a_number_that_is_the_key_names_the_tasks(tmp_path):
    lines = [f"{100 * s},{kind},{s * len(kind)}" for s in range(1, 15) for kind in ("train", "val")]
    table = table_of(file(tmp_path, "\n".join(["step,type,loss", *lines])))
    assert [*table.metrics] == ["train", "val"]
    assert table.task(2) == "step 300"


def test_beside_a_text_that_names_the_tasks_a_number_that_is_the_key_is_no_metric(tmp_path):
    lines = [
        f"{7 * s},land{s}x,{kind},{unlike(s * len(kind))}"
        for s in range(14)
        for kind in ("rent", "wages")
    ]
    table = table_of(file(tmp_path, "\n".join(["geoid,name,kind,moe", *lines])))
    assert [*table.metrics] == ["rent", "wages"]
    assert table.labels[2] == "land2x"
    assert ("geoid", "axis") in table.census.unused_columns


def test_a_table_sorted_by_its_names_comes_in_the_order_of_its_key(tmp_path):
    lines = [f"a,{y},1" for y in range(1990, 2010)] + [f"b,{y},2" for y in range(1980, 2010)]
    table = table_of(file(tmp_path, "\n".join(["land,year,gdp", *lines, "a,2010,3", "b,2010,4"])))
    assert [table.labels[row] for row in (0, 10, 30)] == ["1980", "1990", "2010"]
    assert np.isnan(table.metrics["a"][:10]).all()


def test_of_several_rows_of_a_cell_the_median_the_share_or_how_many(tmp_path):
    lines = []
    for t in range(20):
        at = 1_772_445_600 + t
        lines += [f"ms,{at},{v}" for v in (1, 2, 90)]
        lines += [f"failed,{at},{v}" for v in (0, 0, 0, 1)]
        lines += [f"reqs,{at},1"] * (3 + t % 2)
    table = table_of(file(tmp_path, "\n".join(["metric,timestamp,value", *lines])))
    cells = {name: values[:2].tolist() for name, values in table.metrics.items()}
    assert cells == {"ms": [2.0, 2.0], "failed": [0.25, 0.25], "reqs": [3.0, 4.0]}
    assert "of several rows at a time the median counts" in table.census.warnings[0]


def test_sparse_rows_of_one_step_are_joined(tmp_path):
    lines = []
    for step in range(1, 41):
        lines.append(f'{{"type": "train", "step": {step}, "loss": {unlike(step)}}}')
        lines += [f'{{"type": "val", "step": {step}, "acc": {step}}}'] if step % 4 == 0 else []
    table = table_of(file(tmp_path, "\n".join(lines), "x.jsonl"))
    assert [*table.metrics] == ["loss", "acc"] and table.tasks == 40
    assert table.metrics["acc"][:4].tolist() == pytest.approx([NAN, NAN, NAN, 4.0], nan_ok=True)
    assert table.census.warnings == (
        'rows of one "step" are one task: 50 rows are 40 tasks (--no-pivot: as they are)',
    )


def test_a_panel_of_hundreds_stays_as_it_is_and_says_how_to_part_it(tmp_path):
    lines = [f"land{i},{1952 + 5 * y},{i % 7 + y}" for i in range(60) for y in range(12)]
    table = table_of(file(tmp_path, "\n".join(["land,year,age", *lines])))
    assert table.tasks == 720
    assert table.census.warnings == (
        'one row for each "land" at each "year"; --by "land" looks at each by itself, '
        '--pivot "land" at 60 metrics side by side',
    )


def test_pivot_names_the_columns(tmp_path):
    path = bench(tmp_path, "commit,bench,ms,mb", "{ms},{i}", commits=5)
    assert table_of(path).tasks == 15  # too few to be told from chance
    table = table_of(path, pivot=(("bench",), ("mb",)), order_by="commit")
    assert [*table.metrics] == ["sort", "scan", "join"] and table.tasks == 5
    assert ("ms", "not pivoted") in table.census.unused_columns
    every = table_of(path, pivot=(("bench",), ()), label="commit")
    assert [*every.metrics][:2] == ["sort ms", "sort mb"]
    with pytest.raises(UsageError, match='--pivot: no column "bnch" - did you mean "bench"'):
        table_of(path, pivot=(("bnch",), ("ms",)))


def test_pivot_says_where_nothing_tells_which_rows_belong_together(tmp_path):
    path = file(
        tmp_path, "bench,ms\n" + "".join(f"{b},{i}.5\n" for i, b in enumerate("abbabaab")) + "c,x\n"
    )
    with pytest.raises(UsageError, match="no column says which rows belong together"):
        table_of(path, pivot=(("bench",), ("ms",)))


@pytest.mark.parametrize("sort", [False, True])
def test_a_large_table_is_told_by_its_first_rows_or_by_being_sorted_by_name(tmp_path, sort):
    times = LOOKED_AT_WHOLE // 2 + 10
    assert times > GLANCE
    rows = [(i, n) for n in "ab" for i in range(times)]
    rows = rows if sort else sorted(rows)
    table = table_of(
        file(
            tmp_path, "step,name,x\n" + "".join(f"{i},{n},{unlike(i * ord(n))}\n" for i, n in rows)
        )
    )
    assert table.tasks == times and [*table.metrics] == ["a", "b"]
