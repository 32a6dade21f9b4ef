"""Numbers as lists print them: Latin letters, Roman, Arabic-Indic, Chinese."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_CHINESE = "零一二三四五六七八九"


def roman(number: int) -> str:
    """Lower-case Roman numeral; Arabic digits outside 1 to 3999."""
    if not 1 <= number < 4000:
        return str(number)
    parts = []
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def letters(number: int) -> str:
    """a to z, then aa, ab as web browsers count; Arabic digits below 1."""
    if number < 1:
        return str(number)
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found


def doubled_letters(number: int) -> str:
    """a to z, then aa, bb as word processors count; Arabic digits below 1."""
    if number < 1:
        return str(number)
    times, rest = divmod(number - 1, 26)
    return chr(ord("a") + rest) * (times + 1)


def chinese(number: int) -> str:
    """Chinese counting numeral from 1 to 99 (十一, 二十); Arabic digits outside."""
    if not 1 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _CHINESE[tens] + "十"
    return head + (_CHINESE[ones] if ones else "")


def arabic_indic(number: int) -> str:
    """The number in the digits ٠ to ٩."""
    return "".join(chr(0x660 + int(d)) if d.isdigit() else d for d in str(number))
