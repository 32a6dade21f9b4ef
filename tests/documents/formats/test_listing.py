from __future__ import annotations

import pytest

from comity.documents.formats.listing import read_listing
from comity.documents.limits import Limits
from comity.errors import FormatError, NoTextError
from tests.conftest import SHARED

PAGE = """Share what is measured.

States should publish what they measure.

Principle: Harbour Convention, June 14, 2024

Published by Harbour States Forum

Related Principles

Let those who are measured see the measure.

Published by Institute for Life in Cities in Statement on Counting, September 2024

A second passage.

Published by Harbour States Forum in Harbour Convention, June 14, 2024
"""


def test_each_named_source_holds_every_passage_quoted_from_it() -> None:
    first, second = read_listing(PAGE.encode(), Limits())

    assert (first.title, first.publisher, first.date) == (
        *("Harbour Convention", "Harbour States Forum", "2024-06-14"),
    )
    assert [b.span.of(first.content.text) for b in first.content.blocks] == [
        "Share what is measured.\n\nStates should publish what they measure.",
        "A second passage.",
    ]
    assert {b.kind for b in first.content.blocks} == {"unit"}
    assert second.date == "2024-09"


def test_the_word_in_within_a_publisher_or_title_is_told_apart() -> None:
    _, second = read_listing(PAGE.encode(), Limits())

    assert second.publisher == "Institute for Life"
    assert [n.code for n in second.content.notices] == ["attribution-unclear"]


def test_a_known_title_settles_where_the_publisher_ends() -> None:
    page = (
        "One.\n\nPrinciple: Charter of Trust in Machines, 2024\n\nTwo.\n\n"
        "Published by Institute for Life in Cities in Charter of Trust in Machines, 2024\n"
    )
    (_, second) = read_listing(page.encode(), Limits())

    assert (second.publisher, second.title) == (
        *("Institute for Life in Cities", "Charter of Trust in Machines"),
    )


def test_a_comma_in_a_title_is_not_taken_for_the_date() -> None:
    page = "One.\n\nPublished by Forum in Cities, Ports and Machines, May 2, 2024\n"
    (quoted,) = read_listing(page.encode(), Limits())

    assert (quoted.title, quoted.date) == ("Cities, Ports and Machines", "2024-05-02")


def test_an_attribution_without_date_leaves_the_date_empty() -> None:
    (quoted,) = read_listing(b"One.\n\nPublished by Forum in Charter\n", Limits())

    assert quoted.date == ""


def test_what_stands_above_a_rule_belongs_to_the_page() -> None:
    page = "Principles of ports\n\nA note.\n\n---\n\nOne.\n\nPublished by Forum in Charter, 2024\n"
    (quoted,) = read_listing(page.encode(), Limits())

    assert quoted.content.text == "One.\n"
    assert [r.reason for r in quoted.content.removed] == [
        *("page heading", "page heading", "attribution"),
    ]


@pytest.mark.parametrize(
    "page", ["", "Only a passage.", "One.\n\nPublished by A in B, 2024\n\nAnd then?"]
)
def test_a_passage_without_attribution_is_named(page: str) -> None:
    with pytest.raises((FormatError, NoTextError), match=r"attribution|empty"):
        read_listing(page.encode(), Limits())


@pytest.mark.shared
def test_the_seed_page_holds_six_passages_of_five_documents() -> None:
    path = SHARED / "corpus" / "seed" / "international-cooperation.listing.txt"
    quoted = read_listing(path.read_bytes(), Limits())

    assert [len(q.content.blocks) for q in quoted] == [2, 1, 1, 1, 1]
    assert [q.date for q in quoted] == [
        *("2023-10-18", "2024-03-03", "2019-06-09", "2019-06-17", "2019-05-22"),
    ]
    assert all(q.publisher for q in quoted)
    # The G20 repeats the passage of the OECD word for word.
    assert quoted[2].content.text == quoted[4].content.text
