"""Provisions numbered in words: "Primero. Objeto.", "DISPOSICIÓN FINAL" and "ÚNICA. Vigencia"."""

from __future__ import annotations

import re
from typing import NamedTuple

from comity.provisions.numerals import Number

_UNITS = ("prim", "segund", "terç", "cuart", "quint", "sext", "séptim", "octav", "noven")
_STEMS: dict[str, int] = {"únic": 1, "unic": 1}
_STEMS |= {stem: value for value, stem in enumerate(_UNITS, start=1)}
_STEMS |= {"primer": 1, "primeir": 1, "tercer": 3, "terceir": 3, "quart": 4, "septim": 7}
_STEMS |= {"sétim": 7, "oitav": 8, "non": 9, "undécim": 11, "undecim": 11, "duodécim": 12}
_STEMS |= {"duodecim": 12, "décim": 10, "decim": 10, "vigésim": 20, "vigesim": 20}
_TENS = {"décim": 10, "decim": 10, "vigésim": 20, "vigesim": 20, "trigésim": 30, "trigesim": 30}
_STEMS |= {"trigésim": 30, "trigesim": 30}
for _ten, _value in (("decimo", 10), ("vigesimo", 20)):
    for _stem, _unit in list(_STEMS.items()):
        if _unit < 10 and not _stem.endswith("nic"):
            _STEMS[_ten + _stem] = _value + _unit

_stem = "|".join(sorted(map(re.escape, _STEMS), key=lambda stem: (-len(stem), stem)))
_ten = "|".join(map(re.escape, _TENS))
_FIRST_LETTERS = frozenset(stem[0].upper() for stem in _STEMS)
ORDINAL = rf"(?:(?:{_ten})[oa]\s+)?(?:{_stem})[oa]"
# Set off by a stop or a dash, with a title or a sentence behind.
_LABEL = re.compile(
    rf"(?P<n>(?i:{ORDINAL}))\s?(?:\.?[ ]?[-–—]+|[.:])(?=\s|$)\s*(?=\Z|[^\Wa-zß-ÿ]|[«“¿(])"
)
_GROUP = re.compile(
    r"Disposici(?:ón|ones)\s+(?:complementarias?\s+)?"
    r"(?P<sort>adicional|transitoria|derogatoria|final|complementaria|modificatoria)(?:e?s)?"
    r"\s*[.:]?\s*(?=\n|\Z)",
    re.IGNORECASE,
)


class OrdinalMatch(NamedTuple):
    """A number in words at the head of a text."""

    number: Number
    printed: str
    end: int


def read_ordinal(window: str, at: int) -> OrdinalMatch | None:
    """The ordinal that labels what stands behind it; None for a word in a sentence."""
    if window[at : at + 1] not in _FIRST_LETTERS:
        return None
    match = _LABEL.match(window, at)
    if match is None:
        return None
    value = ordinal_value(match["n"])
    if not value:
        return None
    return OrdinalMatch(Number("word", "", value, str(value)), match["n"], match.end())


def ordinal_value(said: str) -> int:
    """The value of a Spanish or Portuguese ordinal; 0 when it is none."""
    *tens, unit = said.casefold().split()
    value = _STEMS.get(unit[:-1], 0)
    if not tens:
        return value
    ten = _TENS.get(tens[0][:-1], 0)
    return ten + value if ten and 0 < value < 10 else 0


def read_group(window: str, at: int) -> tuple[str, str, int] | None:
    """The title of a group of closing provisions alone on its line: sort, as printed, end."""
    if window[at : at + 1] != "D":
        return None
    match = _GROUP.match(window, at)
    if match is None:
        return None
    return match["sort"].casefold(), match.group().strip(" \n.:"), match.end()
