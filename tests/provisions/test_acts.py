"""How labels are found in acts: glued, in words, above and within, in our own words."""

from __future__ import annotations

import pytest

from comity.provisions import split_provisions
from comity.records import Block, Span
from tests.provisions.make import LONG, by_eid, document, eids, linkable


def lines(*said: str) -> str:
    return "\n".join(said)


def test_a_section_glued_to_the_end_of_another_is_found() -> None:
    split = split_provisions(
        document(
            lines(
                "SEC. 2. RECORDS.",
                "Agencies keep records of the lake.SEC. 3. AUDITS.",
                "Audits are made under subSECTION 4. of no act.",
            )
        )
    )

    assert eids(split) == ["sec_2", "sec_3"]
    assert by_eid(split, "sec_3").heading == "AUDITS"


def test_an_article_on_the_line_of_its_chapter_is_found() -> None:
    split = split_provisions(
        document(
            lines(
                "Article 1 – Purpose",
                LONG,
                "Chapter II – Duties of the ferry Article 2 – Records",
                LONG,
            )
        )
    )

    assert eids(split) == ["art_1", "chp_II", "art_2"]


def test_items_that_run_on_in_one_paragraph_are_items_and_references_are_not() -> None:
    split = split_provisions(
        document(
            lines(
                "Article 1",
                "The rules of the lake are:",
                "(a) fairness, as in point (c); (b) safety; and (c) thrift;",
                "(d) rest, save in the cases of points (a); (h) or (k) of the charter.",
            )
        )
    )

    assert eids(split)[1:] == ["art_1__intro", *(f"art_1__point_{c}" for c in "abcd")]


def test_titles_above_labels_head_the_article_below() -> None:
    articles = [
        said
        for number in range(1, 6)
        for said in (f"Subject number {number}", f"ARTICLE {number} – {LONG}")
    ]
    split = split_provisions(document(lines(*articles)))

    assert eids(split) == [f"art_{number}" for number in range(1, 6)]
    assert by_eid(split, "art_3").heading == "Subject number 3"
    assert by_eid(split, "art_3").text.startswith("Subject number 3\nARTICLE 3")


def test_one_title_above_one_label_stays_a_heading() -> None:
    articles = [f"ARTICLE {number} – {LONG}" for number in range(1, 6)]
    split = split_provisions(document(lines("Subject of all", *articles)))

    assert by_eid(split, "art_1").heading == ""


def test_provisions_numbered_in_words_and_closing_provisions() -> None:
    split = split_provisions(
        document(
            lines(
                "Primero. Objeto.",
                "1. Se nombra el lago.",
                "2. Se nombra la orilla.",
                "Segundo. Registros.",
                "1. Se llevan registros.",
                "2. Se publican.",
                "DISPOSICIONES COMPLEMENTARIAS FINALES",
                "PRIMERA. Plazos",
                LONG,
                "SEGUNDA. Vigencia",
                LONG,
            ),
            language="es",
        )
    )

    assert eids(split) == [
        "sec_1",
        "sec_1__para_1",
        "sec_1__para_2",
        "sec_2",
        "sec_2__para_1",
        "sec_2__para_2",
        "heading_1",
        "disp_final_1",
        "disp_final_2",
    ]
    assert by_eid(split, "disp_final_2").label == "SEGUNDA"


def test_an_ordinal_without_a_sequence_is_a_word() -> None:
    split = split_provisions(document(lines("Tercero. " + LONG, "Primero. " + LONG), language="es"))

    assert eids(split) == ["para_1", "para_2"]


def test_the_reasons_of_a_spanish_decree_are_recitals() -> None:
    split = split_provisions(
        document(
            lines(
                "LA ALCALDESA DEL LAGO",
                "CONSIDERANDO:",
                "Que, la ley del lago pide registros de cada barca;",
                "Que, el consejo ha dado su opinión;",
                "De conformidad con la ley del lago;",
                "DECRETA:",
                "Artículo 1.- Registros",
                "Se llevan registros.",
            ),
            language="es",
        )
    )

    assert eids(split)[2:] == ["preamble", "rec_1", "rec_2", "cit_1", "art_1"]


