"""Where the terms of a thesaurus stand in a text: by stem and phrase, in the text's language.

A term is a row of words. Text and term are folded, function words are dropped, every other
word is brought to its stem, and the term stands where its stems stand one after the other.
Arabic words lose a conjunction and the article first, which are written onto them. In
Chinese every character is a word.

All terms of a language are sought at once (Aho and Corasick 1975, "Efficient string
matching: an aid to bibliographic search"), in time that does not depend on their number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from comity.records import Concept, TopicId
from comity.text.tokens import find_words, fold_word, is_unspaced, stem_folded

Kind = Literal["strong", "exact", "weak", "never"]

# A conjunction and a preposition with the article: "and in the ..." is one word.
_CLITICS = re.compile("^[وف]?(?:ال|بال|كال|لل)(?=.{3})")
_CONJUNCTION = re.compile("^و(?=.{4})")
_REMEMBERED = 200_000


class Found(NamedTuple):
    """A term that stands in a text."""

    topic: TopicId
    kind: Kind
    first: int  # words of the text, the last one included
    last: int
    term: int  # which of the language's terms


@dataclass(frozen=True, slots=True)
class _Term:
    key: tuple[str, ...]  # stems
    words: tuple[str, ...]  # folded, function words too; of an exact term
    lead: int  # function words before the first stem
    claims: tuple[tuple[TopicId, Kind], ...]


class _Stems(dict[str, str]):
    """Word as it stands -> what it is compared by; "" for a function word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._arabic = language == "ar"
        self._as_it_is = is_unspaced(language)

    def __missing__(self, word: str) -> str:
        folded = fold_word(word)
        if self._as_it_is:
            stem = folded
        else:
            if self._arabic:
                folded = _CONJUNCTION.sub("", _CLITICS.sub("", folded))
            stem = stem_folded([folded], self._language)[0]
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = stem
        return stem


_STEMS: dict[str, _Stems] = {}


def _stems_of(language: str) -> _Stems:
    return _STEMS.setdefault(language, _Stems(language))


def term_key(text: str, language: str, *, exact: bool) -> tuple[str, ...]:
    """What decides whether two terms are one: equal keys match the same places.

    The first entry is the kind of comparison; a key without a second one has no word
    that counts.
    """
    if exact:
        return ("exact", *map(fold_word, find_words(text)))
    stems = _stems_of(language)
    return ("stem", *(s for s in map(stems.__getitem__, find_words(text)) if s))


def stemmed_label(concept: Concept, language: str) -> tuple[str, ...]:
    """The preferred label, unless an exact term says that its stem means too much."""
    label = concept.labels.get(language)
    exact = {term_key(text, language, exact=True) for text in concept.terms[language].exact}
    return () if not label or term_key(label, language, exact=True) in exact else (label,)


class Matcher:
    """All terms of one language."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        """Ready the terms of `language`, a primary subtag such as "fr"."""
        self.language = language
        self._stem_of = _stems_of(language)
        claims: dict[tuple[tuple[str, ...], tuple[str, ...], int], list[tuple[TopicId, Kind]]] = {}
        for concept in concepts:
            terms = concept.terms.get(language)
            if terms is None:
                continue
            named: Sequence[tuple[Kind, Sequence[str]]] = (
                ("strong", (*stemmed_label(concept, language), *terms.strong)),
                ("exact", terms.exact),
                ("weak", terms.weak),
                ("never", terms.never),
            )
            for kind, texts in named:
                for text in texts:
                    claims.setdefault(self._key(text, kind), []).append((concept.id, kind))
        self.terms = [
            _Term(key, words, lead, tuple(sorted(set(found))))
            for (key, words, lead), found in sorted(claims.items())
            if key
        ]
        by_key: dict[str, list[int]] = {}
        for number, term in enumerate(self.terms):
            by_key.setdefault(f" {' '.join(term.key)} ", []).append(number)
        self._of_pattern = list(by_key.values())
        self._automaton = (
            AhoCorasick(list(by_key), matchkind=MatchKind.Standard, store_patterns=False)
            if by_key
            else None
        )

    def _key(self, text: str, kind: Kind) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        words = find_words(text)
        stems = [self._stem_of[word] for word in words]
        lead = next((n for n, stem in enumerate(stems) if stem), 0)
        key = tuple(s for s in stems if s)
        # "without prejudice", "finely": by stems alone these would bar every "prejudice", "fine".
        as_written = kind == "exact" or (
            kind == "never" and (len(key) < 2 or len(key) < len(words))
        )
        exact = tuple(map(fold_word, words)) if as_written else ()
        return key, exact, lead if exact else 0

    def find(self, text: str) -> tuple[list[Found], int]:
        """The terms that stand in a text, in its order, and how many words count in it."""
        words = find_words(text)
        stems = [self._stem_of[word] for word in words]
        kept = [n for n, stem in enumerate(stems) if stem]
        if self._automaton is None or not kept:
            return [], len(kept)
        line = f" {' '.join([stems[n] for n in kept])} "
        hits = self._automaton.find_matches_as_indexes(line, overlapping=True)
        if not hits:
            return [], len(kept)
        found = []
        at = list(accumulate((len(stems[n]) + 1 for n in kept), initial=0))  # in the line
        for pattern, start, _ in hits:
            first = bisect_left(at, start)  # of the words that count
            for number in self._of_pattern[pattern]:
                term = self.terms[number]
                begin, end = kept[first], kept[first + len(term.key) - 1]
                if term.words:
                    begin -= term.lead
                    end = begin + len(term.words) - 1
                    if begin < 0 or tuple(map(fold_word, words[begin : end + 1])) != term.words:
                        continue
                found += [Found(topic, kind, begin, end, number) for topic, kind in term.claims]
        return found, len(kept)
