"""Kinds of publishers, by their names."""

from __future__ import annotations

import csv

import pytest

from comity.topics.publishers import KINDS, publisher_kind
from tests.conftest import SHARED


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ministry of Waters", "government"),
        ("Министерство водных путей", "government"),
        ("وزارة المياه", "government"),
        ("水利管理局", "government"),
        ("Ministère des eaux", "government"),
        ("Lake Boats Ltd", "company"),
        ("University of the Hills", "academic"),
        ("Hills Foundation", "civil-society"),
        ("Association of Oar Makers", "association"),
        ("United Nations Office for Lakes", "international"),
        ("Department for Business and Enterprise", "government"),
        ("Ministère de l'Entreprise", "government"),
        ("Министерства водных путей", "government"),
        ("China Development Bank", "unknown"),
        ("ОЭСР", "international"),
        ("经济合作与发展组织", "international"),
        ("读书俱乐部", "unknown"),
        ("Ohio", "unknown"),
        ("Ohioan Poets", "unknown"),
        ("AlgorithmWatch, DE", "unknown"),
        ("Limitedless", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_name_tells_the_kind(name: str, kind: str) -> None:
    assert publisher_kind(name) == kind


def test_what_the_name_leaves_open_the_text_may_tell() -> None:
    assert publisher_kind("The Lakes", jurisdiction="international") == "international"
    assert publisher_kind("The Lakes", text_kind="law") == "government"
    assert publisher_kind("Ohio", jurisdiction="USA") == "government"
    assert publisher_kind("Dayton, OH", jurisdiction="USA") == "government"
    assert publisher_kind("Ohioan Poets", jurisdiction="USA") == "unknown"
    assert publisher_kind("The Lakes", text_kind="principles") == "unknown"


@pytest.mark.shared
def test_most_kinds_are_those_that_a_review_of_200_documents_states() -> None:
    same = {
        "Governmental Institution": "government",
        "Private Corporation": "company",
        "International Organization": "international",
        "Academic": "academic",
    }
    file = SHARED / "corpus" / "worldwide-ai-ethics" / "documents.csv"
    rows = [r for r in csv.DictReader(file.open(encoding="utf-8")) if r["institution_type"] in same]
    told = [(same[r["institution_type"]], publisher_kind(r["institution"])) for r in rows]
    named = [(stated, found) for stated, found in told if found in KINDS]

    assert len(rows) == 125
    assert len(named) >= 100
    assert sum(stated == found for stated, found in named) / len(named) >= 0.85
