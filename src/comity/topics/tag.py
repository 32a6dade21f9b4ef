"""Provisions to tags: which topics a text speaks of, how surely, and by which words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log1p
from typing import NamedTuple

from comity.records import Span, Tag, TopicId
from comity.records.ids import ProvisionId
from comity.text.tokens import primary
from comity.topics.asides import asides
from comity.topics.terms import OTHER, Found, Line, Matcher
from comity.topics.thesaurus import LANGUAGES, Thesaurus
from comity.topics.weights import (
    EVERY_LANGUAGE,
    Cues,
    Judge,
    Sum,
    Weights,
    logistic,
    shipped_weights,
)

# Of a topic that is mapped to no principle: logistic regression of "the statement bears the
# label" on these, over the topics found in the development half of Worldwide AI Ethics
# (`python -m benchmarks.topics --fit`).
_CONSTANT = -1.09
_PER_TERM = 0.86  # of ln(1 + weight of the terms)
_PER_SHARE = 4.46  # of the share of the text's counting words that are terms of the topic

WEAK = 0.35  # what a weak term counts, where a strong one counts 1
SPEAKS = 0.4  # what a word must add to a principle's score to be shown as evidence
LEAST_BY_WORDS = 0.45  # confidence of a tag that rests on no term of its own


class Evidence(NamedTuple):
    """What in a text speaks for one topic."""

    topic: TopicId
    confidence: float  # 0 to 1: how often such evidence was right
    weight: float  # of its distinct terms: 1 for a strong one, WEAK for a weak one
    share: float  # of the counting words, 0 to 1
    words: tuple[tuple[int, int], ...]  # first and last word of each place of a term, in order
    cues: tuple[int, ...] = ()  # further words that speak for what the topic is mapped to


# Topic, confidence, and the code points of the text that speak for it, in order.
TagRow = tuple[TopicId, float, list[tuple[int, int]]]

_NO_LINE = Line([], [], "", "")
_AT_ONCE = 256  # texts that each step is done for before the next


@dataclass(frozen=True, slots=True)
class _Language:
    matcher: Matcher
    judge: Judge
    cues: Cues | None


class Tagger:
    """Tags texts with the topics of a thesaurus; several threads may use one at a time."""

    def __init__(self, thesaurus: Thesaurus, weights: Mapping[str, Weights] | None = None) -> None:
        """`weights` of each language or of every one; those that are shipped when absent."""
        self.thesaurus = thesaurus
        self._weights = shipped_weights() if weights is None else weights
        self._languages: dict[str, _Language] = {}
        self._relatives = {
            name: thesaurus.above[name] | thesaurus.below(name) for name in thesaurus.concepts
        }

    def evidence(self, text: str, language: str) -> list[Evidence]:
        """What speaks for each topic of a text, by topic id.

        Args:
            text: uncleaned.
            language: BCP 47; none is found in a language that the thesaurus lacks.
        """
        return self._read([text], language)[0][0]

    def _read(self, texts: Sequence[str], language: str) -> list[tuple[list[Evidence], Line]]:
        """What speaks for each topic of each text. One step of all texts, then the next: what
        a step needs stays close at hand, which saves a quarter of the time.
        """
        language = primary(language)
        if language not in LANGUAGES:
            return [([], _NO_LINE)] * len(texts)
        known = self._languages.get(language)
        if known is None:
            known = self._languages[language] = self._ready(language)
        lines = [known.matcher.read(text) for text in texts]
        found = [known.matcher.find(line) for line in lines]
        for n, line in enumerate(lines):
            inside = _aside_words(line, language) if found[n] else None
            if inside:
                found[n] = _set_aside(found[n], inside)
            if known.cues is not None:
                silent = {w for f in found[n] if f[3] == "never" for w in range(f[0], f[1] + 1)}
                if inside:
                    silent |= inside
                if silent:
                    lines[n] = _without_cues(line, silent)
        topics = [
            weighed(own, len(line.counting), self._relatives)
            for own, line in zip(found, lines, strict=True)
        ]
        said: Sequence[tuple[list[float], float] | None] = [None] * len(lines)
        if known.cues is not None and lines:
            said = known.cues.gains([line.codes for line in lines])
        return [
            (_judged(own, line, known, words), line)
            for own, line, words in zip(topics, lines, said, strict=True)
        ]

    def _ready(self, language: str) -> _Language:
        weights = self._weights.get(language, self._weights[EVERY_LANGUAGE])
        judge = Judge(self.thesaurus, weights)
        stems = tuple(weights.words) if judge.numbers else ()
        matcher = Matcher(self.thesaurus.concepts.values(), language, self._relatives, stems)
        cues = Cues(weights, {stem: matcher.code_of(stem) for stem in stems}) if stems else None
        return _Language(matcher, judge, cues)

    def tag(self, provision: ProvisionId, text: str, language: str) -> list[Tag]:
        """The tags of a provision, by topic; spans are code points of its text."""
        return [
            Tag(
                provision_id=provision,
                topic=topic,
                confidence=confidence,
                spans=tuple([Span(start, end) for start, end in spans]),
            )
            for topic, confidence, spans in self.rows(text, language)
        ]

    def rows(self, text: str, language: str) -> list[TagRow]:
        """The tags of a text as plain rows, by topic; see `rows_of`."""
        return self.rows_of([text], language)[0]

    def rows_of(self, texts: Sequence[str], language: str) -> list[list[TagRow]]:
        """The tags of texts of one language as plain rows: what a build of many texts needs."""
        rows: list[list[TagRow]] = []
        for start in range(0, len(texts), _AT_ONCE):
            for found, line in self._read(texts[start : start + _AT_ONCE], language):
                rows.append(_rows(found, line) if found else [])
        return rows


def _rows(found: Sequence[Evidence], line: Line) -> list[TagRow]:
    places = [_places(one) for one in found]
    last = max([place[-1][1] for place in places])
    starts, ends = _offsets(line.plain, line.words[: last + 1])
    return [
        (one[0], one[1], [(starts[first], ends[final]) for first, final in of])
        for one, of in zip(found, places, strict=True)
    ]


def _aside_words(line: Line, language: str) -> set[int] | None:
    found = asides(line.plain, language, line.words)
    return {n for first, end in found for n in range(first, end)} if found else None


def _offsets(plain: str, words: Sequence[str]) -> tuple[list[int], list[int]]:
    """Where the first words of a text begin and end: the next one is the next of its letters."""
    starts, ends, at, find = [], [], 0, plain.index
    for word in words:
        start = find(word, at)
        at = start + len(word)
        starts.append(start)
        ends.append(at)
    return starts, ends


def _places(one: Evidence) -> Sequence[tuple[int, int]]:
    if not one.cues:
        return one.words
    return _apart(sorted([*one.words, *((n, n) for n in one.cues)]))


class Weighed(NamedTuple):
    """The terms of one topic that stand in a text."""

    sum: Sum
    words: tuple[tuple[int, int], ...]  # first and last word of each place, in order


def weighed(
    found: Sequence[Found], counting: int, relatives: Mapping[TopicId, frozenset[TopicId]]
) -> list[Weighed]:
    """The topics whose terms stand in a text, by id.

    Args:
        found: what the search gave, in any order, weak terms in company.
        counting: how many words of the text count.
        relatives: topic -> those above and those below.
    """
    if not found:
        return []
    of: dict[TopicId, list[Found]] = {}
    standing = _standing(found)
    if len(standing) < len(found):  # what is gone may have been the company of a weak term
        standing = in_company(standing, relatives)
    for one in standing:
        if one[2] in of:
            of[one[2]].append(one)
        else:
            of[one[2]] = [one]
    return [_weighed(topic, of[topic], counting) for topic in sorted(of)]


def _judged(
    found: Sequence[Weighed], line: Line, known: _Language, said: tuple[list[float], float] | None
) -> list[Evidence]:
    """Topics with their confidence; `said` is what words say for each principle, if they do."""
    judge, cues, numbers = known.judge, known.cues, known.judge.numbers
    if said is None and not any(one[0][0] in numbers for one in found):
        return [Evidence(s.topic, _by_itself(s), s.weight, s.share, words) for s, words in found]
    scores, scale = judge.scores([one[0] for one in found]), 1.0
    if said is not None:
        gains, scale = said
        scores = [s + g for s, g in zip(scores, gains, strict=True)]
    evidence: list[Evidence] = []
    judged: set[int] = set()
    for one, words in found:
        topic, weight, share, _ = one
        own = numbers.get(topic)
        if own is None:
            evidence.append(Evidence(topic, _by_itself(one), weight, share, words))
            continue
        judged.update(own)
        best = own[0] if len(own) == 1 else max(own, key=scores.__getitem__)
        confidence = judge.confidence(one, scores[best])
        places = _cue_places(cues, best, line, scale)
        evidence.append(Evidence(topic, confidence, weight, share, words, places))
    top = scores.index(max(scores))
    if cues is not None and top not in judged and top in judge.leading:
        confidence = judge.confidence_by_words(scores[top])
        if confidence >= LEAST_BY_WORDS and (places := _cue_places(cues, top, line, scale)):
            evidence.append(Evidence(judge.leading[top], confidence, 0.0, 0.0, (), places))
            evidence.sort()
    return evidence


def _set_aside(found: Sequence[Found], inside: Set[int]) -> list[Found]:
    """Terms that begin in an aside are weak signs."""
    return [
        (f[0], f[1], f[2], "aside", f[4]) if f[0] in inside and f[3] in ("strong", "exact") else f
        for f in found
    ]


def _without_cues(line: Line, silent: Set[int]) -> Line:
    """The line, of which some words are no cues: those in an aside, or a phrase that bars."""
    codes = list(line.codes)
    for n in silent:
        at = bisect_left(line.counting, n)
        if at < len(codes) and line.counting[at] == n:
            codes[at] = OTHER
    return line._replace(codes="".join(codes))


def _by_itself(one: Sum) -> float:
    return logistic(_CONSTANT + _PER_TERM * log1p(one.weight) + _PER_SHARE * one.share)


def _cue_places(cues: Cues | None, principle: int, line: Line, scale: float) -> tuple[int, ...]:
    if cues is None:
        return ()
    return cues.speaking(line.codes, line.counting, principle, SPEAKS / scale)


def _standing(found: Sequence[Found]) -> Sequence[Found]:
    """Without terms inside a longer one of another topic, or in a phrase that bars them."""
    bars: dict[TopicId, list[tuple[int, int]]] = {}
    is_long = False
    for first, last, topic, kind, _ in found:
        if kind == "never":
            bars.setdefault(topic, []).append((first, last))
        elif last > first and kind != "weak":
            is_long = True
    terms = found
    if bars:
        barred = {topic: _Bars(sorted(places)) for topic, places in bars.items()}
        terms = [
            f
            for f in found
            if f[3] != "never" and not (f[2] in barred and barred[f[2]].holds(f[0], f[1]))
        ]
    if not is_long or len(terms) < 2:
        return terms
    kept, reach = [], -1
    long: list[Found] = []
    for f in sorted(terms, key=_by_place):
        first, last, topic, kind, _ = f
        if last > reach or not any(
            o[0] <= first and last <= o[1] and o[1] - o[0] > last - first and o[2] != topic
            for o in long
        ):
            kept.append(f)
        if last > first and kind != "weak":
            long = [o for o in long if o[1] >= first]
            long.append(f)
            reach = max(reach, last)
    return kept


def _by_place(f: Found) -> tuple[int, int]:
    return f[0], -f[1]


class _Bars:
    """Places of phrases in which a topic's terms do not mean it."""

    def __init__(self, places: list[tuple[int, int]]) -> None:
        """`places` are first and last words, in order."""
        self._places = places
        self._most = max(last - first for first, last in places)

    def holds(self, begin: int, end: int) -> bool:
        """Whether a term overlaps a place that is as long as itself, or longer."""
        at = bisect_left(self._places, (begin - self._most, -1))
        while at < len(self._places) and self._places[at][0] <= end:
            first, last = self._places[at]
            if last >= begin and last - first >= end - begin:
                return True
            at += 1
        return False


