"""`comity works`, from files to decisions, as a person sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.cli.render import holding_lines
from comity.locales import LANGUAGES, labels_in
from tests.cli.conftest import run_comity

_CHARTER = """# Charter of Open Registers

Article 1. Every office keeps a public list of the learning machines that it uses, with the
purpose of each machine and the name of the official who answers for it before the assembly.

Article 2. Whoever is judged by a learning machine may ask an official to look at the case
again within thirty days, and the official gives reasons for the new decision in writing.

Article 3. Larger members train the officials of smaller members without charge, and share the
tools with which they test their own machines before these are used in hospitals or in courts.
"""
_RULES = """# Rules of the Ministry

Section 1. The ministry keeps a public list of the learning machines that it uses, with the
purpose of each machine, and renews the list every spring before the assembly meets.
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "charter.md").write_text(_CHARTER, "utf-8")
    (texts / "rules.md").write_text(_RULES, "utf-8")
    paragraphs = "".join(f"<p>{part}</p>" for part in _CHARTER.split("\n\n")[1:])
    title = "Charter of Open Registers"
    head = f"<head><title>{title}</title></head>"
    page = f"<html>{head}<body><h1>{title}</h1>{paragraphs}</body></html>"
    (texts / "charter-page.html").write_text(page, "utf-8")
    built = run_comity("build", texts, "--base", tmp_path / "base", "--json")
    assert built.code == 0
    assert "same-text" in {w["code"] for w in built.json["warnings"]}
    return tmp_path / "base"


def listed(base: Path, *more: str) -> list[dict[str, object]]:
    pairs: list[dict[str, object]] = run_comity("works", "--base", base, "--json", *more).json[
        "pairs"
    ]
    return pairs


def test_one_text_in_two_formats_is_proposed_confirmed_and_taken_back(base: Path) -> None:
    (pair,) = listed(base)
    a, b = pair["a"]["id"], pair["b"]["id"]  # type: ignore[index] - JSON of the contract
    assert (pair["status"], pair["kind"], pair["share_a"]) == ("proposed", "same", 1.0)

    confirmed = run_comity(
        *("works", "--confirm", b, a, "--by", "A. Reader", "--reason", "both read", "--base", base)
    )

    assert confirmed.code == 0
    assert "A. Reader" in confirmed.out and "both read" in confirmed.out
    assert listed(base)[0]["status"] == "confirmed"
    run_comity("works", "--undecided", a, b, "--by", "A. Reader", "--base", base)
    assert listed(base)[0]["status"] == "proposed"
    lines = (base.parent / "base.record" / "works.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["relation"] for line in lines] == ["one", "undecided"]


def test_related_shows_the_passage_once_with_where_else_it_stands(base: Path) -> None:
    (pair,) = listed(base)
    rules = run_comity("documents", "--base", base, "--json").json["documents"]
    name = next(d["id"] for d in rules if d["title"].startswith("Rules"))
    units = run_comity("show", name, "--base", base, "--json").json["provisions"]
    unit = next(u["id"] for u in units if u["linkable"])

    answer = run_comity("related", unit, "--base", base, "--json").json["related"]
    shown = run_comity("related", unit, "--base", base).out

    passages = [item["provision"]["text"] for item in answer]
    assert len(passages) == len(set(passages))
    assert {i["provision"]["document_id"] for i in answer} == {
        answer[0]["provision"]["document_id"]
    }
    assert answer[0]["holdings"][0]["tie"] == "proposed"
    assert "Also in (proposed as one work, not confirmed)" in shown
    a, b = pair["a"]["id"], pair["b"]["id"]  # type: ignore[index] - JSON of the contract
    run_comity("works", "--undo", a, b, "--by", "A. Reader", "--base", base)
    apart = run_comity("related", unit, "--base", base, "--json").json["related"]
    assert {i["provision"]["document_id"] for i in apart} == {a, b}


@pytest.mark.parametrize(
    "options",
    [
        ("--confirm", "x", "y"),
        ("--by", "A. Reader"),
        ("--confirm", "x", "y", "--undo", "x", "y", "--by", "A. Reader"),
        ("--confirm", "x", "y", "--by", "A. Reader"),
    ],
)
def test_half_a_decision_is_refused_and_nothing_is_noted(
    base: Path, options: tuple[str, ...]
) -> None:
    refused = run_comity("works", *options, "--base", base)

    assert refused.code == 2
    assert refused.err.startswith("Error: ")
    assert not (base.parent / "base.record").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_can_be_read_in_six_languages(base: Path, lang: str) -> None:
    listing = run_comity("works", "--all", "--lang", lang, "--base", base)

    assert listing.code == 0
    assert "charter" in listing.out


def test_a_base_built_again_from_nothing_has_the_same_pairs(base: Path, tmp_path: Path) -> None:
    (tmp_path / "texts" / "rules.md").write_text(_RULES.replace("spring", "winter"), "utf-8")
    run_comity("build", tmp_path / "texts", "--base", base)
    run_comity("build", tmp_path / "texts", "--base", tmp_path / "fresh")

    tables = [(b / "same_text.parquet").read_bytes() for b in (base, tmp_path / "fresh")]
    assert tables[0] == tables[1]


def test_a_document_that_holds_a_passage_twice_is_one_line() -> None:
    document = {"publisher": "Assembly", "title": "Charter", "date": "2024"}
    holdings = [
        {"tie": tie, "provision": {"id": f"{d}/{e}", "document_id": d, "document": document}}
        for tie, d, e in (
            ("proposed", "charter", "art_1"),
            ("confirmed", "rules", "art_1"),
            ("proposed", "charter", "art_4"),
        )
    ]

    lines = list(holding_lines(holdings, labels_in("en")))

    assert [line.rpartition(" · ")[2] for line in lines] == [
        "charter/art_1, charter/art_4",
        "rules/art_1",
    ]
