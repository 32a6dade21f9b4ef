"""Title pages and the history of a bill are no provisions; what a preface says is."""

from __future__ import annotations

from comity.provisions import split_provisions
from tests.provisions.make import by_eid, document, linkable

SECTIONS = (
    "SEC. 1. RECORDS.",
    "Every agency shall keep a record of the systems that it uses.",
    "SEC. 2. REPORTS.",
    "Every agency shall report each year.",
)


def units(*said: str) -> list[str]:
    return [p.text for p in linkable(split_provisions(document("\n".join(said))))]


def test_the_title_history_and_enacting_formula_of_a_bill_are_no_units() -> None:
    found = units(
        "S. 17 To require that every agency which buys learning systems keeps a public record of"
        " each one of them, and for other purposes.",
        "IN THE UPPER HOUSE of the Parliament of Example, on the second day of May, Ms. Doe"
        " introduced the following bill; which was referred to the Committee on Machines",
        "A BILL To require that every agency keeps a public record of its learning systems."
        " Be it enacted by the two houses of the Parliament of Example in session,",
        *SECTIONS,
    )

    assert len(found) == 2
    assert all(text.startswith("SEC.") for text in found)


def test_a_title_page_is_no_unit_and_the_foreword_behind_it_is_one() -> None:
    title = (
        "Ministry of Machines of the Republic of Example National Plan for Learning Systems in"
        " Schools and Hospitals Second Edition Capital City May 2024"
    )
    foreword = (
        "This plan sets out how schools and hospitals are to use learning systems. It was written"
        " with teachers, nurses and those whom they serve."
    )
    split = split_provisions(
        document(
            "\n".join(
                [title, foreword, "Article 1", "Schools keep a record.", "Article 2", "So do all."]
            )
        )
    )

    assert not by_eid(split, "preface__para_1").linkable
    assert by_eid(split, "preface__para_2").linkable


def test_reasons_before_an_enacting_formula_stay_units() -> None:
    reason = (
        "WHEREAS, learning systems decide about loans and homes in this town, and those whom they"
        " concern are seldom told of it; and"
    )
    found = units(reason, "Be it enacted by the council of the town of Example as follows:",
                  *SECTIONS)  # fmt: skip

    assert any(text.startswith("WHEREAS") for text in found)


def test_a_body_that_begins_in_the_paragraph_of_the_formula_stays_a_unit() -> None:
    body = "Each agency that buys a learning system tells the public what the system decides. " * 5
    found = units("Be it enacted by the Parliament of Example: " + body, *SECTIONS)

    assert any("tells the public" in text for text in found)
