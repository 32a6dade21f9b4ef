"""Facts about more real texts: in Arabic, Italian and Spanish, and those converted from pages.

Counted in the instruments themselves: text and Markdown as they are, PDF with
`pdftotext -layout`, Word files with python-docx. November 2026.
"""

from __future__ import annotations

import re

import pytest

from tests.provisions.test_golden import matching, read

pytestmark = pytest.mark.shared

ARAB_VISION = "escwa-arab-vision-2045.ar.md"
ARAB_AGENDA = "escwa-arab-digital-agenda-2023-2033.en.md"
MAURITANIA = "mauritania-ai-strategy-2025-2029.en.md"
HEALTH = "who-ethics-governance-ai-health-2021.en.pdf"
PROFILE = "us-nist-ai-600-1-2024.en.pdf"
ITALY = "italy-ai-strategy-2020.it.txt"
BANK = "idb-reference-model-ai-policy-lac-2026.es.pdf"
IMPERIAL = "imperial-college-genai-principles.en.docx"


def labels(name: str, pattern: str) -> list[str]:
    return [p.label for p in read(name)[1].provisions if re.fullmatch(pattern, p.label)]


def headings(name: str) -> list[str]:
    return [p.heading for p in read(name)[1].provisions if p.heading]


def test_the_reference_policy_of_the_bank_has_six_and_nine_sections_and_an_annex() -> None:
    assert matching(BANK, r"sec_\d") == ["sec_1", "sec_2"]
    assert matching(BANK, r"sec_\d\.\d") == [
        *(f"sec_1.{n}" for n in range(1, 7)),
        *(f"sec_2.{n}" for n in range(1, 10)),
    ]
    assert matching(BANK, r"annex") == ["annex"]


def test_the_italian_strategy_has_seven_sectors_and_the_initiatives_of_six_chapters() -> None:
    # The source numbers two initiatives 4.4; the second stays in the first.
    counted = {1: 9, 2: 5, 3: 7, 4: 9, 5: 6, 6: 7}

    assert matching(ITALY, r"para_[1-7]") == [f"para_{n}" for n in range(1, 8)]
    for chapter, count in counted.items():
        expected = [f"{chapter}.{n}" for n in range(1, count + 1)]
        assert labels(ITALY, rf"{chapter}\.\d") == expected


def test_the_arab_vision_letters_six_kinds_of_security() -> None:
    letters = [
        p.label for p in read(ARAB_VISION)[1].provisions if re.fullmatch(r"\(.ـ?\)", p.label)
    ]

    assert letters[:6] == ["(أ)", "(ب)", "(ج)", "(د)", "(هـ)", "(و)"]
    assert matching(ARAB_VISION, r"sec_[a-f]") == [f"sec_{letter}" for letter in "abcdef"]


def test_the_pillars_of_the_arab_vision_have_their_indicators() -> None:
    found = headings(ARAB_VISION)

    # One page of indicators for the whole, one for each of the six pillars.
    assert found.count("أبرز مؤشرات الأداء") == 7
    assert found.count("الرؤية العربية 2045") == 1


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (ARAB_AGENDA, "Arab Digital Agenda 2023-2033 Edition 1.0"),
        (ARAB_AGENDA, "Chapter two: Goals, targets and proposed actions"),
        (MAURITANIA, "3 CONTEXT"),
    ],
)
def test_a_running_header_is_one_heading(name: str, header: str) -> None:
    document = read(name)[0]
    printed = [
        b for b in document.blocks if b.kind == "heading" and b.span.of(document.text) == header
    ]

    assert len(printed) == 1
    assert sum(r.text == header for r in document.removed) >= 3


def test_the_answers_of_the_college_stand_below_their_questions() -> None:
    split = read(IMPERIAL)[1]
    asked = [p for p in split.provisions if p.heading.endswith("?")]
    titles = [p.heading for p in split.provisions if p.kind == "heading"]

    assert len(asked) == 10
    assert len({p.parent for p in asked}) == 1
    for question in asked:
        assert any(
            p.parent == question.id or p.id == question.id for p in split.provisions if p.linkable
        )
    assert sum(title.startswith(("Promoting ", "Adopting ", "Building ")) for title in titles) == 3


def test_the_objectives_of_mauritania_are_provisions() -> None:
    counted = {1: 3, 2: 3, 3: 2, 4: 1, 5: 5, 6: 2, 7: 3, 8: 4, 9: 4, 10: 3, 11: 2, 12: 2, 13: 2}
    expected = {f"Objective 4.{s}.{n}" for s, count in counted.items() for n in range(1, count + 1)}

    # The title of 4.5.1 begins in lower case, so it is read as a heading without a number.
    found = set(labels(MAURITANIA, r"Objective 4\.\d+\.\d"))
    assert expected - found == {"Objective 4.5.1"}
    assert found <= expected
    assert any(h.startswith("Objective 4.5.1 ") for h in headings(MAURITANIA))


def test_the_guidance_of_the_health_organization_has_44_sections_in_seven_chapters() -> None:
    counted = {3: 5, 4: 7, 5: 6, 6: 10, 7: 4, 8: 5, 9: 7}

    expected = [f"sec_{c}.{n}" for c, count in counted.items() for n in range(1, count + 1)]
    assert matching(HEALTH, r"sec_\d\.\d+") == expected


def test_the_generative_profile_has_twelve_risks() -> None:
    assert matching(PROFILE, r"sec_2\.\d+") == [f"sec_2.{n}" for n in range(1, 13)]
