"""The root documents agree with the package: versions, dependencies, links, the import order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import comity
from tests.conftest import ROOT

MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"])


def test_the_citation_names_the_version_of_the_package() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")

    assert f"\nversion: {comity.__version__}\n" in citation


def test_every_dependency_has_its_reason_written_down() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[><=~! ;\[]", line)[0] for line in project["dependencies"]]
    decision = (ROOT / "docs/decisions/0002-libraries.md").read_text("utf-8").casefold()

    assert [name for name in names if name.casefold() not in decision] == []


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_a_document_links_to_is_there(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text("utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_paths_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = re.findall(r"`((?:src|tests|docs|examples|benchmarks)/[\w./-]+)`", text)

    assert named
    assert [path for path in named if "NAME" not in path and not (ROOT / path).exists()] == []
