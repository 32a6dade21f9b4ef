"""Facts about bills, laws, treaties and resolutions, counted in the texts themselves.

Sources: `corpus/instruments` and `corpus/agora/fulltext`. Each text was read
(web pages and plain text as they are, PDF with `pdftotext -layout`), and its
parts were counted with grep and awk, without comity. November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from comity.records import Provision
from tests.provisions.test_golden import matching, read, uncut

pytestmark = pytest.mark.shared

PERU = "peru-ds-115-2025-ai-regulation.es.md"
DRAFT = "spain-draft-law-ai-governance-2025.es.pdf"
JUDICIARY = "spain-cgpj-instruction-2-2026-ai.es.pdf"
ORDER = "us-eo-14110-2023.en.pdf"
PARLIAMENT = "ep-resolution-copyright-genai-2026.es.pdf"
REPORT = "coe-framework-convention-ai-explanatory-report-2024.en.pdf"
CONVENTION, UNITED_KINGDOM, CANADA, LIABILITY = "1379", "1109", "1394", "1072"
OFFICE, TURKEY, ETHICS_REVIEWS, SYNTHESIS = "1074", "2038", "2263", "36"
COLORADO, TEXAS, NEW_YORK, CALIFORNIA = "1376", "2097", "1782", "1163"
NEW_MEXICO, NORTH_CAROLINA, FEDERAL, DUBAI = "1435", "1437", "2425", "1773"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def provision(name: str, eid: str) -> Provision:
    """The provision with this eId; the test fails with its name when there is none."""
    found = [p for p in read(name)[1].provisions if p.eid == eid]
    assert found, f"{name} has no {eid}"
    return found[0]


def series(prefix: str, members: Iterable[object]) -> list[str]:
    return [f"{prefix}{member}" for member in members]


def children(name: str, eid: str, pattern: str) -> list[str]:
    """What a provision holds, as the part of the eId behind its own."""
    return [e[len(eid) + 2 :] for e in matching(name, rf"{re.escape(eid)}__{pattern}")]


def below(name: str, eid: str, ancestor: str) -> bool:
    """Whether the span of one provision lies within another's."""
    return provision(name, ancestor).span.holds(provision(name, eid).span)


# -- Peru: a decree that approves a regulation -----------------------------------------------


def test_the_peruvian_decree_has_ten_reasons_four_articles_and_a_regulation_of_36() -> None:
    assert matching(PERU, r"rec_\d+") == series("rec_", range(1, 11))
    assert matching(PERU, r"cit_\d+") == ["cit_1"]
    assert matching(PERU, r"art_\d+") == series("art_", range(1, 37))
    assert matching(PERU, r"art_\d+_2") == [f"art_{n}_2" for n in range(1, 5)]
    assert len(matching(PERU, r"title_[IVX]+")) == 6
    assert len(matching(PERU, r"title_[IVX]+__chp_[IVX]+")) == 5


def test_peru_has_closing_provisions_numbered_in_words() -> None:
    assert matching(PERU, r"disp_final_\d") == series("disp_final_", range(1, 7))
    assert [provision(PERU, f"disp_final_{n}").label for n in (1, 6)] == ["PRIMERA", "SEXTA"]
    assert provision(PERU, "disp_derogatoria_1").label == "ÚNICA"
    assert not below(PERU, "disp_final_1", "title_VI")


@pytest.mark.parametrize(
    ("article", "last"), [("2", "c"), ("5", "l"), ("6", "j"), ("7", "l"), ("8", "k"), ("35", "c")]
)
def test_the_articles_of_peru_have_lettered_points(article: str, last: str) -> None:
    letters = LETTERS[: LETTERS.index(last) + 1]

    assert children(PERU, f"art_{article}", r"point_[a-z]") == series("point_", letters)


def test_the_articles_of_peru_have_decimal_paragraphs() -> None:
    assert children(PERU, "art_28", r"para_28\.\d+") == series("para_28.", range(1, 12))
    assert children(PERU, "art_9", r"para_9\.\d+") == series("para_9.", range(1, 9))
    # The source skips c) and d).
    assert children(PERU, "art_24__para_24.1", r"point_[a-z]") == series("point_", "abefghij")


