"""The sample files are what their script writes."""

import importlib.util

from tests.cli.run import SAMPLES


def test_the_script_writes_the_files_that_are_here(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("generate", SAMPLES / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    monkeypatch.setattr(generate, "HERE", tmp_path)
    generate.main()
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in SAMPLES.glob("*.*") if path.suffix != ".py"}
    assert written == kept
    assert len(written) == 14
