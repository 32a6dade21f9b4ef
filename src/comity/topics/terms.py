"""Where the terms of a thesaurus stand in a text: by stem and phrase, in the text's language.

A term is a row of words. Text and term are folded, function words are dropped, every other
word is brought to its stem, and the term stands where its stems stand one after the other.
Arabic words lose a conjunction and the article first, which are written onto them. In
Chinese every character is a word.

All terms of a language are sought at once (Aho and Corasick 1975, "Efficient string
matching: an aid to bibliographic search"), in time that does not depend on their number.
Every stem that some term has is one character to the search, and any other stem is
`OTHER`, so places in what is searched are numbers of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, MatchKind

from comity.records import Concept, TopicId
from comity.text.tokens import find_words, fold_word, is_unspaced, stem_folded, without_marks

Kind = Literal["strong", "exact", "weak", "never", "aside"]

# A conjunction and a preposition with the article: "and in the ..." is one word.
_CLITICS = re.compile("^[وف]?(?:ال|بال|كال|لل)(?=.{3})")
_CONJUNCTION = re.compile("^و(?=.{4})")
_REMEMBERED = 200_000

OTHER = "\x01"  # a stem that no term has
_FIRST_CODE = 0x100
_SURROGATES = range(0xD800, 0xE000)

# A term that stands in a text: first and last word, topic, kind, number of the term. A plain
# tuple, since there are millions of them: a NamedTuple takes six times as long to make.
Found: TypeAlias = tuple[int, int, TopicId, Kind, int]


_Claim: TypeAlias = tuple[TopicId, Kind, int]  # the number is that of the term


class Line(NamedTuple):
    """A text as the search sees it."""

    words: list[str]  # as they stand
    counting: list[int]  # which of them have a stem
    codes: str  # of these words, a character each
    plain: str  # the text, with blanks for marks: its words are found sooner


class _Stems(dict[str, str]):
    """Word as it stands -> what it is compared by; "" for a function word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._arabic = language == "ar"
        self._as_it_is = is_unspaced(language)

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self.learn([word])
        return self[word]

    def learn(self, words: Sequence[str]) -> None:
        """Remember many words at once, which takes a third of the time."""
        folded = list(map(fold_word, words))
        if not self._as_it_is:
            if self._arabic:
                folded = [_CONJUNCTION.sub("", _CLITICS.sub("", word)) for word in folded]
            folded = stem_folded(folded, self._language)
        self.update(zip(words, folded, strict=True))


_STEMS: dict[str, _Stems] = {}


def _stems_of(language: str) -> _Stems:
    known = _STEMS.get(language)
    return _STEMS.setdefault(language, _Stems(language)) if known is None else known


class _Codes(dict[str, str]):
    """Word as it stands -> the character of its stem; "" for a function word."""

    def __init__(self, language: str, stems: Iterable[str]) -> None:
        super().__init__()
        self._stem_of = _stems_of(language)
        self.of_stem: dict[str, str] = {}
        for stem in stems:
            self.of_stem.setdefault(stem, _code(len(self.of_stem)))

    def __missing__(self, word: str) -> str:
        stem = self._stem_of[word]
        code = self.of_stem.get(stem, OTHER) if stem else ""
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = code
        return code


def _code(number: int) -> str:
    point = _FIRST_CODE + number
    return chr(point if point < _SURROGATES.start else point + len(_SURROGATES))


def learn_words(texts: Iterable[str], language: str) -> None:
    """Have the stems of the words of many terms ready."""
    known = _stems_of(language)
    known.learn(sorted({word for text in texts for word in find_words(text)} - known.keys()))


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


class _Way(NamedTuple):
    """One of the exact terms that share a row of stems."""

    words: tuple[str, ...]  # folded, function words too
    lead: int  # function words before the first stem
    claims: tuple[_Claim, ...]


class _Pattern(NamedTuple):
    """The terms that share a row of stems."""

    length: int
    claims: list[_Claim]  # by stems
    weak: list[tuple[TopicId, int]]
    exact: dict[str, tuple[_Claim, ...]]  # of one word, folded
    ways: list[_Way]


