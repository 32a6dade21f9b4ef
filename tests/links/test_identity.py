"""What speaks for and against two documents being one instrument, beside their words."""

from __future__ import annotations

import pytest

from comity.links.identity import MIN_TITLES, Facts, grounds, objections, title_likeness
from comity.records import DocumentId, Identity, WorkId


def facts(title: str = "", language: str = "en", **known: str) -> Facts:
    return Facts(
        Identity(id=DocumentId("d"), work_id=WorkId("d"), language=language, title=title, **known)
    )


def objected(a: Facts, b: Facts) -> set[str]:
    found = objections(a, b)
    assert set(found) == set(objections(b, a))
    return set(found)


ALIKE = [
    ("Code of the Lakes on Learning Machines", "The Code of the Lakes on learning machines"),
    ("Lake Council, Charter of Open Registers", "Charter of Open Registers"),
    (
        "Next-Generation AI Lake Rules",
        "Lake Rules for the next generation of artificial intelligence",
    ),
    ("NLO Register Framework 1.0", "Register Framework (NLO 1.0), National Lake Office"),
    ("湖泊人工智能治理原则", "湖泊人工智能治理原则（试行）"),
]
UNLIKE = [
    ("Lake Process Guiding Principles for Machines", "Lake Process Code of Conduct for Machines"),
    ("Principles", "Principles"),  # one word names nothing
    ("Act", "Charter of Open Registers"),
    ("", "Charter of Open Registers"),
    ("湖泊人工智能治理原则", "山区数据安全条例"),
]


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_titles_of_one_instrument_are_alike(a: str, b: str) -> None:
    language = "en" if a.isascii() else "zh"
    one, other = facts(a, language), facts(b, language)

    assert title_likeness(one, other) == title_likeness(other, one) >= MIN_TITLES
    assert "titles-alike" in grounds(one, other, title_likeness(one, other))


@pytest.mark.parametrize(("a", "b"), UNLIKE)
def test_titles_of_different_instruments_are_not(a: str, b: str) -> None:
    language = "en" if a.isascii() and b.isascii() else "zh"
    one, other = facts(a, language), facts(b, language)

    assert title_likeness(one, other) == title_likeness(other, one) < MIN_TITLES


@pytest.mark.parametrize(
    ("a", "b", "objection"),
    [
        ("Open Lakes Act of 2023", "Open Lakes Act of 2025", "years-differ"),
        ("H. 12 Open Lakes Act", "S. 14 Open Lakes Act", "numbers-differ"),
        ("Open Lakes Act, Part IV", "Open Lakes Act, Part VI", "numbers-differ"),
        ("Register Rules, version 1.1", "Register Rules, version 1.2", "numbers-differ"),
        ("第三号湖泊条例", "第四号湖泊条例", "numbers-differ"),
        ("قانون البحيرات رقم ١٢", "قانون البحيرات رقم ١٣", "numbers-differ"),
    ],
)
def test_another_number_or_year_in_the_title_is_another_instrument(
    a: str, b: str, objection: str
) -> None:
    assert objection in objected(facts(a), facts(b))


def test_a_title_that_leaves_its_number_out_is_not_another_instrument() -> None:
    assert not objected(facts("Order 14 on Open Lakes (2023)"), facts("Order on Open Lakes"))
    assert not objected(facts("Order 14 on Open Lakes (2023)"), facts("Order No. 14 on Open Lakes"))


def test_a_register_keeps_what_differs_at_different_addresses() -> None:
    one = facts(source_url="https://register.example/bills/hb-12")
    other = facts(source_url="https://register.example/bills/sb-14")

    assert objected(one, other) == {"listed-apart"}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.register.example/bills/HB-12/",
        "register.example/bills/hb-12",
        "http://register.example/bills/hb-12#part-3",
        "https://web.archive.org/web/2024/https://register.example/bills/hb-12",
    ],
)
def test_one_address_in_other_spellings_speaks_for_one_work(url: str) -> None:
    one, other = facts(source_url="https://register.example/bills/hb-12"), facts(source_url=url)

    assert "same-address" in grounds(one, other, 0.0)
    assert not objected(one, other)


def test_an_address_below_another_says_nothing() -> None:
    one = facts(source_url="https://register.example/bills/hb-12")
    other = facts(source_url="https://register.example/bills/hb-12/text")

    assert grounds(one, other, 0.0) == ()
    assert not objected(one, other)


@pytest.mark.parametrize(
    "url", ["", "https://register.example", "https://register.example/", "//", "[::"]
)
def test_a_bare_host_or_a_broken_address_says_nothing(url: str) -> None:
    assert grounds(facts(source_url=url), facts(source_url=url), 0.0) == ()


def test_parts_of_an_act_at_one_address_may_bear_their_own_numbers() -> None:
    address = "https://register.example/acts/7"
    one = facts("Lakes Act 2023, Section 15", source_url=address)
    other = facts("Lakes Act 2023, Title IX", source_url=address)

    assert not objected(one, other)
    assert objected(one, facts("Lakes Act 2021, Title IX", source_url=address)) == {"years-differ"}


def test_another_country_or_another_body_in_another_year_took_the_text_over() -> None:
    one = facts(jurisdiction="KEN", publisher="Assembly of the Lakes", date="2019-05-22")
    other = facts(jurisdiction="FRA", publisher="Hill Office", date="2021")

    assert objected(one, other) == {"other-jurisdiction", "other-body"}
    assert not objected(one, facts(jurisdiction="international", date="2021"))
    assert not objected(one, facts(publisher="Hill Office", date="2019"))
    assert not objected(one, facts(publisher="AL", date="2021"))  # an abbreviation of it