# -- Spain: a draft law and an instruction numbered in words -----------------------------------


def test_the_spanish_draft_law_has_37_articles_six_dispositions_and_an_annex() -> None:
    assert matching(DRAFT, r"art_\d+") == series("art_", range(1, 38))
    assert matching(DRAFT, r"chp_[IVX]+") == series("chp_", ("I", "II", "III", "IV"))
    assert matching(DRAFT, r"disp_[a-z]+_\d") == [
        "disp_adicional_1",
        "disp_adicional_2",
        *series("disp_final_", range(1, 5)),
    ]
    assert matching(DRAFT, "annex_I") == ["annex_I"]


@pytest.mark.parametrize(
    ("article", "paragraphs"), [("3", 3), ("9", 3), ("28", 3), ("29", 6), ("30", 4), ("31", 8),
                                ("35", 4), ("37", 2)]
)  # fmt: skip
def test_the_articles_of_the_draft_law_have_numbered_paragraphs(
    article: str, paragraphs: int
) -> None:
    expected = series("para_", range(1, paragraphs + 1))

    assert children(DRAFT, f"art_{article}", r"para_\d+") == expected


def test_the_instruction_of_the_spanish_judiciary_has_fourteen_sections() -> None:
    assert matching(JUDICIARY, r"sec_\d+") == series("sec_", range(1, 15))
    assert provision(JUDICIARY, "sec_1").label == "Primero"
    assert provision(JUDICIARY, "sec_14").label == "Decimocuarto"
    for section, paragraphs in ((1, 2), (5, 3), (6, 4), (7, 4), (9, 3), (10, 4)):
        expected = series("para_", range(1, paragraphs + 1))
        assert children(JUDICIARY, f"sec_{section}", r"para_\d+") == expected
    for section, last in ((3, "g"), (4, "i"), (6, "d"), (8, "f")):
        points = matching(JUDICIARY, rf"sec_{section}__(?:para_\d__)?point_[a-z]")
        assert [e[-1] for e in points] == list(LETTERS[: LETTERS.index(last) + 1])


# -- Resolutions and a report --------------------------------------------------------------------


def test_resolution_78_311_has_15_preambular_and_15_operative_paragraphs() -> None:
    name = "unga-res-78-311-2024.en.pdf"

    assert matching(name, r"preamble__para_\d+") == series("preamble__para_", range(1, 16))
    assert matching(name, r"para_\d+") == series("para_", range(1, 16))


def test_the_three_texts_of_resolution_78_265_have_the_same_preamble() -> None:
    names = ("unga-res-78-265-2024.en.pdf", "unga-res-78-265-2024.es.pdf", "1152")

    assert [len(matching(name, r"preamble__para_\d+")) for name in names] == [9, 9, 9]


def test_the_resolution_of_the_european_parliament_has_32_citations_and_35_recitals() -> None:
    letters = [*LETTERS.upper(), *(f"A{letter}" for letter in "ABCDEFGHI")]

    assert matching(PARLIAMENT, r"cit_\d+") == series("cit_", range(1, 33))
    assert matching(PARLIAMENT, r"rec_[A-Z]+") == series("rec_", letters)
    assert matching(PARLIAMENT, r"para_\d+") == series("para_", range(1, 30))


def test_the_explanatory_report_has_170_paragraphs_under_the_36_articles() -> None:
    numbers = [
        int(p.label.rstrip("."))
        for p in read(REPORT)[1].provisions
        if re.fullmatch(r"\d+\.", p.label) and re.fullmatch(r"(?:art_\d+__)?para_\d+", p.eid)
    ]

    assert matching(REPORT, r"art_\d+") == series("art_", range(1, 37))
    assert matching(REPORT, r"chp_[IVX]+") == series(
        "chp_", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
    )
    assert numbers == list(range(1, 171))
    for article, paragraph in ((1, 12), (3, 36), (14, 95), (23, 129), (36, 170)):
        assert below(REPORT, f"art_{article}__para_{paragraph}", f"art_{article}")


