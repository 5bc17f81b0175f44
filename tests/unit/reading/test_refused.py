"""Files, paths and options that make no table: one sentence for each."""

import gzip

import pytest

from crackle_cli.errors import InputError, UsageError
from tests.worlds.files import file, table_of

JOBS = "job,os,seconds,rows\na,linux,1.5,10\nb,mac,2.5,20\nc,linux,,30\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\n ", "nothing but white space"),
        (b"a,b\n", "holds a header and no rows"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is a PNG image, not CSV, JSON Lines or Parquet"),
        (b"PK\x03\x04abc", "this is a ZIP archive or an Excel workbook"),
        (b"<!DOCTYPE html><p>", "this is HTML"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS pointer"),
        (b"a,a\n1,2\n", 'columns 1 and 2 are both called "a"'),
        (b"1,2\n3,4\n", "looks like data"),
        (b"a\n1,2\n3,4\n5,6\n", "the header has 1 column and most rows have 2"),
        (b'a,b\n1,"2\n3,4\n5,6\n', ":2: a quote opens here and is never closed"),
        (b"name,os\na,b\nc,d\n", "no numeric column; the columns are name (label), os (text)"),
        (b"a,b\n1,2\n1\n2\n3,4\n", "2 of 4 rows cannot be read, the first on line 3"),
        (b'{"rows": [{"x": 1}]}', "use --json-path rows"),
        (b"[]", "the JSON array is empty"),
        (b"[1, 2]", "2 of 2 elements are no objects"),
        (b'[{"x": 1},]', "not valid JSON"),
        (b"PAR1nonsense", "cannot be read as Parquet"),
        (gzip.compress(b"a,b\n1,2\n" * 2000, mtime=0)[:60], "gzip data are cut off or damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content, message):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        table_of(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")
    assert "\n" not in str(caught.value)


def test_paths_that_are_no_files(tmp_path):
    file(tmp_path, "x\n1\n", "builds.csv")
    with pytest.raises(InputError, match=r'no such file - did you mean "builds.csv"'):
        table_of(tmp_path / "bilds.csv")
    with pytest.raises(InputError, match="is a directory"):
        table_of(tmp_path)
    with pytest.raises(InputError, match="no file matches"):
        table_of(tmp_path / "*.tsv")


@pytest.mark.parametrize(
    "options",
    [
        {"label": "jobb"},
        {"metrics": ("secondss",)},
        {"ignore": ("secondss",)},
        {"order_by": "secondss"},
        {"by": ("oss",)},
    ],
)
def test_an_unknown_column_suggests_one(tmp_path, options):
    with pytest.raises(UsageError, match=r'no column ".*" - did you mean ".*"'):
        table_of(file(tmp_path, JOBS), **options)


def test_no_row_left_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no row meets the condition"):
        table_of(file(tmp_path, JOBS), where="rows > 99")


def test_a_glaze_cannot_replace_a_column(tmp_path):
    with pytest.raises(UsageError, match='a column is called "rows" already'):
        table_of(file(tmp_path, JOBS), glaze={"rows": "1"})


def test_text_cannot_be_chosen_as_a_metric(tmp_path):
    with pytest.raises(UsageError, match='column "os" is no metric: text'):
        table_of(file(tmp_path, JOBS), metrics=("os",))
