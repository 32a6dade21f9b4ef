from __future__ import annotations

import pytest

from comity.errors import SplitError
from comity.provisions import split_provisions
from comity.records import Block, Span
from tests.provisions.make import LONG, by_eid, document, eids, linkable, of_blocks
from tests.provisions.test_properties import check


def lines(*said: str) -> str:
    return "\n".join(said)


def test_an_act_becomes_chapters_articles_paragraphs_and_points() -> None:
    split = split_provisions(
        document(
            lines(
                "CHAPTER I",
                "GENERAL PROVISIONS",
                "Article 1",
                "Purpose",
                "1. This Act sets out duties for providers of systems:",
                "(a) the duty to keep records;",
                "(b) the duty to answer questions.",
                "2. It applies from the first day of the year that follows its adoption.",
                "Article 2",
                "Scope",
                LONG,
            )
        )
    )

    assert eids(split) == [
        "chp_I",
        "art_1",
        "art_1__para_1",
        "art_1__para_1__intro",
        "art_1__para_1__point_a",
        "art_1__para_1__point_b",
        "art_1__para_2",
        "art_2",
    ]
    article = by_eid(split, "art_1")
    assert (article.label, article.heading, article.kind) == ("Article 1", "Purpose", "article")
    assert by_eid(split, "chp_I").heading == "GENERAL PROVISIONS"
    assert not article.linkable
    assert by_eid(split, "art_1__para_1__point_b").linkable


def test_i_after_h_follows_its_sequence() -> None:
    letters = [f"({letter}) duty of kind {letter};" for letter in "abcdefgh"]
    after = split_provisions(
        document(lines("Article 1", "Duties are:", *letters, "(i) last;", "(j) end."))
    )
    below = split_provisions(
        document(
            lines("Article 1", "Duties are:", *letters[:-1], "(h) these:", "(i) one;", "(ii) two.")
        )
    )

    assert "art_1__point_i" in eids(after)
    assert "art_1__point_h__point_i" in eids(below)


def test_a_wrapped_line_that_begins_like_a_label_is_text() -> None:
    text = lines(
        "Article 1",
        "Scope",
        "1. The duties of providers apply in the cases that are named in point",
        "(b) of Article 5 and in the further cases of",
        "Article 7. They do not apply to research.",
        "2. Nothing else is covered by this chapter of the present Act.",
    )
    first, _rest = text.split("\n1.", 1)
    start = len(first) + 1
    blocks = [Block(span=Span(0, 9)), Block(span=Span(10, 15)), Block(span=Span(start, len(text)))]

    assert eids(split_provisions(document(text, blocks))) == [
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
    ]


def test_united_states_statutes_use_their_own_names() -> None:
    split = split_provisions(
        document(
            lines(
                "SEC. 2. RECORDS.",
                "(a) In General.--Each agency shall--",
                "(1) keep records of--",
                "(A) its systems; and",
                "(B) its decisions, including--",
                "(i) drafts; and",
                "(ii) votes; and",
                "(2) publish them.",
                "(b) Sunset.--This section ends after five years.",
                "SEC. 3. FUNDS.",
                "There are no funds.",
            )
        )
    )

    assert eids(split) == [
        "sec_2",
        "sec_2__subsec_a",
        "sec_2__subsec_a__para_1",
        "sec_2__subsec_a__para_1__subpara_A",
        "sec_2__subsec_a__para_1__subpara_B",
        "sec_2__subsec_a__para_1__subpara_B__cl_i",
        "sec_2__subsec_a__para_1__subpara_B__cl_ii",
        "sec_2__subsec_a__para_2",
        "sec_2__subsec_b",
        "sec_3",
    ]
    assert by_eid(split, "sec_2").label == "SEC. 2."
    assert by_eid(split, "sec_2__subsec_a").heading == "In General"


def test_a_quoted_amendment_does_not_derail_the_numbering() -> None:
    split = split_provisions(
        document(
            lines(
                "SEC. 2. AMENDMENT.",
                "The Records Act is amended--",
                "(1) in section 4, by inserting after subsection (f) the following:",
                "“(g) New Duty.--Agencies shall publish--",
                "“(1) their records; and",
                "“(2) their decisions.”; and",
                "(2) by striking section 9.",
            )
        )
    )

    assert eids(split) == [
        "sec_2",
        "sec_2__para_1",
        "sec_2__para_1__subsec_g",
        "sec_2__para_1__subsec_g__para_1",
        "sec_2__para_1__subsec_g__para_2",
        "sec_2__para_2",
    ]


