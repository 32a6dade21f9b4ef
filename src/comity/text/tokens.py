"""Words of a text: folded, stemmed, without function words, with where they stand.

`words` gives what a reader would call the same words (case, accents' encoding,
width of characters and the like folded), for comparing texts word by word.
`stems` and `tokens` give terms for weighing and searching: folded words without
function words, reduced to their Snowball stem.

Scripts written without spaces between words (Chinese, Japanese, Thai, Lao, Khmer,
Burmese), and Korean, for which Snowball has no stemmer, come as single characters
in `words` and as overlapping pairs of characters in `stems`: retrieval on pairs is
about as good as on a segmented text, and needs no dictionary (Nie, Gao, Zhang &
Zhou 2000, "On the use of words and n-grams for Chinese information retrieval").

The functions are pure. Behind them, each process keeps a bounded memory of words
already folded and stemmed, which saves about nine tenths of the time.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import Stemmer

from comity.text.stopwords import CHINESE_KEPT, CHINESE_PARTICLES, STOPWORDS

# Every algorithm of Snowball 3.1 but the two historical doubles (porter, dutch_porter).
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Longer "words" are keys, addresses and damage; they are folded but not stemmed, nor remembered.
LONGEST_WORD = 64
_REMEMBERED = 200_000  # words per language and process: about 25 MB at most

# Thai, Lao, Burmese, Khmer, kana, Han with its extensions and compatibility forms, Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U00020000-\U000323af"
)


def _mark_ranges() -> str:
    """Combining marks as ranges of a character class; Python's \\w leaves them out."""
    points = [
        p
        for p in chain(range(0x300, 0x3000), range(0xA600, 0xAC00), (0xFB1E,))
        if unicodedata.category(chr(p))[0] == "M"
    ]
    ranges: list[tuple[int, int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in ranges)


_JOINERS = "\u00ad\u200c\u200d\u2060"  # soft hyphen and invisible joiners, within a word
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:[{_mark_ranges()}{_JOINERS}]+{_LETTER}*)*")
_MARKS = "‘’“”–—…•§\u00a0"  # never part of a word, nor next to one in a way that matters
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

_DROPPED = re.compile(
    "[\u00ad\u200c\u200d\u2060\u0640\u064b-\u065f\u0670]"  # joiners; Arabic stretch and vowel marks
)
_NOTE_MARKS = re.compile("(?<=.)[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+$")
_SAME_LETTER = str.maketrans("أإآٱىё", "اااايе")


class Token(NamedTuple):
    """A term and the code points of the text that it was made from."""

    stem: str
    start: int
    end: int


def fold(word: str) -> str:
    """The word without differences of writing: case, width, ligatures, digits, vowel marks.

    Raised figures at the end of a word are note marks and go. Never empty for a
    word that `words` finds.
    """
    if word.isascii():
        return word.lower()
    # Most words are letters that NFKC leaves as they are; U+0640 counts as a letter.
    if word.isalpha() and "\u0640" not in word:
        lower = word.casefold()
        if unicodedata.is_normalized("NFKC", word) and unicodedata.is_normalized("NFKC", lower):
            return lower.translate(_SAME_LETTER)
    return _fold_signs(word)


def _fold_signs(word: str) -> str:
    """`fold` of a word that is not made of plain letters."""
    bare = _NOTE_MARKS.sub("", _DROPPED.sub("", word)) or word
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())
    folded = folded.translate(_SAME_LETTER)
    if not folded.isalnum():
        folded = "".join(c for c in folded if c.isalnum() or unicodedata.category(c)[0] == "M")
    if not folded.isascii() and any(c.isdecimal() for c in folded):
        folded = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    return folded or word


class _Memory(dict[str, str]):
    """Answers of a function of one word, kept up to a bound."""

    def __missing__(self, word: str) -> str:
        answer = self._answer(word)
        if len(word) <= LONGEST_WORD:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = answer
        return answer

    def _answer(self, word: str) -> str:
        return fold(word)


