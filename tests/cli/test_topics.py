"""`comity topics`, `coverage`, `silence` and judgements on tags, as their user has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph

from comity.topics import shipped_thesaurus
from tests.cli.conftest import Ran, run_comity

TOPICS = len(shipped_thesaurus().concepts)
WHEN = "2026-11-25T09:00:00+00:00"


@pytest.fixture(scope="module")
def topical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of three short texts with a catalogue: two countries and a body of many."""
    folder = tmp_path_factory.mktemp("topical")
    texts = folder / "texts"
    texts.mkdir()
    (texts / "catalogue.csv").write_text(
        "id,title,publisher,publisher_country,date,language,kind,file\n"
        "a,Pact A,Ministry of Lakes,Kenya,2023,en,law,a.txt\n"
        "b,Pact B,Ministry of Hills,France,2024,en,law,b.txt\n"
        "c,Pact C,Forum of States,international,2024,en,treaty,c.txt\n"
        "d,Pakt D,Amt der Seen,Germany,2024,de,law,d.txt\n",
        "utf-8",
    )
    (texts / "a.txt").write_text(
        "Article 1\n\nOffices protect the privacy and the personal data of all.\n\n"
        "Article 2\n\nSystems are transparent and explain their decisions.\n",
        "utf-8",
    )
    (texts / "b.txt").write_text(
        "Article 1\n\nOffices protect the privacy and the personal data of all.\n", "utf-8"
    )
    (texts / "c.txt").write_text(
        "Article 1\n\nInternational cooperation helps developing countries build capacity.\n",
        "utf-8",
    )
    (texts / "d.txt").write_text(
        "Artikel 1\n\nDie Ämter schützen die Daten aller Menschen in den Dörfern am See.\n",
        "utf-8",
    )
    ran = run_comity("build", texts, "--base", folder / "base")
    assert ran.code == 0, ran.err
    return folder / "base"


@pytest.fixture(scope="module")
def ask(topical: Path) -> Callable[..., Ran]:
    def run(command: str, *arguments: str | Path) -> Ran:
        return run_comity(command, *arguments, "--base", topical)

    return run


def test_topics_are_listed_with_who_speaks_of_them(ask: Callable[..., Ran]) -> None:
    rows = {row["id"]: row for row in ask("topics", "--json").json["topics"]}
    told = ask("topics")

    assert (rows["privacy"]["documents"], rows["privacy"]["of"]) == (2, 3)
    assert (rows["privacy"]["countries"], rows["privacy"]["of_countries"]) == (2, 2)
    assert rows["data-protection"]["level"] == 1
    assert told.code == 0
    assert "Privacy · privacy" in told.out
    assert "Texts that cannot be read: 1." in " ".join(told.out.split())


def test_a_topic_is_shown_with_its_provisions(ask: Callable[..., Ran]) -> None:
    shape = ask("topics", "Privacy", "--json").json

    assert shape["topic"]["id"] == "privacy"
    assert {p["id"] for p in shape["provisions"]} == {"a/art_1", "b/art_1"}
    assert shape["provisions"][0]["document"]["publisher"]
    assert ask("topics", "privacy", "--lang", "ar").code == 0


def test_coverage_has_the_shape_of_the_contract(ask: Callable[..., Ran]) -> None:
    shape = ask("coverage", "--by", "country", "--json").json
    row = next(row for row in shape["topics"] if row["topic"] == "privacy")
    cells = {cell["group"]: cell for cell in row["cells"]}

    assert shape["by"] == "country"
    assert shape["groups"] == ["DEU", "FRA", "KEN", "international"]
    assert (cells["KEN"]["documents"], cells["KEN"]["of"], cells["KEN"]["share"]) == (1, 1, 1.0)
    assert cells["DEU"]["share"] is None  # its only text is in German: not silent, not read
    assert row["all"]["share_equal_country"] == 1.0
    assert {"low", "high", "share_equal_country"} <= cells["KEN"].keys()
    assert shape["rules"]


@pytest.mark.parametrize(
    "by", ["region", "income", "development", "publisher", "publisher-kind", "kind", "year"]
)
def test_coverage_is_told_by_every_kind_of_group(ask: Callable[..., Ran], by: str) -> None:
    told = ask("coverage", "--by", by, "--top", "3")

    assert told.code == 0, told.err
    assert "How it was counted" in told.out
    assert f"of {TOPICS} topics shown" in told.out


def test_one_topic_is_told_group_by_group(ask: Callable[..., Ran]) -> None:
    told = ask("coverage", "--by", "region", "--topic", "privacy")

    assert "Africa" in told.out
    assert "no text in the base" in told.out  # of the regions without one


def test_silence_is_told_of_texts_and_never_of_what_is_not_held(ask: Callable[..., Ran]) -> None:
    shape = ask("silence", "FRA", "--json", "--least", "0.9").json
    not_held = ask("silence", "Nigeria")
    unread = ask("silence", "Germany")

    assert {s["topic"] for s in shape["silent"] + shape["unclear"]} >= {"transparency"}
    assert "No text of Nigeria is in the base" in not_held.out
    assert "nothing is claimed" in unread.out
    assert ask("silence", "a", "--least", "0.3").code == 0


def test_developing_countries_are_compared_only_with_enough_texts(ask: Callable[..., Ran]) -> None:
    shape = ask("silence", "developing", "--json").json

    assert shape["enough"] is False
    assert "at least 20 are needed" in ask("silence", "developing").out