def test_recitals_citations_and_the_enacting_formula_make_the_preamble() -> None:
    split = split_provisions(
        document(
            lines(
                "REGULATION ON RECORDS",
                "THE COUNCIL OF THE LAKE,",
                "Having regard to the Treaty of the Lake,",
                "Having regard to the opinion of the fishers,",
                "Having regard to the report of the ferry,",
                "Whereas:",
                "(1) Records are of use to everyone who lives near the lake.",
                "(2) They should therefore be kept.",
                "HAS ADOPTED THIS REGULATION:",
                "Article 1",
                "Records shall be kept.",
            )
        )
    )

    assert eids(split)[2:] == ["preamble", "cit_1", "cit_2", "cit_3", "rec_1", "rec_2", "art_1"]
    assert by_eid(split, "rec_2").kind == "recital"


def test_a_resolution_has_preambular_and_operative_paragraphs() -> None:
    split = split_provisions(
        document(
            lines(
                "The Assembly of the Lake,",
                "Recalling its decision on the keeping of records by the communities of the"
                " northern and southern shores, and the report on it,",
                "Noting with concern that many records were lost in the flood that followed the"
                " long winter of that same year,",
                "Recognizing that records help those who come later to understand what was"
                " decided, by whom, and for which reasons,",
                "1. Decides to keep records;",
                "2. Calls upon the members:",
                "(a) To read them;",
                "(b) To answer for them;",
                "3. Asks for a report.",
            )
        )
    )

    assert [e for e in eids(split) if e.startswith("preamble__")] == [
        "preamble__para_1",
        "preamble__para_2",
        "preamble__para_3",
    ]
    assert eids(split)[4:] == ["para_1", "para_2", "para_2__point_a", "para_2__point_b", "para_3"]


@pytest.mark.parametrize(
    "opening",
    [
        ("Recordando su decisión,", "Reconociendo la necesidad,", "Consciente de su deber,"),
        ("Rappelant sa décision,", "Reconnaissant le besoin,", "Consciente de son devoir,"),
        ("HAVING REGARD to the Act;", "RECOGNISING the need;", "CONSIDERING the duty;"),
        ("Ссылаясь на решение,", "Признавая нужду,", "Подтверждая долг,"),
    ],
)
def test_preambles_are_known_by_how_their_paragraphs_begin(opening: tuple[str, ...]) -> None:
    split = split_provisions(
        document(lines(*opening, "1. Decides to act;", "2. Asks for a report."))
    )

    assert eids(split)[0] == "preamble"
    assert eids(split)[-2:] == ["para_1", "para_2"]


def test_paragraphs_run_on_through_headings() -> None:
    split = split_provisions(
        of_blocks(
            ("heading", "I. AIMS"),
            ("paragraph", "1. " + LONG),
            ("paragraph", "2. " + LONG),
            ("heading", "II. MEANS"),
            ("paragraph", "3. " + LONG),
            ("paragraph", "4. " + LONG),
        )
    )

    assert eids(split) == ["sec_I", "para_1", "para_2", "sec_II", "para_3", "para_4"]
    assert by_eid(split, "para_3").parent == by_eid(split, "sec_II").id


def test_numbered_principles_keep_their_decimal_numbers() -> None:
    split = split_provisions(
        document(
            lines(
                "Section 1: Principles",
                "1.1. Fairness",
                LONG,
                "1.2. Safety",
                "a) " + LONG,
                "b) " + LONG,
                "Section 2: Policies",
                "2.1 Research",
                LONG,
            )
        )
    )

    assert eids(split) == [
        "sec_1",
        "sec_1.1",
        "sec_1.2",
        "sec_1.2__point_a",
        "sec_1.2__point_b",
        "sec_2",
        "sec_2.1",
    ]
    assert by_eid(split, "sec_1.1").label == "1.1"
    assert by_eid(split, "sec_2.1").heading == "Research"