def test_three_lists_that_count_from_one_stand_inside_paragraph_39_of_the_report() -> None:
    inside = provision(REPORT, "art_4__para_39")
    labels = [
        p.label
        for p in read(REPORT)[1].provisions
        if p.eid != inside.eid and inside.span.holds(p.span) and p.label
    ]

    assert labels == [f"{n}." for last in (8, 10, 7) for n in range(1, last + 1)]
    assert not inside.span.holds(provision(REPORT, "art_4__para_40").span)


def test_the_plain_text_of_the_convention_has_the_articles_of_the_print() -> None:
    assert matching(CONVENTION, r"art_\d+") == series("art_", range(1, 37))
    assert below(CONVENTION, "art_16", "chp_V")  # on the line of its chapter
    assert children(CONVENTION, "art_16__para_2", r"point_[a-z]") == series("point_", "abcdefg")
    printed = {e for e in uncut("coe-framework-convention-ai-2024.en.pdf") if e.startswith("art_")}
    plain = {e for e in uncut(CONVENTION) if e.startswith("art_")}
    # The print sets two paragraphs in below point b; plain text cannot say so.
    assert {e.split("__")[0] for e in printed ^ plain} == {"art_3", "art_36"}


# -- European Union -------------------------------------------------------------------------------


def test_the_proposed_liability_directive_has_nine_articles_though_five_are_glued() -> None:
    assert matching(LIABILITY, r"art_\d") == series("art_", range(1, 10))
    assert provision(LIABILITY, "art_3").heading.startswith("Disclosure")
    assert children(LIABILITY, "art_2", r"point_\d+") == series("point_", range(1, 10))
    assert children(LIABILITY, "art_2__point_6", r"point_[a-z]") == series("point_", "abc")


def test_the_decision_on_the_ai_office_has_eight_recitals_and_eight_articles() -> None:
    assert matching(OFFICE, r"rec_\d+") == series("rec_", range(1, 9))
    assert matching(OFFICE, r"cit_\d+") == ["cit_1"]
    assert matching(OFFICE, r"art_\d+") == series("art_", range(1, 9))
    assert children(OFFICE, "art_3__para_1", r"point_[a-z]") == series("point_", "abcdef")
    assert children(OFFICE, "art_3__para_2", r"point_[a-z]") == series("point_", "abcdefghi")


# -- United Kingdom, Canada, Türkiye, Dubai, China -------------------------------------------


def test_the_bill_of_the_lords_has_nine_sections_whose_paragraphs_are_cited_by_section() -> None:
    bill = UNITED_KINGDOM

    assert matching(bill, r"sec_\d") == series("sec_", range(1, 10))
    assert matching(bill, r"para_\d+") == []
    for section, paragraphs in ((1, 3), (2, 2), (3, 3), (4, 3), (5, 2), (7, 2), (8, 5), (9, 3)):
        expected = series("para_", range(1, paragraphs + 1))
        assert children(bill, f"sec_{section}", r"para_\d") == expected
    assert children(bill, "sec_1__para_2", r"point_[a-z]") == series("point_", "abcdefghijk")
    # (iii), (iv) and (v) stand in one paragraph.
    assert children(bill, "sec_2__para_1__point_a", r"point_[ivx]+") == series(
        "point_", ("i", "ii", "iii", "iv", "v")
    )
    assert provision(bill, "sec_4__para_2__point_iv").text.startswith("“(iv)")


def test_the_canadian_act_has_41_sections_headed_by_the_notes_above_them() -> None:
    assert matching(CANADA, r"(?:sec|para)_\d+") == series("sec_", range(1, 42))
    assert matching(CANADA, r"part_\d") == series("part_", range(1, 5))
    for section, paragraphs in ((3, 3), (10, 2), (15, 5), (25, 3), (29, 4), (30, 5), (35, 3)):
        expected = series("para_", range(1, paragraphs + 1))
        assert children(CANADA, f"sec_{section}", r"para_\d") == expected
    assert children(CANADA, "sec_4", r"point_[a-z]") == series("point_", "ab")
    section, subsection = provision(CANADA, "sec_15"), provision(CANADA, "sec_15__para_5")
    assert (section.label, section.heading) == ("15", "Audit")
    assert (subsection.label, subsection.heading) == ("(5)", "Cost")
    assert below(CANADA, "sec_40", "part_2")