class Matcher:
    """All terms of one language."""

    def __init__(
        self,
        concepts: Iterable[Concept],
        language: str,
        relatives: Mapping[TopicId, frozenset[TopicId]],
        cues: Sequence[str] = (),
    ) -> None:
        """Ready the terms of `language`, a primary subtag such as "fr".

        Args:
            concepts: whose terms are sought.
            language: of texts.
            relatives: topic -> those above and those below.
            cues: further stems that `read` shall tell apart; see `code_of`.
        """
        self.language = language
        self._stem_of = _stems_of(language)
        self._relatives = relatives
        self._bit = {topic: 1 << n for n, topic in enumerate(relatives)}
        self._kin = {t: sum(self._bit[o] for o in of) for t, of in relatives.items()}
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
        ways: dict[tuple[str, ...], _Pattern] = {}
        for number, ((key, words, lead), of) in enumerate(sorted(claims.items())):
            if not key:
                continue
            pattern = ways.setdefault(key, _Pattern(len(key), [], [], {}, []))
            claimed = tuple((topic, kind, number) for topic, kind in sorted(set(of)))
            if len(words) == 1:
                pattern.exact[words[0]] = claimed
            elif words:
                pattern.ways.append(_Way(words, lead, claimed))
            else:
                pattern.claims.extend(claim for claim in claimed if claim[1] != "weak")
                pattern.weak.extend((topic, n) for topic, kind, n in claimed if kind == "weak")
        self._codes = _Codes(language, (stem for key in (*ways, tuple(cues)) for stem in key))
        self._patterns = list(ways.values())
        patterns = ["".join(map(self._codes.of_stem.__getitem__, key)) for key in ways]
        self._automaton = (
            AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)
            if patterns
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

    def code_of(self, stem: str) -> str:
        """The character of a stem that a term or a cue has."""
        return self._codes.of_stem[stem]

    def read(self, text: str) -> Line:
        """A text as rows of words and of characters."""
        plain = without_marks(text)
        words = find_words(plain)
        codes = list(map(self._codes.__getitem__, words))
        return Line(words, [n for n, code in enumerate(codes) if code], "".join(codes), plain)

    def find(self, line: Line) -> list[Found]:
        """The terms that stand in a text, in no order that means anything.

        Weak terms that stand alone are left out: no other term of their topic, or of one above
        or below it, is there.
        """
        words, counting, codes, _ = line
        if self._automaton is None or not codes:
            return []
        found: list[Found] = []
        weak: list[tuple[int, int, list[tuple[TopicId, int]]]] = []
        for pattern, start, _ in self._automaton.find_matches_as_indexes(codes, overlapping=True):
            length, claims, weakly, exact, ways = self._patterns[pattern]
            if weakly:
                weak.append((start, start + length - 1, weakly))
            if claims:
                begin, end = counting[start], counting[start + length - 1]
                for topic, kind, number in claims:
                    found.append((begin, end, topic, kind, number))
            if exact:
                begin = counting[start]
                for topic, kind, number in exact.get(fold_word(words[begin]), ()):
                    found.append((begin, begin, topic, kind, number))
            for written, lead, claimed in ways:
                begin = counting[start] - lead
                # Most fail at the first word, which costs little.
                if begin < 0 or fold_word(words[begin]) != written[0]:
                    continue
                end = begin + len(written) - 1
                if tuple(map(fold_word, words[begin : end + 1])) == written:
                    found += [(begin, end, topic, kind, number) for topic, kind, number in claimed]
        if weak:
            self._add_weak(found, weak, counting)
        return found

    def _add_weak(
        self,
        found: list[Found],
        weak: list[tuple[int, int, list[tuple[TopicId, int]]]],
        counting: list[int],
    ) -> None:
        terms: dict[TopicId, int] = {}  # topic -> its term, or -1 when it has several
        for _, _, topic, kind, number in found:
            if kind != "never" and terms.setdefault(topic, number) != number:
                terms[topic] = -1
        for _, _, claims in weak:
            for topic, number in claims:
                if terms.setdefault(topic, number) != number:
                    terms[topic] = -1
        bit, kin = self._bit, self._kin
        there = 0
        for topic in terms:
            there |= bit[topic]
        for first, last, claims in weak:
            for topic, number in claims:
                if terms[topic] < 0 or (
                    kin[topic] & there
                    and any(terms.get(t, number) != number for t in self._relatives[topic])
                ):
                    found.append((counting[first], counting[last], topic, "weak", number))