def test_headings_without_labels_become_containers() -> None:
    split = split_provisions(
        of_blocks(
            ("heading", "Records"),
            ("paragraph", LONG),
            ("paragraph", LONG + " Again."),
            ("heading", "Audits"),
            ("paragraph", LONG),
        )
    )

    assert eids(split) == ["heading_1", "heading_1__para_1", "heading_1__para_2", "heading_2"]
    assert [p.eid for p in linkable(split)] == eids(split)[1:]


def test_an_annexed_act_that_counts_anew_takes_the_prefix_of_its_annex() -> None:
    split = split_provisions(
        document(
            lines(
                "Article 1",
                "The statute in the annex is adopted.",
                "Article 2",
                "It enters into force tomorrow.",
                "ANNEX",
                "Article 1",
                "There is a council.",
                "Article 2",
                "It meets.",
            )
        )
    )

    assert eids(split) == ["art_1", "art_2", "annex", "annex__art_1", "annex__art_2"]


def test_the_same_text_in_chinese_and_english_gets_the_same_eids() -> None:
    chinese = split_provisions(
        document(
            lines(
                "第一章 总则",
                "第一条 为了保存记录，制定本规定。",
                "第二条 提供者应当：",
                "（一）保存记录；",
                "（二）公布记录。",
            ),
            language="zh",
        )
    )
    english = split_provisions(
        document(
            lines(
                "Chapter I General provisions",
                "Article 1 These provisions are made so that records are kept.",
                "Article 2 Providers shall:",
                "(1) keep records;",
                "(2) publish records.",
            )
        )
    )

    assert eids(chinese) == eids(english)


def test_contents_pages_are_left_out_with_the_reason() -> None:
    split = split_provisions(
        document(
            lines(
                "Contents",
                "1. Records ........................ 3",
                "2. Audits ......................... 7",
                "3. Funds .......................... 9",
                "Article 1",
                LONG,
            )
        )
    )

    assert [out.reason for out in split.left_out] == ["contents page"]
    assert eids(split) == ["art_1"]


def test_a_table_of_sections_without_text_is_a_contents_page() -> None:
    split = split_provisions(
        document(
            lines(
                "Sec. 1. Short title.",
                "Sec. 2. Records.",
                "Sec. 3. Audits.",
                "SEC. 1. SHORT TITLE.",
                "This Act is the Records Act.",
                "SEC. 2. RECORDS.",
                "Records shall be kept.",
                "SEC. 3. AUDITS.",
                "Audits shall be made.",
            )
        )
    )

    assert len(split.left_out) == 1
    assert eids(split) == ["sec_1", "sec_2", "sec_3"]


def test_lists_of_countries_are_left_out() -> None:
    names = ("Kenya", "France", "Japan", "Peru", "Norway", "Ghana", "Chile")
    split = split_provisions(document(lines("Article 1", LONG, "Signatories", *names)))

    assert split.left_out[-1].reason == "list of signatories or members"


def test_units_stay_whole_and_take_their_label_from_the_first_line() -> None:
    split = split_provisions(
        of_blocks(
            (
                "unit",
                "· 2.5. Cooperation for records\n\na) First duty. b) Second duty. " + LONG * 12,
            ),
            ("unit", "(preamble)\n\n" + LONG),
            ("unit", LONG),
        )
    )

    assert [(p.eid, p.label) for p in split.provisions] == [
        ("sec_2.5", "2.5"),
        ("preamble", "(preamble)"),
        ("para_1", ""),
    ]
    assert all(p.linkable for p in split.provisions)
    assert split.provisions[0].heading == "Cooperation for records"


def test_rows_of_a_table_of_statements_carry_the_label_of_their_block() -> None:
    text = "Be fair.\nBe safe.\n"
    blocks = [
        Block(span=Span(0, 8), kind="unit", label="Fairness"),
        Block(span=Span(9, 17), kind="unit", label="Safety"),
    ]
    split = split_provisions(document(text, blocks))

    assert [(p.eid, p.label, p.text) for p in split.provisions] == [
        ("para_1", "Fairness", "Be fair."),
        ("para_2", "Safety", "Be safe."),
    ]


def test_footnotes_are_notes_that_are_never_linked() -> None:
    split = split_provisions(
        of_blocks(
            ("paragraph", "Article 1"), ("paragraph", LONG), ("footnote", "1 See the report.")
        )
    )

    assert [(p.eid, p.kind, p.linkable) for p in split.provisions][-1] == (
        "fn_1",
        "authorialNote",
        False,
    )


