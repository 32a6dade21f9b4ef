from __future__ import annotations

import pytest

from comity.provisions.labels import read_labels
from comity.provisions.numerals import han_value, readings, roman_text, roman_value


def first(text: str) -> tuple[str, str] | None:
    """Kind and normalised number of the label at the head of a text."""
    labels = read_labels(text, 0, len(text))
    if not labels:
        return None
    numbers = labels[0].numbers
    return labels[0].kind, numbers[0].text if numbers else ""


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Article 5", "article", "5"),
        ("ARTICLE 5 – Scope", "article", "5"),
        ("Article premier", "article", "1"),
        ("Artículo 5 - Objeto", "article", "5"),
        ("Articolo 12", "article", "12"),
        ("Artikel 3", "article", "3"),
        ("Статья 5. Цель", "article", "5"),
        ("المادة ٥", "article", "5"),
        ("المادة الخامسة : الغرض", "article", "5"),
        ("Pasal 7", "article", "7"),
        ("第七十三条 本规定自公布之日起施行。", "article", "73"),
        ("Article 28 bis", "article", "28bis"),
        ("Art. 5 Purpose", "article", "5"),
        ("第三章 附则", "chapter", "3"),
        ("CHAPTER III", "chapter", "III"),
        ("Chapitre II – Principes", "chapter", "II"),
        ("TITLE VIII--PENALTIES", "title", "VIII"),
        ("SEC. 10301. PURPOSE.", "section", "10301"),
        ("§ 22757.1. (a) Each developer", "section", "22757.1"),
        ("ANNEX III", "annex", "III"),
        ("附件一", "annex", "1"),
        ("Principle 3: Fairness", "principle", "3"),
        ("Measure 1.2 Keeping records", "measure", "1.2"),
        ("GOVERN 1.1: Duties are known", "code", "1.1"),
        ("(a) keep records", "", "a"),
        ("（二）保存记录", "", "2"),
        ("一、总体要求", "", "1"),
        ("1.2. Fairness", "", "1.2"),
        ("· 2.5. Cooperation", "", "2.5"),
        ("1) El objetivo", "", "1"),
        ("б) хранить записи", "", "b"),
        ("(ب) حفظ السجلات", "", "b"),
        ("٣. حفظ السجلات", "", "3"),
        ("3\tThe Parties", "", "3"),
        ("– records", "bullet", ""),
        ("• records", "bullet", ""),
    ],
)
def test_labels_of_many_scripts_give_one_kind_and_number(text: str, kind: str, number: str) -> None:
    assert first(text) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 and Article 6 apply",
        "Article 5(1) applies",
        "Section 5401 of the Act",
        "Articles and treaties",
        "article 5 applies",
        "第五条规定的义务",
        "2024 was a good year",
        "U.S. law applies",
        "A new system",
        "I am",
        "Part of the work",
        "3.5 million people"[4:],
        "",
    ],
)
def test_references_and_prose_carry_no_label(text: str) -> None:
    assert first(text) is None


def test_stacked_labels_are_read_one_behind_the_other() -> None:
    text = "(a) (1) (A) keep records"

    assert [label.text for label in read_labels(text, 0, len(text))] == ["(a)", "(1)", "(A)"]


def test_a_quotation_mark_before_a_label_is_remembered() -> None:
    for text in ("“(g) New duty", "``(g) New duty", "‘3. New duty", "«3. Nouvelle obligation"):
        assert read_labels(text, 0, len(text))[0].quoted


def test_i_is_roman_one_and_the_ninth_letter() -> None:
    assert {(n.style, n.value) for n in readings("i")} == {("roman", 1), ("letter", 9)}


@pytest.mark.parametrize("value", [1, 4, 9, 14, 40, 90, 113, 399])
def test_roman_numbers_come_back_as_they_went(value: int) -> None:
    assert roman_value(roman_text(value)) == value
    assert roman_value("IIX") == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十一", 11), ("二十", 20), ("七十三", 73), ("一百零五", 105), ("三百二十", 320)],
)
def test_chinese_numerals_are_read_as_numbers(text: str, value: int) -> None:
    assert han_value(text) == value
