"""Pipes and compressed files."""

import gzip
import runpy
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from crackle_cli.errors import InputError
from crackle_cli.reading import read
from crackle_cli.reading.files import spool, zstandard
from crackle_cli.reading.files.zstandard import zstd
from crackle_cli.reading.options import ReadOptions
from tests.cli.run import COMMAND, clean_environment

TEXT = b"job,x\na,1\nb,2\n"


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_compressed_text_is_read(tmp_path, compress):
    path = tmp_path / "x.bin"
    path.write_bytes(compress(TEXT))
    assert list(read([str(path)], ReadOptions()).labels) == ["a", "b"]


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
@pytest.mark.parametrize("cut", [9, 20])
def test_a_file_cut_off_is_refused(tmp_path, compress, cut):
    path = tmp_path / "x.bin"
    path.write_bytes(compress(TEXT * 1000)[:-cut])
    with pytest.raises(InputError, match="cut off or damaged"):
        read([str(path)], ReadOptions())


def test_zstandard_is_that_of_the_standard_library_where_it_has_one(monkeypatch):
    standard = SimpleNamespace(zstd="of Python 3.14")
    monkeypatch.setitem(sys.modules, "compression", standard)
    monkeypatch.setattr(sys, "version_info", (3, 14))
    assert runpy.run_path(zstandard.__file__)["zstd"] == "of Python 3.14"


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "ALWAYS_FINE", 1 << 20)
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"x\n" + b"1\n" * 5_000_000))
    with pytest.raises(InputError, match="expands to more than"):
        read([str(path)], ReadOptions())


def test_one_huge_line_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"a," * 2_000_000)
    with pytest.raises(InputError, match="the first line is longer than 1 MiB"):
        read([str(path)], ReadOptions())


def test_too_many_columns_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    names = ",".join(f"c{i}" for i in range(100_000))
    path.write_text(f"{names}\n{','.join('1' * 100_000)}\n")
    with pytest.raises(InputError, match="has 100,000 columns; crackle reads at most 20,000"):
        read([str(path)], ReadOptions())


def test_a_slow_pipe_is_waited_for():
    process = subprocess.Popen(
        [*COMMAND, "cool", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
    )
    for line in (b"job,x\n", b"a,1\nb", b",2\n"):
        process.stdin.write(line)
        process.stdin.flush()
        time.sleep(0.2)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"2 tasks" in err


def test_a_pipe_closed_half_way_keeps_what_came():
    code = "import sys; sys.stdout.write('job,x\\na,1\\nb,2\\nc'); sys.exit(3)"
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    run = subprocess.run(
        [*COMMAND, "cool", "-"], stdin=writer.stdout, capture_output=True, env=clean_environment()
    )
    writer.stdout.close()
    writer.wait()
    assert run.returncode == 0
    assert b"2 tasks" in run.stderr
    assert b"1 row rejected" in run.stderr
