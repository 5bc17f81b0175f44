"""The documents are true: their generated parts, links, and examples in Python and YAML."""

import re
import subprocess
import sys

import pytest

from crackle_cli import ThermalProfile
from crackle_cli.laws.saved import read_laws
from tests.documents import GENERATED, PLACE, filled
from tests.readme import DOCUMENTS, README, ROOT

TEXTS = {document.relative_to(ROOT).as_posix(): document.read_text() for document in DOCUMENTS}
ELSEWHERE = ("CHANGELOG.md",)  # written beside these documents
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(language):
    """(document, code) of every fenced block of a language."""
    return [
        (name, code)
        for name, text in TEXTS.items()
        for code in re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ]


def anchors(text):
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", TEXTS)
def test_the_generated_parts_are_current(name):
    assert filled(TEXTS[name]) == TEXTS[name], "python -m tests.documents writes it anew"


def test_every_generated_part_has_a_page():
    named = [name for text in TEXTS.values() for _, name, _ in PLACE.findall(text)]
    assert sorted(named) == sorted(GENERATED)


@pytest.mark.parametrize("name", TEXTS)
def test_the_links_lead_somewhere(name):
    for link in LINK.findall(TEXTS[name]):
        path, _, anchor = link.partition("#")
        if path.startswith("https://") or path in ELSEWHERE:
            continue
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text()), link


def test_the_architecture_names_what_exists():
    named = re.findall(r"`([a-z_./]+(?:/|\.py|\.yaml|\.json))`", TEXTS["docs/architecture.md"])
    assert len(named) > 30
    for path in named:
        assert (ROOT / path).exists() or (ROOT / "crackle_cli" / path).exists(), path


@pytest.mark.parametrize(("name", "code"), blocks("python"))
def test_the_examples_in_python_run(name, code, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "cool(" not in code or re.search(r"phase.transition|conservation law: ", run.stdout)


@pytest.mark.parametrize(("name", "text"), blocks("yaml"))
def test_the_examples_in_yaml_are_read(name, text, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(text)
    if text.startswith("extends:"):
        ThermalProfile.load(path)
    elif text.startswith("crackle_laws:"):
        assert read_laws(path)
    else:
        assert "pip install " in text  # a step of a CI system


def test_the_readme_is_short():
    words = len(README.read_text().split())
    assert words <= 1400
