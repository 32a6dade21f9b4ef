"""Notes are kept with their places, and shown with the provisions that they stand in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.base import Base
from comity.base.json import show_document_json, show_provision_json
from tests.cli.conftest import run_comity

TEXT = """# Rules for the lake

## Article 1

Boats shall keep left[^1] of the buoy, so that every boat can see every other one in good time.

## Article 2

Boats shall slow down at night, so that people who swim in the lake have nothing to fear.

[^1]: As seen from the shore.
[^2]: A note to which nothing refers.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "lake.en.md").write_text(TEXT, "utf-8")
    ran = run_comity("build", folder / "lake.en.md", "--base", folder / "base")
    assert ran.code == 0, ran.err
    return folder / "base"


def test_notes_come_back_with_their_places(built: Path) -> None:
    base = Base.open(built)
    first = base.provision("lake.en/fn_1")

    assert str(first.anchor).startswith("lake.en/art_1")
    assert first.marked_at is not None
    assert base.document("lake.en").text[first.marked_at :].startswith("[^1]")
    assert base.notes(base.provision("lake.en/art_1")) == (first,)
    assert base.notes(base.provision("lake.en/art_2")) == ()
    assert base.provision("lake.en/fn_2").anchor is None
    assert base.provisions("lake.en")[-2:] == (first, base.provision("lake.en/fn_2"))


def test_the_json_of_notes_says_where_they_stand(built: Path) -> None:
    base = Base.open(built)
    outline = show_document_json(base.outline("lake.en"))["provisions"]
    shown = show_provision_json(base, base.related("lake.en/art_1"))

    assert [("anchor" in p) for p in outline] == [p["kind"] == "authorialNote" for p in outline]
    assert [note["id"] for note in shown["notes"]] == ["lake.en/fn_1"]
    json.dumps(shown)


def test_show_prints_the_notes_of_a_provision_and_the_place_of_a_note(built: Path) -> None:
    article = run_comity("show", "lake.en/art_1", "--base", built)
    known = run_comity("show", "lake.en/fn_1", "--base", built)
    lost = run_comity("show", "lake.en/fn_2", "--base", built)

    assert "As seen from the shore." in article.out
    assert "Stands in: lake.en/art_1" in known.out
    assert "not known" in lost.out
