"""`comity align` as its users meet it."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.locales import LANGUAGES
from tests.cli.conftest import run_comity
from tests.conftest import ROOT

_TREATY = ("harbour-convention-2024.en", "harbour-convention-2024.fr")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of a treaty in two languages, of its shortened draft, and of another work."""
    texts = tmp_path_factory.mktemp("align")
    examples = ROOT / "examples" / "texts"
    for name in ("harbour-convention-2024.en.html", "harbour-convention-2024.fr.md"):
        (texts / name).write_bytes((examples / name).read_bytes())
    law = (
        "# Sluice Act\n\n## Article {a}\n\nThe keeper opens the sluice at {when} tide and writes"
        " it down.\n\n## Article {b}\n\nNo machine closes a sluice while a vessel waits in it.\n"
    )
    (texts / "old.md").write_text(law.format(a=1, b=2, when="high"), "utf-8")
    (texts / "new.md").write_text(law.format(a=2, b=3, when="low"), "utf-8")
    (texts / "catalogue.csv").write_text(
        "id,work_id,title,language,file\n"
        f"{_TREATY[0]},harbour,Convention,en,harbour-convention-2024.en.html\n"
        f"{_TREATY[1]},harbour,Convention,fr,harbour-convention-2024.fr.md\n"
        "sluice-old,sluice,Sluice Act,en,old.md\nsluice-new,sluice,Sluice Act,en,new.md\n",
        "utf-8",
    )
    base = tmp_path_factory.mktemp("aligned") / "base"
    ran = run_comity("build", texts, "--base", base)
    assert ran.code == 0, ran.err
    return base


def test_a_treaty_is_paired_with_its_translation(folder: Path) -> None:
    ran = run_comity("align", *_TREATY, "--level", "article", "--json", "--base", folder)

    answer = ran.json
    pairs = [(p["a"]["eid"], p["b"]["eid"]) for p in answer["pairs"]]
    articles = [(a, b) for a, b in pairs if a.startswith("art_")]
    assert ran.code == 0
    assert articles == [(f"art_{n}", f"art_{n}") for n in range(1, 18)]
    assert (answer["a"]["id"], answer["b"]["id"]) == _TREATY
    assert {p["edits"] for p in answer["pairs"]} == {None}
    assert answer["share_a"] > 0.9
    assert set(answer["pairs"][0]) == {
        *("a", "b", "score", "by", "doubtful", "changed", "edits", "reasons"),
    }


def test_by_text_alone_the_articles_are_found_as_well(folder: Path) -> None:
    answer = run_comity(
        "align", *_TREATY, "--level", "article", "--by-text", "--json", "--base", folder
    ).json

    pairs = {p["a"]["eid"]: p["b"]["eid"] for p in answer["pairs"]}
    assert sum(pairs.get(f"art_{n}") == f"art_{n}" for n in range(1, 18)) >= 16
    assert answer["id_trust"] is None


def test_versions_show_what_changed_and_which_numbers_moved(folder: Path) -> None:
    ran = run_comity("align", "sluice-old", "sluice-new", "--base", folder)

    assert ran.code == 0
    assert "[-high-] {+low+}" in " ".join(ran.out.split())
    assert "art_1 → art_2" in ran.out
    assert "sluice-old/art_2 ≠ sluice-new/art_2" in ran.out
    only_changed = run_comity("align", "sluice-old", "sluice-new", "--changed", "--base", folder)
    assert "art_2 → art_3" not in only_changed.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_readable_in_every_language(folder: Path, language: str) -> None:
    for pair in (_TREATY, ("sluice-old", "sluice-new")):
        ran = run_comity("align", *pair, "--limit", "1", "--lang", language, "--base", folder)

        assert ran.code == 0, ran.err
        assert pair[0] in ran.out


def test_two_works_are_refused(folder: Path) -> None:
    ran = run_comity("align", _TREATY[0], "sluice-new", "--base", folder)

    assert ran.code == 2
    assert "comity compare" in ran.err
    assert "Traceback" not in ran.err


def test_the_same_question_gets_the_same_bytes(folder: Path) -> None:
    ask = ("align", *_TREATY, "--json", "--base", folder)

    one = run_comity(*ask, PYTHONHASHSEED="1", OMP_NUM_THREADS="1")
    other = run_comity(*ask, PYTHONHASHSEED="2", OMP_NUM_THREADS="2")

    assert one.out == other.out
