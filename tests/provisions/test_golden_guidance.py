"""Facts about real texts that are no acts: codes, guidance, principles, plans, white papers.

Counted in the instruments themselves (the print, or the source's own headings), not in what
comity made of them.
"""

from __future__ import annotations

import re

import pytest

from comity.records import Provision
from tests.provisions.test_golden import matching, read

pytestmark = pytest.mark.shared

SAFETY = "eu-gpai-code-of-practice-safety-security-2025.en.pdf"
COPYRIGHT = "eu-gpai-code-of-practice-copyright-2025.en.pdf"
TRANSPARENCY = "eu-gpai-code-of-practice-transparency-2025.en.pdf"
DEFINITION = "ec-guidelines-ai-system-definition-2025.en.pdf"
PROHIBITED = "ec-guidelines-prohibited-ai-practices-2025.{}.pdf"
FINMA = "switzerland-finma-guidance-08-2024.en.pdf"
WHITE_PAPER = "uk-pro-innovation-white-paper-2023.en.html"
CRITERIA = "germany-bsi-aic4-2021.en.md"
ETHICS = "eu-hleg-ethics-guidelines-2019.en.pdf"
ACTION_PLAN = "us-ai-action-plan-2025.en.pdf"
JAPAN = "japan-ai-guidelines-for-business-1.1-2025.en.txt"
NORWAY = "norway-ai-strategy-2020.en.txt"
POLAND = "poland-ai-policy-2020.pl.txt"
HIROSHIMA = "g7-hiroshima-code-of-conduct-2023.en.pdf"


def provisions(name: str) -> dict[str, Provision]:
    return {p.eid: p for p in read(name)[1].provisions}


def notes(name: str) -> list[Provision]:
    return [p for p in read(name)[1].provisions if p.kind == "authorialNote"]


def below(name: str, eid: str) -> list[Provision]:
    holder = provisions(name)[eid]
    return [p for p in read(name)[1].provisions if p.parent == holder.id]


@pytest.mark.parametrize(
    ("name", "measures", "recitals"),
    [
        (SAFETY, [4, 2, 5, 2, 1, 2, 7, 3, 4, 2], "abcdefghij"),
        (COPYRIGHT, [5], "abcdef"),
        (TRANSPARENCY, [3], "abc"),
    ],
)
def test_codes_of_practice_have_their_commitments_and_measures(
    name: str, measures: list[int], recitals: str
) -> None:
    commitments = range(1, len(measures) + 1)

    assert matching(name, r"commitment_\d+") == [f"commitment_{n}" for n in commitments]
    assert matching(name, r"rec_[a-z]") == [f"rec_{letter}" for letter in recitals]
    for number, count in zip(commitments, measures, strict=True):
        held = [p.eid for p in below(name, f"commitment_{number}") if p.kind == "measure"]
        assert held == [f"measure_{number}.{n}" for n in range(1, count + 1)]


def test_the_appendices_of_the_safety_chapter_stand_one_in_another() -> None:
    found = provisions(SAFETY)
    parts = {"1": 4, "1.2": 2, "1.3": 3, "2": 2, "3": 5, "4": 5}

    assert len(matching(SAFETY, r"appendix_[\d.]+")) == 4 + sum(parts.values())
    for holder, count in parts.items():
        for number in range(1, count + 1):
            assert found[f"appendix_{holder}.{number}"].parent == found[f"appendix_{holder}"].id


def test_the_definition_guidelines_have_64_paragraphs_and_seven_elements() -> None:
    assert matching(DEFINITION, r"para_\d+") == [f"para_{n}" for n in range(1, 65)]
    assert matching(DEFINITION, r"sec_[IVX]+") == ["sec_I", "sec_II", "sec_III"]
    elements = [
        p
        for p in read(DEFINITION)[1].provisions
        if p.kind == "section" and p.label[:-1].isdecimal()
    ]
    assert [p.label for p in elements] == [f"{n}." for n in range(1, 8)]
    # The plain headings within the fifth are set as large as it is, so they part the sixth from II.
    assert {p.parent for p in elements[:5]} == {provisions(DEFINITION)["sec_II"].id}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guidelines_on_prohibited_practices_have_433_paragraphs(language: str) -> None:
    name = PROHIBITED.format(language)

    assert matching(name, r"para_\d+") == [f"para_{n}" for n in range(1, 434)]
    assert [p.eid for p in notes(name)] == [f"fn_{n}" for n in range(1, 245)]


