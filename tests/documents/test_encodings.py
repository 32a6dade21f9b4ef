from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.documents.encodings import decode
from comity.errors import FormatError, NoTextError

TEXTS = {
    "ru": "Государства сотрудничают в управлении искусственным интеллектом и публикуют источники.",
    "zh": "第一条 为了促进人工智能健康发展，维护社会公共利益，制定本办法。",
    "zh-Hant": "第一條 為促進人工智慧之發展，特制定本辦法。各國應當合作，造福人類。",
    "ar": "المادة ١: الغرض. يهدف هذا الميثاق إلى وضع قواعد مشتركة لنظم الذكاء الاصطناعي.",
    "fr": "Les États coopèrent afin que l’intelligence artificielle profite à chacun, même âgé.",
    "pl": "Państwa współpracują, aby sztuczna inteligencja służyła każdemu człowiekowi.",
    "en": "The “Parties” shall co-operate – each within its means – and report’s results.",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *(("ru", e) for e in ("utf-8", "cp1251", "koi8_r", "iso8859_5", "cp866", "utf-16")),
        *(("ru", e) for e in ("utf-16-le", "utf-16-be", "utf-32")),
        *(("zh", e) for e in ("utf-8", "utf-8-sig", "gb18030", "utf-16")),
        ("zh-Hant", "big5"),
        *(("ar", e) for e in ("utf-8", "cp1256", "iso8859_6")),
        *(("fr", e) for e in ("utf-8", "cp1252", "utf-16-le")),
        *(("pl", e) for e in ("utf-8", "cp1250", "iso8859_2")),
        ("en", "cp1252"),
    ],
)
def test_usual_encodings_are_told_apart(language: str, encoding: str) -> None:
    data = ((TEXTS[language] + "\n") * 8).encode(encoding, errors="replace")

    assert decode(data).text == data.decode(encoding)


def test_a_guess_is_noted_and_utf_8_is_not() -> None:
    guessed = decode((TEXTS["ru"] * 5).encode("cp1251"))

    assert [n.code for n in guessed.notices] == ["encoding-guessed"]
    assert decode(TEXTS["ru"].encode()).notices == ()


def test_a_declared_encoding_decides_where_bytes_cannot() -> None:
    assert decode("№ 5: «да»".encode("cp1251"), declared="windows-1251").text == "№ 5: «да»"


def test_a_declaration_that_conversion_has_outlived_is_ignored() -> None:
    assert decode(TEXTS["ru"].encode(), declared="koi8-r").text == TEXTS["ru"]


def test_a_few_damaged_bytes_do_not_turn_utf_8_into_something_else() -> None:
    data = (TEXTS["ru"] * 20).encode() + b"\xff\xfe"
    decoded = decode(data)

    assert decoded.text.startswith(TEXTS["ru"])
    assert [n.code for n in decoded.notices] == ["broken-characters"]


def test_an_empty_file_holds_no_text() -> None:
    with pytest.raises(NoTextError):
        decode(b"")


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(FormatError, match="not text"):
        decode(bytes(range(256)) * 20 + b"\x00\x01\x02")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_text_or_a_named_refusal(data: bytes) -> None:
    try:
        text = decode(data).text
    except (FormatError, NoTextError):
        return
    assert isinstance(text, str)


@given(st.text(min_size=1).filter(lambda t: t.isprintable() and not t.startswith("\ufeff")))
def test_valid_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode()).text == text
