"""The examples as comity reads them: languages, structure, and the relations they were given."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

import pytest

from comity.documents import find_sources, read_source
from comity.links import link_units
from comity.provisions import split_provisions
from comity.records import Document, Split
from comity.text.language import detect_language
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
RELATIONS = {"taken over": {"verbatim"}, "amended": {"adapted"}}


@cache
def examples() -> dict[str, tuple[Document, Split]]:
    """Every document of the examples with its split, by id; nothing may fail."""
    found = find_sources([EXAMPLES / "texts"])
    readings = [read_source(source) for source in found.sources]
    failures = [*found.failures, *chain.from_iterable(r.failures for r in readings)]
    assert failures == []
    documents = chain.from_iterable(reading.documents for reading in readings)
    return {d.id: (d, split_provisions(d)) for d in documents}


@cache
def links() -> dict[tuple[str, str], str]:
    """The relation of every link among the examples, by source and target."""
    units = [p for _, split in examples().values() for p in split.provisions if p.linkable]
    linked = link_units(
        [p.id for p in units],
        [p.work_id for p in units],
        [p.language for p in units],
        [p.text for p in units],
    )
    return {(row["source"], row["target"]): row["relation"] for row in linked.table.to_pylist()}


def intended() -> list[tuple[str, str, str]]:
    """The rows of the README's table: what is intended, and the two provisions."""
    rows = re.findall(
        r"^\| (taken over|amended|opposed) \| `([^`]+)` \| `([^`]+)` \|",
        (EXAMPLES / "README.md").read_text("utf-8"),
        re.MULTILINE,
    )
    return [(kind, one, other) for kind, one, other in rows]


def eids(document: str, pattern: str) -> list[str]:
    """The eIds of a document's provisions that match a pattern whole, in reading order."""
    _, split = examples()[document]
    return [p.eid for p in split.provisions if re.fullmatch(pattern, p.eid)]