def in_company(
    found: Sequence[Found], relatives: Mapping[TopicId, frozenset[TopicId]]
) -> Sequence[Found]:
    """Without weak terms that stand alone, now that some others do not count."""
    weak = {f[2] for f in found if f[3] == "weak"}
    if not weak:
        return found
    terms: dict[TopicId, set[int]] = {}
    for f in found:
        terms.setdefault(f[2], set()).add(f[4])
    alone = {
        topic
        for topic in weak
        if len(terms[topic].union(*(terms[t] for t in relatives[topic] & terms.keys()))) < 2
    }
    return [f for f in found if f[2] not in alone or f[3] != "weak"] if alone else found


def _weighed(topic: TopicId, found: Sequence[Found], counting: int) -> Weighed:
    if len(found) == 1:
        ((first, last, _, kind, _),) = found
        share = min(1.0, (last - first + 1) / counting) if kind != "aside" else 0.0
        weight = 1.0 if kind in ("strong", "exact") else WEAK
        return Weighed(Sum(topic, weight, share, first), ((first, last),))
    weights: dict[int, float] = {}
    for _, _, _, kind, term in found:
        if kind in ("strong", "exact"):
            weights[term] = 1.0
        elif term not in weights:
            weights[term] = WEAK
    words = tuple(_apart(sorted([f[:2] for f in found])))
    plainly = [f[:2] for f in found if f[3] != "aside"]
    places = words if len(plainly) == len(found) else _apart(sorted(plainly))
    covered = sum([last - first + 1 for first, last in places])
    weight = sum(sorted(weights.values()))
    return Weighed(Sum(topic, weight, min(1.0, covered / counting), words[0][0]), words)


def _apart(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that overlap, as one."""
    merged: list[tuple[int, int]] = []
    for first, last in places:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
