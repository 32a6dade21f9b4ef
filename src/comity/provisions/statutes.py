"""Sections of State codes, numbered without a word: "22602.", "6-1-1703.", "63N-3-1301."."""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.provisions.numerals import Number

_BEHIND = r"(?=\s+[(“\"‘'«]?\s?[A-Z(])"
_NUMBER = re.compile(
    rf"(?:(?P<title>\d{{1,3}}[A-Z]{{0,2}}(?:[-–]\d{{1,4}}[A-Z]{{0,2}}){{1,3}}(?:\.\d{{1,3}}){{0,3}})"
    rf"|(?P<plain>\d{{4,5}}(?:\.\d{{1,3}}){{0,3}}))\.{_BEHIND}"
)
_MIN_DIGITS = 5  # of a number with one hyphen: "16-442", not the years "23-24"
_YEARS = range(1800, 2200)


class StatuteNumber(NamedTuple):
    """The number of a section of a code, as printed, and where it ends."""

    number: Number
    printed: str
    end: int


def read_statute(window: str, at: int) -> StatuteNumber | None:
    """The number at the head of a section of a code; None for years, sums and decimals."""
    if not window[at : at + 1].isdecimal() or not window[at : at + 1].isascii():
        return None
    match = _NUMBER.match(window, at)
    if match is None:
        return None
    printed = match["title"] or match["plain"]
    if match["plain"] and "." not in printed and int(printed) in _YEARS:
        return None
    if match["title"] and len(re.findall(r"\d", printed)) < _MIN_DIGITS:
        return None
    path = tuple(int(part) for part in re.findall(r"\d+", printed))
    number = Number("decimal", "", path[-1], printed.replace("–", "-"), "", path)
    return StatuteNumber(number, match.group(), match.end())