def test_short_paragraphs_join_their_neighbour() -> None:
    split = split_provisions(document(lines(LONG, "Short one.", LONG, "Short end.")))

    assert [p.text for p in linkable(split)] == [LONG, f"Short one.\n{LONG}\nShort end."]


def test_a_short_introduction_stays_in_what_it_introduces() -> None:
    split = split_provisions(
        document(lines("SEC. 1. DUTIES.", "Agencies shall--", "(1) read;", "(2) write."))
    )

    assert eids(split) == ["sec_1", "sec_1__para_1", "sec_1__para_2"]


def test_long_units_are_cut_at_sentences() -> None:
    split = split_provisions(document(lines("Article 1", " ".join([LONG] * 30))))
    cuts = [p for p in split.provisions if p.kind == "cut"]

    assert not by_eid(split, "art_1").linkable
    assert [p.eid for p in cuts] == [f"art_1__cut_{n}" for n in range(1, len(cuts) + 1)]
    assert all(len(p.text.split()) <= 300 and p.text.endswith(".") for p in cuts)


def test_a_text_without_any_structure_is_its_paragraphs() -> None:
    split = split_provisions(document(lines(LONG, LONG)))

    assert [(p.eid, p.kind) for p in split.provisions] == [
        ("para_1", "paragraph"),
        ("para_2", "paragraph"),
    ]


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_document_without_text_is_refused(text: str) -> None:
    with pytest.raises(SplitError, match=r"no text.*scan"):
        split_provisions(document(text))


def test_lettered_recitals_run_from_a_past_z_and_end_where_the_numbers_begin() -> None:
    letters = [chr(65 + n) for n in range(26)] + ["AA", "AB", "AC"]
    recitals = [f"{letter}. whereas reason {letter} speaks for a law;" for letter in letters]
    split = split_provisions(
        document(
            lines(
                "– having regard to the treaty of the union of examples,",
                "– having regard to the charter of rights of that union,",
                "– having regard to the report of its committee on law,",
                *recitals,
                "1. Asks the commission to propose a law;",
                "2. Sends this resolution to the council.",
            )
        )
    )

    assert [e for e in eids(split) if e.startswith("rec_")] == [f"rec_{n}" for n in letters]
    assert by_eid(split, "rec_AB").label == "AB."
    assert by_eid(split, "para_1").parent is None


def test_a_broken_citation_in_a_list_with_dashes_stays_one() -> None:
    split = split_provisions(
        document(
            lines(
                "– having regard to the treaty of the union,",
                "– having regard to the charter of that union,",
                "– having regard to the convention of 10 December 1948",
                "(Resolution 17 A), which protects the arts,",
                "– having regard to the decision of the parliament,",
                "of 27 April 2016, on the protection of data,",
                "– having regard to the report of its committee,",
                "A. whereas the arts need protection;",
                "B. whereas data need it too;",
                "1. Asks the commission to act.",
                "2. Sends this on.",
            )
        )
    )

    assert [e for e in eids(split) if e.startswith("cit_")] == [
        "cit_1",
        "cit_2",
        "cit_3",
        "cit_4",
        "cit_5",
    ]
    assert by_eid(split, "cit_3").text.endswith("protects the arts,")


def test_double_letters_continue_the_list_after_z() -> None:
    letters = [chr(97 + n) for n in range(26)] + ["aa", "bb", "cc", "dd"]
    split = split_provisions(
        document(
            lines(
                "Sec. 1. Definitions. In this order:",
                *(f"({letter}) The term number {letter} means a thing." for letter in letters),
                "Sec. 2. Duties. Agencies keep records.",
            )
        )
    )

    assert [by_eid(split, f"sec_1__subsec_{letter}").parent for letter in letters] == [
        "test/sec_1"
    ] * len(letters)


@pytest.mark.parametrize("leader", ["." * 110, "…" * 30 + "." * 3])
def test_a_contents_page_in_one_block_is_left_out_however_long_its_leaders(leader: str) -> None:
    said = "\n".join(f"What the plan says on subject {n} {leader} {n}" for n in range(1, 40))
    split = split_provisions(of_blocks(("paragraph", said), ("paragraph", LONG)))

    assert [out.reason for out in split.left_out] == ["contents page"]
    assert all(leader not in p.text for p in split.provisions)


