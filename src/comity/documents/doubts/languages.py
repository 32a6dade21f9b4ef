"""Texts of which a part is in another language than the rest."""

from __future__ import annotations

from collections import Counter

from comity.documents.doubts.evidence import found
from comity.records import Document, Notice
from comity.text.stopwords import STOPWORDS

_STRETCH = 500
_STRETCHES = 12
_MIN_CHARS = 1500
_MIN_SHARE = 1 / 7  # of the stretches, from which another language is part of the text
_SURE_HITS = 12  # function words in a stretch that only one language has
_LATIN = ("de", "en", "es", "fr", "id", "it", "nl", "pt")
_SCRIPTS = {  # first and last code point of scripts that tell a language group by themselves
    "ar": ("\u0600", "\u06ff"),
    "zh": ("\u3040", "\u9fff"),
    "ko": ("\uac00", "\ud7af"),
    "ru": ("\u0400", "\u04ff"),
}
_SCRIPT_OF = {
    **dict.fromkeys(("ar", "fa", "ur"), "ar"),
    **dict.fromkeys(("zh", "ja"), "zh"),
    "ko": "ko",
    **dict.fromkeys(("ru", "uk", "bg", "sr"), "ru"),
}
_SCRIPT_NAMES = {"ar": "Arabic", "zh": "Chinese or Japanese", "ko": "Korean", "ru": "Cyrillic"}
# An ideograph says what three letters do.
_WORTH = {"zh": 3, "ko": 2}


def mixed_languages(document: Document) -> list[Notice]:
    """A notice when more than a seventh of the text is in another language.

    Looks at twelve stretches spread over the text: their scripts, and for the
    Latin script the function words that only one of eight languages has.
    """
    text = document.text
    if len(text) < _MIN_CHARS:
        return []
    main = document.language.split("-")[0]
    step = (len(text) - _STRETCH) // (_STRETCHES - 1)
    shares: Counter[str] = Counter()
    first: dict[str, int] = {}
    for n in range(_STRETCHES):
        stretch = text[n * step : n * step + _STRETCH]
        for other, share in _others(stretch, main).items():
            shares[other] += share
            first.setdefault(other, n * step)
    notices = []
    for other, weight in sorted(shares.items()):
        share = weight / _STRETCHES
        if share < _MIN_SHARE:
            continue
        at = first[other]
        name = _SCRIPT_NAMES.get(other, repr(other))
        message = (
            f"About {share:.0%} of the text is in another language than {main!r}: {name}, as in"
            f" {found(document, at, at + 80)}. Keep one file per language, or expect provisions"
            " that hold both."
        )
        notices.append(Notice(code="mixed-languages", message=message))
    return notices


def _others(stretch: str, main: str) -> dict[str, float]:
    """Share of a stretch in other scripts and languages than its document's."""
    found_shares: dict[str, float] = {}
    own_script = _SCRIPT_OF.get(main, "")
    if not stretch.isascii():
        letters = sum(map(str.isalpha, stretch)) or 1
        for script, (low, high) in _SCRIPTS.items():
            count = sum(low <= c <= high for c in stretch)
            worth = _WORTH.get(script, 1)
            share = count * worth / (letters + count * (worth - 1))
            if script != own_script and share > 0.05:
                found_shares[script] = share
    words = stretch.lower().split()
    if own_script and sum(w.isascii() for w in words) < 0.5 * len(words):
        return found_shares
    hits = {
        language: sum(word in telling for word in words)
        for language, telling in _TELLING.items()
    }
    best = max(sorted(hits), key=lambda language: hits[language])
    known = main in hits or own_script
    if known and best != main and hits[best] >= _SURE_HITS and hits[best] > 3 * hits.get(main, 0):
        found_shares[best] = 1.0
    return found_shares


def _telling_words() -> dict[str, frozenset[str]]:
    """Function words of each language that none of the other languages has."""
    counts = Counter(word for language in _LATIN for word in STOPWORDS.get(language, ()))
    return {
        language: frozenset(w for w in STOPWORDS[language] if counts[w] == 1)
        for language in _LATIN
        if language in STOPWORDS
    }


_TELLING = _telling_words()
