from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.text.language import LANGUAGES, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("States shall publish each value with its source and its year.", "en"),
        ("Les États publient chaque valeur avec sa source et son année.", "fr"),
        ("Los Estados publican cada valor con su fuente y su año.", "es"),
        ("Государства публикуют каждое значение с указанием источника и года.", "ru"),
        ("各国公布每一项数值时应当注明来源和年份。", "zh"),
        ("各國公布每一項數值時應當註明來源和年份。", "zh"),
        ("تنشر الدول كل قيمة مع مصدرها وسنتها.", "ar"),
        ("Państwa publikują każdą wartość wraz ze źródłem i rokiem.", "pl"),
        ("Die Staaten veröffentlichen jeden Wert mit Quelle und Jahr.", "de"),
        ("Negara menerbitkan setiap nilai beserta sumber dan tahunnya.", "id"),
    ],
)
def test_one_sentence_is_enough_to_tell_the_language(text: str, language: str) -> None:
    assert detect_language(text)[0] == language


@pytest.mark.parametrize("text", ["", "  \n", "123 456", "—— §§"])
def test_without_letters_the_language_is_undetermined(text: str) -> None:
    assert detect_language(text) == ("und", 0.0)


def test_a_title_page_in_another_language_does_not_decide() -> None:
    text = "Strategia nazionale per l'intelligenza artificiale. " * 3
    text += "States shall publish each value with its source and its year. " * 2000

    assert detect_language(text)[0] == "en"


def test_longer_text_is_not_less_sure() -> None:
    sentence = "Les États publient chaque valeur avec sa source et son année. "

    assert detect_language(sentence * 10)[1] >= detect_language(sentence[:20])[1]


@given(st.text(max_size=300))
def test_any_text_has_a_known_language_and_a_share_of_confidence(text: str) -> None:
    language, confidence = detect_language(text)

    assert language in (*LANGUAGES, "und")
    assert 0.0 <= confidence <= 1.0
