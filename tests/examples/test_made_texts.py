"""The examples that a script makes are what it makes, and the catalogue names every example."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from examples.make_texts import made_texts

from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
TEXTS = EXAMPLES / "texts"


def catalogue() -> list[dict[str, str]]:
    with (TEXTS / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", sorted(made_texts()))
def test_a_made_example_is_byte_for_byte_what_its_source_gives(name: str) -> None:
    assert (TEXTS / name).read_bytes() == made_texts()[name]


def test_every_source_of_a_made_example_is_used() -> None:
    made = {Path(name).stem for name in made_texts()}

    assert {Path(path).stem for path in (EXAMPLES / "sources").iterdir()} == made


def test_the_catalogue_names_every_file_once() -> None:
    named = [row["file"] for row in catalogue()]
    present = [path.name for path in TEXTS.iterdir() if path.is_file()]

    assert sorted([*named, "catalogue.csv"]) == sorted(present)


def test_the_six_languages_and_every_format_are_there() -> None:
    rows = catalogue()

    assert {row["language"] for row in rows} == {"ar", "en", "es", "fr", "ru", "zh"}
    assert {row["format"] for row in rows} == {
        *("akn", "docx", "html", "listing", "md", "odt", "pdf", "rtf", "txt"),
    }
    assert (TEXTS / "statements" / "columns.toml").is_file()  # the tenth: CSV


def test_two_examples_are_in_encodings_other_than_utf_8() -> None:
    russian = (TEXTS / "northern-havens-strategy-2024.ru.txt").read_bytes()
    chinese = (TEXTS / "yunxi-measures-2025.zh.txt").read_bytes()

    assert "Статья 9" in russian.decode("windows-1251")
    assert "第十六条" in chinese.decode("gb18030")
    for data in (russian, chinese):
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