def numbered(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def test_every_source_becomes_its_documents() -> None:
    by_format = [document.format for document, _ in examples().values()]

    assert {name: by_format.count(name) for name in by_format} == {
        "txt": 4,
        "html": 4,
        "md": 3,
        "docx": 2,
        "odt": 1,
        "rtf": 1,
        "akn": 1,
        "pdf": 1,
        "listing": 4,
        "csv": 2,
    }


def test_the_language_that_is_detected_is_the_one_the_catalogue_states() -> None:
    for document, _ in examples().values():
        detected, _ = detect_language(document.text)
        assert detected == document.language, document.id


@pytest.mark.parametrize(
    ("document", "pattern", "expected"),
    [
        ("harbour-convention-2024.en", r"art_\d+", numbered("art_", 17)),
        ("harbour-convention-2024.fr", r"art_\d+", numbered("art_", 17)),
        (
            "harbour-convention-2024.en",
            r"chp_\w+",
            ["chp_I", "chp_II", "chp_III", "chp_IV", "chp_V"],
        ),
        ("lagoons-charter-2025.fr", r"art_\d+", numbered("art_", 8)),
        ("river-resolution-2024.en", r"para_\d+", numbered("para_", 10)),
        ("river-resolution-2024.es", r"para_\d+", numbered("para_", 10)),
        ("puerto-claro-declaration-2025.es", r"para_\d+", numbered("para_", 8)),
        (
            "meridian-principles-2023.en",
            r"sec_\d\.\d",
            [*numbered("sec_1.", 5), *numbered("sec_2.", 5)],
        ),
        (
            "aldermark-act-2025.en",
            r"sec_\d+",
            [*numbered("sec_10", 3), *numbered("sec_20", 3), *numbered("sec_30", 4)],
        ),
        ("yunxi-measures-2025.zh", r"art_\d+", numbered("art_", 16)),
        ("yunxi-measures-2025.zh", r"art_6__point_\d", numbered("art_6__point_", 3)),
        ("harbour-initiative-2024.zh", r"para_\d+", numbered("para_", 7)),
        ("northern-havens-strategy-2024.ru", r"art_\d+", numbered("art_", 9)),
        ("northern-havens-strategy-2024.ru", r"sec_\w+", ["sec_I", "sec_II", "sec_III", "sec_IV"]),
        ("northern-havens-recommendation-2025.ru", r"para_\d+", numbered("para_", 6)),
        ("oases-charter-2024.ar", r"art_\d+", numbered("art_", 11)),
        (
            "oases-charter-2024.ar",
            r"art_4__point_\w",
            ["art_4__point_a", "art_4__point_b", "art_4__point_c"],
        ),
        ("oases-guidance-2025.ar", r"principle_\d", numbered("principle_", 6)),
        ("lighthouse-code-2026.es", r"art_\d", numbered("art_", 3)),
        ("lighthouse-code-2026.es", r"art_3__mod_1__art_\d", ["art_3__mod_1__art_7"]),
        ("tramway-rules-2026.fr", r"para_\d", numbered("para_", 4)),
        (
            "tramway-rules-2026.fr",
            r"para_3__point_\w",
            ["para_3__point_a", "para_3__point_b"],
        ),
        ("olkhovye-guidance-2026.ru", r"para_\d", numbered("para_", 3)),
        (
            "olkhovye-guidance-2026.ru",
            r"para_2__point_\w",
            ["para_2__point_a", "para_2__point_b"],
        ),
        ("night-students-pledge", r"para_\d", numbered("para_", 4)),
        ("toolmakers-code", r"para_\d", numbered("para_", 4)),
    ],
)
def test_the_structure_of_an_example_comes_out(
    document: str, pattern: str, expected: list[str]
) -> None:
    assert eids(document, pattern) == expected


@pytest.mark.parametrize(
    ("one", "other", "numbered_units"),
    [
        ("harbour-convention-2024.en", "harbour-convention-2024.fr", r"(art|chp)_.*"),
        ("river-resolution-2024.en", "river-resolution-2024.es", r"para_.*"),
    ],
)
def test_two_languages_of_a_work_carry_the_same_eids(
    one: str, other: str, numbered_units: str
) -> None:
    assert eids(one, numbered_units) == eids(other, numbered_units)


def test_every_provision_quotes_its_document_exactly() -> None:
    for document, split in examples().values():
        for provision in split.provisions:
            assert provision.span.of(document.text) == provision.text


def test_menus_page_headers_and_page_numbers_are_gone() -> None:
    for name, gone in [
        ("harbour-convention-2024.en", "Contact the Secretariat"),
        ("lagoons-charter-2025.fr", "Mentions légales"),
        ("puerto-claro-declaration-2025.es", "Suscribirse"),
        ("oases-guidance-2025.ar", "اتصل بنا"),
        ("meridian-principles-2023.en", "\n2\n"),
    ]:
        assert gone not in examples()[name][0].text, name
    header = "Meridian Institute for Public Technology"
    assert examples()["meridian-principles-2023.en"][0].text.count(header) == 1  # its by-line


def test_words_that_the_pdf_breaks_at_a_line_end_are_whole() -> None:
    text = examples()["meridian-principles-2023.en"][0].text

    assert "in which circumstances it fails" in text.replace("\n", " ")


def test_footnotes_stay_apart_and_are_not_linked() -> None:
    for name in ("meridian-principles-2023.en", "river-resolution-2024.en"):
        notes = [p for p in examples()[name][1].provisions if p.kind == "authorialNote"]

        assert [note.linkable for note in notes] == [False], name


def test_the_contents_page_of_the_act_is_left_out() -> None:
    document, split = examples()["aldermark-act-2025.en"]

    assert ["TABLE OF CONTENTS" in left.span.of(document.text) for left in split.left_out] == [True]


def test_a_quoted_passage_keeps_who_published_it_and_when() -> None:
    listed = {
        document.title: (document.publisher, document.date)
        for document, _ in examples().values()
        if document.format == "listing"
    }

    assert listed == {
        "Harbour Convention on Cooperation in Artificial Intelligence": (
            "Harbour States Forum",
            "2024-06-14",
        ),
        "Statement on Counting Together": ("Council of Southern Observatories", "2024-09-02"),
        "Meridian Principles for Artificial Intelligence": (
            "Meridian Institute for Public Technology",
            "2023-03",
        ),
        "Notes for Authors of Rankings": ("Bureau of Quick Comparisons", "2025-01-20"),
    }


def test_the_table_of_intended_relations_has_every_kind_in_every_language() -> None:
    languages = {examples()[one.split("/")[0]][0].language for _, one, _ in intended()}

    assert languages == {"ar", "en", "es", "fr", "ru", "zh"}
    assert {kind for kind, _, _ in intended()} == {"taken over", "amended", "opposed"}


@pytest.mark.parametrize(("kind", "one", "other"), intended())
def test_an_intended_relation_is_found_in_both_directions(kind: str, one: str, other: str) -> None:
    relations = {links()[one, other], links()[other, one]}

    assert len(relations) == 1
    assert relations <= RELATIONS.get(kind, relations)


def test_no_link_joins_two_languages_of_one_work() -> None:
    works = {id_: document.work_id for id_, (document, _) in examples().items()}

    assert [
        pair for pair in links() if works[pair[0].split("/")[0]] == works[pair[1].split("/")[0]]
    ] == []