def test_the_turkish_proposal_has_eight_articles_with_their_titles_above() -> None:
    assert matching(TURKEY, r"art_\d") == series("art_", range(1, 9))
    assert all(provision(TURKEY, f"art_{n}").heading for n in range(1, 9))
    assert provision(TURKEY, "art_2").heading == "Definitions"
    assert provision(TURKEY, "art_2").text.startswith("Definitions")


def test_the_regulation_of_dubai_numbers_by_decimals() -> None:
    assert matching(DUBAI, r"sec_10\.\d(?:\.\d)?") == series(
        "sec_",
        ("10.1", "10.1.1", "10.2", "10.2.1", "10.2.2", "10.3", *series("10.3.", range(1, 6))),
    )
    assert children(DUBAI, "sec_10.2.2", r"point_[a-z]") == series("point_", "abcdefgh")
    assert len(children(DUBAI, "sec_10.2.2__point_g", r"point_[ivx]+")) == 7


def test_the_chinese_measures_on_ethics_reviews_have_56_articles_and_an_appendix() -> None:
    assert matching(ETHICS_REVIEWS, r"art_\d+") == series("art_", range(1, 57))
    assert matching(ETHICS_REVIEWS, r"chp_\d") == series("chp_", range(1, 6))
    assert matching(ETHICS_REVIEWS, r"chp_3__sec_\d") == series("chp_3__sec_", range(1, 6))
    for article, points in ((2, 4), (5, 7), (8, 6), (9, 6), (15, 7), (24, 4), (47, 6), (48, 3)):
        expected = series("point_", range(1, points + 1))
        assert children(ETHICS_REVIEWS, f"art_{article}", r"point_\d") == expected
    assert matching(ETHICS_REVIEWS, "appendix") == ["appendix"]
    assert not below(ETHICS_REVIEWS, "appendix", "chp_5")


def test_the_chinese_provisions_on_deep_synthesis_have_25_articles_in_five_chapters() -> None:
    assert matching(SYNTHESIS, r"art_\d+") == series("art_", range(1, 26))
    assert matching(SYNTHESIS, r"chp_[IVX]+") == series("chp_", ("I", "II", "III", "IV", "V"))
    for article, chapter in ((5, "I"), (13, "II"), (18, "III"), (22, "IV"), (25, "V")):
        assert below(SYNTHESIS, f"art_{article}", f"chp_{chapter}")


# -- United States ---------------------------------------------------------------------------------


def test_executive_order_14110_has_13_sections_and_17_parts_of_sections() -> None:
    parts = [
        *series("4.", range(1, 9)),
        *series("5.", range(1, 4)),
        *series("7.", range(1, 4)),
        *series("10.", range(1, 3)),
    ]
    assert matching(ORDER, r"sec_\d+") == series("sec_", range(1, 14))
    assert matching(ORDER, r"sec_\d+\.\d") == series("sec_", parts)
    assert [p for p in parts if not below(ORDER, f"sec_{p}", f"sec_{p.split('.')[0]}")] == []


def test_the_order_has_33_definitions_and_29_members_of_its_council() -> None:
    terms = [*LETTERS, *(letter * 2 for letter in "abcdefg")]

    assert children(ORDER, "sec_3", r"subsec_[a-z]+") == series("subsec_", terms)
    assert len(children(ORDER, "sec_12__subsec_c", r"cl_[ivx]+")) == 29


def test_the_first_subsection_of_a_section_of_the_order_is_found_behind_its_heading() -> None:
    for section in ("4.1", "4.2", "5.1", "5.3", "6", "7.1", "9", "10.1", "11", "12", "13"):
        found = children(ORDER, f"sec_{section}", r"subsec_[a-z]+")
        assert found[:2] == ["subsec_a", "subsec_b"], section
        assert provision(ORDER, f"sec_{section}").heading


