"""`comity compare` and `comity related --file`: drafts, crosswalks, exports."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import comity as api
from comity.base import Base
from comity.base.compare import MIN_SCORE
from comity.base.draft import related_draft
from comity.documents import Limits
from comity.errors import SourceError, UsageError
from comity.pipeline.draft import read_draft
from comity.settings import Settings
from tests.base.oscal_rules import RULES, breaches
from tests.cli.conftest import Ran

Comity = Callable[..., Ran]


def pairs(shape: dict[str, Any]) -> list[tuple[str, str, float, str]]:
    return [(p["a"]["eid"], p["b"]["eid"], p["score"], p["relation"]) for p in shape["pairs"]]


def test_a_text_gives_the_same_as_a_file_and_in_the_base(comity: Comity, texts: Path) -> None:
    inside = comity("compare", "lake-pact.en", "hill-code.en", "--json").json
    outside = comity("compare", texts / "lake-pact.en.md", "hill-code.en", "--json").json
    turned = comity("compare", "hill-code.en", texts / "lake-pact.en.md", "--json").json

    assert pairs(outside) == pairs(inside) != []
    assert pairs(turned) == [(b, a, score, relation) for a, b, score, relation in pairs(inside)]
    for key in ("share_a", "share_b"):
        assert outside[key] == inside[key]
    assert [p["eid"] for p in outside["only_a"]] == [p["eid"] for p in inside["only_a"]]
    assert outside["a"] == "draft:lake-pact.en"
    assert outside["pairs"][0]["a"]["document"]["title"] == "Lake Pact on Learning Machines"


def test_two_files_of_one_name_are_two_drafts(comity: Comity, texts: Path) -> None:
    file = texts / "lake-pact.en.md"

    shape = comity("compare", file, file, "--json").json

    assert (shape["a"], shape["b"]) == ("draft:lake-pact.en", "draft:lake-pact.en-2")
    assert (shape["share_a"], shape["share_b"]) == (1, 1)


def test_an_id_stands_before_a_file_of_that_name(
    comity: Comity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hill-code.en").write_text("Nobody reads this.", "utf-8")
    monkeypatch.chdir(tmp_path)

    by_id = comity("compare", "lake-pact.en", "hill-code.en", "--json")
    by_file = comity("compare", "lake-pact.en", "./hill-code.en", "--json")

    assert "the document is taken. Write ./hill-code.en for the file." in by_id.err
    assert by_id.json["b"] == "hill-code.en"
    assert by_file.json["b"] == "draft:hill-code.en"


def test_neither_a_document_nor_a_file_is_refused_with_both(comity: Comity) -> None:
    ran = comity("compare", "lake-pact.en", "hill-cod")

    assert ran.code == 2
    assert "Closest: 'hill-code', 'hill-code.en'" in ran.err
    assert "Nor is there a file of that name." in ran.err
    assert comity("compare", "lake-pact.en", "x" * 5_000).code == 2


def test_every_export_is_written_beside_what_is_shown(comity: Comity, tmp_path: Path) -> None:
    files = [tmp_path / f"pairs.{suffix}" for suffix in ("csv", "xlsx", "json")]

    ran = comity(
        *("compare", "lake-pact.en", "hill-code.en", "--one-to-one"),
        *("--csv", files[0], "--xlsx", files[1], "--oscal", files[2]),
    )

    assert ran.code == 0, ran.err
    assert "One to one" in ran.out
    assert "Every member-]{+1. Each office+} shall publish" in " ".join(ran.out.split())
    assert "no counterpart" in ran.out
    assert all(f"Written: {file}" in ran.out for file in files)
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"pair", "only_a", "only_b"}
    assert files[1].read_bytes().startswith(b"PK")
    assert breaches(json.loads(files[2].read_text("utf-8")), RULES) == []

    again = tmp_path / "again.json"
    ran = comity("export", "oscal-mapping", "lake-pact.en", "hill-code.en", "-o", again, "--json")
    assert ran.json["format"] == "oscal-mapping"
    alone = comity("compare", "lake-pact.en", "hill-code.en", "--oscal", files[2], "--json")
    assert alone.json["one_to_one"] is False
    assert again.read_bytes() == files[2].read_bytes()


def test_a_file_that_cannot_be_written_leaves_none(comity: Comity, tmp_path: Path) -> None:
    ran = comity("compare", "lake-pact.en", "hill-code.en", "--csv", tmp_path / "no" / "x.csv")

    assert ran.code == 2
    assert "cannot be written" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_page_for_people_comes_in_six_languages(comity: Comity, lang: str) -> None:
    ran = comity("compare", "lake-pact.en", "hill-code.en", "--lang", lang)

    assert (ran.code, ran.err) == (0, "")
    assert "Every member-]{+1. Each office+} shall publish" in " ".join(ran.out.split())


def test_a_draft_is_looked_up_unit_by_unit(comity: Comity, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Draft\n\n## Article 1\n\nEvery member shall publish, once a year, a register of the"
        " learning machines that its public offices use.\n\n"
        "## Article 2\n\nWhales sing beneath northern icebergs in winter.\n",
        "utf-8",
    )

    ran = comity("related", "--file", draft, "--json")

    (unit,), (without,) = ran.json["units"], ran.json["without"]
    assert ran.json["draft"]["id"] == "draft:draft"
    assert unit["query"]["eid"].startswith("art_1")
    assert {m["provision"]["document_id"] for m in unit["related"]} == {
        *("lake-pact.en", "hill-code.en")
    }
    assert without["eid"].startswith("art_2")
    assert without["nearest"]["score"] < ran.json["min_score"]  # "Article 2" is in both
    assert f"scores {MIN_SCORE:g} or more" in without["reason"]
    assert ran.err == ""
    shown = comity("related", "--file", draft).out
    assert "2 provisions, 1 with related ones, 1 without" in shown
    assert "no counterpart" in shown


def test_a_file_of_one_passage_is_one_question(comity: Comity, tmp_path: Path) -> None:
    words = "Each office shall publish a register of the learning machines that it uses."
    for name in ("passage.txt", "passage"):  # a name without ending is plain text
        (tmp_path / name).write_text(words, "utf-8")

        shape = comity("related", "--file", tmp_path / name, "--limit", "1", "--json").json

        assert shape["query"]["text"] == words
        assert (
            shape["related"]
            == comity("related", "--text", words, "--limit", "1", "--json").json["related"]
        )
    strict = comity("related", "--text", words, "--min-score", "1", "--json").json
    assert (strict["related"], strict["reason"]) == ([], "Nothing scores 1 or more.")


def test_what_scores_too_little_is_told_as_the_nearest(base: Path, texts: Path) -> None:
    opened = api.open(base)
    draft = api.read_draft(texts / "hill-code.en.txt")

    loose, strict = related_draft(opened, draft), related_draft(opened, draft, min_score=1.0)

    first = loose.units[0]
    assert first.related.matches[0].provision.document_id == "hill-code.en"
    for unit in strict.units:
        assert all(m.score >= 1 for m in unit.related.matches)
        if not unit.related.matches:
            assert unit.nearest is not None
            assert unit.nearest.score < 1


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "draft"),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
        ("junk", bytes(range(32)) * 50, "control characters"),
        ("table.csv", b"a,b\n1,2\n", "not described"),
        ("picture.png", b"\x89PNG\r\n", "not read"),
        ("deep.html", b"<div>" * 100_000 + b"x", "deep"),
        ("two.zip", b"PK\x05\x06" + b"\0" * 18, "two.zip"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, name: str, data: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises(SourceError) as raised:
        read_draft(tmp_path / name)

    assert name in str(raised.value)
    if problem != "draft":
        assert problem in str(raised.value)


def test_a_draft_has_the_limits_of_a_build(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("Article 1\n\nA register is kept.\n\n" * 2_000, "utf-8")

    with pytest.raises(SourceError, match="the limit is 1000"):
        read_draft(file, Settings(limits=Limits(max_file_bytes=1_000)))
    with pytest.raises(SourceError, match=r"took longer than 0\.01 s"):
        read_draft(file, Settings(source_timeout_s=0.01))
    with pytest.raises(SourceError, match=r"brought the reading process down|more memory"):
        read_draft(file, Settings(worker_memory_bytes=2**20))


def test_a_folder_and_an_unknown_language_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A register is kept by every office.", "utf-8")

    with pytest.raises(UsageError, match="is a folder"):
        read_draft(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no ordinary file"):
        read_draft(tmp_path / "pipe")
    with pytest.raises(UsageError, match="no language tag"):
        read_draft(tmp_path / "a.txt", language="not a tag")
    assert read_draft(tmp_path / "a.txt", language="fr").entry.language == "fr"


def test_a_catalogue_beside_a_draft_speaks_for_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A register is kept by every office.", "utf-8")
    (tmp_path / "catalogue.csv").write_text(
        "id,title,language,file\nours,Our Draft,en,a.txt\n", "utf-8"
    )

    draft = read_draft(tmp_path / "a.txt")

    assert (draft.entry.title, draft.entry.language) == ("Our Draft", "en")
    assert [p.linkable for p in draft.provisions] == [True]


def test_nothing_is_written_by_reading_a_draft(base: Path, texts: Path) -> None:
    before = sorted((p.name, p.stat().st_mtime_ns) for p in base.parent.rglob("*"))

    opened = Base.open(base)
    opened.compare(read_draft(texts / "lake-pact.en.md"), "hill-code.en")

    assert sorted((p.name, p.stat().st_mtime_ns) for p in base.parent.rglob("*")) == before
