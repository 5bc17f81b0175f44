"""Rows of cells from polluted files."""

import pytest

from crackle_cli.reading import read_cells

CLEAN = [["a", "b", "c"], ["1", "x", "2"], ["3", "y", "4"], ["5", "z", "6"]]


def text(rows, delimiter=",", end="\n"):
    return "".join(delimiter.join(row) + end for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        text(CLEAN),
        text(CLEAN).rstrip("\n"),
        *(text(CLEAN, delimiter) for delimiter in ";\t|^~:"),
        text(CLEAN, end="\r\n"),
        text(CLEAN, end="\r"),
        "\ufeff" + text(CLEAN),
        "sep=;\n" + text(CLEAN, ";"),
        "# a comment\n" + text(CLEAN),
        text([[f'"{cell}"' for cell in row] for row in CLEAN]),
        text([[f"'{cell}'" for cell in row] for row in CLEAN]),
        text([*CLEAN[:2], ["odd"], *CLEAN[2:]]),
        text([*CLEAN, ["7", "u", "8", "9"]]),
        text(CLEAN) + '7,"never closed,8\n',
        text(CLEAN[:2]) + '7,"never closed,8\n' + text(CLEAN[2:]),
        text(CLEAN[:2]) + '"7"x,u,8\n' + text(CLEAN[2:]),
        text(CLEAN, ", "),
    ],
)
def test_the_cells_of_what_fits(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content.encode())
    assert read_cells(path) == CLEAN


def test_quoted_cells_keep_what_is_in_them(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('a,b\n"x, ""y""\nz",1\n"\\",2\n')
    assert read_cells(path) == [["a", "b"], ['x, "y"\nz', "1"], ["\\", "2"]]
