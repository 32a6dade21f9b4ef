"""Formulas of law make no links, in six languages; what says more than a formula does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.links.boilerplate import boilerplate
from tests.links.units import Unit, linked, rows

FORMULAS = [
    ("en", "title", "Section 1. Short title. This Act may be cited as the Ferries Act."),
    ("en", "enactment", "Be it enacted by the Moot of Aldermark in assembly,"),
    ("en", "empty", "(2) [Reserved]"),
    ("en", "empty", "5. [Repealed.]"),
    ("en", "commencement", "Article 9 This Act shall enter into force on 1 May 2027."),
    ("en", "commencement", "(e) Effective Date.—This Act shall take effect in May 2027."),
    ("en", "title", "SEC. 1. Short titles. This Act may be cited as the “Ferries and A.I. Act”."),
    ("en", "title", "Section  1.  Short  title. This act shall be known and may be cited as\nthe"
                    " Piers Act."),
    ("en", "severability", "If any part of this Act is held invalid, the remainder stands."),
    ("en", "severability", "The provisions of this Act shall be severable. If any of them is found"
                           " unconstitutional, that finding shall not affect the others."),
    ("en", "contents", "Section 1. Scope\nSection 2. Words\nSection 3. Duties"),
    ("en", "contents", "The table of contents for this Act is as follows:"),
    ("en", "lead-in", "Not later than 9 days after the date of enactment of this Act, he shall—"),
    ("en", "lead-in", "(I) after the date of enactment of this Act; and"),
    ("en", "name", "f. The Director of the Office of Tides."),
    ("en", "name", "(C) the Committee on Ferries and Piers of the Moot; and"),
    ("fr", "title", "Article 1. La présente loi peut être citée sous le titre : Loi sur les bacs."),
    ("fr", "commencement", "La présente loi entre en vigueur le 1er mai 2027."),
    ("es", "commencement", "Artículo 9. La presente ley entrará en vigor al día siguiente."),
    ("es", "empty", "Artículo 3. Derogado."),
    ("ru", "commencement", "Статья 12. Настоящий закон вступает в силу со дня опубликования."),
    ("ru", "empty", "Статья 4. Утратила силу."),
    ("zh", "commencement", "第七十三条 本条例自2027年5月1日起施行。"),
    ("zh", "empty", "第五条 （删除）"),
    ("ar", "commencement", "المادة 20: يعمل بهذا القانون من تاريخ نشره في الجريدة الرسمية."),
    ("ar", "empty", "المادة 5 (ملغاة)"),
]  # fmt: skip

SUBSTANCE = [
    ("en", "Transparency and explainability"),
    ("en", "This Act may be cited as the Ferries Act. Operators keep a person on board."),
    ("en", "The Secretary shall publish the audit of every ferry."),
    ("en", "Not later than 90 days after the date of enactment of this Act, the Port shall publish"
           " its tides."),
    ("en", "(b) the trial may not take effect unless the port agrees to it."),
    ("en", "(b) Effective Date.—This section shall take effect in May, after which an office that"
           " has not complied may not use ferries."),
    ("en", "Providers report incidents that take effect on health within a week."),
    ("fr", "Les exploitants déclarent les incidents avant l’entrée en vigueur du permis."),
    ("es", "La autoridad lleva un índice de los sistemas de riesgo."),
    ("zh", "提供者应当公布算法的基本原理。"),
    ("ar", "تنشر الهيئة تقريرا عن الأنظمة كل عام."),
    ("ru", "Операторы публикуют сведения о системах."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "text"), FORMULAS)
def test_a_formula_is_told_by_its_kind(language: str, kind: str, text: str) -> None:
    assert boilerplate(text, language) == kind


@pytest.mark.parametrize(("language", "text"), SUBSTANCE)
def test_what_says_more_is_no_formula(language: str, text: str) -> None:
    assert boilerplate(text, language) == ""


def test_formulas_are_tied_to_nothing_and_counted() -> None:
    units = [
        Unit("a.en/sec_1", "a", "Section 1. This Act may be cited as the Ferries Act."),
        Unit("b.en/sec_1", "b", "Section 1. This Act may be cited as the Ferries Act."),
        Unit("a.en/sec_2", "a", "Operators keep a person on board who can stop the engine."),
        Unit("b.en/sec_2", "b", "Operators keep a person on board who can stop the engine."),
    ]

    result = linked(units)

    assert {row["source"] for row in rows(result)} == {"a.en/sec_2", "b.en/sec_2"}
    (notice,) = result.notices
    assert (notice.code, notice.message.split()[0]) == ("boilerplate", "2")
    assert result.words.words["id"].to_pylist() == sorted(u.id for u in units)


@given(st.text(max_size=200), st.sampled_from(["ar", "en", "es", "fr", "ru", "zh", "de", "und"]))
def test_any_text_has_an_answer(text: str, language: str) -> None:
    assert isinstance(boilerplate(text, language), str)


@pytest.mark.parametrize("piece", ["not later than ", "(a) the Committee ", "held ", "this ", "\n"])
def test_long_repetition_costs_little(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()

    for length in (200, 1_100, 40_000, len(text)):
        boilerplate(text[:length], "en")

    assert time.process_time() - started < 2