def test_the_swiss_guidance_has_three_sections_seven_findings_and_ten_notes() -> None:
    assert matching(FINMA, r"sec_\d") == ["sec_1", "sec_2", "sec_3"]
    findings = [p.eid for p in below(FINMA, "sec_2") if p.kind == "section"]
    assert findings == [f"sec_2.{n}" for n in range(1, 8)]
    places = {p.label: p.anchor and p.anchor.split("/")[1] for p in notes(FINMA)}
    assert len(places) == 10
    assert all(places.values())
    assert {str(places[n]).split("__")[0] for n in ("5", "6")} == {"sec_2.2"}


def test_the_white_paper_has_seven_parts_three_annexes_and_179_placed_notes() -> None:
    headings = [p.heading for p in read(WHITE_PAPER)[1].provisions]

    assert matching(WHITE_PAPER, r"part_\d") == [f"part_{n}" for n in range(1, 8)]
    assert matching(WHITE_PAPER, r"annex_[A-Z]") == ["annex_A", "annex_B", "annex_C"]
    assert sum(h.startswith("Box ") for h in headings) == 8
    assert sum(h.startswith(("Case study ", "Case-study ")) for h in headings) == 11
    assert len(notes(WHITE_PAPER)) == 179
    assert all(p.anchor for p in notes(WHITE_PAPER))


def test_the_cloud_criteria_are_provisions_however_their_codes_are_set() -> None:
    areas = {"BC": 6, "SR": 7, "PF": 10, "RE": 6, "BI": 4, "EX": 2}
    found = [p.label.upper() for p in read(CRITERIA)[1].provisions]

    for area, count in areas.items():
        expected = [f"{area}-{n:02}" for n in range(1, count + 1)]
        assert [label for label in found if label.startswith(f"{area}-")] == expected


def test_the_ethics_guidelines_have_seven_requirements_and_79_placed_notes() -> None:
    assert matching(ETHICS, r"sec_1\.\d") == [f"sec_1.{n}" for n in range(1, 8)]
    assert [p.label for p in notes(ETHICS)] == [str(n) for n in range(1, 80)]
    assert all(p.anchor for p in notes(ETHICS))


def test_the_six_principles_of_ontario_stand_side_by_side_in_both_languages() -> None:
    for language in ("en", "fr"):
        found = provisions(f"ontario-ai-principles-2020.{language}.md")
        sections = [found[f"sec_{n}"] for n in range(1, 7)]

        assert len({p.parent for p in sections}) == 1
        assert [p.label for p in sections] == list("123456")


def test_the_action_plan_has_three_pillars_with_30_policies_and_30_notes() -> None:
    for pillar, count in {"I": 15, "II": 8, "III": 7}.items():
        held = [p for p in below(ACTION_PLAN, f"pillar_{pillar}") if p.kind == "heading"]
        assert len(held) == count
    assert [p.label for p in notes(ACTION_PLAN)] == [str(n) for n in range(1, 31)]
    assert all(p.anchor for p in notes(ACTION_PLAN))


def test_the_hiroshima_code_has_eleven_actions() -> None:
    labels = [p.label for p in read(HIROSHIMA)[1].provisions if re.fullmatch(r"\d+", p.label)]

    assert labels == [str(n) for n in range(1, 12)]


@pytest.mark.parametrize(
    ("name", "last", "found"), [(NORWAY, 47, 45), (JAPAN, 46, 42), (POLAND, 55, 51)]
)
def test_notes_between_the_pages_of_a_converted_text_are_notes(
    name: str, last: int, found: int
) -> None:
    # How many the print has is known; the few that are missed are counted, too.
    document, split = read(name)
    numbers = [int(p.label.strip(")")) for p in notes(name)]

    assert len(numbers) >= found
    assert numbers == sorted(set(numbers))
    assert numbers[-1] <= last
    for note in notes(name):
        if note.marked_at is not None:
            mark = note.label.strip(")")
            assert document.text.startswith(mark, note.marked_at)
            assert not document.text[note.marked_at + len(mark)].isdecimal()
    assert sum(p.anchor is not None for p in notes(name)) >= 0.95 * len(numbers)
    assert split.provisions[-1].kind == "authorialNote"
