"""Printed numbers of every script as one value each, so that languages agree on an eId."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

NumberStyle = Literal["arabic", "roman", "letter", "double", "han", "word", "decimal"]


class Number(NamedTuple):
    """One reading of a printed number."""

    style: NumberStyle
    case: str  # "u", "l" or "" where the script has no case
    value: int  # place in its sequence, from 1; for a decimal its last component
    text: str  # normalised for an eId: "5", "IV", "a", "1.2"
    suffix: str = ""  # "bis" of "5 bis", "a" of "5a"
    path: tuple[int, ...] = ()  # (1, 2) of "1.2"


_ROMAN = re.compile("M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# Beyond this, letters that happen to spell a Roman number ("mix", "dl") are words.
_MAX_ROMAN = 399

_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_HAN_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
HAN = "".join(_HAN) + "".join(_HAN_UNITS)

# Lists in Arabic run in the abjad order (United Nations, most statutes).
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
# Lists in Cyrillic skip letters that cannot begin a word.
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"

_ORDINALS: dict[str, int] = {}
for _value, _names in enumerate(
    (
        "premier première 1er 1ère ier primero primera primo prima único única unico unica"
        " first one erster erste первая первый الأول الأولى الاول الاولى pertama",
        "deuxième second seconde segundo segunda secondo seconda two zweiter вторая второй"
        " الثاني الثانية kedua",
        "troisième tercero tercera terzo terza third three dritter третья третий الثالث"
        " الثالثة ketiga",
        "quatrième cuarto cuarta quarto quarta fourth four четвертая четвертый الرابع"
        " الرابعة keempat",
        "cinquième quinto quinta fifth five пятая пятый الخامس الخامسة kelima",
        "sixième sexto sexta sesto sesta sixth six шестая шестой السادس السادسة keenam",
        "septième séptimo séptima settimo settima seventh seven седьмая седьмой السابع"
        " السابعة ketujuh",
        "huitième octavo octava ottavo ottava eighth eight восьмая восьмой الثامن الثامنة",
        "neuvième noveno novena nono nona ninth nine девятая девятый التاسع التاسعة",
        "dixième décimo décima decimo decima tenth ten десятая десятый العاشر العاشرة",
        "undécima undécimo undicesimo eleventh eleven",
        "duodécima duodécimo dodicesimo twelfth twelve",
        "decimotercera decimotercero thirteenth thirteen",
        "decimocuarta decimocuarto fourteenth fourteen",
        "decimoquinta decimoquinto fifteenth fifteen",
    ),
    start=1,
):
    for _name in _names.split():
        _ORDINALS[_name] = _value
ORDINAL_WORDS = tuple(sorted(_ORDINALS, key=lambda word: (-len(word), word)))


def roman_value(text: str) -> int:
    """The value of a well-formed Roman number in one case; 0 when it is none."""
    upper = text.upper()
    if not text or text not in (upper, text.lower()) or not _ROMAN.fullmatch(upper):
        return 0
    total = 0
    for here, after in zip(upper, (*upper[1:], ""), strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(after, 0) > value else value
    return total if total <= _MAX_ROMAN else 0


def roman_text(value: int) -> str:
    """A value from 1 as an upper-case Roman number."""
    digits = (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    )
    out = []
    for size, letters in digits:
        count, value = divmod(value, size)
        out.append(letters * count)
    return "".join(out)


def han_value(text: str) -> int:
    """The value of a Chinese numeral below ten thousand; 0 when it is none."""
    if not text or any(c not in _HAN and c not in _HAN_UNITS for c in text):
        return 0
    if not any(c in _HAN_UNITS for c in text):
        return int("".join(str(_HAN[c]) for c in text)) if len(text) <= 4 else 0
    total, digit = 0, 0
    for c in text:
        if c in _HAN_UNITS:
            total += max(digit, 1) * _HAN_UNITS[c]
            digit = 0
        else:
            digit = _HAN[c]
    return total + digit


def latin_digits(text: str) -> str:
    """Decimal digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else unicodedata.normalize("NFKC", c)
        for c in text
    )


@lru_cache(maxsize=8192)
def readings(text: str) -> tuple[Number, ...]:
    """Every way to read a printed number or letter; none when it is not one.

    "i" is both the ninth letter and Roman one: the sequence it stands in
    decides, not this function.
    """
    plain = latin_digits(text.rstrip("\u0640"))  # the fifth letter is drawn out: "هـ"
    if plain.isascii() and plain.isdecimal():
        return (_arabic(plain),) if len(plain) <= 6 else ()
    if match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,3}){1,5})", plain):
        path = tuple(int(part) for part in match[1].split("."))
        return (Number("decimal", "", path[-1], ".".join(map(str, path)), "", path),)
    if match := re.fullmatch(r"(\d{1,5})[ -]?([A-Za-z]{1,2}|bis|ter|quater|quinquies)", plain):
        number = _arabic(match[1])
        suffix = match[2].lower()
        return (number._replace(text=number.text + suffix, suffix=suffix),)
    if (value := han_value(text)) > 0:
        return (Number("han", "", value, str(value)),)
    if (value := _ORDINALS.get(text.casefold(), 0)) > 0:
        return (Number("word", "", value, str(value)),)
    return _letters(plain)


def _arabic(digits: str) -> Number:
    value = int(digits)
    return Number("arabic", "", value, str(value))


def _letters(text: str) -> tuple[Number, ...]:
    found = []
    case = "u" if text.isupper() else "l"
    if value := roman_value(text):
        found.append(Number("roman", case, value, text))
    if len(text) == 1:
        lower = text.lower()
        if "a" <= lower <= "z":
            found.append(Number("letter", case, ord(lower) - 96, text))
        elif (place := _ABJAD.find(text.replace("ا", "أ").replace("إ", "أ"))) >= 0:
            found.append(Number("letter", "", place + 1, _letter_text(place + 1)))
        elif (place := _CYRILLIC.find(lower)) >= 0:
            found.append(Number("letter", case, place + 1, _letter_text(place + 1)))
    elif len(text) == 2 and text[0] == text[1] and text.isascii() and text.isalpha():
        found.append(Number("double", case, ord(text[0].lower()) - 96, text))
    return tuple(found)


def _letter_text(place: int) -> str:
    return chr(96 + place) if place <= 26 else f"z{place - 26}"