def test_agreement_counts_countries_regions_and_kinds(ask: Callable[..., Ran]) -> None:
    rows = ask("topics", "--agreement", "--json").json["topics"]

    assert rows[0]["topic"] in {"privacy", "data-protection"}
    assert (rows[0]["countries"], rows[0]["of_countries"]) == (2, 2)
    assert ask("topics", "--agreement").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("topics", "privaccy"), "privacy"),
        (("coverage", "--topic", "privaccy"), "privacy"),
        (("silence", "Kenia"), "Kenya (KEN)"),
        (("search", "offices", "--topic", "privaccy"), "privacy"),
        (("coverage", "--by", "country", "--group", "Kenia"), "Kenya (KEN)"),
        (("topics", "privacy", "--agreement"), "Leave out"),
    ],
)
def test_a_name_that_is_unknown_is_answered_with_the_closest(
    ask: Callable[..., Ran], arguments: tuple[str, ...], words: str
) -> None:
    told = ask(*arguments)

    assert told.code == 2
    assert words in told.err


def test_show_tells_the_topics_and_the_words_that_speak_for_them(ask: Callable[..., Ran]) -> None:
    told = ask("show", "a/art_1")
    shape = ask("show", "a/art_1", "--json").json["provision"]
    tags = {tag["topic"]: tag for tag in shape["tags"]}

    assert "Topics" in told.out
    assert "“privacy”" in told.out
    assert "privacy" in [shape["text"][a:b] for a, b in tags["privacy"]["spans"]]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "svg", "png", "html"])
@pytest.mark.parametrize(
    "view",
    [
        ("coverage", "--by", "region"),
        ("coverage", "--by", "year", "--topic", "privacy"),
        ("topics", "--agreement"),
        ("silence", "FRA"),
        ("silence", "Nigeria"),
        ("silence", "developing"),
    ],
)
def test_every_view_is_written_in_every_format(
    ask: Callable[..., Ran], tmp_path: Path, view: tuple[str, ...], suffix: str
) -> None:
    if suffix in ("png", "html") and view != ("coverage", "--by", "region"):
        pytest.skip("one view is enough for what SVG becomes")
    file = tmp_path / f"view.{suffix}"
    told = ask(*view, "--save", file, "--top", "4")
    begins = {
        "csv": "\ufefftopic,".encode(),
        "xlsx": b"PK",
        "svg": b"<svg",
        "png": b"\x89PNG",
        "html": b"<!DOCTYPE html>",
    }

    assert told.code == 0, told.err
    assert str(file) in told.out
    assert file.read_bytes().startswith(begins[suffix])
    assert [p.name for p in tmp_path.iterdir()] == [file.name]


def test_a_suffix_that_is_none_of_the_formats_is_refused(
    ask: Callable[..., Ran], tmp_path: Path
) -> None:
    told = ask("coverage", "--save", tmp_path / "view.pdf")

    assert told.code == 2
    assert ".csv, .xlsx, .svg" in told.err
    assert ask("topics", "--save", tmp_path / "view.csv").code == 2
    assert ask("coverage", "--save", tmp_path / "none" / "view.csv").code == 2


@pytest.mark.parametrize("suffix", ["ttl", "jsonld"])
def test_the_thesaurus_of_a_base_goes_out_as_skos(
    ask: Callable[..., Ran], tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"topics.{suffix}"
    told = ask("export", "skos", "--to", file, "--counts", "--json")
    graph = Graph().parse(file)

    assert told.json["concepts"] == TOPICS
    assert len(set(graph.subjects(RDF.type, SKOS.Concept)) & set(graph.objects(None, SKOS.broader)))
    assert ask("export", "skos", "--to", tmp_path / "topics.xml").code == 2


def test_a_judgement_on_a_tag_is_added_once_and_shown(
    topical: Path, ask: Callable[..., Ran], tmp_path: Path
) -> None:
    rows = [
        {"a": "a/art_2", "topic": "transparency", "relation": "about"},
        {"a": "a/art_2", "topic": "nothing", "relation": "about"},
        {"a": "a/art_2", "topic": "privacy", "b": "b/art_1", "relation": "none"},
        {"a": "a/art_1", "b": "b/art_1", "relation": "equal"},
    ]
    file = tmp_path / "decided.jsonl"
    file.write_text(
        "\n".join(json.dumps({**row, "by": "A. Reader", "when": WHEN}) for row in rows), "utf-8"
    )
    first = ask("add", "judgements", file, "--json")
    again = ask("add", "judgements", file)

    assert first.code == 1
    assert (first.json["added"], first.json["tags"]) == (2, 1)
    assert [f["line"] for f in first.json["failures"]] == [2, 3]
    assert "1 were held already" in again.out
    assert "A. Reader: about it" in " ".join(ask("show", "a/art_2").out.split())


def test_a_build_names_the_line_of_a_mistake_in_a_thesaurus(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Article 1\n\nOffices protect the privacy of all.\n", "utf-8")
    (tmp_path / "own.ttl").write_text("this is no turtle", "utf-8")
    told = run_comity(
        *("build", tmp_path / "a.txt", "--base", tmp_path / "base"),
        *("--thesaurus", tmp_path / "own.ttl"),
    )

    assert told.code == 2
    assert "own.ttl, line 1" in told.err
