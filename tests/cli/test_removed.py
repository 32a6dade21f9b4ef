"""What is in no provision can be read: `comity show DOCUMENT --removed`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import run_comity

_TEXT = """---
adopted by: the lake council
---

# Lake pact

<!-- Converted by hand. -->

Contents

Article 1 Reports ........ 1

Article 2 Costs ........ 2

Article 3 Time ........ 3

## Article 1

Every member shall publish a report on its machines each year.

![A map of the lake](map.png)

## Article 2

The council bears the costs of the reports that members publish.

## Article 3

The pact lasts for five years and may be renewed by the council.
"""


def test_removed_lines_are_listed_with_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "lake-pact.en.md").write_text(_TEXT, encoding="utf-8")
    base = tmp_path / "base"
    run_comity("build", tmp_path / "texts", "--base", base)

    shown = run_comity("show", "lake-pact.en", "--base", base, "--removed")
    answer = run_comity("show", "lake-pact.en", "--base", base, "--removed", "--json").json

    assert "front matter: adopted by: the lake council" in shown.out
    assert "comment: Converted by hand." in shown.out
    assert {"text": "A map of the lake", "reason": "picture", "page": None} in answer["removed"]
    text = "".join(piece["text"] for piece in answer["left_out"])
    assert "Reports ........ 1" in text
    assert all(len(piece["text"]) == piece["end"] - piece["start"] for piece in answer["left_out"])


def test_removed_lines_are_those_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "lake-pact.en.md").write_text(_TEXT, encoding="utf-8")
    run_comity("build", tmp_path / "lake-pact.en.md", "--base", tmp_path / "base")

    ran = run_comity("show", "lake-pact.en/art_1", "--base", tmp_path / "base", "--removed")

    assert ran.code == 2
    assert "Try lake-pact.en." in ran.err