class _Stems(_Memory):
    """Word as it stands -> stem; "" for a function word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        name = _ALGORITHMS.get(language, "")
        self._stemmer = Stemmer.Stemmer(name, 0) if name in Stemmer.algorithms() else None
        self._stop = frozenset(map(fold, STOPWORDS.get(language, ())))
        self._lock = threading.Lock()  # a Stemmer must not be entered twice

    def _answer(self, word: str) -> str:
        return self.of_folded([_FOLDED[word]])[0]

    def of_folded(self, folded: Sequence[str]) -> list[str]:
        """The stems of words that are folded already; not remembered."""
        found = list(folded)
        if self._stemmer is not None:
            with self._lock:
                found = self._stemmer.stemWords(
                    ["" if len(w) > LONGEST_WORD else w for w in folded]
                )
        return [
            "" if word in self._stop else stem or word
            for word, stem in zip(folded, found, strict=True)
        ]


_FOLDED = _Memory()


def primary(language: str) -> str:
    """The language alone of a BCP 47 tag: "zh" of "zh-Hans"."""
    return language.split("-", 1)[0].lower()


@cache
def _stems_of(language: str) -> _Stems:
    return _Stems(language)


def is_unspaced(language: str) -> bool:
    """True for languages whose texts `words` gives as single characters."""
    return primary(language) in {"zh", "ja", "ko", "th", "lo", "km", "my", "yue", "wuu"}


def words(text: str) -> list[str]:
    """Folded words in order, function words and numbers included."""
    return list(map(_FOLDED.__getitem__, find_words(text)))


def find_words(text: str) -> list[str]:
    """The words of `words(text)` as they stand, before they are folded."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def without_marks(text: str) -> str:
    """The text with blanks for marks that keep many an English text from being ASCII.

    They are never part of a word: `find_words` gives the same for both.
    """
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text


def fold_word(word: str) -> str:
    """`fold`, remembered."""
    return _FOLDED[word]


def stem_folded(folded: Sequence[str], language: str) -> list[str]:
    """The stem of each word that `words` gave; "" for a function word. Not remembered.

    A word of an unspaced script has no stem of its own: see `stems`.
    """
    return _stems_of(primary(language)).of_folded(folded)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each of `words(text)`, in code points of the text."""
    return [m.span() for m in (_ASCII_WORD if text.isascii() else _WORD).finditer(text)]


def stems(text: str, language: str) -> list[str]:
    """Terms of a text in order: stems without function words, pairs of characters.

    Args:
        text: any text, uncleaned.
        language: BCP 47; one without a stemmer or a list of function words is
            folded only.

    Returns:
        As many entries as occurrences; numbers and single letters are kept.
    """
    stem_of = _stems_of(primary(language))
    if not has_unspaced(text):
        pattern = _ASCII_WORD if text.isascii() else _WORD
        return [s for s in map(stem_of.__getitem__, pattern.findall(text)) if s]
    return [token.stem for token in tokens(text, language)]


def tokens(text: str, language: str) -> list[Token]:
    """`stems` with where each stands; pairs of characters overlap by one character."""
    stem_of = _stems_of(primary(language))
    if not has_unspaced(text):
        pattern = _ASCII_WORD if text.isascii() else _WORD
        found = ((stem_of[m[0]], *m.span()) for m in pattern.finditer(text))
        return [Token(stem, start, end) for stem, start, end in found if stem]
    result: list[Token] = []
    run: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if run and (start != run[-1][2] or not _IS_UNSPACED.match(match[0])):
            result += _pairs(run)
            run = []
        if _IS_UNSPACED.match(match[0]):
            run.append((_FOLDED[match[0]], start, end))
        elif stem := stem_of[match[0]]:
            result.append(Token(stem, start, end))
    return result + _pairs(run)


def has_unspaced(text: str) -> bool:
    """True when a text has a character of a script written without spaces."""
    return not text.isascii() and _IS_UNSPACED.search(text) is not None


def _pairs(run: list[tuple[str, int, int]]) -> list[Token]:
    """Neighbouring characters as pairs; a character on its own stays one."""
    if len(run) == 1:
        character, start, end = run[0]
        return [] if character in CHINESE_PARTICLES else [Token(character, start, end)]
    stop = STOPWORDS["zh"]
    result = []
    for (first, start, _), (second, _, end) in pairwise(run):
        pair = first + second
        if pair in stop:
            continue
        if pair not in CHINESE_KEPT and not CHINESE_PARTICLES.isdisjoint(pair):
            continue
        result.append(Token(pair, start, end))
    return result
