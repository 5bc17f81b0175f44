"""Tables that hold a row for each series at each time."""

from tests.worlds.files import file, table_of

HOSTS = ("a", "b", "c")


def rows(times=40, hosts=HOSTS):
    return [
        f"2026-03-02T08:{t:02}:00Z,{h},{'xy'[i % 2]},{t * 7 % 13},{i}"
        for t in range(times)
        for i, h in enumerate(hosts)
    ]


def warnings_of(folder, lines, **options):
    path = file(folder, "\n".join(["at,host,zone,load,n", *lines]))
    return table_of(path, **options).census.warnings


def test_series_side_by_side_are_said_and_how_to_part_them(tmp_path):
    assert warnings_of(tmp_path, rows()) == (
        'each time in "at" has a row for each "host"; --by "host" looks at each by itself',
    )
    assert warnings_of(tmp_path, rows(), by=("host",)) == ()


def test_a_few_rows_that_are_missing_or_twice_do_not_hide_them(tmp_path):
    lines = rows()
    assert warnings_of(tmp_path, [*lines[:50], *lines[51:90], lines[89], *lines[90:]])


def test_one_series_short_ones_and_texts_that_repeat_within_a_time_are_none(tmp_path):
    assert not warnings_of(tmp_path, rows(hosts=["a"]))
    assert not warnings_of(tmp_path, rows(times=4))
    assert not warnings_of(tmp_path, rows(hosts=["a", "a", "b", "b"]))
