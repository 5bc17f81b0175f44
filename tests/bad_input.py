"""What each bad input gets; `python -m tests.bad_input` writes docs/bad_input.md from real runs."""

import gzip
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.cli.run import ROOT, crackle

DOCUMENT = ROOT / "docs" / "bad_input.md"
GOOD = b"job,x,y\n" + b"".join(b"j%d,%d,%d\n" % (i, i * i % 11, i * i % 7) for i in range(1, 41))
CASES: dict[str, tuple[str, bytes | None, tuple[str, ...]]] = {
    "missing file": ("gone.csv", None, ()),
    "empty file": ("x.csv", b"", ()),
    "white space only": ("x.csv", b" \n\n", ()),
    "header only": ("x.csv", b"a,b\n", ()),
    "PNG image": ("x.csv", b"\x89PNG\r\n\x1a\n", ()),
    "Excel workbook": ("x.xlsx", b"PK\x03\x04\x14\x00", ()),
    "PDF document": ("x.pdf", b"%PDF-1.7\n", ()),
    "HTML page": ("x.csv", b"<!doctype html><p>no</p>", ()),
    "Git LFS pointer": ("x.csv", b"version https://git-lfs.github.com/spec/v1\n", ()),
    "Prometheus exposition": ("x.prom", b"# TYPE up gauge\nup 1 1395066363000\n", ()),
    "gzip cut off": ("x.csv.gz", gzip.compress(GOOD * 99, mtime=0)[:90], ()),
    "zstd damaged": ("x.csv.zst", b"\x28\xb5\x2f\xfdnonsense", ()),
    "first line looks like data": ("x.csv", b"1,2\n3,4\n5,6\n", ()),
    "header too short": ("x.csv", b"a\n1,2\n3,4\n", ()),
    "header too long": ("x.csv", b"a,b,c\n1,2\n3,4\n5,6\n", ()),
    "duplicate column": ("x.csv", b"a,b,a\n1,2,3\n", ()),
    "ragged row": ("x.csv", GOOD + b"j41,1\n", ("-v",)),
    "many ragged rows": ("x.csv", b"a,b\n1,2\n1\n2\n3,4\n", ()),
    "quote never closed": ("x.csv", b'a,b\n1,"2\n3,4\n5,6\n', ()),
    "cell that is no number": ("x.csv", GOOD + b"j41,fast,1\n", ("-v",)),
    "infinite and too large": ("x.csv", GOOD + b"j41,inf,1e400\n", ("-v",)),
    "units": ("x.csv", b"job,t\na,12 ms\nb,3.4s\nc,900 us\n", ("-v",)),
    "decimal commas": ("x.csv", b"job;t\na;1,5\nb;22,75\nc;3,0\n", ("-v",)),
    "currency": ("x.csv", b'job,t\na,"$1,234.50"\nb,$3\n', ("-v",)),
    "mixed kinds of unit": ("x.csv", b"job,t,x\na,12 ms,1\nb,3 MB,2\n", ()),
    "columns aligned by spaces": ("x.txt", b"job   x  y\nj1   12  3\nj10   2  4\n", ("-v",)),
    "footer": ("x.csv", GOOD + b"Total,820,99\n", ()),
    "sep= line": ("x.csv", b"sep=;\njob;x\na;1\nb;2\n", ("-v",)),
    "comment lines": ("x.csv", b"# made by hand\njob,x\na,1\nb,2\n", ("-v",)),
    "not UTF-8": ("x.csv", "job,x\ncafé,1\nb,2\n".encode("cp1252"), ("-v",)),
    "no numeric column": ("x.csv", b"a,b\nx,y\nz,w\n", ()),
    "JSON Lines: bad line": ("x.jsonl", b'{"x": 1}\n' * 30 + b'{"x": \n', ("-v",)),
    "JSON Lines: duplicate key": ("x.jsonl", b'{"x": 1}\n' * 30 + b'{"x": 1, "x": 2}\n', ("-v",)),
    "JSON: rows inside an object": ("x.json", b'{"rows": [{"x": 1}]}', ()),
    "JSON: rows inside objects": ("x.json", b'{"a": {"my rows": [{"x": 1}]}}', ()),
    "JSON: rows inside rows": (
        "x.json",
        b'[{"day": 1, "runs": [{"name": "a", "x": 1}]}, {"day": 2, "runs": []}]',
        (),
    ),
    "JSON: not an array": ("x.json", b'"text"', ("--input-format", "json")),
    "JSON: instant vector": (
        "x.json",
        b'{"status": "success", "data": {"resultType": "vector", "result": []}}',
        (),
    ),
    "JSON: a status": ("x.json", b'{"status": "success"}', ()),
    "JSON: broken": ("x.json", b'[{"x": 1},', ()),
    "label column absent": ("x.csv", GOOD, ("--label", "jbo")),
    "unknown metric": ("x.csv", GOOD, ("--metrics", "z")),
    "condition on an unknown column": ("x.csv", GOOD, ("--where", "z > 1")),
    "text without quotes in a condition": ("x.csv", GOOD, ("--where", "job = j7")),
    "text that is computed with": ("x.csv", GOOD, ("--glaze", "g=job - x")),
    "function that is not allowed": ("x.csv", GOOD, ("--glaze", "g=read_text('x')")),
    "condition that no row meets": ("x.csv", GOOD, ("--where", "x > 99")),
    "threshold in another unit": ("x.csv", b"job,t\na,12 ms\nb,3 s\n", ("--min-change", "t=3MB")),
    "threshold with a unit, numbers without": ("x.csv", GOOD, ("--min-change", "x=60ms")),
    "threshold that is no number": ("x.csv", GOOD, ("--min-change", "x=lots")),
}


def message(name: str) -> tuple[int, str]:
    """Exit code and stderr of a case, as a user in the folder of the file sees them."""
    file, content, options = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        if content is not None:
            path.write_bytes(content)
        run = crackle("cool", path, "--only", "phase_transition", *options)
        lines = run.stderr.replace(f"{folder}/", "").splitlines()
    return run.returncode, "<br>".join(line for line in lines if "insufficient" not in line)


def row(name: str, code: int, text: str) -> str:
    """The line of the document that tells what `message` gave."""
    told = text.replace("|", "\\|").replace("<", "&lt;").replace("&lt;br>", "<br>")
    return f"| {name} | {told} | {code} |\n"


def rendered(rows: Iterable[str]) -> str:
    """The document of such lines."""
    head = (
        "# What each bad input gets\n\nWritten by `python -m tests.bad_input` from real runs.\n\n"
    )
    return head + "| input | on stderr | exit code |\n|---|---|---|\n" + "".join(rows)


def write() -> None:
    """Write the document from real runs."""
    DOCUMENT.write_text(rendered(row(name, *message(name)) for name in CASES))


if __name__ == "__main__":
    write()