def test_the_act_of_colorado_adds_seven_sections_to_the_revised_statutes() -> None:
    added = [f"sec_6-1-{n}" for n in range(1701, 1708)]

    assert matching(COLORADO, r"sec_\d") == series("sec_", range(1, 4))
    assert matching(COLORADO, r"sec_6-1-\d+") == [*added, "sec_6-1-105"]
    assert all(below(COLORADO, eid, "sec_1__part_17") for eid in added)
    assert below(COLORADO, "sec_6-1-105", "sec_2")
    assert provision(COLORADO, "sec_6-1-1707").heading == "Rules"


def test_the_bill_of_texas_adds_three_chapters_and_changes_three_sections() -> None:
    new = {
        551: (1, 2, 3, 4, 51, 52, 53, 54, 56, 58, 61, *range(101, 109), 151, 152),
        552: (1, 51, 52, 53, 101, 102),
        553: (1, 2, 3, 4, 101, 102, 103),
    }
    expected = [f"sec_{chapter}.{n:03}" for chapter, numbers in new.items() for n in numbers]

    assert matching(TEXAS, r"sec_\d") == series("sec_", range(1, 10))
    assert matching(TEXAS, r"sec_55\d\.\d+") == expected
    assert all(below(TEXAS, eid, "sec_2__subtitle_D") for eid in expected)
    for eid, section in (("541.104", 4), ("325.011", 5), ("2054.0965", 7)):
        assert below(TEXAS, f"sec_{eid}", f"sec_{section}")
    assert children(TEXAS, "sec_551.001", r"para_\d+") == series("para_", range(1, 15))


def test_the_bill_of_new_york_holds_the_sections_of_its_new_article() -> None:
    new = ("85", "86", "86-A", "86-B", "87", "88", "89", "89-A", "89-B")

    assert matching(NEW_YORK, r"sec_\d") == series("sec_", range(1, 6))
    assert matching(NEW_YORK, r"sec_8\d(?:-[AB])?") == series("sec_", new)
    assert all(below(NEW_YORK, f"sec_{n}", "sec_3") for n in new)


def test_the_act_of_california_holds_the_sections_of_its_new_chapter() -> None:
    assert matching(CALIFORNIA, r"sec_\d") == series("sec_", range(1, 9))
    # 22602 and 22605 are not set off in the source.
    new = series("sec_", (22603, 22604, 22606, 22607, 22608, 22609))
    assert matching(CALIFORNIA, r"sec_226\d+") == new
    assert all(below(CALIFORNIA, eid, "sec_3") for eid in new)
    assert below(CALIFORNIA, "sec_11547.6", "sec_4")
    assert below(CALIFORNIA, "sec_11547.6.1", "sec_5")


def test_quoted_sections_of_two_states_hold_their_own_subsections() -> None:
    assert below(NEW_MEXICO, "sec_1__sec_1-19-26", "sec_1")
    found = children(NEW_MEXICO, "sec_1__sec_1-19-26", r"subpara_[A-Z]")
    assert found[:8] == series("subpara_", "ABCDEFGH")
    assert children(NORTH_CAROLINA, "sec_1__sec_14-202.7", r"subsec_[a-z]") == series(
        "subsec_", "abc"
    )


def test_a_section_of_a_federal_bill_nests_to_subclauses() -> None:
    rule = "subsec_c__para_2__subpara_A"

    assert matching(FEDERAL, r"subsec_[a-z]") == series("subsec_", "abcd")
    assert children(FEDERAL, "subsec_d", r"para_\d") == series("para_", range(1, 5))
    assert children(FEDERAL, rule, r"cl_[ivx]+") == series("cl_", ("i", "ii", "iii"))
    for clause in ("i", "ii", "iii"):
        assert children(FEDERAL, f"{rule}__cl_{clause}", r"subcl_[IVX]+") == ["subcl_I", "subcl_II"]
    assert provision(FEDERAL, "subsec_c").heading == "Moratorium"
