"""Files of text, and the tables that are read from them."""

from crackle_cli.reading import read
from crackle_cli.reading.options import ReadOptions


def table_of(path, *more, **options):
    return read([str(path), *map(str, more)], ReadOptions(**options))


def file(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path
