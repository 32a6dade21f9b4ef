"""Which words of two counterparts answer each other: what a reader can check a pair by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Literal, NamedTuple

from comity.links.across import Texts, plain_word
from comity.links.lexical import carries_weight
from comity.text.tokens import fold, has_unspaced, primary, tokens

_MOST = 8  # words shown of a pair
_CONSIDERED = 300  # words of a text for which an answer is sought, the most telling ones
_ALIKE = 0.6  # of the pairs of letters of two words: from here on they are cognates
_HEAD = 2  # letters that cognates begin with in common: only these are compared
_LETTERS = 4  # fewer make a chance likeness

Kind = Literal["same", "cognate", "translation"]


class Answering(NamedTuple):
    """A word of one text and the word of the other that stands for it, as they stand there."""

    a: str
    b: str
    kind: Kind


class _Word(NamedTuple):
    text: str  # as it stands where it stands first
    plain: str  # in Latin letters; see `plain_word`


class Counterparts:
    """Explains pairs of two versions by the words that answer each other."""

    def __init__(self, a: Texts, b: Texts, translations: Mapping[str, Mapping[str, float]]) -> None:
        """`translations` are what `across` learnt of these two; none within one language."""
        self._one_language = primary(a.language) == primary(b.language)
        self._a, self._b = _words_of(a), _words_of(b)
        self._held = Counter(stem for text in self._a for stem in text)
        self._translations = translations

    def answering(self, i: int, j: int) -> tuple[Answering, ...]:
        """The most telling words of text i of a that text j of b answers, best first.

        A word of b answers one word of a. How telling a word is follows from how few of
        a's texts hold it.
        """
        ours, theirs = self._a[i], self._b[j]
        found = sorted(self._ranked(ours, theirs))
        taken: set[str] = set()
        result: list[Answering] = []
        for _, one, other, kind in found:
            if one in taken or f" {other}" in taken:
                continue
            taken |= {one, f" {other}"}
            result.append(Answering(ours[one].text, theirs[other].text, kind))
            if len(result) == _MOST:
                break
        return tuple(result)

    def _ranked(
        self, ours: Mapping[str, _Word], theirs: Mapping[str, _Word]
    ) -> Iterator[tuple[float, str, str, Kind]]:
        """Rank (smaller is better), stem of a, stem of b, kind; in any order."""
        heads: dict[str, list[str]] = defaultdict(list)
        for stem, word in theirs.items():
            if len(word.plain) >= _LETTERS and word.plain.isascii():
                heads[word.plain[:_HEAD]].append(stem)
        by_telling = sorted(ours, key=lambda stem: (self._held[stem], stem))
        for stem in by_telling[:_CONSIDERED]:
            word = ours[stem]
            telling = log((len(self._a) + 1) / self._held[stem])
            if stem in theirs and (self._one_language or word.plain == theirs[stem].plain):
                yield -telling, stem, stem, "same"
            if self._one_language:
                continue
            for other, strength in self._translations.get(stem, {}).items():
                if other in theirs:
                    yield -telling * strength, stem, other, "translation"
            if len(word.plain) < _LETTERS or not word.plain.isascii():
                continue
            for other in heads.get(word.plain[:_HEAD], ()):
                if (alike := _alike(word.plain, theirs[other].plain)) >= _ALIKE:
                    same = word.text.casefold() == theirs[other].text.casefold()
                    yield -telling * alike, stem, other, "same" if same else "cognate"


def _words_of(side: Texts) -> list[dict[str, _Word]]:
    """Of each text: stem -> the word it was made from, of what carries weight."""
    found = []
    for text in side.texts:
        words: dict[str, _Word] = {}
        for token in tokens(text, side.language):
            if token.stem not in words and carries_weight(token.stem):
                word = text[token.start : token.end]
                plain = "" if has_unspaced(word) else plain_word(fold(word))
                words[token.stem] = _Word(word, plain)
        found.append(words)
    return found


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    """Dice's coefficient over pairs of neighbouring letters, 0 to 1.

    For cognates: Brew & McKelvie 1996, "Word-pair extraction for lexicography".
    """
    ours, theirs = _letter_pairs(one), _letter_pairs(other)
    common = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * common / (len(ours) + len(theirs)) if ours or theirs else 0.0


def _letter_pairs(word: str) -> Sequence[str]:
    return [word[n : n + 2] for n in range(len(word) - 1)]
