"""What a text sets aside: "shall not apply to national security", "other than military".

A phrase that takes something out of a text's scope, or leaves another rule untouched, names
it without laying anything down on it. A prohibition does lay something down: "shall not
manipulate" speaks of manipulation, and is no aside.

An aside reaches from its phrase to the end of the clause: to a punctuation mark, to a verb
that begins what the text does say, or to `_FURTHEST` characters. Where the phrase comes
last ("... are excluded"), it reaches back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from comity.text.tokens import word_spans

_FURTHEST = 120

# Texts come without typographic apostrophes and dashes; see `text.tokens.without_marks`.
_FORWARD = {
    "ar": r"\bلا\s+(?:ينطبق|تنطبق|يسري|تسري)\s+(?:\w+\s+){0,4}?على\b"
    r"|\b(?:ب?دون|مع\s+عدم)\s+ال[إا]خلال|\b(?:باستثناء|(?:في)?ما\s+عدا|بخلاف)\b",
    "en": r"\b(?:not|nor|never)\s+(?:(?:apply|applicable|extend)\s+to|(?:concern|cover|affect)\b)"
    r"|\bwithout\s+prejudice\s+to\b|\bexcept\s+for\b|\bwith\s+the\s+exception\s+of\b"
    r"|\bto\s+the\s+exclusion\s+of\b|\bother\s+than\b|\bexcluding\b"
    r"|\boutside\s+the\s+scope\s+of\b",
    "es": r"\bno\s+(?:se\s+aplic\w+|afect\w+|será\w*\s+aplicables?)\s+al?\b"
    r"|\bsin\s+perjuicio\s+del?\b|\b(?:a|con)\s+(?:la\s+)?(?:excepción|exclusión)\s+del?\b"
    r"|\b(?:excepto|salvo)\b|\bdistint[oa]s?\s+del?\b|\bfuera\s+del\s+ámbito\s+del?\b",
    "fr": r"\bs['\s]appliqu\w+\s+pas\s+(?:à|aux?)\b|\bsans\s+préjudice\s+d"
    r"|\bn['\s]affect\w+\s+pas\b|\bà\s+l['\s](?:exception|exclusion)\s+d|\bautres?\s+que\b|\b(?:hormis|excepté|sauf)\b"
    r"|\bhors\s+du\s+champ\s+d",
    "ru": r"\bне\s+(?:применя\w+\s+ко?|распространя\w+\s+на|затрагива\w+)\b"
    r"|\bбез\s+ущерба\s+для\b|\bза\s+исключением\b|\bкроме\b|\bисключая\b",
    "zh": r"不[适適]用[于於]|不影[响響]|不妨[碍礙]|除(?=[^，。；：]{1,30}外)",
}
_BACKWARD = {
    "ar": r"\bلا\s+(?:يدخل|تدخل|يندرج|تندرج)\b|\b(?:مستثناة|مستثنى)\b",
    "en": r"\bnot\s+fall\s+(?:within|under)\b|\b(?:is|are|be)\s+excluded\b"
    r"|\b(?:is|are|falls?|lies?)\s+outside\s+the\s+scope\b",
    "es": r"\bquedan?\s+exclu\w+|\bno\s+entran?\s+en\s+el\s+ámbito\b",
    "fr": r"\bne\s+relèv\w+\s+pas\b|\b(?:est|sont)\s+exclu\w*",
    "ru": r"\bне\s+подпада\w+|\bисключа\w+тся\b",
    "zh": r"除外|不(?:在|属于|屬於)[^，。；：]{0,20}[范範][围圍]",
}
_END = {
    "ar": "[.,;:!?()،؛؟\n]",
    "en": r"[.,;:!?()\n]|\b(?:shall|must|should|may|will|can|is|are|has|have|but)\b",
    "es": r"[.,;:!?()\n]|\b(?:deberán?|debe|deben|podrán?|puede|pueden|es|son|pero)\b",
    "fr": r"[.,;:!?()\n]|\b(?:doit|doivent|devra|devront|peut|peuvent|est|sont|mais)\b",
    "ru": r"[.,;:!?()\n]|\b(?:должн\w+|обязан\w*|может|могут|но)\b",
    "zh": "[。，；：！？（）\n]|(?<=以|之)外|应|應|必须",
}
# Few texts have an aside; whether one may is told by its words, which are there already.
_ENGLISH_WORDS = frozenset(
    "Except Excluding Other Outside affect applicable apply concern cover except exception"  # noqa: SIM905  shorter than a list
    " excluded excluding exclusion extend fall other outside prejudice scope".split()
)


_NEGATED = frozenset("affect applicable apply concern cover extend fall".split())  # noqa: SIM905
_NEGATIONS = frozenset(("not", "nor", "never"))
# A word of a phrase, and another one that must be there too; "" for none.
_PAIRS = (
    *(("other", "than"), ("Other", "than"), ("except", "for"), ("Except", "for")),
    *(("prejudice", ""), ("exception", "with"), ("exclusion", "to"), ("excluding", "")),
    *(("Excluding", ""), ("excluded", ""), ("scope", "outside"), ("Outside", "scope")),
)


def _may_set_aside(words: Sequence[str]) -> bool:
    """Whether the words of a phrase are there, in whatever order: most texts have none."""
    if _ENGLISH_WORDS.isdisjoint(words):
        return False
    there = set(words)
    if not there.isdisjoint(_NEGATED) and not there.isdisjoint(_NEGATIONS):
        return True
    return any(word in there and (not further or further in there) for word, further in _PAIRS)


def _compiled(patterns: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(p, re.IGNORECASE) for language, p in patterns.items()}


_PHRASES, _LAST, _ENDS = _compiled(_FORWARD), _compiled(_BACKWARD), _compiled(_END)


def asides(plain: str, language: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Which words of a text are set aside, as ranges with the end excluded, in order.

    Args:
        plain: the text, as `text.tokens.without_marks` gives it.
        language: a primary subtag.
        words: its words as they stand.
    """
    if language not in _PHRASES or (language == "en" and not _may_set_aside(words)):
        return []
    ends = _ENDS[language]
    places = []
    for match in _PHRASES[language].finditer(plain):
        limit = min(len(plain), match.end() + _FURTHEST)
        end = ends.search(plain, match.end(), limit)
        places.append((match.end(), end.start() if end else limit))
    for match in _LAST[language].finditer(plain):
        start = max(0, match.start() - _FURTHEST)
        for end in ends.finditer(plain, start, match.start()):
            start = end.end()
        places.append((start, match.start()))
    if not places:
        return []
    starts = [start for start, _ in word_spans(plain)]
    return sorted((bisect_left(starts, begin), bisect_left(starts, end)) for begin, end in places)