def test_no_unit_holds_what_is_left_out() -> None:
    entries = [f"What the plan says on subject {n} {'.' * 40} {n}" for n in range(1, 9)]
    split = split_provisions(
        of_blocks(
            ("heading", "First part of the plan"),
            ("paragraph", "By the ministry."),
            *(("paragraph", entry) for entry in entries),
            ("paragraph", "With the advice of its council."),
            ("heading", "Second part of the plan"),
            ("paragraph", LONG),
        )
    )

    (out,) = split.left_out
    assert sum(LONG in unit.text for unit in linkable(split)) == 1
    assert all(
        unit.span.end <= out.span.start or unit.span.start >= out.span.end
        for unit in linkable(split)
    )


def _asked(marks: str) -> list[str]:
    text, blocks = "", []
    for question in ("Who decides", "Who pays", "Who answers", "Where the records are kept"):
        asked = question + ("" if question.startswith("Where") else marks)
        for said, bold in ((asked, True), (LONG, False)):
            blocks.append(Block(span=Span(len(text), len(text) + len(said)), bold=bold))
            text += said + "\n"
    split = split_provisions(document(text, blocks))
    return [p.heading for p in split.provisions if p.kind == "heading"]


def test_bold_lines_are_headings_where_the_text_asks_in_bold() -> None:
    assert _asked("?")[0] == "Who decides?"
    assert len(_asked("?")) == 4
    assert len(_asked("؟")) == 4
    assert not [title for title in _asked(".") if title.startswith("Who")]


def test_text_before_1_1_1_stays_in_1_1() -> None:
    text = "\n\n".join(["1.1\tOutcomes", LONG, LONG, "1.1.1\tHarm", LONG, "1.1.2\tLoss", LONG])
    split = split_provisions(document(text))
    holder = next(p for p in split.provisions if p.label == "1.1")

    assert sum(p.linkable and holder.span.holds(p.span) for p in split.provisions) == 4


def test_a_number_before_capitals_begins_a_provision_within_a_paragraph() -> None:
    line = "the offices of the region publish the data that they hold and keep them up to"
    text = f"2.1 OPEN DATA\n{line}\ndate for everyone\n2.2 SHARED MODELS\n{line}\ndate too."
    split = split_provisions(document(text, [Block(span=Span(0, len(text)))]))

    assert [p.label for p in split.provisions if p.label] == ["2.1", "2.2"]


def test_the_fifth_arabic_letter_is_read_as_it_is_written() -> None:
    marks = ("أ", "ب", "ج", "د", "هـ", "و")
    split = split_provisions(
        of_blocks(*(("paragraph", f"({mark}) حماية البيانات") for mark in marks), language="ar")
    )

    assert [p.label for p in split.provisions if p.label] == [f"({mark})" for mark in marks]
    assert [p.eid[-1] for p in split.provisions if p.label] == list("abcdef")


def test_an_article_amid_a_preamble_ends_it() -> None:
    source = document(
        "Adopted at the lake, 3 May 2031\nPreamble\nThe States Parties to this Convention,\n"
        "Recognising that machines count for all of us,\n"
        "Article 1 Concerned that most States take no part in the work,\n"
        "Recalling that the law binds all of those who build,\n"
        "Convinced that what is measured can be compared,\n"
        "Have agreed as follows:\nChapter I\nArticle 1\n1. It is so.\nArticle 2\n1. It is not.\n"
    )

    split = split_provisions(source)

    check(source, split)  # no word stands in two provisions side by side
    assert by_eid(split, "preamble").text.endswith("for all of us,")


def test_an_article_that_ends_like_a_preamble_makes_no_empty_one() -> None:
    first = "Article 1 Article 1 Having regard to the law, CONSIDERANDO:"
    text = f"{first}\nArticle 1\nend"
    cut = len(first)
    blocks = [
        Block(span=Span(0, cut), kind="paragraph"),
        Block(span=Span(cut + 1, cut + 10), kind="heading"),
    ]

    provisions = split_provisions(document(text, blocks)).provisions

    assert all(len(p.span) > 0 for p in provisions)
