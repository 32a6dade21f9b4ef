"""Texts of which a part is in another language than the rest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from comity.documents.doubts.evidence import found
from comity.records import Document, Notice
from comity.text.stopwords import STOPWORDS

_STRETCH = 400
_FIRST_LOOK, _CLOSER_LOOK = 6, 16  # stretches
_MIN_CHARS = 1500
_MIN_SHARE = 1 / 7  # of the stretches, from which another language is part of the text
_SURE_HITS = 10  # function words in a stretch that only one language has
_LATIN = ("de", "en", "es", "fr", "id", "it", "pl", "pt")
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
_OTHER_SCRIPT = re.compile("[\u0400-\u06ff\u3040-\u9fff\uac00-\ud7af]")
_TRACE = 0.05  # of a stretch: names and terms in their own script
# An ideograph says what three letters do.
_WORTH = {"zh": 3, "ko": 2}


def mixed_languages(document: Document) -> list[Notice]:
    """A notice when more than a seventh of the text is in another language.

    Looks at six stretches spread over the text, and at sixteen when one of
    them is in part another language: their scripts, and for the Latin script
    the function words that only one of eight languages has.
    """
    text = document.text
    if len(text) < _MIN_CHARS:
        return []
    main = document.language.split("-")[0]
    if not any(_others(text[at : at + _STRETCH], main) for at in _places(text, _FIRST_LOOK)):
        return []
    shares: defaultdict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    for at in _places(text, _CLOSER_LOOK):
        for other, share in _others(text[at : at + _STRETCH], main).items():
            shares[other] += share
            first.setdefault(other, at)
    notices = []
    for other, weight in sorted(shares.items()):
        share = weight / _CLOSER_LOOK
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


def _places(text: str, count: int) -> range:
    """Where `count` stretches begin that are spread evenly over a text."""
    step = (len(text) - _STRETCH) // (count - 1)
    return range(0, step * (count - 1) + 1, step)


def _others(stretch: str, main: str) -> dict[str, float]:
    """Share of a stretch in other scripts and languages than its document's."""
    found_shares: dict[str, float] = {}
    own_script = _SCRIPT_OF.get(main, "")
    if not stretch.isascii() and _OTHER_SCRIPT.search(stretch):
        letters = sum(map(str.isalpha, stretch))
        for script, (low, high) in _SCRIPTS.items():
            count = sum(low <= c <= high for c in stretch)
            worth = _WORTH.get(script, 1)
            share = count * worth / max(1, letters + count * (worth - 1))
            if script != own_script and share > _TRACE:
                found_shares[script] = share
    hits = Counter(map(_TELLING.get, stretch.lower().split()))
    own = hits.pop(main, 0)
    del hits[None]
    if (own_script or main in _LATIN) and hits:
        best = min(hits, key=lambda language: (-hits[language], str(language)))
        if best and hits[best] >= _SURE_HITS and hits[best] > 3 * own:
            found_shares[best] = 1.0
    return found_shares


def _telling_words() -> dict[str, str]:
    """Function words that only one of the languages has -> that language."""
    counts = Counter(word for language in _LATIN for word in STOPWORDS[language])
    return {
        word: language
        for language in _LATIN
        for word in sorted(STOPWORDS[language])
        if counts[word] == 1 and len(word) > 1
    }


_TELLING = _telling_words()
