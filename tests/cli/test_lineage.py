"""`comity lineage` as its user has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.locales import LANGUAGES
from tests.cli.conftest import run_comity

_CLAUSE = (
    "Every member shall publish, once a year, a register of the learning machines that its"
    " public offices use, with the purpose of each machine and the office that answers for it."
)


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of four texts that share a clause: two dates known, one of another kind, none."""
    folder = tmp_path_factory.mktemp("dated")
    texts = folder / "texts"
    texts.mkdir()
    (texts / "catalogue.csv").write_text(
        "id,title,publisher,date,date_kind,language,kind,file\n"
        "pact,Lake Pact,Forum of Lakes,2019-05-01,adoption,en,treaty,pact.txt\n"
        "code,Hill Code,Office of Hills,2021-06-30,adoption,en,law,code.txt\n"
        "bill,River Bill,House of Rivers,2022-01-01,last activity,en,bill,bill.txt\n"
        "note,Moor Note,Moor Board,,,en,guidance,note.txt\n",
        "utf-8",
    )
    for name, own in (
        ("pact", "Pilots rest at night when the lake is rough and cold."),
        ("code", "Shepherds count their flocks in spring before the snow has gone."),
        ("bill", "Millers grind by day and keep the sluice open after dark."),
        ("note", "Peat is cut in summer by those who have a right to it."),
    ):
        (texts / f"{name}.txt").write_text(
            f"Article 1\n\n{_CLAUSE}\n\nArticle 2\n\n{own}\n", "utf-8"
        )
    ran = run_comity("build", texts, "--base", folder / "base")
    assert ran.code == 0, ran.err
    return folder / "base"


def test_it_tells_both_directions_with_a_passage_and_what_is_undecided(dated: Path) -> None:
    code = run_comity("lineage", "code", "--base", dated)
    pact = run_comity("lineage", "pact", "--base", dated)

    assert code.code == pact.code == 0
    assert "Earlier texts from which it took words over: 1" in code.out
    assert "1. Lake Pact, 2019-05-01" in code.out
    assert "“Article 1 Every member shall publish, once a year," in " ".join(code.out.split())
    assert "code/art_1 ~ pact/art_1" in code.out
    assert "Undecided: the date of a text is not that of its adoption" in code.out
    assert "Undecided: the date of a text is not known" in code.out
    assert "Later texts that took words over from it: 1" in pact.out
    assert "1. Hill Code, 2021-06-30" in pact.out


def test_json_has_shares_passages_and_rules(dated: Path) -> None:
    shape = run_comity("lineage", "code", "--base", dated, "--json").json

    (taken,) = shape["took_over"]
    assert taken["document"]["id"] == "pact"
    assert taken["words"] == 33  # the clause and its label
    assert taken["share"] == pytest.approx(33 / shape["document"]["words"])
    assert taken["passages"][0]["text"] == f"Article 1\n\n{_CLAUSE[:-1]}"
    assert shape["taken_over_by"] == []
    assert {a["document"]["id"]: a["doubt"] for a in shape["undecided"]} == {
        "bill": "other-date",
        "note": "no-date",
    }
    assert shape["rules"]["commonest"] == 20


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_drawn_and_told_in_six_languages(dated: Path, tmp_path: Path, lang: str) -> None:
    pytest.importorskip("vl_convert")
    picture = tmp_path / "lineage.svg"

    ran = run_comity("lineage", "code", "--base", dated, "--lang", lang, "--svg", picture)

    assert ran.code == 0, ran.err
    assert "{" not in ran.out
    drawn = picture.read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "Lake Pact" in drawn


def test_a_table_is_no_picture_and_an_unknown_text_is_told(dated: Path, tmp_path: Path) -> None:
    table = run_comity("lineage", "code", "--base", dated, "--save", tmp_path / "lineage.csv")
    unknown = run_comity("lineage", "cod", "--base", dated)

    assert (table.code, unknown.code) == (2, 2)
    assert ".svg" in table.err
    assert "code" in unknown.err


def test_limit_leaves_texts_out_and_says_so(dated: Path) -> None:
    ran = run_comity("lineage", "code", "--base", dated, "--limit", "1")

    assert "Further texts, shown with a larger --limit: 1" in ran.out


def test_all_lists_and_draws_the_pairs_of_dated_texts(dated: Path, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    picture = tmp_path / "all.svg"

    ran = run_comity("lineage", "--all", "--base", dated, "--save", picture)
    shape = run_comity("lineage", "--all", "--base", dated, "--json").json

    assert "Texts with a date of adoption: 2; without one, left out: 2" in ran.out
    assert "1. 2021-06-30 · Hill Code ← 2019-05-01 · Lake Pact" in " ".join(ran.out.split())
    assert picture.read_text("utf-8").startswith("<svg")
    assert [(a["earlier"], a["later"], a["words"]) for a in shape["adoptions"]] == [
        ("pact", "code", 33)
    ]


@pytest.mark.parametrize("arguments", [(), ("code", "--all")])
def test_one_of_a_document_and_all_must_be_asked_for(
    dated: Path, arguments: tuple[str, ...]
) -> None:
    ran = run_comity("lineage", *arguments, "--base", dated)

    assert ran.code == 2
    assert "--all" in ran.err
