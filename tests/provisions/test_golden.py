"""Facts about real texts: numbers of articles, recitals and the like, checked by hand.

Source: `corpus/instruments/README.md` and the instruments themselves.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from comity.documents import find_sources, read_source
from comity.provisions import split_provisions
from comity.records import Document, Split
from tests.conftest import SHARED
from tests.provisions.make import linkable
from tests.provisions.test_properties import check

pytestmark = pytest.mark.shared

INSTRUMENTS = SHARED / "corpus" / "instruments"
AGORA = SHARED / "corpus" / "agora" / "fulltext"


@functools.lru_cache(maxsize=8)
def read(name: str) -> tuple[Document, Split]:
    """A file of the corpus as document and provisions."""
    path: Path = AGORA / f"{name}.txt" if name.isdigit() else INSTRUMENTS / name
    (source,) = find_sources([path]).sources
    (document,) = read_source(source).documents
    return document, split_provisions(document)


def matching(name: str, pattern: str) -> list[str]:
    return [p.eid for p in read(name)[1].provisions if re.fullmatch(pattern, p.eid)]


def uncut(name: str) -> set[str]:
    """Cuts depend on the length of a sentence, so they are left aside between languages."""
    return {p.eid for p in read(name)[1].provisions if p.kind != "cut"}


@pytest.mark.parametrize(
    "name", ["eu-ai-act-2024.en.html", "eu-ai-act-2024.fr.html", "eu-ai-act-2024-oj.en.pdf"]
)
def test_the_ai_act_has_180_recitals_113_articles_and_13_annexes(name: str) -> None:
    assert matching(name, r"rec_\d+") == [f"rec_{n}" for n in range(1, 181)]
    assert matching(name, r"art_\d+") == [f"art_{n}" for n in range(1, 114)]
    assert len(matching(name, r"annex_[IVX]+")) == 13
    assert len(matching(name, r"chp_[IVX]+")) == 13


def test_the_eids_of_the_ai_act_are_the_same_in_english_and_french() -> None:
    assert uncut("eu-ai-act-2024.en.html") == uncut("eu-ai-act-2024.fr.html")


def test_the_printed_ai_act_has_the_eids_of_its_web_page() -> None:
    page, print_ = uncut("eu-ai-act-2024.en.html"), uncut("eu-ai-act-2024-oj.en.pdf")

    assert len(page & print_) / len(page | print_) > 0.98


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_framework_convention_has_36_articles(language: str) -> None:
    name = f"coe-framework-convention-ai-2024.{language}.pdf"

    assert matching(name, r"art_\d+") == [f"art_{n}" for n in range(1, 37)]
    assert len(matching(name, r"chp_[IVX]+")) == 8


def test_the_unesco_recommendation_has_141_paragraphs() -> None:
    name = "unesco-recommendation-ethics-ai-2021.en.pdf"

    assert matching(name, r"para_\d+") == [f"para_{n}" for n in range(1, 142)]


def test_resolution_78_265_has_13_operative_paragraphs_in_both_languages() -> None:
    english, spanish = "unga-res-78-265-2024.en.pdf", "unga-res-78-265-2024.es.pdf"
    points = r"para_\d+(__point_[a-z])?"

    assert matching(english, r"para_\d+") == [f"para_{n}" for n in range(1, 14)]
    assert matching(english, points) == matching(spanish, points)
    assert "para_6__point_q" in matching(spanish, points)


@pytest.mark.parametrize(
    ("chinese", "english", "articles"),
    [
        ("china-genai-interim-measures-2023.zh.html", "1137", 24),
        ("china-algorithm-recommendation-provisions-2021.zh.md", "266", 35),
        ("china-shenzhen-ai-industry-regulations-2022.zh.md", "1064", 73),
    ],
)
def test_chinese_texts_and_their_translations_have_the_same_articles(
    chinese: str, english: str, articles: int
) -> None:
    expected = [f"art_{n}" for n in range(1, articles + 1)]

    assert matching(chinese, r"art_\d+") == expected
    assert matching(english, r"art_\d+") == expected


def test_the_risk_management_framework_has_72_subcategories() -> None:
    document, split = read("us-nist-ai-rmf-1.0-2023.en.pdf")
    found = [
        p for p in split.provisions if re.fullmatch(r"(GOVERN|MAP|MEASURE|MANAGE) \d\.\d+", p.label)
    ]

    assert len(found) == 72
    assert document.format == "pdf"


def test_the_oecd_and_the_g20_have_the_same_ten_principles() -> None:
    def ten(name: str) -> list[tuple[str, str, str]]:
        provisions = read(name)[1].provisions
        return [(p.eid, p.label, p.kind) for p in provisions if re.fullmatch(r"[12]\.\d", p.label)]

    assert ten("oecd-recommendation-ai-2024.en.pdf") == ten("1771")
    assert [label for _, label, _ in ten("1771")] == [
        f"{section}.{n}" for section in (1, 2) for n in range(1, 6)
    ]


def test_the_seed_page_gives_six_whole_provisions() -> None:
    (source,) = find_sources([SHARED / "corpus" / "seed"]).sources
    splits = [split_provisions(document) for document in read_source(source).documents]

    assert len(splits) == 5
    assert sum(len(linkable(split)) for split in splits) == 6
    assert sorted(p.label for split in splits for p in split.provisions) == [
        "",
        "",
        "(preamble)",
        "2.5",
        "2.5",
        "7.",
    ]


def test_every_statement_of_a_table_is_one_provision() -> None:
    (source,) = find_sources([SHARED / "corpus" / "worldwide-ai-ethics"]).sources
    splits = [split_provisions(document) for document in read_source(source).documents]

    assert (len(splits), sum(len(split.provisions) for split in splits)) == (200, 1458)


def test_splits_of_all_agora_texts_keep_their_promises() -> None:
    for source in find_sources([AGORA]).sources:
        for document in read_source(source).documents:
            check(document, split_provisions(document))