@pytest.mark.parametrize(("quote", "close"), [("", ""), ('"', '"')])
def test_new_text_stands_below_the_section_that_brings_it_in(quote: str, close: str) -> None:
    split = split_provisions(
        document(
            lines(
                "SECTION 1. Part 4 is added to the code of the lake to read:",
                f"{quote}4-1-401. Definitions. In this part:",
                "(a) A ferry is a boat.",
                f"(b) A lake is water.{close}",
                "SECTION 2. This act ends in five years.",
            )
        )
    )
    code = next(eid for eid in eids(split) if eid.endswith("sec_4-1-401"))

    assert by_eid(split, code).parent == "test/sec_1"
    assert by_eid(split, f"{code}__subsec_b").parent == f"test/{code}"
    assert eids(split)[-1] == "sec_2"


def test_a_new_article_counts_its_sections_from_where_the_code_stands() -> None:
    split = split_provisions(
        document(
            lines(
                "Section 1. Short title. This act is the lake act.",
                "§ 2. The law of the lake is amended by adding a new article 8-A to read as"
                " follows:",
                "ARTICLE 8-A",
                "RECORDS",
                "§ 85. Definitions. A ferry is a boat.",
                "§ 86. Duties. Ferries keep records.",
                "§ 3. This act takes effect at once.",
            )
        )
    )

    assert [by_eid(split, f"sec_{n}").parent for n in (1, 2, 3)] == [None] * 3
    assert by_eid(split, "sec_2").span.holds(by_eid(split, "sec_86").span)


@pytest.mark.parametrize("said", ["2024. The year was dry.", "12-15. Both were there.", "5. It."])
def test_years_and_pairs_of_numbers_are_no_sections_of_a_code(said: str) -> None:
    split = split_provisions(document(lines("SEC. 1. RECORDS.", LONG, said)))

    assert [p.eid for p in split.provisions if p.kind == "section"] == ["sec_1"]


def test_the_first_subsection_stands_behind_a_heading_on_a_wrapped_line() -> None:
    text = lines(
        "4.1. Keeping the Records of the Lake. (a) The board of the ferry keeps",
        "Records of each decision that the system has supported in the year.",
        "(b) It publishes them.",
    )
    split = split_provisions(
        document("Sec. 4. Records.\n" + text, [Block(span=Span(0, 16)),
                                              Block(span=Span(17, 17 + len(text)))])
    )  # fmt: skip

    assert eids(split)[-2:] == ["sec_4.1__subsec_a", "sec_4.1__subsec_b"]
    assert by_eid(split, "sec_4.1").heading == "Keeping the Records of the Lake"


def test_a_list_inside_a_numbered_paragraph_does_not_end_it() -> None:
    paragraphs = [f"{n}. {LONG}" for n in range(1, 9)]
    split = split_provisions(
        document(
            lines(
                "Article 1",
                *paragraphs,
                "9. These laws count:",
                "1. the law of the lake;",
                "2. the law of the shore.",
                "10. Nothing else counts.",
            )
        )
    )

    assert [by_eid(split, f"art_1__para_{n}").parent for n in (9, 10)] == ["test/art_1"] * 2
    assert by_eid(split, "art_1__para_9").text.endswith("shore.")


def test_paragraphs_that_begin_anew_in_each_section_are_cited_by_section() -> None:
    split = split_provisions(
        document(
            lines(
                "1. Records",
                f"(1) {LONG}",
                f"(2) {LONG}",
                "2. Audits",
                f"(1) {LONG}",
                f"(2) {LONG}",
                f"(3) {LONG}",
            )
        )
    )

    assert [p.eid for p in linkable(split)] == [
        *(f"sec_1__para_{n}" for n in (1, 2)),
        *(f"sec_2__para_{n}" for n in (1, 2, 3)),
    ]
